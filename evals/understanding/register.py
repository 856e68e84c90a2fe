"""Colloquial writing: slang, dialect, homophones, abbreviations, emoji, sarcasm, typos, mixed languages,
understatement, and formal letters to compare with.

The lines (`evals/cases/register.jsonl`) were made up and labelled by hand before any step was there, and no
step is trained or tuned on them. A quarter, `held`, is scored apart. One person wrote and labelled them: what
is ironic, or how urgent, is that person's reading. The same person wrote the rules of urgency soon after,
so that its figures here are an upper bound; the other steps were made by people who had not seen the lines.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evals.understanding.figures import Figure, accuracy, bootstrap, kappa, macro_f1

__all__ = ["Line", "load_lines", "measure"]

Line = dict[str, str]
_LINES = Path(__file__).parent.parent / "cases" / "register.jsonl"
FIELDS = ("language", "sentiment", "intent", "urgency", "area")
AREAS = {"billing": "price"}
"""The default taxonomy's name of an area that the lines call otherwise."""


def load_lines(path: Path = _LINES) -> list[Line]:
    """Labelled lines of a file, one JSON object each."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measure(data: Path) -> Iterator[Figure]:  # noqa: ARG001 - these lines are the project's own
    lines = load_lines()
    said = _said(lines)
    for field in FIELDS:
        rows = [row for row, line in enumerate(lines) if line[field]]
        yield from _overall(field, "all", [lines[row] for row in rows], [said[field][row] for row in rows])
        held = [row for row in rows if lines[row]["split"] == "held"]
        yield from _overall(field, "held", [lines[row] for row in held], [said[field][row] for row in held])
    for field in ("sentiment", "intent", "urgency"):
        for register in dict.fromkeys(line["register"] for line in lines):
            for tongue in ("zh", "en"):
                rows = [
                    row
                    for row, line in enumerate(lines)
                    if line["register"] == register and _tongue(line) == tongue
                ]
                if rows:
                    yield _share(
                        field,
                        register,
                        tongue,
                        [lines[row] for row in rows],
                        [said[field][row] for row in rows],
                    )


def _said(lines: Sequence[Line]) -> Mapping[str, Sequence[str]]:
    """What the shipped steps say, run in the order in which they run on imported feedback."""
    from retrieval.understanding.reading import NoteReader
    from retrieval.understanding.topics.reader import TopicReader
    from retrieval.understanding.topics.taxonomy import load_taxonomy

    notes = NoteReader(TopicReader(load_taxonomy())).read([line["text"] for line in lines])
    areas = [note.topics[0].topic.split(".")[0] if note.topics else "" for note in notes]
    return {
        "language": [note.language.value for note in notes],
        "sentiment": [note.feeling.label for note in notes],
        "intent": [note.intent.value for note in notes],
        "urgency": [note.urgency.value for note in notes],
        "area": [AREAS.get(area, area) for area in areas],
    }


def _overall(field: str, split: str, lines: Sequence[Line], said: Sequence[str]) -> Iterator[Figure]:
    gold = [line[field] for line in lines]
    for tongue in ("zh", "en"):
        rows = [row for row, line in enumerate(lines) if _tongue(line) == tongue]
        left, right = [gold[row] for row in rows], [said[row] for row in rows]
        usual = [Counter(left).most_common(1)[0][0]] * len(left)
        for name, statistic in (("accuracy", accuracy), ("macro-F1", macro_f1), ("kappa", kappa)):
            if name == "kappa" and len(set(left)) == 1:
                continue
            low, high = bootstrap(statistic, left, right, draws=200)
            yield Figure(
                f"{field}, {split}",
                tongue,
                name,
                statistic(left, right),
                len(left),
                low,
                high,
                statistic(left, usual),
                "most common",
            )


def _share(field: str, register: str, tongue: str, lines: Sequence[Line], said: Sequence[str]) -> Figure:
    gold = [line[field] for line in lines]
    usual = [Counter(gold).most_common(1)[0][0]] * len(gold)
    low, high = bootstrap(accuracy, gold, said, draws=200)
    right, plain = accuracy(gold, said), accuracy(gold, usual)
    return Figure(
        f"{field}, {register}", tongue, "accuracy", right, len(gold), low, high, plain, "most common"
    )


def _tongue(line: Line) -> str:
    """Mixed writing and emoji alone count as Chinese: a Chinese reader wrote them."""
    return "en" if line["language"] == "en" else "zh"
