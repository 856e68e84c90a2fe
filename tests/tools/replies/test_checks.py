"""What every reply is checked for: planted faults are caught, good replies pass, each failure says why."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.loop.checks import Planted, brief_of, planted
from tools.replies.brief import Brief, Ground, TicketStanding
from tools.replies.checks import CHECKS, check, failed

TABLE = tuple(planted())

GOOD = (
    "Hi, the address can be changed in the app until the order has left the warehouse; after that only the "
    "carrier can redirect it. And yes, VIP members have free shipping."
)


def brief() -> Brief:
    return brief_of(
        {
            "language": "en",
            "message": "Can I still change the delivery address? Also, do VIP members get free shipping?",
            "knowledge": ["delivery.en.md#changing-the-address", "service.en.md#membership"],
        }
    )


def names(text: str, given: Brief) -> set[str]:
    return {each.name for each in failed(check(text, given))}


def test_the_table_of_planted_faults_is_large_and_in_both_languages() -> None:
    bad = [each for each in TABLE if each.fault]
    assert len(bad) >= 120
    assert {each.fault for each in bad} == set(CHECKS)
    assert min(sum(each.brief.language == language for each in bad) for language in ("en", "zh")) >= 50


@pytest.mark.parametrize("each", TABLE, ids=lambda each: f"{each.brief.language} {each.fault or 'good'}")
def test_a_planted_fault_fails_its_check_and_a_good_reply_none(each: Planted) -> None:
    checks = check(each.text, each.brief)
    assert [found.name for found in checks] == [*CHECKS]
    found = {found.name: found.why for found in failed(checks)}
    if each.fault:
        assert found[each.fault], each.text
    else:
        assert found == {}, each.text


@pytest.mark.parametrize("each", [each for each in TABLE if each.fault][::6])
def test_a_failure_says_why_in_one_sentence_of_the_readers_language(each: Planted) -> None:
    for found in failed(check(each.text, each.brief, "zh")):
        assert any("\u4e00" <= character <= "\u9fff" for character in found.why)
    for found in failed(check(each.text, each.brief, "en")):
        assert found.why.endswith(".")
        assert "\n" not in found.why


def test_what_the_agent_wants_said_backs_a_promise() -> None:
    text = GOOD + " We will refund you $20."
    assert {"promises", "claims"} <= names(text, brief())
    assert names(text, replace(brief(), note="Refund $20 as a courtesy.")) == set()


def test_a_similar_case_backs_no_promise_and_no_sum() -> None:
    case = Ground("case", "r-1", "We will refund you $20.", "en", asked="The address was wrong.")
    assert {"promises", "claims"} <= names(GOOD + " We will refund you $20.", replace(brief(), cases=(case,)))


def test_a_source_that_denies_backs_nothing() -> None:
    denied = Ground("knowledge", "r.md#x", "We do not refund shipping.", "en")
    backed = Ground("knowledge", "r.md#x", "We refund shipping.", "en")
    text = GOOD + " We will refund the shipping."
    assert "promises" in names(text, replace(brief(), knowledge=(*brief().knowledge, denied)))
    assert names(text, replace(brief(), knowledge=(*brief().knowledge, backed))) == set()


def test_a_host_that_is_allowed_may_be_linked_to() -> None:
    text = GOOD + " See https://help.wrenlo.example.com/address for pictures."
    assert names(text, brief()) == {"links"}
    assert failed(check(text, brief(), hosts=["wrenlo.example.com"])) == ()
    assert names(text.replace("https://", "https://wrenlo.example.com@evil."), brief()) == {"links"}


def test_the_ticket_the_customer_has_may_be_named_and_no_other() -> None:
    mine = replace(brief(), ticket=TicketStanding(12, "open", "delivery"))
    assert names(GOOD + " Your case has the number T-12.", mine) == set()
    assert names(GOOD + " Your case has the number T-13.", mine) == {"others"}


def test_what_a_customer_said_may_be_quoted_without_being_promised() -> None:
    told = replace(brief(), message=brief().message + " Your agent said: we will refund you within 24 hours!")
    assert (
        names(GOOD + " Your agent said “we will refund you within 24 hours”; I have to check that.", told)
        == set()
    )


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.sampled_from(["en", "zh"]))
def test_any_text_is_checked(text: str, reader: str) -> None:
    found = check(text, BRIEF, "en" if reader == "en" else "zh")
    assert [each.name for each in found] == [*CHECKS]
    assert all(each.passed == (each.why == "") for each in found)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(GOOD.split()), max_size=40))
def test_a_sentence_of_the_knowledge_is_never_an_unbacked_promise_or_claim(words: list[str]) -> None:
    """Whatever stands around it."""
    said = BRIEF.knowledge[0].text
    assert not {"promises", "claims"} & names(f"{' '.join(words)}.\n{said}", BRIEF)


BRIEF = brief()
