"""Which of the two languages a question is in; the answer follows it."""

import re

from prompts import Language

__all__ = ["question_language"]

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_CHINESE_GRAMMAR = re.compile(r"[的了吗呢哪几谁多少什么么怎如何为是有和跟与比按每各给看列出最近]")
_CHINESE_PARTICLE = re.compile(r"[的了吗呢吧哪几谁咧]|多少|怎么|什么|如何|只[看要算]|其中|换成?")
_ENGLISH_REPLY = re.compile(
    r"\b(?:just|only|same|also|no|not|please|pls|any|all|without|instead|then|now|those|these|that|it|one|ones|each"
    r"|every|as|at|on|to|i|we|me|or|but)\b"
    r"|^[^A-Z]*\b[a-z]{4,} [a-z]{4,}",
)
_LATIN_WORD = re.compile(r"[A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*)+|[A-Za-z]+(?:'[a-z]+)?")
"""A word, or several with capitals that make one name."""
_ENGLISH_GRAMMAR = re.compile(
    r"\b(?:how|what|which|who|why|when|where|is|are|was|were|do|does|did|the|of|in|by|for|from|about|and"
    r"|show|list|count|compare|find|give|tell|per|with|than)\b",
    re.IGNORECASE,
)


def question_language(question: str, otherwise: Language | None = None) -> Language:
    """zh or en. A Chinese value named in an English sentence, or the reverse, does not change it.

    otherwise: the language spoken so far, of a reply that is only a name ("Bund", 外滩).
    """
    chinese = len(_CHINESE.findall(question))
    english = _ENGLISH_GRAMMAR.search(question) or _ENGLISH_REPLY.search(question)
    spoken = _CHINESE_PARTICLE.search(question)
    if otherwise and not (english or spoken or _CHINESE_GRAMMAR.search(question)):
        return otherwise
    if not chinese:
        return "en"
    if spoken and not english:
        return "zh"
    if english and not _CHINESE_GRAMMAR.search(question):
        return "en"
    if len(_ENGLISH_GRAMMAR.findall(question)) >= 2:
        return "zh" if len(_CHINESE_GRAMMAR.findall(question)) >= 3 else "en"
    return "zh" if chinese >= len(_LATIN_WORD.findall(question)) else "en"
