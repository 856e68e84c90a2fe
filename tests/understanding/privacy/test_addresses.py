import pytest

from retrieval.understanding.privacy.entities import find_entities, place_or_address


def addresses(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_entities([text])[0] if span.kind == "address"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Please send it to 4821 Birchwood Avenue, Apt. 12", "4821 Birchwood Avenue"),
        ("my address is 17 harcourt lane, dublin", "17 harcourt lane"),
        ("Ship to: Via Garibaldi 44, Torino", "Via Garibaldi 44"),
        ("The parcel went to Rosenstraße 9 instead", "Rosenstraße 9"),
        ("请寄到杭州市滨江区春晓路88号3栋502室", "春晓路88号"),
        ("我家在青年大街12号，快递没送到", "青年大街12号"),
        ("收货地址：成都市武侯区锦绣花园6栋1单元", "锦绣花园6栋"),
    ],
)
def test_addresses_are_found(text: str, part: str) -> None:
    assert any(part in address for address in addresses(text))


@pytest.mark.parametrize(
    "text",
    [
        "Flight to Boston delayed for 3 hours",
        "Version 4 is worse than version 3",
        "北京发货到上海，三天就到了",
        "一路顺风，二楼餐厅也不错",
        "The road to support hell, 5 calls and no answer",
    ],
)
def test_a_city_alone_and_plain_numbers_stay(text: str) -> None:
    assert addresses(text) == []


def test_a_city_in_letters_is_a_place() -> None:
    text = "We moved to Lisbon last year with our dog."
    found = [(text[span.start : span.end], span.kind) for span in find_entities([text])[0]]
    assert ("Lisbon", "address") not in found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("北京", "place"),
        ("四川省", "place"),
        ("人民路12号", "address"),
        ("幸福小区3栋", "address"),
        ("5 Main St", "address"),
    ],
)
def test_a_road_or_a_number_makes_an_address(text: str, kind: str) -> None:
    assert place_or_address(text) == kind
