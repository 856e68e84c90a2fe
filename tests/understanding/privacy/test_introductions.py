"""A name that is said to be one is found, in whatever case; what only follows the words is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.understanding.privacy.introductions import find_introductions


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我叫王建国，住在城东", ["王建国"]),
        ("收件人：李雷 急用", ["李雷"]),
        ("my name is sam and I paid twice", ["sam"]),
        ("Account holder: Jane Doe", ["Jane Doe"]),
        ("my name is wrong on the bill", []),
        ("姓名写错了", []),
        ("请问叫什么名字", []),
    ],
)
def test_names_that_are_said(text: str, names: list[str]) -> None:
    assert [text[span.start : span.end] for span in find_introductions([text])[0]] == names


@given(st.lists(st.text(alphabet="我叫姓名：王李 mynaeis.A", max_size=30), max_size=5))
def test_spans_lie_in_their_text(texts: list[str]) -> None:
    for text, spans in zip(texts, find_introductions(texts), strict=True):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
