"""What a follow-up leans on: the turn before, as it was understood and answered."""

from dataclasses import dataclass

from prompts import Language
from tools.segments.query import SegmentQuery

__all__ = ["Before"]


@dataclass(frozen=True, slots=True)
class Before:
    """The turn before: its query, and whether it quoted feedback, how much of it and about what.

    first: the group its answer put first. earlier: the query of the turn before it. shown, shown_by: the groups
    of the last answer of the conversation that was split by one thing, in the order it listed them, and the field
    they are of; listed: its query. language: that of the turn before, for a reply that has no words of either.
    """

    query: SegmentQuery
    quoted: bool = False
    topic: str = ""
    limit: int = 5
    first: str | None = None
    earlier: SegmentQuery | None = None
    shown: tuple[str, ...] = ()
    shown_by: str = ""
    listed: SegmentQuery | None = None
    language: Language | None = None

    @property
    def fields(self) -> frozenset[str]:
        """The fields the conversation is about."""
        measures, groups = self.query.measures, self.query.group_by
        filters = (*self.query.filters, *(part for each in measures for part in each.where))
        scores = [each.op for each in measures if each.op in ("nps", "csat")]
        named = [
            *(each.field for each in filters),
            *(each.field for each in measures),
            *(each.field for each in groups),
        ]
        return frozenset([*filter(None, named), *scores])
