"""What customers ask for: found in either language, told in their own words, counted by record."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.database import Store, feedback_table
from retrieval.themes.keeping import read_theme
from tests.tools.themes.planted import MODEL, plant, record
from tools.themes.asked import Ask, asked, group_asks
from tools.themes.asking import asking_sentences
from tools.themes.members import has_theme


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Great lamp. Please add a dark mode to the app! Thanks.", ["Please add a dark mode to the app!"]),
        ("I wish it had a longer cable.", ["I wish it had a longer cable."]),
        ("You should let us export the data.", ["You should let us export the data."]),
        ("It broke twice. It would be nice to have a spare lid.", ["It would be nice to have a spare lid."]),
        ("Could you make the buttons larger?", ["Could you make the buttons larger?"]),
        ("Any chance of a white one?", ["Any chance of a white one?"]),
        ("灯很好看。希望能加个定时功能。", ["希望能加个定时功能。"]),
        ("配送太慢了，建议换一家快递。", ["建议换一家快递。"]),
        ("能不能支持离线使用？", ["能不能支持离线使用？"]),
        ("要是有夜灯模式就更好了", ["要是有夜灯模式就更好了"]),
        ("升级之后左耳老是断，能不能先撤回这版更新。", ["能不能先撤回这版更新。"]),
        ("The parcel was two weeks late.", []),
        ("I would not recommend this to anyone.", []),
        ("Please fix this.", []),
        ("You should try it, it is wonderful.", []),
        ("质量很差，建议大家不要买。", []),
        ("本来没抱希望，结果很惊喜。", []),
        ("退款一直没到，麻烦尽快处理。", []),
        ("希望是正品。", []),
        ("", []),
    ],
)
def test_sentences_that_ask_are_told_from_others(text: str, asks: list[str]) -> None:
    assert asking_sentences(text) == asks


def test_a_weaker_form_counts_where_the_whole_record_asks() -> None:
    text = "How do I print the invoice with my tax number?"
    assert asking_sentences(text) == []
    assert asking_sentences(text, "question") == [text]
    assert asking_sentences("It broke on the first day.", "request") == []


_PARTS = (
    "please add ",
    "希望",
    "能不能",
    "a lamp",
    "，",
    "。",
    ". ",
    "\n",
    "。。。",
    "建议改成蓝色",
    "I wish ",
    "x" * 70,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), max_size=14))
def test_what_is_told_is_a_part_of_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    for each in asking_sentences(text, "suggestion"):
        assert each
        assert each in text
        assert len(each) <= 240


def test_asks_for_the_same_are_one_the_most_frequent_first() -> None:
    said = [
        ("f1", "Please add a dark mode"),
        ("f2", "please add dark mode!"),
        ("f3", "a dark mode please"),
        ("f4", "能不能出一款白色的"),
        ("f5", "能不能出白色"),
        ("f6", "I wish the cable were longer"),
        ("f1", "add a dark mode please"),
    ]
    found = group_asks([Ask(*each) for each in said])
    assert [each.records for each in found] == [3, 2, 1]
    assert set(found[0].ids) == {"f1", "f2", "f3"}
    assert all((each.ids[0], each.text) in said for each in found)
    assert group_asks([]) == ()


def test_records_of_the_theme_are_read(shelf: Store) -> None:
    texts = ["Please add a stand.", "Please add a stand!", "It broke. I wish it came with a lid.", "Broken."]
    rows = [record(-n, 1 if n != 1 else 2, text=text, text_hash=f"h{n}") for n, text in enumerate(texts)]
    number = plant(shelf, rows)
    table = feedback_table()
    with shelf.read() as connection:
        found = asked(connection, MODEL, table, has_theme(table, number, [read_theme(shelf, 1)]))
    assert {(each.text, each.records, each.ids) for each in found} == {
        ("Please add a stand.", 1, ("f1",)),
        ("I wish it came with a lid.", 1, ("f3",)),
    }
