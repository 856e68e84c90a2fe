"""`python -m evals.planting [--count N]`: how much of what is wrong the claim gate finds.

Right answers of the offline model over the sample feedback are made wrong in one place, by rules that know
nothing of the gate: a digit, a percentage by its last digit, two rows of a table, a quote's letter, an id, a
date, a link in disguise, a number in words. Printed by kind and language: the share that was caught. A wrong
number that some result has elsewhere may look like a right one; those that are missed are counted.

Exit status 1 when the gate strikes anything in a right answer.
"""

import argparse
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from assistant.gate.gate import GateReport, Guard
from evals.cases import load_cases
from evals.command import import_file
from evals.suites import SAMPLE
from prompts import Language
from tools.segments.intervals import wilson

__all__ = ["main"]

SEED = 20240611

Planter = Callable[[random.Random, "RightAnswer"], "Planted | None"]


@dataclass(frozen=True, slots=True)
class RightAnswer:
    """An answer the offline model gave, and what it rests on."""

    question: str
    text: str
    language: Language
    day: date | None
    results: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Planted:
    """A wrong answer, and the words that make it wrong."""

    text: str
    wrong: str


@dataclass(slots=True)
class Tally:
    planted: int = 0
    caught: int = 0
    elsewhere: int = 0
    """Missed, and the wrong number stands somewhere in the results."""
    missed: list[str] = field(default_factory=list)


_QUOTED = re.compile(r"[“「][^”」]*[”」]|`[^`]*`|\[[^\]]*\]")
_ISO = re.compile(r"\b\d{4}-\d{2}(?:-\d{2})?\b")
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?![\w-])")


