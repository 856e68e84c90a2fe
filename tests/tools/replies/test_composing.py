"""Replies composed offline: in the customer's language, to each point, promising nothing."""

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from prompts import LANGUAGES, Language
from retrieval.understanding.topics.taxonomy import load_taxonomy
from tests.tools.replies.briefs import brief
from tools.replies.brief import Ground, TicketStanding
from tools.replies.checks import check, failed
from tools.replies.composing import compose
from tools.replies.phrasing import phrasings
from tools.replies.promises import promises

MESSAGES = [
    "The kettle leaks after two weeks. Can I return it, and who pays for shipping?",
    "Still waiting for my parcel. Nobody answers my emails. Please send me an update.",
    "how do i cancel my subscription?",
    "Worst service ever. The agent was rude and hung up on me.",
    "Great shop, thank you for the fast delivery!",
    "It would be great if you could add PayPal.",
    "nothing special",
    "水壶用了两周就漏水，可以退吗？运费谁出？",
    "等了一个小时才送到，饭都凉了，打电话也没人接。",
    "请问发票怎么开？",
    "客服态度恶劣，直接挂电话，太失望了！",
    "味道不错，包装也很用心，好评！",
    "建议增加货到付款。",
    "一般般吧",
]
PASSAGE = Ground(
    "knowledge",
    "returns.md#returning",
    "You can return any product within 30 days. Return shipping is free for faulty products.",
    "en",
    "policy",
    heading="Returns",
)


def sentences() -> Iterator[tuple[Language, str]]:
    """Every phrasing there is."""
    folder = resources.files("tools.replies") / "phrasings"
    for language in LANGUAGES:
        for name in ("general", "topics"):
            yield from (
                (language, each)
                for each in _strings(tomllib.loads((folder / f"{name}.{language}.toml").read_text("utf-8")))
            )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def test_no_phrasing_promises_anything() -> None:
    # A ticket backs what is said of it; a name of a topic is no sentence.
    told = [
        each for _, each in sentences() if "{id}" not in each and (each[-1] in ".。！!?？" or "{" in each)
    ]
    promising = [(each, promises(each)) for each in told if promises(each)]
    assert promising == []


def test_phrasings_are_in_their_language_and_there_is_one_for_every_topic() -> None:
    for language, each in sentences():
        chinese = re.search(r"[\u4e00-\u9fff]", each) is not None
        assert chinese == (language == "zh") or len(each.strip()) <= 5
    for language in LANGUAGES:
        assert {*phrasings("topics", language)} == {*load_taxonomy().ids}
        for said in phrasings("topics", language).values():
            assert {*said} == {"about", "sorry", "look", "glad"}


@pytest.mark.parametrize("length", ["full", "short"])
@pytest.mark.parametrize("message", MESSAGES)
def test_a_reply_passes_every_check(message: str, length: Any) -> None:
    given = brief(message, length=length)
    assert failed(check(compose(given).text, given)) == ()


def test_the_same_record_gets_the_same_words_and_others_get_other_words() -> None:
    texts = [compose(brief("My parcel never arrived.", f"r{number}")).text for number in range(12)]
    assert texts == [compose(brief("My parcel never arrived.", f"r{number}")).text for number in range(12)]
    assert len({*texts}) >= 4


def test_short_is_shorter_and_one_paragraph() -> None:
    message = "The kettle leaks. Nobody answers my emails. Can I return it?"
    full, short = (compose(brief(message, length=length)).text for length in ("full", "short"))
    assert len(short) < len(full)
    assert "\n" not in short


def test_an_answer_comes_from_a_source_and_cites_it() -> None:
    composed = compose(brief("The kettle leaks. Can I return it?", knowledge=(PASSAGE,)))
    assert "within 30 days" in composed.text
    assert [each.id for each in composed.sources] == ["returns.md#returning"]
    assert "returns.md" not in composed.text


def test_rules_for_the_staff_and_links_stay_out() -> None:
    rule = "Refunds above 200 euros are decided by a supervisor. See https://intranet.example/refunds."
    ground = Ground("knowledge", "refunds.md#limit", rule, "en", "policy", heading="Refunds")
    text = compose(brief("Where is my refund?", knowledge=(ground,))).text
    assert "supervisor" not in text
    assert "intranet" not in text


def test_a_source_in_another_language_is_not_pasted_in() -> None:
    assert "30 days" not in compose(brief("水壶漏水，可以退吗？", knowledge=(PASSAGE,))).text


def test_neutral_questions_get_no_apology_and_calm_remarks_no_drama() -> None:
    for message in ("How long is the warranty?", "请问保修期多久？"):
        text = compose(brief(message)).text
        assert not re.search(r"sorry|apolog|抱歉|对不起", text)


def test_what_needs_a_person_says_so_and_decides_nothing() -> None:
    for message, words in (("The charger burned my hand.", "personally"), ("充电器把我的手烫伤了", "专人")):
        assert words in compose(brief(message)).text


def test_where_the_ticket_stands_is_said() -> None:
    given = brief("My parcel never arrived.", ticket=TicketStanding(12, "in_progress", "logistics"))
    assert "ticket 12" in compose(given).text
    solved = brief("快递没收到", ticket=TicketStanding(12, "resolved", "logistics"))
    assert "工单 12" in compose(solved).text
    assert "解决" in compose(solved).text


def test_the_agents_note_is_said() -> None:
    assert "replacement" in compose(brief("The kettle leaks.", note="offer a replacement")).text
    assert "更换" in compose(brief("水壶漏水", note="可以换货")).text
    own = "We have put a new kettle aside for you."
    assert own in compose(brief("The kettle leaks.", note=own)).text


def test_letters_are_addressed_and_signed_and_other_replies_need_no_name() -> None:
    letter = compose(brief("The kettle leaks.", channel="email")).text
    assert letter.startswith("Hi {{customer_name}},")
    assert letter.endswith("{{agent_name}}")
    assert "{{" not in compose(brief("The kettle leaks.")).text


def test_a_petition_is_answered_formally_by_its_title() -> None:
    given = brief(
        "我们小区门口的路灯坏了半年，业主晚上出行不便。请尽快维修路灯。", title="反映河西小区路灯损坏"
    )
    text = compose(given).text
    assert text.startswith("您好！")
    assert "“河西小区路灯损坏”" in text
    assert "收悉" in text
    assert failed(check(text, given)) == ()


def test_a_tone_of_ni_is_kept_throughout() -> None:
    given = brief("快递没收到")
    text = compose(brief("快递没收到", register=type(given.register)("informal", "你"))).text
    assert "您" not in text
    assert "你好" in text
