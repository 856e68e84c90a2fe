"""The claim gate: what an answer states is compared with the results it rests on, before anyone sees it."""

__all__ = ["GATE"]

GATE = "gate"
"""Key in an AI message's additional_kwargs: what the gate did to it, as JSON."""
