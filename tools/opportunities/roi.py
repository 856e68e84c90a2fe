"""What an opportunity is worth: (value of new customers + value of retained customers) / cost.

Every number is given by whoever asks, or read from the data and labelled so; none is made up. What is missing
is asked for, and what does not need it is computed all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools.opportunities.opportunity import Opportunity, Ratio, Said

__all__ = ["ASKED", "Amount", "Case", "Line", "RoiInputs", "RoiSheet", "Source", "roi_sheet"]

Source = Literal["given", "read", "computed", "missing"]

ASKED = ("customers_won", "value_new", "customers_kept", "value_kept", "cost", "margin")
"""What goes into the formula, in the order of the sheet."""

_AMOUNTS = ASKED[:5]
_WHAT_IF = 0.2
"""By how much an input without a range of its own is varied, to see what the result hangs on."""


class Amount(BaseModel):
    """A number, with the lowest and the highest it may well be, where somebody can say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)]
    low: Annotated[float | None, Field(ge=0, le=1e15, allow_inf_nan=False)] = None
    high: Annotated[float | None, Field(ge=0, le=1e15, allow_inf_nan=False)] = None

    @model_validator(mode="after")
    def _ordered(self) -> "Amount":
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        if not low <= self.value <= high:
            raise ValueError("low <= value <= high")
        return self


class RoiInputs(BaseModel):
    """What is known of an opportunity's worth. Values: what one customer brings in the period, in the
    currency; revenue with a margin (the part of it that is kept, 0 to 1), or what is kept already without
    one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    customers_won: Amount | None = None
    value_new: Amount | None = None
    customers_kept: Amount | None = None
    value_kept: Amount | None = None
    cost: Amount | None = None
    margin: Annotated[float | None, Field(gt=0, le=1)] = None
    period: Annotated[str, Field(max_length=100)] = ""
    currency: Annotated[str, Field(max_length=20)] = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet. low, high: a range that was given, or the 95 % interval of what was read.

    n: records or customers it was read from. formula: of what was computed.
    """

    name: str
    value: float | None
    source: Source
    low: float | None = None
    high: float | None = None
    n: int | None = None
    formula: Said | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """The ROI when one input is at its low or high end, the others as given. what_if: no range was given, and
    the input is taken a fifth lower and higher. name "all": every input at its worse end, and at its better
    one."""

    name: str
    low_input: float | None
    high_input: float | None
    roi_low: float
    roi_high: float
    what_if: bool


