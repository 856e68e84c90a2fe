"""`python -m evals.loop.checks`: what the checks of replies catch of planted faults, and their false alarms.

Made-up replies to made-up messages (planted.toml): each bad one has one fault that a check is named for.
Caught: that check fails. Caught at all: any check fails, which is what keeps a reply from being sent unseen.
False alarm: a reply that may be sent fails a check.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from evals.report import table, wilson
from retrieval.knowledge.passages import Passage, avoided, read_folder
from tools.replies.brief import Brief, Ground
from tools.replies.briefing import message_reader
from tools.replies.checks import check, failed
from tools.replies.points import read_points
from tools.replies.register import register_of

__all__ = ["HELD", "Planted", "brief_of", "main", "planted"]

KNOWLEDGE = Path("retrieval/sample/knowledge")
_FILE = Path(__file__).with_name("planted.toml")
HELD = Path(__file__).with_name("planted_held.toml")
"""Written after the first lists, to see what they miss; what they missed then mended the checks once."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A reply to a message. fault: the check it must fail; "" for one that may be sent."""

    brief: Brief
    text: str
    fault: str


def planted(file: Path = _FILE) -> Iterator[Planted]:
    """All of a file."""
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
        brief = brief_of(case)
        yield from (Planted(brief, text, "") for text in case["good"])
        yield from (Planted(brief, text, fault) for fault, text in case["bad"])


def brief_of(case: dict[str, Any]) -> Brief:
    """A brief as it is gathered for such a message, from the sample's knowledge."""
    message, language = case["message"], case["language"]
    reader = message_reader()
    whole = reader.read([message])[0]
    known = {each.id: each for each in _passages()}
    passages = [known[each] for each in case["knowledge"]]
    return Brief(
        record="made-up-7731",
        message=message,
        language=language,
        register=register_of(message, language),
        length=case.get("length", "full"),
        points=read_points(message, whole, reader),
        whole=whole,
        topic=whole.topics[0].topic if whole.topics else None,
        intent=whole.intent.value,
        at=0,
        knowledge=tuple(
            Ground("knowledge", each.id, each.text, each.language, heading=each.heading) for each in passages
        ),
        cases=tuple(
            Ground("case", each["id"], each["reply"], language, asked=each["asked"])
            for each in case.get("cases", ())
        ),
        avoid=avoided(_passages(), language),
        person_needed=tuple(case.get("person", ())),
    )


@cache
def _passages() -> tuple[Passage, ...]:
    return read_folder(KNOWLEDGE)


def main() -> None:
    """Prints a table for each file, then every fault that got through and every false alarm."""
    for file in (_FILE, HELD):
        print(f"\n{file.name}")
        _report(tuple(planted(file)))


def _report(replies: Sequence[Planted]) -> None:
    told: Counter[tuple[str, str]] = Counter()
    caught: Counter[tuple[str, str]] = Counter()
    any_caught: Counter[tuple[str, str]] = Counter()
    lines = []
    for each in replies:
        key = (each.fault or "none (good)", each.brief.language)
        names = [found.name for found in failed(check(each.text, each.brief))]
        told[key] += 1
        caught[key] += each.fault in names
        any_caught[key] += bool(names)
        if each.fault and each.fault not in names:
            lines.append(f"missed {each.fault} ({', '.join(names) or 'passes'}): {each.text}")
        if not each.fault and names:
            why = "; ".join(found.why for found in failed(check(each.text, each.brief)))
            lines.append(f"false alarm: {each.text}\n    {why}")
    rows = [_row(fault, language, told, caught, any_caught) for fault, language in sorted(told)]
    for language in ("en", "zh"):
        bad = [key for key in told if key[1] == language and not key[0].startswith("none")]
        sums = [sum(counts[key] for key in bad) for counts in (told, caught, any_caught)]
        rows.append(_line("all faults", language, *sums))
    print(table(("planted fault", "lang", "n", "caught by its check", "95 %", "caught at all"), rows))
    print("\n".join(lines))


def _row(
    fault: str,
    language: str,
    told: Counter[tuple[str, str]],
    caught: Counter[tuple[str, str]],
    any_caught: Counter[tuple[str, str]],
) -> tuple[str, ...]:
    key = (fault, language)
    return _line(fault, language, told[key], caught[key], any_caught[key])


def _line(fault: str, language: str, n: int, caught: int, at_all: int) -> tuple[str, ...]:
    good = fault.startswith("none")
    low, high = wilson(at_all if good else caught, n)
    shown = "-" if good else f"{caught / n:.3f}"
    return (fault, language, str(n), shown, f"{low:.2f}-{high:.2f}", f"{at_all / n:.3f}")


if __name__ == "__main__":
    main()
