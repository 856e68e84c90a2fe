"""Encodings are recognised from a few words as from a long file."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.importing.encoding import detect_encoding

SIMPLIFIED = (
    "编号,评论内容\n1,物流很慢\n",
    "id,text\n1,好\n",
    "id,text\n1,鞋子掉色\n",
    "id,text,region\n1,great phone,华东\n",
    "id,text\n1,质量不错，就是快递太慢了。\n2,客服态度差\n" * 200,
)
TRADITIONAL = (
    "編號,評論內容\n1,物流很慢\n",
    "id,text\n1,很好\n",
    "id,text\n1,鞋子掉色\n",
    "id,text,region\n1,great phone,台北\n",
    "id,text\n1,佢哋嘅服務好差，等咗好耐\n",
    "id,text\n1,品質不錯，但是送貨太慢了。\n2,客服態度很差\n" * 200,
)
WESTERN = (
    "id,text\n1,I don’t like it\n",
    "id,text\n1,The café was lovely – really\n",
    "id,text\n1,Price £5 too high\n2,naïve\n",
)
UNICODE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def decoded(data: bytes) -> str:
    encoding = detect_encoding(io.BytesIO(data))
    assert encoding is not None
    return data.decode(encoding).removeprefix("\ufeff")


@pytest.mark.parametrize("encoding", [*UNICODE, "gb18030"])
@pytest.mark.parametrize("text", SIMPLIFIED)
def test_simplified_chinese(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", [*UNICODE, "big5hkscs"])
@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional_chinese(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", [*UNICODE, "cp1252"])
@pytest.mark.parametrize("text", WESTERN)
def test_western(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_words_that_come_late_in_a_long_file_count() -> None:
    text = "id,text\n" + "1,fine\n" * 300_000 + "2,物流很慢，客服不理人\n"
    assert decoded(text.encode("gb18030")) == text


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1))
def test_any_text_in_utf_8_is_read_as_such(text: str) -> None:
    assert decoded(f"id,text\n1,{text}\n".encode()) == f"id,text\n1,{text}\n"


def test_one_broken_byte_does_not_make_a_file_another_encoding() -> None:
    data = "id,text\n1,物流很慢，客服态度也不好\n".encode() + b"2,\xff\n"
    assert detect_encoding(io.BytesIO(data)) == "utf-8"


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\0" * 100, b"plain\x01\x02\x03\x04\x05" * 9])
def test_bytes_that_are_not_text(data: bytes) -> None:
    assert detect_encoding(io.BytesIO(data)) is None
