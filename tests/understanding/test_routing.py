"""Departments: the first rule that fits, and errors that say where."""

from pathlib import Path

import pytest

from prompts import LANGUAGES, error_text
from retrieval.errors import BadFile
from retrieval.understanding.routing import load_routing
from retrieval.understanding.topics.taxonomy import load_taxonomy

RULES = """
[departments]
vip = { en = "key accounts", zh = "大客户部" }
east = { en = "east", zh = "华东" }
rest = { zh = "其他" }

[[rule]]
department = "vip"
product = ["Pro Max", "旗艦版"]
urgency = "urgent"

[[rule]]
department = "east"
region = ["华东"]
topic = "logistics"

[[rule]]
department = "rest"
"""


def test_built_in_rules_send_every_area_of_the_built_in_taxonomy_somewhere() -> None:
    routing, taxonomy = load_routing(), load_taxonomy()
    for topic in taxonomy.topics:
        label = routing.department([topic.id], None, None, "normal", "complaint")
        area = topic.id.partition(".")[0]
        assert label.value in routing.names
        assert label.reasons == (("otherwise",) if area == "service" else (f"topic={area}",))


def test_the_first_rule_that_fits_wins(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(RULES, encoding="utf-8")
    routing = load_routing(file)
    both = routing.department(["logistics.delay"], "pro max", "华东", "urgent", "complaint")
    assert (both.value, both.reasons) == ("vip", ("product=pro max|旗舰版 urgency=urgent",))
    assert routing.department(["logistics.delay"], "x", "華東", "urgent", "complaint").value == "east"
    assert routing.department(["logistics"], None, None, "normal", "other").value == "rest"
    assert routing.names["rest"] == ("其他", "其他")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("[departments]", "[departments"), "routing_unreadable"),
        (('department = "rest"', 'department = "rest"\nurgency = "normal"'), "routing_open"),
        (('rest = { zh = "其他" }', 'rest = "其他"'), "routing_department"),
        (('department = "east"', 'department = "west"'), "routing_rule"),
        (('urgency = "urgent"', 'urgency = "burning"'), "routing_rule"),
        (("region =", "zone ="), "routing_rule"),
        (('region = ["华东"]', "region = []"), "routing_values"),
        (('region = ["华东"]', "region = 7"), "routing_values"),
        (('region = ["华东"]\ntopic = "logistics"', ""), "routing_early"),
        (("[[rule]]", "[[rules]]"), "routing_parts"),
    ],
)
def test_a_bad_file_is_refused_with_the_place(tmp_path: Path, change: tuple[str, str], code: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(RULES.replace(*change), encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        load_routing(file)
    assert refused.value.code == code
    assert all(str(file) in error_text(code, each, refused.value.details) for each in LANGUAGES)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        load_routing(tmp_path / "none.toml")
