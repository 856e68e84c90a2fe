"""A stream shows a sentence once it is checked, and in the end what the whole answer is."""

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.gate.gate import Guard, check
from assistant.gate.streaming import HeldText
from tests.assistant.gate.results import RESULTS

PARTS = (
    "1,234 records in the North [r1]. ",
    "There are 1,235 records! ",
    "北方有1234条。",
    "北方有三成。",
    "第1。",
    "One wrote “The parcel came two weeks late.” [FB-101] ",
    "“It never came. At all, said nobody.” [FB-102]. ",
    "See [here](http://evil.example/x?a=1). ",
    "<img src=http://evil.example/y>",
    "ht",
    "tp://evil.example",
    " www.",
    "\n",
    "\n\n",
    "| region | records |\n",
    "|---|---|\n",
    "| North | 1,234 |\n",
    "| South | 1,234 |\n",
    "> The parcel came\n",
    "> two weeks late.\n",
    "- South: 317\n",
    "1. North\n",
    "From 2024-03-01 ",
    "to 2024-03-31, ",
    "12",
    "34",
    ".5",
    " %",
    " “",
    "”",
    '"',
    "[",
    "](",
    ")",
    "`",
    "~~",
    "...",
    " ",
    "e.g. 5. ",
    "{",
    "```",
    "«",
    "​",
)
ANSWERS = st.lists(st.sampled_from(PARTS), max_size=14).map("".join)


def held() -> HeldText:
    return HeldText(lambda: Guard().checking(RESULTS, "How many?", "en"))


def pieces(answer: str, cuts: list[int]) -> list[str]:
    places = sorted({cut % (len(answer) + 1) for cut in cuts} | {0, len(answer)})
    return [answer[start:end] for start, end in pairwise(places)]


@settings(max_examples=300, deadline=None)
@given(ANSWERS, st.lists(st.integers(0, 400), max_size=30))
@example("[](There are 1,235 records! ", [])
@example("1,234 records in the North [r1]. <img src=http://evil.example/y>12\n", [])
def test_however_it_is_cut_the_same_is_shown_and_nothing_unbacked(answer: str, cuts: list[int]) -> None:
    mended, report = check(answer, RESULTS, "How many?")
    text = held()
    shown = [text.add(piece, "m1") for piece in pieces(answer, cuts)]
    early = "".join(shown)
    assert mended.startswith(early)
    assert early + text.rest(mended) == mended
    _, before = check(early, RESULTS, "How many?")
    assert before.unbacked == ()
    assert "evil.example" not in early
    in_one_piece = held()
    assert in_one_piece.add(answer) == early
    assert not report.unbacked or "~~" in mended or report.removed  # struck, or gone with a link it stood in


@settings(max_examples=200, deadline=None)
@given(ANSWERS, st.lists(st.integers(0, 400), max_size=30))
def test_a_text_in_pieces_is_mended_as_the_whole_is(answer: str, cuts: list[int]) -> None:
    checking = Guard().checking(RESULTS, "How many?", "en")
    units = [unit for piece in pieces(answer, cuts) for unit, _ in checking.add(piece)]
    mended = "".join(units) + checking.finish()
    whole, report = check(answer, RESULTS, "How many?")
    assert mended == whole
    assert checking.report().unbacked == report.unbacked


def test_a_call_in_the_making_is_not_shown() -> None:
    text = held()
    assert [text.add(piece) for piece in ("`", "``js", "on\n{\n\n")] == ["", "", ""]


def test_nothing_more_is_shown_after_something_unbacked_until_the_answer_is_complete() -> None:
    text = held()
    first = [
        text.add(piece, "m1") for piece in ("North has 1,234. So", "uth has 99. And more", ". And more.\n")
    ]
    assert first == ["North has 1,234. ", "", ""]
    second = [text.add(piece, "m2") for piece in ("North has 1,234. South", " has 317. ", "That is all.")]
    assert second == ["", "", "South has 317. "]
    assert text.rest("North has 1,234. South has 317. That is all.") == "That is all."


def test_a_second_draft_that_begins_otherwise_is_shown_when_it_is_complete() -> None:
    text = held()
    assert text.add("North has 1,234. Then 99.\n", "m1") == "North has 1,234. "
    assert text.add("South has 317. Done.\n", "m2") == ""
    assert text.rest("South has 317. Done.\n") == ""
