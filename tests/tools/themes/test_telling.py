"""What is told of themes: honest sentences, every figure in them, in both languages."""

import re
from dataclasses import replace
from typing import Any

import pytest

from prompts import LANGUAGES, sentences
from retrieval.themes.theme import Theme
from tests.tools.themes.test_next_step import COST, entry
from tools.themes.changes import Changes, Fix, Told
from tools.themes.changes_run import Sides, compared
from tools.themes.report import Part
from tools.themes.request import ChangesRequest, FixRequest
from tools.themes.telling import told

THEME = Theme(12, "fine", None, "Login crash", "登录闪退", "", "", "words", (), (), 40, 0)


def change(before: int, after: int, of: int = 400) -> Any:
    return compared([Sides(THEME, before, of, after, of)])[0]


def changes(*sides: tuple[int, int], of: int = 400) -> Changes:
    themes = [replace(THEME, id=n) for n in range(1, len(sides) + 1)]
    entries = compared(Sides(each, a, of, b, of) for each, (a, b) in zip(themes, sides, strict=True))
    days = ("2026-04-01", "2026-04-30", "2026-05-01", "2026-05-31")
    request = ChangesRequest.model_validate({"period": {}})
    return Changes(request, "en", *days, of, of, entries, len(entries), 0, 1)


def fix(verdict: Any, customers: int = 3, **said: Any) -> Fix:
    before, after = Part(40, 400, 0.1, 0.07, 0.13), Part(8, 400, 0.02, 0.01, 0.04)
    given: dict[str, Any] = {
        "difference": -0.08,
        "low": -0.12,
        "high": -0.05,
        "before": before,
        "after": after,
        "small": False,
        "days": 30,
    }
    return Fix(
        request=FixRequest(subject="TH-12"),
        language="en",
        subject="TH-12",
        title="Login crash",
        fixed="2026-05-02",
        verdict=verdict,
        tell=(Told("ada", ("f1",), "2026-05-01"),),
        customers=customers,
        made_at=0,
        data_version=1,
        **(given | said),
    )


def test_a_rise_is_told_with_counts_interval_and_test() -> None:
    said = told(change(12, 31), "en")
    assert said.startswith(
        "Login crash (TH-12) rose from 3.0% (12 of 400) to 7.8% (31 of 400), by 4.8 points"
    )
    assert re.search(r"95%: 1\.\d to \d\.\d; Fisher's test, .*: p = 0\.00\d\)", said)
    chinese = told(change(12, 31), "zh")
    assert (
        "“登录闪退”（TH-12）由 3.0%（400 条中 12 条）升至 7.8%（400 条中 31 条），上升 4.8 个百分点"
        in chinese
    )


@pytest.mark.parametrize(
    ("before", "after", "en", "zh"),
    [
        (31, 12, "fell from 7.8%", "降至 3.0%"),
        (0, 20, "is new", "新出现"),
        (20, 0, "is gone", "消失"),
        (20, 22, "did not clearly change", "没有明显变化"),
        (1, 2, "too few to say", "数量太少"),
    ],
)
def test_every_verdict_has_words(before: int, after: int, en: str, zh: str) -> None:
    assert en in told(change(before, after), "en")
    assert zh in told(change(before, after), "zh")


def test_a_share_that_moved_because_of_others_is_said_to_be_that() -> None:
    found = compared([Sides(THEME, 40, 200, 45, 900, 30, 30)])[0]
    assert (found.verdict, found.share_only) == ("no_clear_change", True)
    assert "Only its share moved: a day it was written 1.33 times before and 1.50 after" in told(found, "en")
    assert "变的只是占比" in told(found, "zh")
    both = replace(changes((12, 40)), entries=(*changes((12, 40)).entries, found))
    assert "Only its share moved" in told(both, "en").splitlines()[2]
    assert "Only its share" not in told(change(40, 10), "en")
    assert "nothing is said of the fix" in told(fix("no_clear_change", share_only=True), "en")


def test_few_records_are_said_to_be_few() -> None:
    assert "few records" in told(change(2, 14, of=20), "en")
    assert "记录很少" in told(fix("fell", small=True), "zh")


def test_several_changes_are_counted_first_then_told() -> None:
    lines = told(changes((12, 40), (40, 12), (20, 21), (1, 1)), "en").splitlines()
    assert "2 of 4 themes changed clearly" in lines[0]
    assert [line[:2] for line in lines[1:]] == ["- ", "- "]
    assert "none of 2 themes" in told(changes((20, 21), (20, 19)), "en")
    assert "都没有超出偶然波动" in told(changes((20, 21), (20, 19)), "zh")
    assert "nothing to compare" in told(replace(changes((3, 0)), before_records=0), "en")


def test_a_fix_is_told_with_whom_to_tell() -> None:
    said = told(fix("fell"), "en")
    assert "fell after the fix of 2026-05-02: from 10.0% (40 of 400)" in said
    assert "by 8.0 points (95%: 5.0 to 12.0). 3 customers raised it before" in said
    assert said.endswith("tell them.")
    assert "tell them" not in told(fix("no_clear_change"), "en")
    none: dict[str, Any] = {"before": None, "after": None, "difference": None, "low": None, "high": None}
    early = told(fix("too_early", **none, days=3), "en")
    assert early.startswith("It is too early to say")
    assert "3 whole days" in early
    nothing = told(fix("no_clear_change", difference=None, low=None, high=None), "zh")
    assert "不足以判断" in nothing


@pytest.mark.parametrize("kind", ["rising", "falling", "steady", "new", "gone", "seasonal", "too_few"])
def test_an_entry_is_told_whatever_its_trend(kind: Any) -> None:
    for language in LANGUAGES:
        said = told(entry(kind, impacts=(COST,)), language)
        assert "40" in said
        assert "NPS" in said
        assert "{" not in said


def test_both_languages_have_the_same_sentences_with_the_same_figures() -> None:
    en, zh = sentences("themes_telling", "en"), sentences("themes_telling", "zh")
    assert en.keys() == zh.keys()
    for key, sentence in en.items():
        places = [set(re.findall(r"{(\w+)}", each)) for each in (sentence, zh[key])]
        assert places[0] == places[1], key
