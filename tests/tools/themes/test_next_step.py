"""A next step follows from the figures, and names them."""

from dataclasses import replace
from typing import Any

import pytest

from prompts import LANGUAGES, sentences
from retrieval.themes.theme import Theme
from tools.themes.next_step import facts, next_step
from tools.themes.report import Entry, Impact, Over, Part, Priority, Trend, TrendKind
from tools.themes.tickets import ThemeTicket
from tools.tickets.effect import Effect, Side

THEME = Theme(12, "fine", None, "Login crash", "登录闪退", "", "", "words", (), (), 40, 0)
OPEN = ThemeTicket(3, "open", True, 5, 6)
DONE = ThemeTicket(7, "resolved", True, 5, 6, resolved=1_700_000_000)


def part(n: int, of: int) -> Part:
    return Part(n, of, n / of, 0.0, 1.0)


VERSION = Over("firmware", "3.2.0", part(31, 124), part(25, 1506), 15.1, 1e-9)
PRODUCT = Over("product", "Buds 2", part(56, 436), part(0, 1275), 327.5, 1e-9)
REGION = Over("region", "North", part(20, 100), part(20, 300), 3.0, 0.001)
ALL_THREE = (REGION, PRODUCT, VERSION)
COST = Impact("nps", -80.0, 60, 20.0, 440, -100.0, -120.0, -80.0)
SLIGHT = Impact("nps", -80.0, 3, 20.0, 440, -100.0, -120.0, -80.0)


def entry(kind: TrendKind = "steady", n: int = 40, **said: Any) -> Entry:
    moved = kind in ("rising", "new", "falling", "gone")
    trend = Trend(
        kind,
        "change_point",
        0.001,
        0.002 if moved else None,
        "2026-04-06" if moved else None,
        part(4, 200) if moved else None,
        part(36, 300) if moved else None,
        (),
    )
    shared: dict[str, Any] = {"impacts": (), "over": (), "trend": trend, "share": part(n, 500)}
    return Entry(
        1, THEME, people=n, negative=None, intensity=None, priority=Priority(10, {}), **(shared | said)
    )


def effect(verdict: Any) -> Effect:
    if verdict == "too_early":
        return Effect(7, "t", "theme", verdict, 3)
    after_part = 2 if verdict == "fell" else 60
    before, after = (Side("", "", n, 300, n / 300, 0.0, 1.0) for n in (30, after_part))
    return Effect(7, "t", "theme", verdict, 31, before, after, 0.1, 0.05, 0.2)


@pytest.mark.parametrize(
    ("found", "tickets", "verdict", "says"),
    [
        (entry("rising"), (), None, ["Open a ticket", "2.0%", "12.0%", "2026-04-06"]),
        (entry("rising", impacts=(COST,)), (), None, ["Open a ticket", "NPS", "12.0 points", "60 answers"]),
        (entry("steady", impacts=(COST,)), (), None, ["Open a ticket", "costs NPS", "-120 to -80"]),
        (entry("steady", impacts=(SLIGHT,)), (), None, ["Keep an eye on it", "40 of 500"]),
        (entry("rising"), (OPEN,), None, ["Bring T-3 forward", "2.0%"]),
        (entry("steady"), (OPEN,), None, ["Follow T-3"]),
        (entry("steady"), (DONE,), "fell", ["Tell the customers", "T-7", "30 of 300", "2 of 300"]),
        (entry("rising"), (DONE,), "fell", ["Reopen T-7", "came back"]),
        (entry("steady"), (DONE,), "rose", ["Reopen T-7", "60 of 300"]),
        (entry("steady"), (DONE,), "too_early", ["Wait", "T-7", "3 whole days"]),
        (entry("steady", n=3), (), None, ["Watch it", "3 of 500"]),
        (entry("too_few"), (), None, ["Watch it", "too few weeks"]),
        (entry("falling"), (), None, ["falling"]),
        (entry("gone", impacts=(COST,)), (), None, ["has gone"]),
        (entry("seasonal"), (), None, ["season"]),
        (
            entry("rising", over=ALL_THREE),
            (),
            None,
            ["firmware 3.2.0 (15.1 times", "31 of 124"],
        ),
        (
            entry("rising", over=(PRODUCT, VERSION)),
            (),
            None,
            ["on product Buds 2", "none of 1275"],
        ),
        (entry("rising", over=(REGION,)), (), None, ["Look first at region North (3.0 times", "20 of 300"]),
        (entry("rising", over=(replace(REGION, field="language"),)), (), None, ["Open a ticket"]),
    ],
)
def test_the_step_follows_from_the_figures(
    found: Entry, tickets: tuple[ThemeTicket, ...], verdict: str | None, says: list[str]
) -> None:
    known = effect(verdict) if verdict else None
    said = next_step(found, "en", tickets, known)
    assert [each for each in says if each not in said] == []
    assert ("Look first" in said) == bool([each for each in found.over if each.field != "language"])
    chinese = next_step(found, "zh", tickets, known)
    figures = [word.strip("%") for each in says for word in each.split() if word.strip("%").isdigit()]
    assert [each for each in figures if each not in chinese] == []


def test_fields_are_called_what_people_call_them() -> None:
    found = entry("rising", over=(REGION,))
    assert "地区“North”" in next_step(found, "zh", fields={"region": "地区"})


def test_every_rule_has_a_sentence_in_both_languages_and_asks_of_facts_there_are() -> None:
    from tools.themes.next_step import _rules

    known = facts(entry(), (), None)
    for rule in (*_rules().act, *_rules().look):
        assert {each["fact"] for each in rule["when"]} <= known.keys()
        for language in LANGUAGES:
            assert f"step_{rule['name']}" in sentences("themes_telling", language)
    assert _rules().act[-1]["when"] == [], "something is said whatever the figures are"
