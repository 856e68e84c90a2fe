"""Unbacked claims: every number, percentage, date, quote and id of an answer, against what it may use.

The referee of the assistant's own check: written apart from it, simpler, in doubt stricter. A number
is backed at the decimals it is shown with; in hundredths only where a percent sign or "points" says so.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from evals.scorers.claimed_dates import Days, dates_in, days_of
from evals.scorers.quoting import cited, said_by_id
from evals.scorers.score import Answer, Score
from evals.scorers.wordlists import patterns

STRUCK = re.compile(r"~~.*?~~", re.DOTALL)
BRACKETS = re.compile(r"`?\[([^\[\]\s]+)\]`?(?!\()")
QUOTED = re.compile(r"“([^“”]*)”|「([^「」]*)」|『([^『』]*)』|\"([^\"\n]*)\"")
LIST_MARK = re.compile(r"^\s*(\d+)[.)、]\s", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.])([-−]?)(\d+(?:,\d{3})+|\d+)(?:\.(\d+))?|(?<=[一-鿿])([-−]?)(\d+)(?:\.(\d+))?")
PLAIN_NUMBER = re.compile(r"\W*\d[\d,]*(\.\d+)?\W*")
LONGEST_NAME = 80
CJK = re.compile(r"[一-鿿]")
LEAST_WORDS, LEAST_CHARACTERS = 4, 8
"""What stands in quotation marks and is shorter is a name or a word of the question, nobody's sentence."""

__all__ = ["unbacked", "unbacked_claims"]


def unbacked(answer: Answer, earlier: Sequence[Answer] = (), names: Collection[str] = ()) -> Score:
    """How many claims of the answer have no source: its results, those of earlier turns, or the questions.

    names: values that the data has; the digits in them are part of a name.
    """
    found = unbacked_claims(answer, earlier, names)
    return Score(float(len(found)), ", ".join(found) or "all backed")


def unbacked_claims(answer: Answer, earlier: Sequence[Answer] = (), names: Collection[str] = ()) -> list[str]:
    """The claims without a source, as written."""
    sources = _Sources([answer, *(each for each in earlier if "error" not in each)], names)
    text = STRUCK.sub(" ", str(answer["answer"]))
    found = []
    for quote in reversed(cited(text)):
        if not quote.stands_in(sources.said.get(quote.id, "")):
            found.append(quote.readings[0] if quote.readings else quote.id)
        text = f"{text[: quote.start]} [{quote.id}] {text[quote.end :]}"
    found += [
        each for each in BRACKETS.findall(text) if any(map(str.isdigit, each)) and each not in sources.ids
    ]
    text = BRACKETS.sub(" ", text)
    for parts in QUOTED.findall(text):
        words = "".join(parts)
        if _is_quote(words) and not sources.has_words(words):
            found.append(words)
    return [*found, *_figures(sources.without_names(text), sources)]


def _is_quote(text: str) -> bool:
    """Whether words in quotation marks, with no record named after, are a sentence, and no question."""
    long = len(text.split()) >= LEAST_WORDS or len(CJK.findall(text)) >= LEAST_CHARACTERS
    return long and not text.rstrip().endswith(("?", "？"))


def _figures(text: str, sources: "_Sources") -> Iterator[str]:
    """Dates and numbers of a text that has neither quotes nor names any more."""
    text = patterns("figures", "method").sub(" ", text)
    text = _without_list_marks(text)
    for written, days in dates_in(text):
        if not sources.has_days(days):
            yield written
        text = text.replace(written, " ", 1)
    for match in NUMBER.finditer(text):
        percent = patterns("figures", "percent").match(text, match.end()) is not None
        if not sources.has_number(match[0], percent):
            yield match[0] + ("%" if percent else "")


def _without_list_marks(text: str) -> str:
    """Without the numbers of a list that counts 1, 2, 3."""
    expected = 0
    for match in LIST_MARK.finditer(text):
        expected = expected + 1 if int(match[1]) == expected + 1 else 1
        if int(match[1]) == expected:
            text = text[: match.start(1)] + " " * len(match[1]) + text[match.end(1) :]
    return text


_CLOCK = re.compile(r"(?<=\d)T(?=\d\d:\d\d)")
"""Between a day and its time, as results write them: 2025-06-20T20:22:36."""


class _Sources:
    """What answers of one conversation may claim: the last one's results and question, and those before."""

    def __init__(self, answers: Sequence[Answer], names: Collection[str]) -> None:
        results = [result for answer in answers for result in answer["results"]]
        shown = [{key: value for key, value in result.items() if key != "sql"} for result in results]
        self._names = names
        self._questions = [str(answer["question"]) for answer in answers]
        self.strings = list(_strings(shown))
        self.said = said_by_id(results)
        self.ids = {str(result["handle"]) for result in results}
        self.ids |= {str(each) for result in results for each in result["citations"]}
        texts = [_CLOCK.sub(" ", each) for each in (*self.strings, *self._questions)]
        self._folded = [text.casefold() for text in texts]
        self._days = [days for text in texts for _, days in dates_in(text)]
        self._days += [days.day_before for days in self._days]
        self._numbers = [*_numbers(shown), *(float(n) for text in texts for n in _written(text))]
        for result in results:
            rows = len(result["rows"])
            table_rows = str(answers[0]["answer"]).count("\n|") - 2
            self._numbers += [float(rows), float(max(0, rows - table_rows))]

    def has_words(self, words: str) -> bool:
        """Whether some source says this, or one question has all its words."""
        folded = words.casefold().strip()
        parts = folded.split()
        return any(folded in text for text in self._folded) or any(
            all(part in question.casefold() for part in parts) for question in self._questions
        )

    def has_days(self, days: Days) -> bool:
        return any(days.holds(known) or known == days for known in self._days)

    def has_number(self, written: str, percent: bool) -> bool:
        plain = written.replace(",", "").replace("−", "-")
        value, decimals = float(plain), len(plain.partition(".")[2])
        half = 0.5 * 10.0**-decimals + 1e-9
        for known in self._numbers:
            for factor in (1, 100) if percent else (1,):
                if plain.startswith("-"):
                    near = abs(known * factor - value) <= half
                else:
                    near = abs(abs(known * factor) - value) <= half
                if near:
                    return True
        return False

    def without_names(self, text: str) -> str:
        """The text without the names (values, fields) that have digits in them."""
        names = {each for each in (*self.strings, *self._names) if _is_name(each)}
        for name in sorted(names, key=len, reverse=True):
            text = re.sub(
                rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", " ", text, flags=re.IGNORECASE
            )
        return text


def _is_name(text: str) -> bool:
    """Whether digits are part of a name here: "iPhone 11", "5.2.0", but no number and no date."""
    digits = any(map(str.isdigit, text))
    return digits and len(text) <= LONGEST_NAME and not PLAIN_NUMBER.fullmatch(text) and not days_of(text)


def _written(text: str) -> Iterator[str]:
    for match in NUMBER.finditer(text):
        yield match[0].replace(",", "").replace("−", "-")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, Iterable):
        for each in value:
            yield from _strings(each)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _numbers(each)
