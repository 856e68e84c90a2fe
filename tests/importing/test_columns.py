"""Columns find their fields by name and value, in both languages, and are never squeezed into a wrong one."""

from collections.abc import Sequence

import pytest

from retrieval.errors import BadFile
from retrieval.importing.columns import Column, map_columns
from retrieval.importing.evidence import Evidence

TEXTS = [
    "It stopped working after two days and nobody answers",
    "好用，就是快递太慢了，等了一个星期",
    "Lovely, thank you all",
]
SAMPLES: dict[str, Sequence[str]] = {
    "text": TEXTS,
    "id": ["a1", "a2", "a3"],
    "time": ["2024-03-05 14:30", "2024-03-06", "2024/3/7"],
    "score": ["5", "3", "4"],
    "money": ["12.50", "1,300", "99"],
    "words": ["华东", "North", "华东"],
    "flag": ["yes", "no", "yes"],
    "sentiment": ["positive", "negative", "neutral"],
    "lang": ["zh", "en", "en"],
    "none": ["", "", ""],
}


def mapped(columns: dict[str, str], **chosen: str) -> dict[str, str]:
    """Target by column name, for columns given as name -> sample."""
    return {each.name: each.target for each in mapping(columns, chosen)}


def mapping(columns: dict[str, str], chosen: dict[str, str] | None = None) -> tuple[Column, ...]:
    evidence = []
    for sample in columns.values():
        evidence.append(Evidence())
        evidence[-1].observe(SAMPLES[sample])
    return map_columns("f.csv", tuple(columns), evidence, chosen or {})


@pytest.mark.parametrize(
    ("name", "sample", "field"),
    [
        ("id", "id", "id"), ("Review ID", "id", "id"), ("评论编号", "id", "id"),
        ("created_at", "time", "time"), ("purchasedAt", "time", "time"), ("下单时间", "time", "time"),
        ("留言日期", "time", "time"), ("Fecha", "time", "time"), ("ticket_logged_on", "time", "time"),
        ("user_id", "id", "customer"), ("customerID", "id", "customer"), ("用户ID", "id", "customer"),
        ("stars", "score", "rating"), ("评分", "score", "rating"), ("Rating (1-5)", "score", "rating"),
        ("nps_score", "score", "nps"), ("NPS", "score", "nps"), ("推荐意愿", "score", "nps"),
        ("满意度", "score", "csat"), ("Order Amount", "money", "order_value"),
        ("订单金额（元）", "money", "order_value"),
        ("lang", "lang", "language"), ("语言", "lang", "language"), ("sentiment", "sentiment", "sentiment"),
        ("评价", "sentiment", "sentiment"), ("Region", "words", "region"), ("省份", "words", "region"),
        ("渠道", "words", "channel"), ("Platform", "words", "channel"), ("会员等级", "words", "tier"),
        ("商品名称", "words", "product"), ("类别", "words", "category"), ("review_title", "words", "title"),
    ],
)  # fmt: skip
def test_a_known_field(name: str, sample: str, field: str) -> None:
    assert mapped({"text": "text", name: sample})[name] == field


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("product_category", "words"), ("journey_stage", "words"), ("airline", "words"), ("brand", "words"),
        ("complaint_theme", "words"), ("nps_group", "words"), ("price_cny", "money"), ("likes", "score"),
        ("member_level_code", "score"), ("replied_at", "time"), ("agent_reply", "text"), ("birthday", "time"),
        ("company", "words"), ("rating", "words"), ("sentiment", "text"), ("nps", "money"), ("车险", "flag"),
        ("😀", "words"),
        ("language", "text"), ("评论数", "score"), ("comments", "score"), ("review_url", "words"),
    ],
)  # fmt: skip
def test_a_column_that_stays_an_attribute(name: str, sample: str) -> None:
    assert mapped({"text": "text", name: sample})[name] == "attribute"


@pytest.mark.parametrize(
    "name",
    [
        "review",
        "评论内容",
        "用户ID的留言",
        "Customer Comments",
        "意见",
        "body",
        "What could we do better?",
        "What is the main reason for your score?",
        "正文",
    ],
)
def test_the_text_by_its_name_or_by_its_values(name: str) -> None:
    assert mapped({"id": "id", "region": "words", name: "text"})[name] == "text"


def test_a_field_goes_to_the_column_that_fits_it_best() -> None:
    columns = {
        "content": "text",
        "summary": "words",
        "score": "score",
        "stars": "score",
        "city": "words",
        "region": "words",
    }
    assert mapped(columns) == {
        "content": "text",
        "summary": "title",
        "score": "attribute",
        "stars": "rating",
        "city": "attribute",
        "region": "region",
    }


def test_two_columns_that_could_both_be_the_text() -> None:
    with pytest.raises(BadFile, match=r"ambiguous_text.*review, comment"):
        mapped({"review": "text", "comment": "text"})
    assert mapped({"review": "text", "comment": "text"}, comment="text")["review"] == "attribute"


def test_no_column_that_holds_text() -> None:
    with pytest.raises(BadFile, match="no_text_column"):
        mapped({"id": "id", "rating": "score", "date": "time"})


def test_a_text_column_may_be_empty() -> None:
    assert mapped({"id": "id", "text": "none", "rating": "score"})["text"] == "text"


def test_a_person_has_the_last_word() -> None:
    columns = {"text": "text", "stars": "score", "grp": "words", "secret": "words"}
    chosen = {"grp": "tier", "stars": "attribute", "secret": "ignore"}
    assert mapped(columns, **chosen) == {"text": "text"} | chosen


def test_a_choice_that_cannot_be_meant() -> None:
    with pytest.raises(BadFile, match="map_column"):
        mapped({"text": "text"}, nosuch="text")
    with pytest.raises(BadFile, match="map_twice"):
        mapped({"a": "text", "b": "text"}, a="text", b="text")


def test_ids_that_repeat_throughout_a_long_file_name_something_else() -> None:
    ids, texts = Evidence(), Evidence()
    ids.observe([f"order-{n // 3}" for n in range(900)])
    texts.observe([f"{n} {TEXTS[0]}" for n in range(900)])
    assert [each.target for each in map_columns("f", ("id", "text"), (ids, texts), {})] == [
        "attribute",
        "text",
    ]


def test_confidence_is_less_for_a_guess() -> None:
    sure, guessed = mapping({"text": "text"})[0], mapping({"What could we do better?": "text"})[0]
    assert 0.9 < sure.confidence <= 1
    assert 0.3 < guessed.confidence < 0.7
