"""Every claim planted in a text of either language is found; no text breaks the readers."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.gate.claims import TableState, check_unit
from assistant.gate.dates import find_dates
from assistant.gate.known import Known
from assistant.gate.numbers import find_numbers
from assistant.gate.units import next_unit

AROUND = st.sampled_from(
    [
        "",
        "Most of them say so",
        "the North and the South",
        "其中大多数人都这么说",
        "客户对物流不满",
        "**bold**",
        "- item",
    ]
)
PLANTED = st.one_of(
    st.integers(13, 10**7).map(lambda number: ("number", f"{number:,}")),
    st.integers(13, 10**7).map(lambda number: ("number", str(number))),
    st.decimals(1, 99, places=1).map(lambda number: ("number", f"{number} %")),
    st.tuples(
        st.just("number"), st.sampled_from(["三成", "百分之四十二", "两千", "a dozen", "forty-two percent"])
    ),
    st.dates().filter(lambda day: day.year > 1899).map(lambda day: ("date", day.isoformat())),
    st.tuples(st.just("date"), st.sampled_from(["March 2025", "2025年3月", "Q3 2024", "2024年第三季度"])),
    st.tuples(st.just("quote"), st.sampled_from(["The box was wet and torn.", "快递员的态度非常差"])),
    st.sampled_from(["[r17]", "`[r4]`"]).map(lambda each: ("handle", each.strip("`[]"))),
    st.sampled_from(["[A-10293]", "[FB-77]"]).map(lambda each: ("id", each.strip("[]"))),
)


@settings(deadline=None)
@given(AROUND, PLANTED, AROUND)
def test_every_planted_claim_is_found(before: str, planted: tuple[str, str], after: str) -> None:
    kind, words = planted
    shown = {"quote": f"“{words}”", "handle": f"[{words}]", "id": f"[{words}]"}.get(kind, words)
    claims = check_unit(f"{before} {shown} {after}", Known(), TableState())
    assert (kind, words) in [(each.kind, each.text) for each in claims if each.reason]


@settings(deadline=None)
@given(st.text())
def test_no_text_breaks_the_readers(text: str) -> None:
    claims = check_unit(text, Known(), TableState())
    assert all(0 <= each.start < each.end <= len(text) for each in claims)
    assert all(text[each.start : each.end] == each.text for each in claims)


@given(st.text())
def test_units_are_the_whole_text(text: str) -> None:
    left, units = text, []
    while end := next_unit(left, final=True):
        units.append(left[:end])
        left = left[end:]
    assert "".join(units) == text


def test_time_grows_with_the_text_and_not_with_its_square() -> None:
    for piece in ("1,234 ", "2024-03-05 ", "“", '"a', "[", "一", "a ", "> ", "|1"):
        short, long = (min(_reading_time(piece * times) for _ in range(3)) for times in (500, 4000))
        assert long < 40 * short + 0.05, piece


def _reading_time(text: str) -> float:
    started = time.thread_time()
    find_numbers(text)
    find_dates(text)
    return time.thread_time() - started