def _figures(text: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    """Matches outside quotes, brackets and dates."""
    taken = [match.span() for each in (_QUOTED, _ISO) for match in each.finditer(text)]
    return [
        match
        for match in pattern.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]


def _replaced(text: str, match: re.Match[str], words: str) -> Planted:
    return Planted(text[: match.start()] + words + text[match.end() :], words)


def _digit(rng: random.Random, answer: RightAnswer) -> Planted | None:
    found = [each for each in _figures(answer.text, _NUMBER) if not answer.text.startswith(" %", each.end())]
    if not found:
        return None
    match = rng.choice(found)
    place = rng.choice([at for at, each in enumerate(match[0]) if each.isdigit()])
    digit = rng.choice([each for each in "0123456789" if each != match[0][place] and (place or each != "0")])
    return _replaced(answer.text, match, match[0][:place] + digit + match[0][place + 1 :])


def _rounding(rng: random.Random, answer: RightAnswer) -> Planted | None:
    found = _figures(answer.text, re.compile(r"(?<![\w.,])\d+\.\d+(?=%)"))
    if not found:
        return None
    match = rng.choice(found)
    return _replaced(answer.text, match, f"{float(match[0]) + rng.choice((-0.1, 0.1)):.1f}")


def _swapped_rows(rng: random.Random, answer: RightAnswer) -> Planted | None:
    """A row's last cell for another row's."""
    lines = answer.text.split("\n")
    rows = [
        at
        for at, line in enumerate(lines)
        if line.startswith("|") and re.search(r"\d", line.rsplit("|", 2)[-2])
    ]
    if len(rows) < 2:
        return None
    one, other = rng.sample(rows, 2)
    cell, wrong = (lines[at].rsplit("|", 2)[-2] for at in (one, other))
    if cell == wrong:
        return None
    lines[one] = lines[one].rsplit("|", 2)[0] + "|" + wrong + "|"
    return Planted("\n".join(lines), wrong.strip())


def _quote(rng: random.Random, answer: RightAnswer) -> Planted | None:
    found = list(re.finditer(r"(?<=^- “)[^\n]{8,}(?=” `\[)", answer.text, re.MULTILINE))
    if not found:
        return None
    match = rng.choice(found)
    place = rng.choice([at for at, each in enumerate(match[0]) if each.isalnum()] or [0])
    letter = rng.choice([each for each in "aeionrst不很没太好差" if each != match[0][place]])
    return _replaced(answer.text, match, match[0][:place] + letter + match[0][place + 1 :])


def _unknown_id(rng: random.Random, answer: RightAnswer) -> Planted | None:
    found = list(re.finditer(r"(?<=`\[)[^\]\n]+(?=\]`)", answer.text))
    if not found:
        return None
    match = rng.choice(found)
    known = {each[0] for each in found}
    for _ in range(20):
        name = re.sub(r"\d(?=\D*$)", lambda _: rng.choice("0123456789"), match[0])
        if name not in known:
            return _replaced(answer.text, match, name)
    return None


def _swapped_ids(rng: random.Random, answer: RightAnswer) -> Planted | None:
    found = list(re.finditer(r"(?<=`\[)[^\]\n]+(?=\]`)", answer.text))
    if len(found) < 2:
        return None
    match, other = rng.sample(found, 2)
    return _replaced(answer.text, match, other[0]) if match[0] != other[0] else None


def _date(rng: random.Random, answer: RightAnswer) -> Planted | None:
    found = list(_ISO.finditer(_QUOTED.sub(lambda match: "x" * len(match[0]), answer.text)))
    if not found:
        return None
    match = rng.choice(found)
    whole = len(match[0]) > 7
    day = date.fromisoformat(match[0] if whole else f"{match[0]}-01") + timedelta(
        rng.choice((-400, -33, 33, 400))
    )
    return _replaced(answer.text, match, day.isoformat() if whole else day.isoformat()[:7])


def _handle(rng: random.Random, answer: RightAnswer) -> Planted | None:
    found = list(re.finditer(r"(?<=\[r)\d+(?=\])", answer.text))
    return _replaced(answer.text, found[0], str(int(found[0][0]) + rng.randint(7, 60))) if found else None


_WORDED = {
    "en": ("About {tens} percent of them agree.", "That is {tens} people.", "It was two dozen customers."),
    "zh": ("其中百分之{zh}认同。", "其中{tenth}成是老客户。", "共有{zh}位客户提到。"),
}
_TENS = ("forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def _in_words(rng: random.Random, answer: RightAnswer) -> Planted | None:
    tens, ones = rng.randint(2, 9), rng.randint(1, 9)
    digits = "零一二三四五六七八九"
    words = {
        "tens": f"{rng.choice(_TENS)}-{('one', 'three', 'seven')[ones % 3]}",
        "zh": f"{digits[tens]}十{digits[ones]}",
        "tenth": digits[tens],
    }
    sentence = rng.choice(_WORDED[answer.language]).format(**words)
    return Planted(f"{answer.text}\n\n{sentence}", sentence)


_LINKS = (
    "[more](http://evil.example/?q=1)",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "https://evil.example/a",
    "www.evil.example/a",
    "[more][m]\n\n[m]: https://evil.example/a",
    "<img src=//evil.example/x>",
    "[a](javascript:alert(1))",
    "java\u200bscript:alert(1)",
    "&#104;ttps://evil.example/a",
    "h\u200bttps://evil.example/a",
    "ｈttps://evil.example/a",
    "һttps://evil.example/a",
    "https:\\\\evil.example\\a",
    "data:text/html;base64,PHg+",
    "%68ttps://evil.example/a",
    "<a href='https://evil.example'>x</a>",
    "[x](//evil.example/a)",
    "https://good.example@evil.example/",
    "evil.example/a?b=c",
)


def _link(rng: random.Random, answer: RightAnswer) -> Planted | None:
    link = rng.choice(_LINKS)
    sentences = [match.end() for match in re.finditer(r"(?<=[.。])(?=\s|$)", answer.text)] or [
        len(answer.text)
    ]
    at = rng.choice(sentences)
    return Planted(f"{answer.text[:at]} {link} {answer.text[at:]}", link)


PLANTERS: dict[str, Planter] = {
    "a digit changed": _digit,
    "a percentage by its last digit": _rounding,
    "a cell of another row": _swapped_rows,
    "a quote's letter": _quote,
    "an unknown id": _unknown_id,
    "another record's id": _swapped_ids,
    "a date shifted": _date,
    "an unknown handle": _handle,
    "a number in words": _in_words,
    "a link": _link,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m evals.planting", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--count", type=int, default=2000, help="wrong claims to plant")
    parser.add_argument("--show", type=int, default=0, help="missed claims to print of each kind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        import_file(home, SAMPLE / "feedback.csv")
        answers, guard = _right_answers(home)
        struck = [each for each in answers if _checked(guard, each, each.text).unbacked]
        print(f"{len(answers)} right answers, {len(struck)} with something struck")
        for each in struck:
            print(f"  {each.question}: {[claim.text for claim in _checked(guard, each, each.text).unbacked]}")
        print(_table(_planted(answers, guard, options.count), options.show))
    return 1 if struck else 0


def _right_answers(home: Path) -> tuple[list[RightAnswer], Guard]:
    """The offline model's answers to the questions that are there to be worked on."""
    from assistant.agent import open_assistant
    from assistant.answering import answer, new_thread
    from assistant.events import Done
    from assistant.settings import Settings

    found: list[RightAnswer] = []
    with open_assistant(Settings(home=home, model="offline"), remember=False) as assistant:
        for case in load_cases("sample"):
            if case.split != "dev":
                continue
            thread, results = new_thread(), list[dict[str, Any]]()
            day = date.fromisoformat(case.now) if case.now else None
            for turn in case.turns:
                *_, last = answer(assistant, turn.ask[0], thread, day)
                if isinstance(last, Done):
                    told = last.answer
                    results += told.results
                    found.append(RightAnswer(told.question, told.answer, told.language, day, list(results)))
        names = assistant.guard.names()
        guard = Guard(names=lambda: names)
    return found, guard


def _checked(guard: Guard, answer: RightAnswer, text: str) -> GateReport:
    checking = guard.checking(answer.results, answer.question, answer.language, answer.day)
    checking.add(text)
    checking.finish()
    return checking.report()


def _planted(answers: list[RightAnswer], guard: Guard, count: int) -> dict[tuple[str, str], Tally]:
    """Plants as often in each kind and language, as far as there are answers to plant it in."""
    rng = random.Random(SEED)
    tallies: dict[tuple[str, str], Tally] = {}
    each_kind = count // (2 * len(PLANTERS))
    for kind, planter in PLANTERS.items():
        for language in ("en", "zh"):
            tally = tallies.setdefault((kind, language), Tally())
            fitting = [each for each in answers if each.language == language]
            for answer, planted in _attempts(rng, planter, fitting, each_kind):
                _judge(tally, guard, answer, planted)
    return tallies


def _attempts(
    rng: random.Random, planter: Planter, answers: list[RightAnswer], count: int
) -> Iterator[tuple[RightAnswer, Planted]]:
    left = count
    for _ in range(40 * count):
        answer = rng.choice(answers)
        planted = planter(rng, answer)
        if planted is not None and planted.text != answer.text:
            yield answer, planted
            left -= 1
        if not left:
            return


def _judge(tally: Tally, guard: Guard, answer: RightAnswer, planted: Planted) -> None:
    report = _checked(guard, answer, planted.text)
    tally.planted += 1
    if report.unbacked or report.removed:
        tally.caught += 1
        return
    tally.elsewhere += _stands_in(planted.wrong, answer.results)
    tally.missed.append(f"{planted.wrong!r} in {answer.question!r}")


def _stands_in(words: str, results: list[dict[str, Any]]) -> bool:
    """Whether the results have that number somewhere, at that rounding."""
    match = re.search(r"\d[\d,]*(?:\.\d+)?", words)
    if match is None:
        return False
    digits = match[0].replace(",", "")
    decimals = len(digits.partition(".")[2])
    numbers = [float(each) for each in re.findall(r"\d+(?:\.\d+)?", str(results))]
    return any(round(each * scale, decimals) == float(digits) for each in numbers for scale in (1, 100))


def _table(tallies: dict[tuple[str, str], Tally], show: int) -> str:
    lines = [f"{'planted':<34}{'n':>6}{'caught':>9}   95 % interval   missed: elsewhere in the results / not"]
    for (kind, language), tally in tallies.items():
        if not tally.planted:
            lines.append(f"{kind} ({language}): nothing to plant it in")
            continue
        low, high = wilson(tally.caught / tally.planted, tally.planted)
        missed = tally.planted - tally.caught
        lines.append(
            f"{f'{kind} ({language})':<34}{tally.planted:>6}{tally.caught / tally.planted:>9.1%}"
            f"   {low:.1%} to {high:.1%}   {tally.elsewhere} / {missed - tally.elsewhere}"
        )
        lines += [f"    {each}" for each in tally.missed[:show]]
    planted, caught = (
        sum(getattr(each, name) for each in tallies.values()) for name in ("planted", "caught")
    )
    return "\n".join([*lines, f"{'all':<34}{planted:>6}{caught / max(planted, 1):>9.1%}"])


if __name__ == "__main__":
    sys.exit(main())
