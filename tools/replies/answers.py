"""Sentences of sources that answer a point, as they can stand in a reply."""

import re
from collections import Counter
from collections.abc import Iterator

from prompts import Language
from tools.replies.brief import Ground
from tools.replies.wordlists import rules, toml_of

__all__ = ["answer_from", "is_reusable", "sentences_of"]

_LONGEST = {"en": 320, "zh": 150}
_MARKDOWN = re.compile(r"^\s*(?:[-*+>]|\d+[.)]|#+)\s+|\*\*|__|`|^\s*\|.*$", re.M)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ADDRESS = re.compile(r"https?:\S+|www\.\S+")
_END = re.compile(r"(?<=[。！？!?；;])|(?<=[^\s.A-Z]\.)\s+(?=[^a-z])|\n+")


def answer_from(ground: Ground, asked: str, language: Language, most: int = 2) -> str:
    """The sentences of a source that bear most on what was asked, as they stand there; "" where none can.

    A source in another language is not translated here, so it gives none. Neighbours stay together.
    """
    if not ground.language.startswith(language):
        return ""
    internal = rules("reuse")["internal"]
    whole = [each for each in sentences_of(ground.text) if not _ADDRESS.search(each)]
    told = [each for each in whole if not internal.search(each)]
    if ground.kind == "case":
        told = [each for each in told if is_reusable(each)]
    if not told:
        return ""
    wanted = Counter(_words(f"{asked} {ground.heading}", language))
    worth = [_shared(wanted, each, language) for each in told]
    best = max(range(len(told)), key=lambda at: (worth[at], -at))
    if ground.kind == "case" and not worth[best]:
        return ""
    kept = [told[best]]
    follows = best + 1 < len(told) and worth[best + 1] > 0
    if most > 1 and follows and len(kept[0]) + len(told[best + 1]) <= _LONGEST[language]:
        kept.append(told[best + 1])
    said = ("" if language == "zh" else " ").join(map(_ended(language), kept))
    return said if len(said) <= _LONGEST[language] else ""


def sentences_of(text: str) -> list[str]:
    """The sentences of a text in Markdown or plain, without its marks."""
    plain = _MARKDOWN.sub("", _LINK.sub(r"\1", text))
    return [said for part in _END.split(plain) if part and (said := " ".join(part.split())) and len(said) > 3]


def is_reusable(sentence: str, by_a_person: bool = False) -> bool:
    """Whether a sentence of one reply may stand in another: nothing of one case, no greeting, no promise.

    by_a_person: somebody here added it to a draft; what it promises is then checked as any promise is.
    """
    found = rules("reuse")
    names = ("one_case", "ceremony") if by_a_person else ("one_case", "ceremony", "promise")
    return not any(found[name].search(sentence) for name in names)


def _shared(wanted: Counter[str], sentence: str, language: Language) -> float:
    words = Counter(_words(sentence, language))
    return float((wanted & words).total() / (5 + words.total()) ** 0.5)


def _words(text: str, language: Language) -> Iterator[str]:
    """English words without their endings; Chinese characters in pairs."""
    if language == "en":
        common = toml_of("reuse")["common"]["en"]
        for word in re.findall(r"[a-z]{3,}", text.lower()):
            if word not in common:
                yield re.sub(r"(?:ing|ed|es|s)$", "", word)
        return
    for run in re.findall(r"[\u4e00-\u9fff]+", text):
        yield from (run[at : at + 2] for at in range(len(run) - 1))


def _ended(language: Language) -> "_Ender":
    return _Ender("。" if language == "zh" else ".")


class _Ender:
    """Gives a sentence its full stop where it has none."""

    def __init__(self, mark: str) -> None:
        self._mark = mark

    def __call__(self, sentence: str) -> str:
        return sentence if sentence[-1] in "。！？!?.…" else sentence.rstrip("；;，,：:") + self._mark
