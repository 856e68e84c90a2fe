"""The language of counting: which feedback (filters, period), what of it (measures), split how (group by).

These are the arguments a chat model fills in. They are checked against the data's own catalog, then
compiled to one SQL statement by `tools.segments.compiling`. A field is named as the catalog names it:
a known field ("rating") or a column of the user's own ("airline", "车型").
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Bound", "Comparison", "Filter", "GroupBy", "Measure", "Order", "Period", "SegmentQuery"]

Scalar = str | float | int | bool
Bucket = Literal["hour", "day", "weekday", "week", "month", "quarter", "year"]


class _Args(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Filter(_Args):
    """One condition on one field. Several filters are joined by AND; `any_of` joins conditions by OR.

    "!=", "not in" and "not contains" keep records without a value. A date is compared with what it names:
    "<= 2024-03" reaches to the end of March. Upper and lower case are alike in "contains".

    `bucket` compares a date's place in the day or week instead, as GroupBy numbers them: bucket "weekday" in
    [6, 7] is a weekend, bucket "hour" between 18 and 23 an evening.
    """

    field: str = ""
    bucket: Literal["hour", "weekday"] | None = None
    op: Literal[
        "=",
        "!=",
        "in",
        "not in",
        "<",
        "<=",
        ">",
        ">=",
        "between",
        "missing",
        "present",
        "contains",
        "not contains",
    ] = "="
    value: Scalar | None = None
    values: tuple[Scalar, ...] = Field(
        (), description="for in, not in, and between (two values, both included)"
    )
    any_of: tuple["Filter", ...] = Field(
        (), description="OR: true when any of these conditions is; then field is empty"
    )


class Period(_Args):
    """Half-open: from `start` (included) to `end` (not included), on the clock of the store's time zone."""

    start: date | datetime | None = None
    end: date | datetime | None = None


class Measure(_Args):
    """What is computed for each group.

    count: records, or those that also meet `where`. customers: distinct customers; in data that names
    none, records, copies counted once. share: of the group's records, the part that also meets `where`.
    share_of_total: the group's part of all records in the segment. average, median, sum, min, max,
    percentile: of a number or date `field`. nps: promoters (9-10) minus detractors (0-6) of `field`
    (default nps), in points from -100 to 100. csat: share of `field` at 4 or 5. share_negative and
    share_positive: of the records with a sentiment. distinct: different values of `field`. count_per:
    records for each different value of `field` (of a date: for each `bucket` that has any), on average.
    """

    op: Literal[
        "count",
        "customers",
        "share",
        "share_of_total",
        "average",
        "median",
        "sum",
        "min",
        "max",
        "percentile",
        "nps",
        "csat",
        "share_negative",
        "share_positive",
        "distinct",
        "count_per",
    ] = "count"
    field: str | None = None
    percentile: Annotated[float, Field(ge=0, le=100)] | None = None
    where: tuple[Filter, ...] = ()
    bucket: Bucket | None = None


class GroupBy(_Args):
    """Splits by the values of a field, or by calendar buckets when the field is a date (days, if not said).

    hour is the hour of the day (0-23) and weekday the day of the week (1 Monday to 7); the others are places
    in the calendar: 2024-03-05, 2024-W10 (ISO), 2024-03, 2024-Q1, 2024.
    """

    field: str
    bucket: Bucket | None = None


class Comparison(_Args):
    """The second side. The query's own filters and period are side A; these change them for side B.

    `period` replaces the period; `filters` are added; `without` names fields whose filters side B drops.
    The result has, for each measure, A, B, the difference A - B and the ratio A / B. `min_group` counts the
    records of either side.
    """

    period: Period | None = None
    filters: tuple[Filter, ...] = ()
    without: tuple[str, ...] = ()
    labels: tuple[str, str] = ("A", "B")


class Order(_Args):
    """By a measure (its place in `measures`, from 0), by the group, or by a comparison's difference."""

    by: Literal["measure", "group", "difference", "ratio"] = "measure"
    measure: int = 0
    descending: bool = True


class Bound(_Args):
    """What a measure (its place in `measures`, from 0) of a group must be for the group to be shown."""

    measure: Annotated[int, Field(ge=0)] = 0
    op: Literal["<", "<=", ">", ">="] = ">"
    value: float = Field(description="shares between 0 and 1, as measured")


class SegmentQuery(_Args):
    """One question to the data."""

    measures: tuple[Measure, ...] = (Measure(),)
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    group_by: tuple[GroupBy, ...] = Field((), max_length=3)
    compare: Comparison | None = None
    order: Order | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] | None = None
    offset: Annotated[int, Field(ge=0, le=1000)] = Field(
        0, description="rows left out at the beginning: the second highest is offset 1, limit 1"
    )
    each: bool = Field(
        False,
        description="limit counts the rows of each value of the first group_by, equal figures together",
    )
    min_group: Annotated[int, Field(ge=1)] = Field(
        1, description="groups with fewer records are left out, and counted"
    )
    having: tuple[Bound, ...] = Field(
        (), description="groups whose figures do not meet these are left out, and counted"
    )
    either: bool = Field(False, description="one of `having` is enough for a group to be shown")
    unnamed: bool = Field(
        True, description="false: no row for the records that have no value of what is grouped by"
    )
