"""What a reply states that can be looked up: numbers, dates, sums, shares and policies called by name."""

import re
from collections.abc import Iterator, Sequence

from tools.replies.amounts import Amount, amounts, backed
from tools.replies.brief import Brief
from tools.replies.sentences import bare
from tools.replies.wordlists import toml_of

__all__ = ["unbacked_amounts", "unbacked_policies"]

_TICKET = re.compile(r"(?<![\w-])T-\d+(?![\w-])")
"""Names of tickets have a check of their own."""

LEAST = 10
"""A bare whole number below this counts something in the text itself ("two options", "step 3")."""

_POLICY_EN = re.compile(
    r"\b(?:our|the|under|per|by)\s+((?:[A-Za-z0-9][\w'’-]*\s+){1,4}?)"
    r"(policy|policies|guarantee|warranty|programme|program|scheme|act|law|regulations?|terms)\b",
    re.I,
)
_POLICY_ZH = re.compile(
    r"《([^》]{2,40})》|(?:根据|按照|依据|依照|按)(?:我们|公司|本店|平台|国家|相关|有关|我司|的)*"
    r"([\u4e00-\u9fff0-9A-Za-z]{2,16}?)(?:政策|规定|条例|办法|制度|条款|细则)"
)
_EMPTY_ZH = re.compile(
    r"^(?:我们|公司|相关|有关|国家|现行|上述|以上|这一|该|本|平台|您|的|法律|法规|政策|规定|、|和|及|等)*$"
)


def unbacked_amounts(text: str, brief: Brief) -> tuple[Amount, ...]:
    """Amounts that are neither in the company's knowledge nor in the message or the agent's note.

    How a similar case was answered backs numbers that are the same for everybody (versions, numbers without a
    unit), not the sums, times and dates that one customer was given.
    """
    own = [brief.message, brief.title, brief.note, brief.product or ""]
    own += [f"{each.heading}\n{each.text}" for each in brief.knowledge]
    own += [str(brief.ticket.id)] if brief.ticket else []
    known = [each for source in own for each in amounts(source)]
    shared = [each for case in brief.cases for each in amounts(case.text) if each.unit in ("", "code")]
    return tuple(
        each
        for each in amounts(_TICKET.sub("", text))
        if not (each.unit == "" and each.value < LEAST and each.value == int(each.value))
        and not backed(each, known)
        and not (each.unit in ("", "code") and backed(each, shared))
    )


def unbacked_policies(text: str, brief: Brief) -> tuple[str, ...]:
    """Policies and laws called by name that no source and no message has, as they are written."""
    sources = [f"{each.heading} {each.text}" for each in (*brief.knowledge, *brief.cases)]
    sources += [brief.message, brief.note]
    plain = [bare(each) for each in sources]
    words = [set(re.findall(r"[a-z0-9]+", each.lower())) for each in sources]
    return (*_english(text, words), *_chinese(text, plain))


def _english(text: str, sources: Sequence[set[str]]) -> Iterator[str]:
    """What stands before "policy" has to stand in one source, whatever its order; endings are left aside."""
    empty = toml_of("claims")["empty"]
    for match in _POLICY_EN.finditer(text):
        wanted = {_stem(each) for each in re.findall(r"[a-z0-9]+", match[1].lower()) if each not in empty}
        if wanted and not any(wanted <= {_stem(each) for each in words} for words in sources):
            yield match[0]


def _chinese(text: str, sources: Sequence[str]) -> Iterator[str]:
    for match in _POLICY_ZH.finditer(text):
        name = match[1] or match[2]
        if _EMPTY_ZH.fullmatch(name):
            continue
        plain = bare(name)
        if not any(plain in each or _mostly(plain, each) for each in sources):
            yield match[0]


def _mostly(name: str, source: str) -> bool:
    """Whether the source has nearly all pairs of characters of a name: 退货运费规定 of 退货运费由谁承担."""
    pairs = {name[at : at + 2] for at in range(len(name) - 1)}
    return len(pairs) >= 2 and sum(pair in source for pair in pairs) >= 0.6 * len(pairs)


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|es|s|ed|ing|y)$", "", word) if len(word) > 4 else word
