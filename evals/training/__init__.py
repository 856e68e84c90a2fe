"""Makes the models of `retrieval/understanding/models` from labelled sets: `python -m evals.training`."""
