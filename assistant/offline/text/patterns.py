"""Files of regular expressions by concept and language, and what they take from a text."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Patterns"]


@dataclass(frozen=True, slots=True)
class Patterns:
    """One file, named from this package's parent ("themes/theming.toml"): `[concept]` with `en` and `zh`, lists of expressions. English ones match whole words.

    Its concepts "lead" and "tail" are what only leads to, or ends, what is spoken of.
    """

    file: str

    def words(self, name: str) -> re.Pattern[str]:
        """A concept in either language."""
        return _compiled(self.file, name)

    def search(self, name: str, text: str) -> re.Match[str] | None:
        return self.words(name).search(text)

    def taken(self, name: str, text: str) -> tuple[str, str]:
        """What a concept caught (its named group, or all of it), and the text without it."""
        found = self.search(name, text)
        if found is None:
            return "", text
        group = found.lastgroup or 0
        return text[slice(*found.span(group))].strip(), f"{text[: found.start()]} {text[found.end() :]}"

    def place(self, text: str) -> tuple[int | None, str]:
        """The number in the name of the group that "place" caught ("n2"; -1 for "last"), the text without it."""
        found = self.search("place", text)
        if found is None:
            return None, text
        name = str(found.lastgroup)
        place = -1 if name.endswith("last") else int(name[1:])
        return place, f"{text[: found.start()]} {text[found.end() :]}"

    def stripped(self, text: str) -> str:
        """Without the words that only lead to what it is about, and those that only end a request."""
        text = " ".join(text.split())
        lead, tail = (_pattern(self.file, name) for name in ("lead", "tail"))
        while True:
            left = re.sub(rf"^(?:[\W_]+|{lead})|(?:[^\w%]+|{tail})$", "", text, flags=re.IGNORECASE)
            if left == text:
                return text
            text = left


@cache
def _compiled(file: str, name: str) -> re.Pattern[str]:
    return re.compile(_pattern(file, name), re.IGNORECASE)


def _pattern(file: str, name: str) -> str:
    words = _concepts(file)[name]
    english = [rf"(?<![a-z0-9_'])(?:{each})(?![a-z0-9_])" for each in words["en"]]
    return "|".join(english + [f"(?:{each})" for each in words["zh"]])


@cache
def _concepts(file: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((resources.files("assistant.offline") / file).read_text(encoding="utf-8"))
