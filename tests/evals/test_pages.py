"""A run as a page: what it shows, and what it keeps back."""

from html.parser import HTMLParser

from evals.failures import failures
from evals.pages import html_page, markdown_page
from evals.records import Run
from evals.scorers import Score
from tests.evals.records import record, run_of

CALLED = {
    "answer": "I read “bad” as sentiment = negative.\n\n**8** <b>records</b>",
    "abstained": False,
    "results": [{"tool": "query_segments", "query": {"filters": [{"value": "负面"}]}}],
}


def shown() -> Run:
    return run_of(
        record("good", True),
        record("open", True, phrasing=0),
        record("open", False, phrasing=1, answer=CALLED),
        record("secret", False, split="held"),
        record("talk", None, turn=0, turns=2, question="first this"),
        record("talk", False, turn=1, turns=2, question="then that"),
        record("claims", True, scores={"right": Score(True, ""), "unbacked": Score(1.0, "8")}),
    )


def test_wrong_answers_are_listed_with_all_one_needs_to_see_why() -> None:
    for page in (markdown_page(shown()), html_page(shown())):
        assert "open · feedback · number · 1 of 2 right" in page
        assert "7 is not said" in page
        assert "I read “bad” as sentiment = negative." in page
        assert "query_segments(" in page
        assert "first this" in page
        assert "no source for 8" in page
        assert "good ·" not in page


def test_held_back_questions_are_counted_and_not_shown() -> None:
    for page in (markdown_page, html_page):
        assert "how many, secret?" not in page(shown())
        assert "how many, secret?" in page(shown(), show_held=True)
        assert "set-aside part" in page(shown())
    assert {each.first.case for each in failures(shown(), show_held=False)} == {"open", "talk", "claims"}


def test_a_page_is_whole_and_what_was_said_in_it_is_text() -> None:
    page = html_page(shown())
    open_tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert not any(name in ("src", "href") for name, _ in attrs)
            if tag not in ("meta", "input"):
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_tags.pop() == tag

    Reader().feed(page)
    assert open_tags == []
    assert "&lt;b&gt;records" in page
    assert "$" not in page


def test_the_same_answer_to_the_same_words_is_shown_once() -> None:
    run = run_of(record(right=False, trial=0), record(right=False, trial=1), k=2)
    (failure,) = failures(run, show_held=False)
    assert (failure.right, failure.asked, len(failure.wrong)) == (0, 2, 1)
