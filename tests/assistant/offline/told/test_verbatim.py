"""Customers' words are told as they were written, line by line, and the claim gate finds them so."""

import csv
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent import Assistant, open_assistant
from assistant.answering import answer
from assistant.events import Done
from assistant.gate.gate import check
from assistant.offline.told.verbatim import quoted
from assistant.settings import Settings
from retrieval.database import open_store
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file

LETTER = "Hello,\n\nthe parcel came two weeks late.\r\nNobody told me why.\n  Kind regards"
WORDS = st.text(st.sampled_from("ab 送货 ，。!?\n\r\t\u2028"), max_size=60)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("letters")
    file = home / "letters.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = [(f"L-{n}", f"2024-05-{n:02}", LETTER if n == 3 else f"came in time {n}") for n in range(1, 9)]
        csv.writer(out).writerows([("id", "created_at", "text"), *rows])
    store = open_store(f"sqlite:///{home / 'feedback.db'}", "UTC")
    import_file(store, file, ImportOptions(), lambda _: None)
    store.close()
    with open_assistant(Settings(home=home, model="offline"), remember=False) as opened:
        yield opened


def test_a_letter_is_quoted_line_by_line(assistant: Assistant) -> None:
    *_, last = answer(assistant, "show me reviews that mention parcel")
    assert isinstance(last, Done)
    shown = last.answer.answer
    lines = ["Hello,", "the parcel came two weeks late.", "Nobody told me why.", "Kind regards"]
    assert [line for line in re.findall("“([^”]*)”", shown) if line in lines] == lines
    assert "`[L-3]`" in shown
    assert "struck" not in last.answer.gate


@pytest.mark.parametrize("question", ["which themes are growing?", "有哪些主题？"])
def test_where_nothing_is_searchable_yet_it_says_what_to_do(question: str, assistant: Assistant) -> None:
    *_, last = answer(assistant, question)
    assert isinstance(last, Done)
    assert "feedback index" in last.answer.answer
    assert "struck" not in last.answer.gate


@given(WORDS)
def test_every_line_quoted_is_in_the_text_and_all_of_the_text_is_quoted(words: str) -> None:
    told = quoted(words, "A-1")
    assert "\n" not in told
    lines = re.findall("“([^”]*)”", told)
    assert all(line in words for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())


@given(WORDS)
def test_the_gate_backs_what_is_quoted_so(words: str) -> None:
    result = {"handle": "r1", "tool": "search_feedback", "columns": ["id", "quote"], "rows": [["A-1", words]]}
    _, report = check(quoted(words, "A-1"), [result])
    assert report.unbacked == ()
