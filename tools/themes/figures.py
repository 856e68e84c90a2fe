"""Sums over a segment's feedback and over each theme's, in one statement each: docs/themes-figures.md."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import sqlalchemy as sa

from retrieval.database import vector
from retrieval.understanding.priority import UNKNOWN_VALUE, customer_value
from tools.segments.intervals import wilson
from tools.themes.members import about_condition
from tools.themes.report import Part
from tools.themes.scene import Column, Scene

__all__ = ["Sums", "Texts", "part_of", "segment_sums", "texts_of", "theme_sums"]


@dataclass(frozen=True, slots=True)
class Sums:
    """What can be added up over records.

    records, people, intensity and the customers' value: of the records that `about` means. The others: of all
    feedback of the segment (with the theme). Squares: sum of squares. tiers: worth 0 to 1 each, see
    `customer_value`; orders: order values.
    """

    all: int = 0
    records: int = 0
    people: int = 0
    felt: int = 0
    negative: int = 0
    positive: int = 0
    intense: int = 0
    intensity: float = 0.0
    nps: int = 0
    promoters: int = 0
    detractors: int = 0
    rated: int = 0
    rating: float = 0.0
    rating_squares: float = 0.0
    tiered: int = 0
    tiers: float = 0.0
    ordered: int = 0
    orders: float = 0.0

    def less(self, other: "Sums") -> "Sums":
        """The sums over the records that are not among the other's. People overlap: theirs mean nothing."""
        names = [each.name for each in fields(self)]
        return Sums(**{name: getattr(self, name) - getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class Texts:
    """Of the records that count: those with a text and a vector, and those in a theme."""

    texts: int
    assigned: int


def part_of(part: int, records: int) -> Part:
    """A part with its share and Wilson interval."""
    if not records:
        return Part(part, 0, 0.0, 0.0, 1.0)
    low, high = wilson(part / records, records)
    return Part(part, records, part / records, low, high)


def segment_sums(connection: sa.Connection, scene: Scene) -> Sums:
    """The sums over the whole segment."""
    base = scene.base(_columns(scene))
    row = connection.execute(sa.select(*_sums(base, base.c.seq)).select_from(base)).mappings().one()
    return _read(row)


def theme_sums(connection: sa.Connection, scene: Scene) -> dict[str, Sums]:
    """The sums over the records of each theme that has any in the segment, by ref."""
    base, members = scene.base(_columns(scene)), scene.members()
    query = (
        sa.select(members.c.theme, *_sums(base, base.c.seq))
        .select_from(members.join(base, base.c.seq == members.c.seq))
        .group_by(members.c.theme)
    )
    return {str(row["theme"]): _read(row) for row in connection.execute(query).mappings()}


def texts_of(connection: sa.Connection, scene: Scene, model: str) -> Texts:
    """How much of what is counted could be read for themes."""
    table = scene.table
    embedded = sa.exists().where(vector.c.model == model, vector.c.text_hash == table.c.text_hash)
    members = scene.members()
    assigned = table.c.seq.in_(sa.select(members.c.seq))
    query = sa.select(
        sa.func.count().filter(sa.or_(embedded, assigned)), sa.func.count().filter(assigned)
    ).where(scene.within(table), about_condition(scene.catalog, table, scene.about))
    texts, themed = connection.execute(query).one()
    return Texts(int(texts), int(themed))


def _columns(scene: Scene) -> list[Column]:
    table = scene.table
    plain = [table.c[name] for name in ("sentiment", "intensity", "nps", "rating", "order_value")]
    return [*plain, scene.person(table).label("person"), _tier_worth(scene, table).label("tier_worth")]


def _tier_worth(scene: Scene, table: sa.Table) -> Column:
    """What each tier of this data is worth; unknown ones say nothing."""
    field = scene.field("tier")
    worth = {each.value: customer_value(each.value, None, ()) for each in field.values} if field else {}
    known = {value: number for value, number in worth.items() if number != UNKNOWN_VALUE}
    if not known:
        return sa.cast(sa.null(), sa.Double)
    cases = {value: sa.literal(worth[value], sa.Double) for value in worth}
    return sa.case(cases, value=table.c.tier)


def _sums(base: sa.FromClause, record: Column) -> list[Column]:
    counted = base.c.counted == 1
    feeling, nps, rating = base.c.sentiment, base.c.nps, base.c.rating

    def count(*conditions: sa.ColumnElement[bool]) -> Column:
        return sa.func.count().filter(*conditions)

    def total(column: Column, *conditions: sa.ColumnElement[bool]) -> Column:
        found = sa.func.sum(column)
        return sa.func.coalesce(found.filter(*conditions) if conditions else found, 0.0)

    return [
        sa.func.count(record).label("all"),
        count(counted).label("records"),
        sa.func.count(sa.distinct(base.c.person)).filter(counted).label("people"),
        count(feeling.is_not(None)).label("felt"),
        count(feeling == "negative").label("negative"),
        count(feeling == "positive").label("positive"),
        count(counted, base.c.intensity.is_not(None)).label("intense"),
        total(base.c.intensity, counted).label("intensity"),
        count(nps.between(0, 10)).label("nps"),
        count(nps.between(9, 10)).label("promoters"),
        count(nps.between(0, 6)).label("detractors"),
        count(rating.is_not(None)).label("rated"),
        total(rating).label("rating"),
        total(rating * rating).label("rating_squares"),
        count(counted, base.c.tier_worth.is_not(None)).label("tiered"),
        total(base.c.tier_worth, counted).label("tiers"),
        count(counted, base.c.order_value.is_not(None)).label("ordered"),
        total(base.c.order_value, counted).label("orders"),
    ]


def _read(row: Mapping[Any, Any]) -> Sums:
    known = asdict(Sums())
    exact: dict[str, Any] = {
        name: int(row[name] or 0) for name, nothing in known.items() if isinstance(nothing, int)
    }
    summed: dict[str, Any] = {name: round(float(row[name] or 0), 6) for name in known if name not in exact}
    return Sums(**exact, **summed)  # rounded: the order of rows must not show in the last digit
