"""Promises in a reply, and whether a source backs them.

A promise is a sentence in which somebody of the company will do something (refund, replace, repair), does it
by a time, guarantees, admits, makes an exception, or says that it is done. It is backed when one sentence of
the knowledge, or of the note an agent gave, says the same: the same kind, not negated, with the same amounts.
Similar cases back none: what one customer was given is not due to the next.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tools.replies.amounts import Amount, amounts, backed
from tools.replies.brief import Brief
from tools.replies.sentences import bare, sentences, without_quotes
from tools.replies.wordlists import Rules, toml_of

__all__ = ["Promise", "promises", "unbacked_promises"]


LOOSE = "outcome"
"""The kind that is looked for by what it is about, not by how it is said; only in sentences that leave
nothing open."""


@dataclass(frozen=True, slots=True)
class Promise:
    """kind: refund, replacement, compensation, repair, guarantee, time, liability, exception,
    outcome or done.

    words: what says it. sentence: where.
    """

    kind: str
    words: str
    sentence: str


def promises(text: str, message: str = "") -> tuple[Promise, ...]:
    """All of a text; what it quotes of the customer's message is not the company's promise."""
    found = []
    for sentence in sentences(without_quotes(text, message)):
        ours = _without_told(sentence)
        if _words()["not"].search(ours):
            ours = _before_denial(ours)
        asks = ours.rstrip().endswith(("?", "？", "吗", "吗。")) and not _words()["offer"].search(ours)
        open_ = _words()["hedge"].search(ours) is not None
        for kind, pattern in () if asks else _kinds():
            match = None if kind == LOOSE and open_ else pattern.search(ours)
            if match:
                found.append(Promise(kind, match[0].strip(), sentence))
    return tuple(found)


def unbacked_promises(text: str, brief: Brief) -> tuple[Promise, ...]:
    """The promises of a reply that neither the knowledge of its brief nor the agent's note says."""
    sources = _sources(brief)
    return tuple(
        each
        for each in promises(text, brief.message)
        if not _is_backed(each, sources, brief.ticket is not None)
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """One source, with its sentences and amounts."""

    plain: str
    sentences: tuple[str, ...]
    amounts: tuple[Amount, ...]


def _sources(brief: Brief) -> list[_Said]:
    texts = [each.text for each in brief.knowledge] + ([brief.note] if brief.note else [])
    return [_Said(bare(each), tuple(sentences(each)), amounts(each)) for each in texts]


def _is_backed(promise: Promise, sources: Sequence[_Said], has_ticket: bool) -> bool:
    if promise.kind == "done" and has_ticket and _words()["ticket"].search(promise.words):
        return True
    whole = bare(promise.sentence)
    if any(whole in each.plain for each in sources):
        return True
    said = [each for each in amounts(promise.sentence) if each.unit]
    return any(_backs(each, promise, said) for each in sources)


def _backs(source: _Said, promise: Promise, said: Sequence[Amount]) -> bool:
    """Whether the source says the same kind of thing with these amounts, and no more openly."""
    if not all(backed(each, source.amounts) for each in said):
        return False
    if promise.kind == "time":
        timed = [each for each in said if each.unit in ("hour", "workday", "month", "date", "code")]
        return bool(timed) or bare(promise.words) in source.plain
    if promise.kind == LOOSE:
        told = {_stem(each[0]) for each in _patterns()[0][LOOSE].finditer(promise.sentence)}
        return all(each in source.plain for each in told)
    pattern = _backing().get(promise.kind)
    if pattern is None:
        return False
    for sentence in source.sentences:
        if pattern.search(sentence) and not _negated(pattern, sentence):
            gated = _words()["gate"].search(sentence) is not None
            if not gated or _words()["open"].search(promise.sentence):
                return True
    return False


def _stem(word: str) -> str:
    return re.sub(r"(?:ed|s)$", "", bare(word))


def _negated(pattern: re.Pattern[str], sentence: str) -> bool:
    """Whether every clause that says it denies it."""
    clauses = re.split(r"[,，;；:：]|\bbut\b|但", sentence)
    saying = [clause for clause in clauses if pattern.search(clause)]
    return bool(saying) and all(_words()["negation"].search(clause) for clause in saying)


def _without_told(sentence: str) -> str:
    """The sentence without the clauses that repeat what the customer said or did."""
    clauses = re.split(r"(?<=[,，:：])", sentence)
    kept = [clause for clause in clauses if not _words()["told"].search(clause) or _own(clause)]
    return "".join(kept)


def _own(clause: str) -> bool:
    return (
        re.search(
            r"\b(?:we|i)(?:.ll| will| can| guarantee| promise)\b|我们(?:会|将|保证|承诺)|一定", clause, re.I
        )
        is not None
    )


def _before_denial(sentence: str) -> str:
    """Its clauses that deny nothing: "I cannot promise a date, but we will refund you" still promises."""
    clauses = re.split(r"(?<=[,，;；])|(?=\bbut\b)|(?=但)", sentence)
    return "".join(clause for clause in clauses if not _words()["not"].search(clause))


def _kinds() -> Iterator[tuple[str, re.Pattern[str]]]:
    yield from _patterns()[0].items()


def _backing() -> Rules:
    return _patterns()[1]


@cache
def _patterns() -> tuple[dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]]:
    """(what says each kind, what backs it)."""
    lists = toml_of("promises")
    span = _any(lists["words"]["span"]).pattern
    says = {
        kind: _any([each.replace("{span}", f"(?:{span})") for each in each_list["says"]])
        for kind, each_list in lists["kind"].items()
    }
    return says, {kind: _any(each["backs"]) for kind, each in lists["kind"].items() if each["backs"]}


@cache
def _words() -> dict[str, re.Pattern[str]]:
    return {name: _any(said) for name, said in toml_of("promises")["words"].items()}


def _any(said: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in said), re.I)
