"""What is said beside a question is left out; what may restrict it stays."""

import pytest

from assistant.offline.text.asides import without_asides


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("boss is asking again, how many one star ones", "how many one star ones"),
        ("sorry to bother, quick question: nps of vips?", "nps of vips?"),
        ("my manager wants to know how many VIPs complained", "how many VIPs complained"),
        ("i have a meeting in 10 min, share of negatives pls", "share of negatives pls"),
        ("how many refunds in may, need it for the board deck tomorrow", "how many refunds in may, "),
        ("老板在催，六月一星的有几条", "六月一星的有几条"),
        ("明天要开会，上个月差评多少", "上个月差评多少"),
        ("写周报用，各渠道差评数", "各渠道差评数"),
        ("领导让我查一下上周退货几条", "上周退货几条"),
        ("只要数字，不用解释：六月差评", "六月差评"),
    ],
)
def test_asides_are_left_out(said: str, asked: str) -> None:
    assert without_asides(said).strip() == asked.strip()


@pytest.mark.parametrize(
    "question",
    [
        "In Munich, how many?",
        "among students, how many",
        "support, how many complaints",
        "product, region, and channel counts",
        "3.5 stars, count",
        "我们杭州店，差评几条",
        "客服，多少条",
        "thanks!",
        "谢谢",
    ],
)
def test_what_may_restrict_a_question_stays(question: str) -> None:
    assert without_asides(question) == question


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("冒昧问一下啊，各地区的差评率", "各地区的差评率"),
        ("据你所知，去年的 NPS 是多少", "去年的 NPS 是多少"),
        ("方便的话查一下上周的差评数", "查一下上周的差评数"),
        ("想咨询一下门店的解决率，请告知一下谢谢", "门店的解决率"),
        ("would you mind checking how many VIPs complained", "how many VIPs complained"),
        ("share of refunds for the weekly report?", "share of refunds"),
        ("VIP complaints by month for my slides tomorrow", "VIP complaints by month"),
        ("how many customers are waiting for the report", "how many customers are waiting for the report"),
        ("complaints about the weekly report", "complaints about the weekly report"),
    ],
)
def test_a_polite_opening_and_what_it_is_for_are_no_part_of_the_question(question: str, asked: str) -> None:
    assert without_asides(question) == asked
