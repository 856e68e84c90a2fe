import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.understanding.privacy.entities import find_entities

CHARACTERS = "我叫王小明张老师住北京路号，。！《》· \nMyNameisanFöo12.@\0😀\u0301臺馬"
ANY_TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(CHARACTERS)), max_size=60)


def names(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_entities([text])[0] if span.kind == "name"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My name is Oluwaseun Adebayo and I want my money back.", "Oluwaseun Adebayo"),
        ("my name is katarina novotna", "katarina novotna"),
        ("I spoke to Priya in billing, she was lovely.", "Priya"),
        ("Kind regards,\nIngrid Solberg", "Ingrid Solberg"),
        ("Mr. Castellanos refused to help us.", "Castellanos"),
        ("我叫林晓彤，订单一直没有发货", "林晓彤"),
        ("客服陈志远态度恶劣，要求道歉", "陈志远"),
        ("姓名：赵雅琴 电话已登记", "赵雅琴"),
        ("记者周明辉从现场发回报道", "周明辉"),
    ],
)
def test_names_are_found(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "I bought Jordan shoes and they fell apart after a week.",
        "Virgin lost my bag again, and nobody answers.",
        "Will you refund me? May I call in April?",
        "Flight to Boston was delayed, then a hotel in Dallas.",
        "The app crashes when I open the settings.",
        "小米手机很好用，王者荣耀也不卡",
        "老师推荐的，物流很快，包装也好",
        "康师傅方便面过期了，商家不承认",
        "师傅很准时，安装也仔细",
        "",
        "12345 !!! 😀",
    ],
)
def test_what_only_looks_like_a_name_stays(text: str) -> None:
    assert names(text) == []


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_TEXT, max_size=5))
def test_spans_are_within_their_text_in_order_and_apart(texts: list[str]) -> None:
    for text, spans in zip(texts, find_entities(texts), strict=True):
        edges = [edge for span in spans for edge in (span.start, span.end)]
        assert edges == sorted(edges)
        assert all(0 <= span.start < span.end <= len(text) and 0 <= span.confidence <= 1 for span in spans)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY_TEXT, max_size=5))
def test_a_text_says_the_same_whatever_stands_beside_it(texts: list[str]) -> None:
    assert find_entities(texts) == [find_entities([text])[0] for text in texts]
