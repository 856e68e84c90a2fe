"""Where a text names the labels of a ranking or a table, in any usual spelling, in either language."""

import re
from calendar import month_abbr, month_name
from collections.abc import Iterable, Iterator

from evals.scorers.labels_said import SPELLINGS

WEEKDAYS = dict(
    zip(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        "一二三四五六日",
        strict=True,
    )
)
QUARTERS = "一二三四"

__all__ = ["Names"]


class Names:
    """The labels of one series; what tells one label from all others names it too."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._labels = tuple(dict.fromkeys(labels))
        counted: dict[str, list[str]] = {}
        for label in self._labels:
            for spelling in dict.fromkeys(_spellings(label)):
                counted.setdefault(spelling, []).append(label)
        whole = set(self._labels)
        self._label_of = {
            spelling: spelling if spelling in whole else labels[0]
            for spelling, labels in counted.items()
            if len(labels) == 1 or spelling in whole
        }
        longest_first = sorted(self._label_of, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_bounded, longest_first)) or "(?!)")

    def places(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each place a label is named at, beginning and end; a longer name wins over one inside it."""
        for match in self._pattern.finditer(text.casefold()):
            yield self._label_of[match[0]], match.start(), match.end()

    def first(self, text: str) -> str | None:
        """The label a text names first."""
        return next((label for label, _, _ in self.places(text)), None)

    def parts(self, text: str, behind: bool) -> dict[str, list[str]]:
        """What stands between each label and the next one, or the one before it."""
        folded = text.casefold()
        places = list(self.places(text))
        edges = [0, *(end for _, _, end in places)], [*(start for _, start, _ in places), len(folded)]
        found: dict[str, list[str]] = {}
        for number, (label, _, _) in enumerate(places):
            gap = number + 1 if behind else number
            found.setdefault(label, []).append(folded[edges[0][gap] : edges[1][gap]])
        return found


def _spellings(label: str) -> Iterator[str]:
    """A label as written, and in other words; short forms come too, since only what is unique counts."""
    yield label
    yield from SPELLINGS.get(label, ())
    if label in WEEKDAYS:
        yield from (prefix + WEEKDAYS[label] for prefix in ("周", "星期", "礼拜"))
    if parts := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", label):
        yield from _date(*parts.groups())
    elif parts := re.fullmatch(r"(\d{4})-q([1-4])", label):
        yield from _quarter(*parts.groups())
    elif len(both := re.findall(r"[^一-鿿]*[a-z][^一-鿿]*|[一-鿿]+", label)) == 2:
        yield from (part.strip(" ()（）-/") for part in both)


def _date(year: str, month: str, day: str | None) -> Iterator[str]:
    number = int(month)
    for name in (month_name[number].casefold(), month_abbr[number].casefold()):
        if day:
            yield from (f"{name} {int(day)}", f"{int(day)} {name}", f"{name} {day}")
        else:
            yield from (f"{name} {year}", name)
    if day:
        yield from (f"{year}年{number}月{int(day)}日", f"{number}月{int(day)}日", f"{year}/{month}/{day}")
    else:
        yield from (f"{year}年{number}月", f"{year}年{month}月", f"{number}月", f"{year}/{month}")


def _quarter(year: str, number: str) -> Iterator[str]:
    word = QUARTERS[int(number) - 1]
    yield from (
        f"q{number} {year}",
        f"{year} q{number}",
        f"{year}q{number}",
        f"{year}年q{number}",
        f"q{number}",
    )
    for each in (number, word):
        yield from (f"{year}年第{each}季度", f"{year}年{each}季度", f"第{each}季度", f"{each}季度")


def _bounded(spelling: str) -> str:
    """The spelling as a pattern; Latin letters and digits do not go on beyond it."""
    start = "(?<![a-z0-9])" if re.match("[a-z0-9]", spelling) else ""
    end = "(?![a-z0-9])" if re.search("[a-z0-9]$", spelling) else ""
    return start + re.escape(spelling) + end
