"""What an answer to "which do you mean?" chooses, and the question it settles."""

import pytest

from assistant.offline.turns.choosing import chosen, settled

_KETTLES = ("Kettle 3S", "Kettle 3 Mini")
_FLAGS = ("Paid on time?", "Member disputed?")
_FIELDS = ("touchpoint app", "category app")


@pytest.mark.parametrize(
    ("options", "answer", "meant"),
    [
        (_KETTLES, "Kettle 3 Mini", ("Kettle 3 Mini",)),
        (_KETTLES, "the mini, please", ("Kettle 3 Mini",)),
        (_KETTLES, "the first one", ("Kettle 3S",)),
        (_KETTLES, "后者", ("Kettle 3 Mini",)),
        (_KETTLES, "第二个", ("Kettle 3 Mini",)),
        (_KETTLES, "both", _KETTLES),
        (_FIELDS, "touchpoint", ("touchpoint app",)),
        (_FIELDS, "触点", ("touchpoint app",)),
        (_FLAGS, "disputed", ("Member disputed?",)),
        (("海边店", "河边店"), "海边那家", ("海边店",)),
        (_KETTLES, "how many complaints last month", ()),
        (_KETTLES, "last month only", ()),
        (_KETTLES, "toasters", ()),
        (_KETTLES, "kettle", ()),
    ],
)
def test_an_answer_chooses_by_name_part_or_place(
    options: tuple[str, ...], answer: str, meant: tuple[str, ...]
) -> None:
    assert chosen(options, answer) == meant


@pytest.mark.parametrize(
    ("asked", "said", "options", "answer", "question"),
    [
        ("How many for the kettle 3?", "kettle 3", _KETTLES, "3S", "how many for the Kettle 3S ?"),
        ("app的差评有多少", "app", _FIELDS, "category", "category app 的差评有多少"),
        ("share of yes", "yes", _FLAGS, "the first", "share of paid on time yes"),
    ],
)
def test_the_first_question_is_asked_again_with_what_was_chosen(
    asked: str, said: str, options: tuple[str, ...], answer: str, question: str
) -> None:
    assert settled(asked, said, options, answer) == question


def test_another_question_settles_nothing() -> None:
    assert settled("How many for the kettle 3?", "kettle 3", _KETTLES, "How many in Bath?") is None