@dataclass(frozen=True, slots=True)
class RoiSheet:
    """given, read: lines that go in. computed: lines that come out, None for what misses an input. missing:
    inputs to ask for. partial: whose value is left out ("new" or "kept"), where one side is not known.
    break_even: the value of each input, others as given, at which the ROI is 1."""

    opportunity: str
    title: Said | None
    period: str
    currency: str
    given: tuple[Line, ...]
    read: tuple[Line, ...]
    computed: tuple[Line, ...]
    roi: float | None
    partial: Literal["new", "kept"] | None
    missing: tuple[str, ...]
    cases: tuple[Case, ...]
    break_even: tuple[Line, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def roi_sheet(inputs: RoiInputs, opportunity: Opportunity | None = None) -> RoiSheet:
    """The sheet of these inputs. What is read of the opportunity stands beside them and is never put in their
    place: who is affected is not who is kept."""
    values = {name: amount.value for name in _AMOUNTS if (amount := getattr(inputs, name)) is not None}
    margin = inputs.margin if inputs.margin is not None else 1.0
    new, kept = _sides(values, margin)
    cost = values.get("cost")
    known = [each for each in (new, kept) if each is not None]
    total = sum(known) if known else None
    roi = total / cost if total is not None and cost else None
    computed = (
        Line("value_of_new", new, _made(new), formula=_formula("new", inputs)),
        Line("value_of_kept", kept, _made(kept), formula=_formula("kept", inputs)),
        Line("value", total, _made(total), formula=Said("new + retained", "新客户 + 留住的客户")),
        Line(
            "net",
            None if total is None or cost is None else total - cost,
            _made(roi),
            formula=Said("value - cost", "价值 - 成本"),
        ),
        Line(
            "roi",
            roi,
            _made(roi),
            formula=Said(
                "(value of new + value of retained) / cost", "（新客户价值 + 留住客户的价值）/ 成本"
            ),
        ),
    )
    return RoiSheet(
        opportunity.id if opportunity else "",
        opportunity.title if opportunity else None,
        inputs.period,
        inputs.currency,
        tuple(_given(inputs)),
        tuple(_read(opportunity)) if opportunity else (),
        computed,
        roi,
        None if roi is None or len(known) == 2 else ("new" if new is None else "kept"),
        tuple(_missing(inputs)),
        tuple(_cases(inputs, values, margin)) if roi is not None else (),
        tuple(_break_even(values, margin, opportunity)),
    )


def _sides(values: Mapping[str, float], margin: float) -> tuple[float | None, float | None]:
    """The value of new customers, and of retained ones; None where an input is missing."""
    pairs = (("customers_won", "value_new"), ("customers_kept", "value_kept"))
    return tuple(  # type: ignore[return-value]  # two of them
        values[many] * values[each] * margin if many in values and each in values else None
        for many, each in pairs
    )


def _roi(values: Mapping[str, float], margin: float) -> float:
    return sum(each for each in _sides(values, margin) if each is not None) / values["cost"]


def _made(value: float | None) -> Source:
    return "missing" if value is None else "computed"


def _formula(side: str, inputs: RoiInputs) -> Said:
    en, zh = ("won", "争取到") if side == "new" else ("kept", "留住")
    margin = inputs.margin is not None
    return Said(
        f"customers {en} x value of one{' x margin' if margin else ''}",
        f"{zh}的客户数 x 每位价值{' x 毛利率' if margin else ''}",
    )


def _given(inputs: RoiInputs) -> Iterator[Line]:
    for name in _AMOUNTS:
        amount: Amount | None = getattr(inputs, name)
        if amount is not None:
            yield Line(name, amount.value, "given", amount.low, amount.high)
        else:
            yield Line(name, None, "missing")
    if inputs.margin is not None:
        yield Line("margin", inputs.margin, "given")


def _read(opportunity: Opportunity) -> Iterator[Line]:
    """What the data says: how many are affected, and what their orders are worth."""
    yield Line("customers_affected", opportunity.customers, "read", n=opportunity.support.part)
    share: Ratio = opportunity.confidence
    yield Line("share_affected", share.share, "read", share.low, share.high, share.records)
    value = opportunity.order_value
    if value is not None:
        yield Line("order_value", value.mean, "read", value.low, value.high, value.n)


def _missing(inputs: RoiInputs) -> Iterator[str]:
    """One pair is enough; the cost always is needed."""
    won = inputs.customers_won is not None or inputs.value_new is not None
    kept = inputs.customers_kept is not None or inputs.value_kept is not None
    for name in _AMOUNTS:
        if getattr(inputs, name) is None:
            side_named = {"customers_won": won, "value_new": won, "customers_kept": kept, "value_kept": kept}
            if side_named.get(name, True) or not (won or kept):
                yield name


def _cases(inputs: RoiInputs, values: Mapping[str, float], margin: float) -> Iterator[Case]:
    worst, best = dict(values), dict(values)
    for name in _AMOUNTS:
        amount: Amount | None = getattr(inputs, name)
        if amount is None or not _counts(name, values):
            continue
        what_if = amount.low is None and amount.high is None
        low = (
            amount.value * (1 - _WHAT_IF) if what_if else (amount.value if amount.low is None else amount.low)
        )
        high = (
            amount.value * (1 + _WHAT_IF)
            if what_if
            else (amount.value if amount.high is None else amount.high)
        )
        if name == "cost" and low <= 0:
            continue
        yield Case(
            name,
            low,
            high,
            _roi({**values, name: low}, margin),
            _roi({**values, name: high}, margin),
            what_if,
        )
        if not what_if:
            worst[name], best[name] = (high, low) if name == "cost" else (low, high)
    if worst != best:
        yield Case("all", None, None, _roi(worst, margin), _roi(best, margin), False)


def _counts(name: str, values: Mapping[str, float]) -> bool:
    """Whether the input is part of a side that is whole."""
    pair = {"customers_won": "value_new", "customers_kept": "value_kept"}
    pair |= {value: key for key, value in pair.items()}
    return name == "cost" or pair[name] in values


def _break_even(
    values: Mapping[str, float], margin: float, opportunity: Opportunity | None
) -> Iterator[Line]:
    """How many customers have to be kept, or won, until the cost is back; the other side as given."""
    cost = values.get("cost")
    if not cost:
        return
    new, kept = _sides(values, margin)
    for name, each, other in (("customers_kept", "value_kept", new), ("customers_won", "value_new", kept)):
        one = values.get(each, 0.0) * margin
        if one > 0:
            yield Line(
                name,
                max(cost - (other or 0.0), 0.0) / one,
                "computed",
                n=opportunity.customers if opportunity else None,
            )
    total = sum(each for each in (new, kept) if each is not None)
    if total:
        yield Line("cost", total, "computed")
