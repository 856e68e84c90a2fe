"""The ROI sheet: the formula, nothing made up, what is missing asked for, and what the result hangs on."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tools.opportunities.opportunity import Opportunities
from tools.opportunities.roi import Amount, RoiInputs, RoiSheet, roi_sheet
from tools.opportunities.roi_showing import render_roi_csv, roi_notices, roi_page
from tools.themes.showing.markdown import written

NUMBERS = st.floats(0, 1e6, allow_nan=False)


def inputs(**given: float | str) -> RoiInputs:
    amounts = {name: {"value": value} if isinstance(value, float) and name != "margin" else value
               for name, value in given.items()}  # fmt: skip
    return RoiInputs.model_validate(amounts)


def value(sheet: RoiSheet, name: str) -> float | None:
    return next(each.value for each in sheet.computed if each.name == name)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.floats(0.01, 1e6), st.floats(0.01, 1))
def test_the_formula(won: float, new: float, kept: float, one: float, cost: float, margin: float) -> None:
    sheet = roi_sheet(
        inputs(
            customers_won=won, value_new=new, customers_kept=kept, value_kept=one, cost=cost, margin=margin
        )
    )
    assert sheet.roi == pytest.approx((won * new + kept * one) * margin / cost)
    assert value(sheet, "net") == pytest.approx((won * new + kept * one) * margin - cost, abs=1e-3)
    assert sheet.missing == ()
    assert sheet.partial is None


def test_what_is_missing_is_asked_for_and_never_made_up(everything: Opportunities) -> None:
    finding = everything.entries[0]
    sheet = roi_sheet(RoiInputs(), finding)
    assert sheet.roi is None
    assert all(each.value is None for each in (*sheet.given, *sheet.computed))
    assert sheet.missing == ("customers_won", "value_new", "customers_kept", "value_kept", "cost")
    read = {each.name: each.value for each in sheet.read}
    assert read["customers_affected"] == finding.customers
    assert finding.order_value is not None
    assert read["order_value"] == finding.order_value.mean
    for language, words in (("en", "Please give: new customers won"), ("zh", "请提供：新增客户数")):
        assert any(words in each for each in roi_notices(sheet, language))  # type: ignore[arg-type]


def test_one_side_is_enough_and_the_other_is_said_to_be_left_out() -> None:
    sheet = roi_sheet(inputs(customers_kept=40.0, value_kept=300.0, cost=8000.0))
    assert sheet.roi == pytest.approx(1.5)
    assert sheet.partial == "new"
    assert sheet.missing == ()
    assert "New customers are left out" in " ".join(roi_notices(sheet, "en"))


def test_break_even_needs_no_count_of_customers() -> None:
    sheet = roi_sheet(inputs(value_kept=300.0, cost=8000.0))
    assert sheet.roi is None
    assert sheet.missing == ("customers_kept",)
    assert [each.name for each in sheet.break_even] == ["customers_kept"]
    assert sheet.break_even[0].value == pytest.approx(26.67, abs=0.01)
    assert "27 customers are kept" in written(roi_page(sheet, "en"))


def test_at_break_even_the_roi_is_one() -> None:
    given = inputs(
        customers_won=10.0, value_new=100.0, customers_kept=5.0, value_kept=50.0, cost=4000.0, margin=0.5
    )
    for each in roi_sheet(given).break_even:
        assert each.value is not None
        there = roi_sheet(given.model_copy(update={each.name: Amount(value=each.value)}))
        assert there.roi == pytest.approx(1.0)


def test_ranges_are_carried_to_the_result() -> None:
    given = RoiInputs(
        customers_kept=Amount(value=40, low=25, high=60),
        value_kept=Amount(value=300),
        cost=Amount(value=8000),
    )
    cases = {each.name: each for each in roi_sheet(given).cases}
    assert (cases["customers_kept"].roi_low, cases["customers_kept"].roi_high) == (0.9375, 2.25)
    assert not cases["customers_kept"].what_if
    assert cases["cost"].what_if
    assert cases["cost"].roi_low == pytest.approx(1.875)
    assert (cases["all"].roi_low, cases["all"].roi_high) == (0.9375, 2.25)


def test_numbers_that_cannot_be_are_refused() -> None:
    for wrong in ({"value": -1}, {"value": 5, "low": 6}, {"value": float("inf")}):
        with pytest.raises(ValidationError):
            Amount.model_validate(wrong)
    with pytest.raises(ValidationError):
        RoiInputs(margin=1.5)


def test_a_cost_of_nothing_has_no_roi() -> None:
    sheet = roi_sheet(inputs(customers_kept=1.0, value_kept=1.0, cost=0.0))
    assert sheet.roi is None
    assert "inf" not in written(roi_page(sheet, "en"))
    assert any("cost is given as 0" in each for each in roi_notices(sheet, "en"))
    assert any("成本填的是 0" in each for each in roi_notices(sheet, "zh"))


def test_more_customers_kept_than_are_affected_are_doubted(everything: Opportunities) -> None:
    found = everything.entries[0]

    def doubts(kept: Amount) -> list[str]:
        sheet = roi_sheet(
            RoiInputs(customers_kept=kept, value_kept=Amount(value=9), cost=Amount(value=9)), found
        )
        return [each for each in roi_notices(sheet, "en") if "affected" in each]

    affected = found.customers
    assert doubts(Amount(value=affected)) == []
    assert len(doubts(Amount(value=affected + 1))) == 1
    assert len(doubts(Amount(value=1, high=affected + 1))) == 1


def test_every_line_is_in_the_table(everything: Opportunities) -> None:
    given = RoiInputs(customers_kept=Amount(value=40, low=25, high=60), value_kept=Amount(value=300),
                      cost=Amount(value=8000), currency="CNY", period="a year")  # fmt: skip
    sheet = roi_sheet(given, everything.entries[0])
    rows = {row["line"]: row for row in csv.DictReader(io.StringIO(render_roi_csv(sheet, "en")))}
    assert float(rows["roi"]["value"]) == 1.5
    assert rows["customers_kept"]["source"] == "given"
    assert rows["customers_affected"]["source"] == "read"
    assert rows["customers_won"]["source"] == "missing"
    assert float(rows["if_customers_kept"]["low"]) == 0.9375
    for language, words in (
        ("en", ("ROI 1.50", "12,000.00 CNY", "a year")),
        ("zh", ("ROI 1.50", "从数据读出的", "保本点")),
    ):
        page = written(roi_page(sheet, language))  # type: ignore[arg-type]
        assert all(each in page for each in words)
