"""Trains both sentiment models, `sentiment-zh` and `sentiment-en`."""

from pathlib import Path

from evals.training import sentiment_en
from evals.training.neutral_zh import train_zh

__all__ = ["train"]


def train(data: Path) -> None:
    """Writes the models and their cards."""
    train_zh(data)
    sentiment_en.train(data)
