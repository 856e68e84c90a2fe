"""Every theme its own name: what sets it apart is added where two would be called the same."""

from collections.abc import Iterable, Sequence

from prompts import Language, text
from retrieval.themes.naming.choosing import Choice, distinct_key
from retrieval.themes.naming.wording import LONGEST

__all__ = ["Names"]

CLOSE = 0.6
"""A later choice is taken instead of an addition when it is worth this part of the best one."""


class Names:
    """The names given so far in one language."""

    def __init__(self, language: Language, taken: Iterable[str] = ()) -> None:
        self._language = language
        self._keys = {distinct_key(name) for name in taken}
        self._words: set[frozenset[str]] = set()

    def choose(self, choices: Sequence[Choice], words: Sequence[str]) -> Choice | None:
        """The best choice no other theme has; None for none. words: what sets the group apart."""
        free = [each for each in choices if self._is_free(each)]
        if free and free[0].score >= CLOSE * choices[0].score:
            return self._take(free[0])
        longer = next((each for each in free for short in choices[:2] if each.key > short.key), None)
        if longer is not None:
            return self._take(longer)
        for each in choices[:3]:
            for word in words:
                told = self._apart(each, word)
                if told is not None:
                    return self._take(told)
        return self._take(free[0]) if free else None

    def is_free(self, name: str) -> bool:
        return distinct_key(name) not in self._keys

    def claim(self, name: str, words: Sequence[str]) -> str:
        """This name if it is free, else with what sets it apart."""
        told = [word for word in words if word.casefold() not in name.casefold()]
        marks = (*told, *"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        given = name
        for mark in marks:
            if distinct_key(given) not in self._keys:
                break
            given = text("themes_naming", "apart", self._language, name=name, by=mark)
        self._keys.add(distinct_key(given))
        return given

    def _is_free(self, choice: Choice) -> bool:
        return distinct_key(choice.text) not in self._keys and choice.key not in self._words

    def _take(self, choice: Choice) -> Choice:
        self._keys.add(distinct_key(choice.text))
        self._words.add(choice.key)
        return choice

    def _apart(self, choice: Choice, word: str) -> Choice | None:
        """The choice with a word that it lacks, if that fits and is free."""
        if word.casefold() in choice.text.casefold():
            return None
        name = text("themes_naming", "apart", self._language, name=choice.text, by=word)
        if len(name) > LONGEST[self._language] or distinct_key(name) in self._keys:
            return None
        return Choice(name, choice.key | {word}, choice.score, choice.places)
