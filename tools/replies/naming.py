"""What a customer raised, named back in words of their own that are fit to be said back."""

import re

from prompts import Language
from tools.replies import naming_en, naming_zh
from tools.replies.points import Point
from tools.replies.wordlists import nested_rules, rules

__all__ = ["is_fit", "is_regrettable", "named", "quoted", "thing"]


def named(point: Point, language: Language, spoken: Language) -> str:
    """The words to name a point with, made to stand in a sentence of ours; "" where none are fit.

    language: of the reply. spoken: of the message; words in another language are not said back.

    A problem becomes a clause ("your account is playing two shows at once"; in Chinese a quotation, without
    the marks), a question "how to fix this", a request what is wanted ("a refund", "退款").
    """
    if language != spoken:
        return ""
    if language == "zh":
        return naming_zh.named(_plain(point), point.kind)
    return naming_en.named(_plain(point), point.kind)


def quoted(point: Point, language: Language, spoken: Language) -> str:
    """Some of the point's words to stand in quotation marks, whatever it is; "" where none are fit."""
    if language != spoken:
        return ""
    words = _plain(point)
    return (
        naming_zh.named(words.replace(naming_zh.GAP, " "), "problem")
        if language == "zh"
        else naming_en.quotable(words)
    )


def thing(point: Point, language: Language, spoken: Language) -> str:
    """What an English point is about, as it follows "about" ("your community tab"); "" for nothing."""
    return naming_en.thing(_plain(point)) if language == spoken == "en" else ""


def _plain(point: Point) -> str:
    """Its words without signs of the web; what stood for a word inside a sentence leaves GAP."""
    said = re.sub(r"[\u2018\u2019\u00b4`]", "'", point.words)
    said = re.sub(r"(?:@\w+|https?:\s*//\S+|\[[A-Z_]{3,}\]|<[A-Z]+>)", f" {naming_zh.GAP} ", said)
    return " ".join(rules("points")["online"].sub(" ", said).split()).strip(f" {naming_zh.GAP}")


def is_fit(words: str) -> bool:
    """Whether words may be said back: no insult, nothing personal, no link."""
    found = rules("naming")
    return not (found["never"].search(words) or found["private"].search(words))


def is_regrettable(clause: str) -> bool:
    """Whether an English clause tells of something to be sorry for, by itself."""
    return nested_rules("naming", "regret")["en"].search(clause) is not None
