"""Texts without the personal data in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.understanding.privacy.entities import find_entities
from retrieval.understanding.privacy.introductions import find_introductions
from retrieval.understanding.privacy.patterns import find_patterns
from retrieval.understanding.privacy.policy import Policy
from retrieval.understanding.privacy.spans import PLACEHOLDER, Span, kind_named, without_overlaps

__all__ = ["Redacted", "Redactor"]

_SPACES = " \t\u3000"
_ROUNDS = 3
"""Times a text is read again once something was taken out: what stood beside it may only now be seen."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """found: what was masked or dropped, by its place in the original text; the values are nowhere kept."""

    text: str
    found: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Redactor:
    """Finds personal data and masks, drops or keeps it, as the policy says for its kind.

    names: also what is only known by the words around it, names and addresses; a single word, such as a
    category, has none around it.
    """

    policy: Policy = field(default_factory=Policy)
    names: bool = True

    def redact_all(self, texts: Sequence[str]) -> list[Redacted]:
        """In order. Redacting a redacted text changes nothing."""
        chosen = self._to_redact(texts)
        waiting = [place for place, spans in enumerate(chosen) if spans]
        for _ in range(_ROUNDS):
            written = [self._written(texts[place], chosen[place]) for place in waiting]
            later = self._to_redact([text for text, _ in written])
            for place, (_, origin), spans in zip(waiting, written, later, strict=True):
                placed = [_put_back(each, origin) for each in spans]
                chosen[place] = without_overlaps((*chosen[place], *placed))
            waiting = [place for place, spans in zip(waiting, later, strict=True) if spans]
            if not waiting:
                break
        return [
            Redacted(self._written(text, spans)[0], tuple(spans)) if spans else Redacted(text)
            for text, spans in zip(texts, chosen, strict=True)
        ]

    def _to_redact(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text what the policy acts on, in order, without overlaps, placeholders left alone."""
        return [
            self._chosen(text, spans) for text, spans in zip(texts, _found(texts, self.names), strict=True)
        ]

    def _chosen(self, text: str, spans: list[Span]) -> list[Span]:
        if not spans:
            return []
        left_alone = [match.span() for match in PLACEHOLDER.finditer(text)]
        return [
            span
            for span in without_overlaps(spans)
            if self.policy.acts_on(span.kind)
            and all(span.end <= start or end <= span.start for start, end in left_alone)
        ]

    def _written(self, text: str, spans: Sequence[Span]) -> tuple[str, list[int]]:
        """The text without the spans, and for each of its characters where it stood in the original."""
        pieces: list[str] = []
        origin: list[int] = []
        at = 0
        for span in spans:
            pieces.append(text[at : span.start])
            origin += range(at, span.start)
            at = span.end
            if self.policy.action(span.kind) == "mask":
                placeholder = kind_named(span.kind).placeholder
                pieces.append(placeholder)
                origin += [span.start] * len(placeholder)
            elif not pieces[-1] or pieces[-1][-1].isspace():
                while at < len(text) and text[at] in _SPACES:
                    at += 1
        pieces.append(text[at:])
        origin += range(at, len(text))
        return "".join(pieces), origin


def _found(texts: Sequence[str], names: bool) -> list[list[Span]]:
    """What has a form, and around it what is only known by its words: a form is never part of a name."""
    if not names:
        return find_patterns(texts)
    found = zip(find_patterns(texts), find_entities(texts), find_introductions(texts), strict=True)
    return [
        [*formed, *(part for each in (*named, *told) for part in _outside(each, formed))]
        for formed, named, told in found
    ]


def _outside(span: Span, others: Sequence[Span]) -> list[Span]:
    """What of a span the others leave, in pieces of two characters at least."""
    pieces, start = [], span.start
    for other in sorted(others, key=lambda each: each.start):
        if other.start < span.end and start < other.end:
            pieces.append((start, other.start))
            start = other.end
    pieces.append((start, span.end))
    return [
        Span(a, b, span.kind, span.confidence)
        for a, b in pieces
        if b - a >= 2 or (a, b) == (span.start, span.end)
    ]


def _put_back(span: Span, origin: Sequence[int]) -> Span:
    return Span(origin[span.start], origin[span.end - 1] + 1, span.kind, span.confidence)
