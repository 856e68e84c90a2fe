"""Orders are told from questions, in both languages, with what they name and what they point at."""

import pytest

from assistant.offline.orders import Order, read_order

ORDERS = {
    "Draft a reply to record F-00123": Order("reply", ("F-00123",)),
    "draft a short reply to feedback 42 offering a replacement": Order(
        "reply", ("42",), note="a replacement", short=True
    ),
    "What should I answer this customer?": Order("reply", pointing=0),
    "how do we respond to the second one": Order("reply", pointing=2),
    "draft a reply to record nope-1": Order("reply", ("nope-1",)),
    "Draft replies to everyone complaining about late delivery last week": Order(
        "reply", rest="late delivery last week"
    ),
    "Open a ticket about battery complaints last month": Order(
        "ticket", rest="battery complaints last month"
    ),
    "open a ticket for record abc-12 and abc-13": Order("ticket", ("abc-12", "abc-13")),
    "Turn that into a ticket": Order("ticket", pointing=0),
    "怎么回复第二条？": Order("reply", pointing=2),
    "起草一个简短的回复给记录 fb-0012": Order("reply", ("fb-0012",), short=True),
    "该怎么回复这条投诉，说明我们会补发": Order("reply", pointing=0, note="我们会补发"),
    "针对上个月华东的物流差评开个工单": Order("ticket", rest="上个月华东的物流差评"),
    "帮我开一个关于充电器发烫的工单": Order("ticket", rest="充电器发烫"),
    "写一条给物流差评客户的回复": Order("reply", rest="物流差评"),
    "approve it": Order("decide"),
    "Please approve proposal 12": Order("decide"),
    "批准提案 5": Order("decide"),
    "把这个转成工单": Order("ticket", pointing=0),
}

QUESTIONS = [
    "How many open tickets are there?",
    "Which tickets are open by priority?",
    "What is the reply rate?",
    "How many customers asked for a reply?",
    "What do customers say about our replies?",
    "工单有多少条未关闭？",
    "开了多少工单",
    "回复率是多少",
    "有多少客户要求回复",
    "客户怎么评价我们的回复",
]


@pytest.mark.parametrize(("message", "order"), ORDERS.items())
def test_an_order_names_what_it_is_about(message: str, order: Order) -> None:
    assert read_order(message) == order


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_no_order(question: str) -> None:
    assert read_order(question) is None
