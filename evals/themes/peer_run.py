"""Runs BERTopic, HDBSCAN or EVoC on given vectors, in the peers' environment: imports nothing of ours.

    .venv-peers/bin/python evals/themes/peer_run.py JOBS.json

A job: {"method", "input": npz with vectors and texts, "output", "language": "en" or "zh", "topics": how many,
or null, "seed": null leaves the method's own (BERTopic's has none)}. Each output is an npz with the label of
each text (-1: none), the seconds, those of CPU, the most memory the process ever
held in MB, and BERTopic's words by topic.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["main"]


def main() -> None:
    for job in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")):
        with np.load(job["input"]) as given:
            vectors, texts = given["vectors"], given["texts"].tolist()
        started, before = time.monotonic(), time.process_time()
        labels, words = METHODS[job["method"]](texts, vectors, job)
        seconds, cpu = time.monotonic() - started, time.process_time() - before
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with Path(job["output"]).open("wb") as stream:
            told = json.dumps({"seconds": seconds, "cpu": cpu, "memory": memory, "words": words})
            np.savez(stream, labels=labels, told=told)
        print(f"{job['output']}: {labels.max() + 1} topics, {seconds:.1f} s, {memory:.0f} MB", flush=True)


def bertopic(texts: list[str], vectors: Any, job: dict[str, Any]) -> tuple[Any, dict[str, list[str]]]:
    """With its own defaults. language: "multilingual" for Chinese, as its documentation says; else it deletes
    every Chinese character. Its default UMAP, with a seed, when one is given."""
    from bertopic import BERTopic  # type: ignore[import-not-found]

    options: dict[str, Any] = {"language": "english" if job["language"] == "en" else "multilingual"}
    if job["method"] == "bertopic with a Chinese tokenizer":
        import rjieba
        from sklearn.feature_extraction.text import CountVectorizer

        options["vectorizer_model"] = CountVectorizer(tokenizer=rjieba.cut, token_pattern=None)
    if job["topics"]:
        options["nr_topics"] = job["topics"] + 1  # it counts the topic of outliers
    if job["seed"] is not None:
        from umap import UMAP  # type: ignore[import-not-found]

        options["umap_model"] = UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=job["seed"]
        )
    model = BERTopic(**options)
    labels, _ = model.fit_transform(texts, embeddings=vectors)
    words = {str(topic): [word for word, _ in found] for topic, found in model.get_topics().items()}
    return np.array(labels), words


def hdbscan(_texts: list[str], vectors: Any, _job: dict[str, Any]) -> tuple[Any, dict[str, list[str]]]:
    import hdbscan as package  # type: ignore[import-not-found]

    return package.HDBSCAN().fit_predict(vectors.astype(np.float64)), {}


def evoc(_texts: list[str], vectors: Any, job: dict[str, Any]) -> tuple[Any, dict[str, list[str]]]:
    from evoc import EVoC  # type: ignore[import-not-found]

    return EVoC(random_state=job["seed"]).fit_predict(vectors), {}


METHODS = {
    "bertopic": bertopic,
    "bertopic with a Chinese tokenizer": bertopic,
    "hdbscan": hdbscan,
    "evoc": evoc,
}

if __name__ == "__main__":
    main()
