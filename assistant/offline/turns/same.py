"""A follow-up that asks for the same of something else: "repeat that for Europe", 华南怎么样 is "and Europe", 华南呢."""

import re

from assistant.language import question_language
from assistant.offline.text.patterns import Patterns

__all__ = ["same_for"]

_WORDS = Patterns("turns/same.toml")
_MOST = 40
"""Letters of what is asked about: a longer question says more than what it is about."""


def same_for(question: str) -> str:
    """The question put as "and …" or …呢; as it is when it is not put in one of these ways."""
    text = " ".join(question.split()).strip(" ?？.。!！~～,，")
    front, back = _at_start("front", text), _at_end("back", text)
    if not front and not back:
        front, back = _at_start("about", text), _at_end("look", text)
        if not front or not back:
            return question
    about = text[len(front) : len(text) - len(back)].strip(" ,，:：、")
    if not re.search(r"\w", about) or len(about) > _MOST or len(front) + len(back) > len(text):
        return question
    return f"{about}呢" if question_language(about) == "zh" else f"and {about}"


def _at_start(name: str, text: str) -> str:
    found = _WORDS.words(name).match(text)
    return found.group() if found else ""


def _at_end(name: str, text: str) -> str:
    found = re.search(f"(?:{_WORDS.words(name).pattern})$", text, re.IGNORECASE)
    return found.group() if found else ""
