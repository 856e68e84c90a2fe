"""Texts without the personal data in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.understanding.privacy.patterns import find_patterns
from retrieval.understanding.privacy.policy import Policy
from retrieval.understanding.privacy.spans import PLACEHOLDER, Span, kind_named, without_overlaps

__all__ = ["Redacted", "Redactor"]


@dataclass(frozen=True, slots=True)
class Redacted:
    """found: what was masked or dropped, by its place in the original text; the values are nowhere kept."""

    text: str
    found: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Redactor:
    """Finds personal data and masks, drops or keeps it, as the policy says for its kind."""

    policy: Policy = field(default_factory=Policy)

    def redact_all(self, texts: Sequence[str]) -> list[Redacted]:
        """In order. Redacting a redacted text changes nothing."""
        found = find_patterns(texts)
        return [self._redacted(text, spans) for text, spans in zip(texts, found, strict=True)]

    def _redacted(self, text: str, spans: list[Span]) -> Redacted:
        if not spans:
            return Redacted(text)
        spans = [span for span in without_overlaps(spans) if self.policy.acts_on(span.kind)]
        left_alone = [match.span() for match in PLACEHOLDER.finditer(text)]
        spans = [
            span for span in spans if all(span.end <= start or end <= span.start for start, end in left_alone)
        ]
        for span in reversed(spans):
            text = self._without(text, span)
        return Redacted(text, tuple(spans))

    def _without(self, text: str, span: Span) -> str:
        before, after = text[: span.start], text[span.end :]
        if self.policy.action(span.kind) == "mask":
            return before + kind_named(span.kind).placeholder + after
        if not before or before[-1].isspace():
            after = re.sub(r"\A[ \t\u3000]+", "", after)
        return before + after
