"""How many records a second are understood on two cores, and what share of the time each step takes."""

import csv
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from evals.understanding.figures import Figure
from retrieval.understanding.batch import Batch
from retrieval.understanding.duplicates import bands, signatures
from retrieval.understanding.priority import Weights, priority
from retrieval.understanding.privacy.redaction import Redactor
from retrieval.understanding.reading import NoteReader
from retrieval.understanding.routing import Routing, load_routing
from retrieval.understanding.topics.reader import TopicReader
from retrieval.understanding.topics.taxonomy import load_taxonomy

__all__ = ["measure"]

SOURCES = (
    ("zh_waimai_sentiment", 3_000),
    ("zh_online_shopping_9cats", 3_000),
    ("zh_gov_messages", 500),
    ("en_airline_tweets", 3_000),
    ("en_nps_verbatims", 1_000),
    ("en_app_review_intent", 2_000),
)
"""Files and how many of their first texts: about as many in each language, short and long."""

PAGE = 2_000


def measure(data: Path) -> Iterator[Figure]:
    """Everything that needs no embeddings: redaction, all labels with reasons, signatures, priorities.

    In two processes, as a long backlog is read; shares are of the seconds of both.
    """
    texts = [text for name, count in SOURCES for text in _texts(data / f"{name}.csv", count)]
    halves = [texts[::2], texts[1::2]]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_run, [half[:500] for half in halves]))  # models are read from disk once
        started = perf_counter()
        spent = list(pool.map(_run, halves))
        seconds = perf_counter() - started
    yield Figure(
        "everything but embeddings, two processes",
        "both",
        "records/s",
        len(texts) / seconds,
        len(texts),
        baseline=_svm_alone(data, texts),
        baseline_name="n-gram SVM alone",
        bar=2_000,
    )
    steps = {step: sum(each[step] for each in spent) for step in spent[0]}
    for step, used in steps.items():
        yield Figure(f"  {step}", "both", "share of the time", used / sum(steps.values()), len(texts))


def _run(texts: Sequence[str]) -> dict[str, float]:
    """Seconds of each step."""
    reader, redactor, routing = _parts()
    reader.seconds.clear()
    seconds = {"privacy": 0.0, "duplicates": 0.0, "priority": 0.0}
    for start in range(0, len(texts), PAGE):
        page = texts[start : start + PAGE]
        began = perf_counter()
        clean = [each.text for each in redactor.redact_all(page)]
        seconds["privacy"] += perf_counter() - began
        notes = reader.read(clean)
        began = perf_counter()
        for signature in signatures(Batch.of(clean)):
            bands(signature)
        seconds["duplicates"] += perf_counter() - began
        began = perf_counter()
        for note in notes:
            priority(note.urgency.value, 0.6, 0.1, Weights())
            topics = [each.topic for each in note.topics]
            routing.department(topics, None, None, note.urgency.value, note.intent.value)
        seconds["priority"] += perf_counter() - began
    return seconds | reader.seconds


@cache
def _parts() -> tuple[NoteReader, Redactor, Routing]:
    return NoteReader(TopicReader(load_taxonomy())), Redactor(), load_routing()


def _svm_alone(data: Path, texts: Sequence[str]) -> float:
    """Texts a second that a plain character n-gram SVM predicts: the least any classifier does."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    with (data / "zh_waimai_sentiment.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[::6]
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
    model = LinearSVC().fit(
        grams.fit_transform([row["text"] for row in rows]), [row["sentiment"] for row in rows]
    )
    began = perf_counter()
    model.predict(grams.transform(texts))
    return len(texts) / (perf_counter() - began)


def _texts(path: Path, count: int) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for _, row in zip(range(count), csv.DictReader(file), strict=False)]
