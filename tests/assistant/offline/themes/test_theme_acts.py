"""What is asked to be done to a theme in chat is not done there: the answer is the command that does it."""

from dataclasses import replace

import pytest

from assistant.offline.themes.theme_acts import act_reading, read_act
from prompts import LANGUAGES, sentences
from retrieval.catalog import Catalog, CatalogField, ValueCount

NAMES = {
    "TH-12": ("Login crashes", "登录闪退"),
    "TH-19": ("Late parcels", "包裹延误"),
    "TH-34": ("Boxes", "盒子"),
}


@pytest.fixture(scope="module")
def mapped(catalog: Catalog) -> Catalog:
    values = tuple(ValueCount(ref, 5, en=en, zh=zh) for ref, (en, zh) in NAMES.items())
    theme = CatalogField(
        name="theme", kind="category", column="theme", known=True, en="theme", zh="主题", aliases=(), present=15,
        distinct=3, values=values, derived=True, many=True, map_id=1,
    )  # fmt: skip
    return replace(catalog, fields=(*catalog.fields, theme))


@pytest.mark.parametrize(
    ("asked", "command"),
    [
        ('Call TH-12 "Crash at sign-in"', 'feedback themes rename TH-12 --en "Crash at sign-in"'),
        ("please rename th-12 to Crash at sign-in.", 'feedback themes rename TH-12 --en "Crash at sign-in"'),
        ("change the name of TH-12 to 登录崩溃", 'feedback themes rename TH-12 --zh "登录崩溃"'),
        (
            "rename the late parcels theme to Slow delivery",
            'feedback themes rename TH-19 --en "Slow delivery"',
        ),
        ("把TH-19改名为“物流慢”", 'feedback themes rename TH-19 --zh "物流慢"'),
        ("把主题登录闪退改成登录崩溃", 'feedback themes rename TH-12 --zh "登录崩溃"'),
        ("给TH-34重命名为 Packaging", 'feedback themes rename TH-34 --en "Packaging"'),
        ("merge TH-12 and TH-19", "feedback themes merge TH-12 TH-19"),
        ("把TH-12和TH-19合并", "feedback themes merge TH-12 TH-19"),
        ("把TH-12并入TH-19", "feedback themes merge TH-12 TH-19"),
        ("hide the theme about boxes", "feedback themes mute TH-34"),
        ("静音TH-34", "feedback themes mute TH-34"),
        ("unmute TH-34", "feedback themes unmute TH-34"),
        ("pin TH-12", "feedback themes pin TH-12"),
        ("取消固定TH-12", "feedback themes unpin TH-12"),
    ],
)
def test_the_answer_is_the_command(asked: str, command: str, mapped: Catalog) -> None:
    act = read_act(asked)
    assert act is not None
    reading = act_reading(act, asked, mapped)
    assert reading.details["command"] == command
    assert reading.problem in ("theme_rename", "theme_act")
    for language in LANGUAGES:
        assert "{command}" in sentences("theming", language)[reading.problem]


@pytest.mark.parametrize(
    "asked", ["rename the theme about cables to Cables", "merge the theme TH-12 with boxing"]
)
def test_which_theme_is_asked_where_none_is_told(asked: str, mapped: Catalog) -> None:
    act = read_act(asked)
    assert act is not None
    assert act_reading(act, asked, mapped).problem == "theme_which"


@pytest.mark.parametrize(
    "asked",
    [
        "how many people call about late parcels",
        "which themes changed from May to June",
        "complaints that mention pin codes",
        "TH-12有多少条",
        "华东和华南的投诉主题有什么不同？",
        "华东和华南的客户，抱怨的东西有什么不一样",
        "比较一下华东和华南的投诉主题",
        "对比五月和六月的主题",
        "把上个月的差评按地区分",
        "what do they call the new theme park offer in TH-12",
    ],
)
def test_a_question_is_no_order(asked: str) -> None:
    assert read_act(asked) is None
