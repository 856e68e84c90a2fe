"""What no feedback can answer is told apart from what it says."""

from collections.abc import Callable

import pytest

from assistant.offline.premises.beyond import asks_beyond
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import Scan


def beyond(question: str) -> str | None:
    return asks_beyond(Scan.of(question), lambda _: False)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("what do you think about the new kettle?", "opinion"),
        ("Should we drop the lamp?", "opinion"),
        ("how can we improve delivery?", "opinion"),
        ("你觉得哪个产品最好", "opinion"),
        ("该不该停售台灯", "opinion"),
        ("给我们提点建议", "opinion"),
        ("how do we compare with our competitors?", "elsewhere"),
        ("竞争对手的差评率是多少", "elsewhere"),
        ("give me the phone number of that customer", "personal"),
        ("这个客户的手机号是多少", "personal"),
        ("这家店的老板是谁", "personal"),
        ("你最喜欢哪款产品", "opinion"),
        ("when is the new lamp coming out?", "elsewhere"),
        ("is the kettle sold out", "elsewhere"),
        ("健身房开到几点", "elsewhere"),
        ("list the e-mails of VIPs who complained", "personal"),
        ("did the update make ratings worse?", "cause"),
    ],
)
def test_opinions_other_sources_and_personal_data_are_beyond(question: str, kind: str) -> None:
    assert beyond(question) == kind


@pytest.mark.parametrize(
    "question",
    [
        "how many reviews mention a phone number",
        "which product has the most complaints?",
        "提到手机号的有多少条",
        "和家人同行的客人有多少",
        "how many by phone",
    ],
)
def test_what_can_be_counted_is_not_beyond(question: str) -> None:
    assert beyond(question) is None


def test_a_name_the_data_has_is_not_beyond() -> None:
    assert asks_beyond(Scan.of("微信号的评论数"), lambda words: words == "微信号") is None


@pytest.mark.parametrize(
    "question", ["我们和如意家比评分高吗", "跟大光明比我们怎么样", "咱们跟飞毛腿比谁差评少"]
)
def test_another_company_is_not_in_this_data(reads: Callable[[str], Reading], question: str) -> None:
    assert reads(question).problem == "elsewhere"


@pytest.mark.parametrize("question", ["我们和上个月比差评多吗", "我们华东和华南比哪个差评多"])
def test_times_and_own_names_are_compared(reads: Callable[[str], Reading], question: str) -> None:
    assert reads(question).problem is None
