"""What a customer raised, named back in words of their own that are fit to be said back."""

from prompts import Language
from tools.replies import naming_en, naming_zh
from tools.replies.points import Point
from tools.replies.wordlists import nested_rules, rules

__all__ = ["is_fit", "is_regrettable", "named", "quoted"]


def named(point: Point, language: Language, spoken: Language) -> str:
    """The words to name a point with, made to stand in a sentence of ours; "" where none are fit.

    language: of the reply. spoken: of the message; words in another language are not said back.

    A problem becomes a clause ("your account is playing two shows at once"; in Chinese a quotation, without
    the marks), a question "how to fix this", a request what is wanted ("a refund", "退款").
    """
    if language != spoken:
        return ""
    words = " ".join(rules("points")["online"].sub(" ", point.words.replace("\u2019", "'")).split())
    if language == "zh":
        return naming_zh.named(words, point.kind)
    return naming_en.named(words, point.kind)


def quoted(point: Point, language: Language, spoken: Language) -> str:
    """Some of the point's words to stand in quotation marks, whatever it is; "" where none are fit."""
    if language != spoken:
        return ""
    words = " ".join(rules("points")["online"].sub(" ", point.words.replace("\u2019", "'")).split())
    return naming_zh.named(words, "problem") if language == "zh" else naming_en.quotable(words)


def is_fit(words: str) -> bool:
    """Whether words may be said back: no insult, nothing personal, no link."""
    found = rules("naming")
    return not (found["never"].search(words) or found["private"].search(words))


def is_regrettable(clause: str) -> bool:
    """Whether an English clause tells of something to be sorry for, by itself."""
    return nested_rules("naming", "regret")["en"].search(clause) is not None
