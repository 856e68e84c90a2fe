"""Who a ticket goes to and how urgent it is, with the reasons and what would change it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts import LANGUAGES
from retrieval.errors import BadQuery
from retrieval.understanding.priority import Weights
from retrieval.understanding.routing import load_routing
from retrieval.understanding.urgency import URGENCIES
from tools.tickets.routing import Facts, department_of, priority_of, require_department
from tools.tickets.rules import load_rules
from tools.tickets.ticket import PRIORITIES, Priority

RANKING, ROUTING, EVEN = load_rules(ZoneInfo("UTC")).ranking, load_routing(), Weights()

FACTS = st.builds(
    Facts,
    topics=st.sampled_from([(), ("logistics.delay",), ("safety.harm",), ("app.crash", "billing.refund")]),
    urgency=st.sampled_from(URGENCIES),
    value=st.sampled_from([0.4, 0.6, 0.8, 1.0]),
    reach=st.floats(0, 1),
    customers=st.integers(0, 300),
)


def ranked(facts: Facts, department: str = "billing") -> Priority:
    return priority_of(facts, department, RANKING, EVEN, "en").priority


@pytest.mark.parametrize(
    ("facts", "department", "expected"),
    [
        (Facts(urgency="urgent", value=1.0), "billing", "P1"),
        (Facts(urgency="urgent"), "billing", "P2"),
        (Facts(urgency="important"), "billing", "P3"),
        (Facts(), "billing", "P4"),
        (Facts(customers=20), "billing", "P3"),
        (Facts(customers=100), "billing", "P2"),
        (Facts(), "safety", "P2"),
        (Facts(urgency="urgent", value=0.4), "safety", "P1"),
        (Facts(urgency="urgent", value=1.0, customers=500), "billing", "P1"),
    ],
)
def test_priority_by_urgency_value_reach_and_number(facts: Facts, department: str, expected: str) -> None:
    assert ranked(facts, department) == expected


@given(FACTS)
@settings(deadline=None)
def test_worse_is_never_less_urgent(facts: Facts) -> None:
    def place(changed: Facts) -> int:
        return PRIORITIES.index(ranked(changed))

    now = place(facts)
    assert place(replace(facts, urgency="urgent")) <= now
    assert place(replace(facts, value=1.0)) <= now
    assert place(replace(facts, reach=1.0)) <= now
    assert place(replace(facts, customers=facts.customers + 100)) <= now
    assert PRIORITIES.index(ranked(facts, "safety")) <= now


@given(FACTS)
@settings(deadline=None)
def test_reasons_are_told_alike_in_both_languages(facts: Facts) -> None:
    for department in ("billing", "safety"):
        told = [priority_of(facts, department, RANKING, EVEN, each) for each in LANGUAGES]
        assert told[0].priority == told[1].priority
        assert set(told[0].factors) == set(told[1].factors)
        assert ("rule" in told[0].factors) == (department == "safety")
        assert str(facts.customers) in told[0].factors["customers"]


def test_what_would_change_it_does() -> None:
    facts = Facts(urgency="important", value=1.0, customers=3)
    told = priority_of(facts, "billing", RANKING, EVEN, "en")
    assert told.priority == "P2"
    assert told.factors["change"] == (
        "P1 if it were urgent; P3 if it were not pressing; P4 for customers of the lowest value; "
        "P1 if 20% of recent feedback were about it; P1 from 20 customers on"
    )


def test_when_nothing_would_change_it_that_is_said() -> None:
    facts = Facts(urgency="urgent", value=1.0, reach=1.0, customers=300)
    assert (
        priority_of(facts, "safety", RANKING, EVEN, "zh").factors["change"]
        == "没有哪一个因素单独变化会改变它"
    )


def test_the_department_says_by_which_rule() -> None:
    routed = department_of(Facts(topics=("logistics.delay",)), ROUTING, "zh")
    assert (routed.department, routed.factors["department"]) == (
        "logistics",
        "物流，依据规则 topic=logistics",
    )
    other = department_of(Facts(), ROUTING, "en")
    assert (other.department, other.factors["department"]) == ("care", "customer care: no other rule fits")


@pytest.mark.parametrize("said", ["logistics", "Logistics", "物流", " 物流 "])
def test_a_department_goes_by_any_of_its_names(said: str) -> None:
    assert require_department(said, ROUTING) == "logistics"


def test_a_department_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadQuery) as caught:
        require_department("物流部", ROUTING)
    assert "logistics" in str(caught.value.details["known"])
