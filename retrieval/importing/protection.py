"""Personal data taken out of rows before anything is stored: the one way from a file into the store.

Customers become pseudonyms; so do the values of columns that name or reach a person (a phone, an e-mail, a
name). What people wrote, and any other words, are redacted.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from retrieval.importing.columns import Column
from retrieval.importing.options import ATTRIBUTE, IGNORE
from retrieval.records import Value
from retrieval.understanding.privacy.policy import Policy
from retrieval.understanding.privacy.pseudonyms import Pseudonyms
from retrieval.understanding.privacy.redaction import Redactor

__all__ = ["Protection", "Treatment"]

Treatment = Literal["none", "redact", "pseudonym"]


_NO_WORDS = (IGNORE, "id")


class Protection:
    """What is done to the cells of each column. found: how many pieces of personal data, by kind."""

    def __init__(self, key: bytes, policy: Policy, pseudonyms: bool = True) -> None:
        self.found: Counter[str] = Counter()
        self._redactor, self._plain = Redactor(policy), Redactor(policy, names=False)
        self._pseudonyms, self._customers = Pseudonyms(key), pseudonyms
        self._seen: dict[str, str] = {}

    def treatment(self, column: Column) -> Treatment:
        """Numbers, dates and flags hold no words; an id is needed to find its record again."""
        if column.target == "customer":
            return "pseudonym" if self._customers else "none"
        if column.target == ATTRIBUTE and column.personal:
            return "pseudonym"
        wordy = column.kind in ("text", "category") and column.target not in _NO_WORDS
        return "redact" if wordy else "none"

    def values(self, column: Column, values: Sequence[Value]) -> list[Value]:
        """A column's values as they may be stored."""
        treatment = self.treatment(column)
        if treatment == "pseudonym":
            of = self._pseudonyms.of
            return [None if value is None else of(str(value)) for value in values]
        if treatment == "redact" and column.kind == "text":
            return list(self._redacted(values))
        if treatment == "redact":
            return self._looked_up(values)
        return list(values)

    def cell(self, column: Column, cell: str) -> str:
        """One cell of a refused row, as it may be shown and written down: whatever it should have been."""
        if cell and self.treatment(column) == "pseudonym":
            return str(self.values(column, [cell])[0])
        return self.words(cell)

    def words(self, text: str) -> str:
        """Words of no column: a row that does not fit its header."""
        return str(self._redacted([text])[0])

    def _redacted(self, values: Sequence[Value], names: bool = True) -> list[Value]:
        redactor = self._redactor if names else self._plain
        done = redactor.redact_all([str(value) if value is not None else "" for value in values])
        for each in done:
            if each.found:
                self.found.update(span.kind for span in each.found)
        return [None if value is None else each.text for value, each in zip(values, done, strict=True)]

    def _looked_up(self, values: Sequence[Value]) -> list[Value]:
        """Categories repeat: each is looked at once."""
        fresh = list({str(value) for value in values if value is not None} - self._seen.keys())
        if len(self._seen) > 100_000:
            self._seen.clear()
            fresh = list({str(value) for value in values if value is not None})
        self._seen.update(zip(fresh, map(str, self._redacted(fresh, names=False)), strict=True))
        return [None if value is None else self._seen[str(value)] for value in values]
