"""The rules of tickets: built in, in a file over them, and what cannot be meant."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from retrieval.errors import BadFile
from retrieval.understanding.routing import load_routing
from tools.tickets.rules import Targets, load_rules

UTC = ZoneInfo("UTC")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rules.toml"


def test_every_built_in_department_has_hours_and_targets() -> None:
    rules = load_rules(UTC)
    assert set(load_routing().names) <= set(rules.services)
    for service in rules.services.values():
        urgent, *others = [service.targets[each] for each in ("P1", "P2", "P3", "P4")]
        assert all(urgent.resolution < each.resolution for each in others)
        assert all(each.response < each.resolution for each in (urgent, *others))
    assert rules.department("no such").calendar == rules.department("default").calendar


def test_hours_without_a_zone_are_the_stores_with_its_countrys_holidays() -> None:
    here, there = load_rules(ZoneInfo("Asia/Shanghai")), load_rules(UTC)
    national_day = date(2026, 10, 1)
    assert here.department("billing").calendar.hours(national_day) == ()
    assert here.department("safety").calendar.hours(national_day) == ((0, 1440),)
    assert there.department("billing").calendar.hours(national_day) != ()


def test_a_file_replaces_what_it_names_and_leaves_the_rest(file: Path) -> None:
    file.write_text(
        """
[hours.office]
zone = "Europe/London"
mon-thu = ["09:00-17:30"]
sat = ["10:00-12:00"]
off = [2026-12-24]
extra = { 2026-12-27 = ["10:00-11:00"] }

[targets.billing]
P1 = { response = "10m", resolution = "90m" }

[departments]
billing = { hours = "office", leads = ["lee"] }
""",
        encoding="utf-8",
    )
    billing = load_rules(UTC, file).department("billing")
    assert billing.leads == ("lee",)
    assert billing.targets["P1"] == Targets(600, 5400)
    assert billing.targets["P2"] == load_rules(UTC).targets("billing", "P2")
    calendar = billing.calendar
    assert (calendar.zone.key, calendar.country) == ("Europe/London", "GB-ENG")
    assert calendar.hours(date(2026, 12, 21)) == ((540, 1050),)
    assert calendar.hours(date(2026, 12, 18)) == ()  # a Friday: the built-in office is replaced, not mixed in
    assert calendar.hours(date(2026, 12, 19)) == ((600, 720),)
    assert calendar.hours(date(2026, 12, 24)) == calendar.hours(date(2026, 12, 25)) == ()
    assert calendar.hours(date(2026, 12, 27)) == ((600, 660),)
    assert load_rules(UTC, file).department("safety") == load_rules(UTC).department("safety")


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ('[hours.office]\nmon-fry = ["09:00-12:00"]', "mon-fry"),
        ('[hours.office]\nfri-mon = ["09:00-12:00"]', "fri-mon"),
        ('[hours.office]\nmon = ["12:00-09:00"]', "mon"),
        ('[hours.office]\nmon = ["09:00-12:00", "11:00-13:00"]', "mon"),
        ('[hours.office]\nmon = ["9-12"]', "mon"),
        ('[hours.office]\nmon = ["22:00-30:00"]', "mon"),
        ("[hours.office]\noff = [2026-01-01]", "hours"),
        ('[hours.office]\nzone = "Mars/Base"\nmon = ["09:00-12:00"]', "zone"),
        ('[hours.office]\ncountry = "XX"\nmon = ["09:00-12:00"]', "country"),
        ('[hours.office]\ncountry = "GB-NOWHERE"\nmon = ["09:00-12:00"]', "country"),
        ('[departments]\nbilling = { hours = "unheard of" }', "billing"),
        ('[targets.billing]\nP1 = { response = "soon", resolution = "1h" }', "response"),
        ('[targets.billing]\nP9 = { response = "1h", resolution = "1h" }', "P9"),
        ('[targets]\ndefault = { P1 = { response = "1h", resolution = "2h" } }', "default"),
        ("[watch]\nnear = 2.0\nclose_after_days = 1", "near"),
        ("[watching]\nnear = 0.5", "watching"),
    ],
)
def test_what_cannot_be_meant_is_named(file: Path, said: str, place: str) -> None:
    file.write_text(said, encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        load_rules(UTC, file)
    assert caught.value.code == "ticket_rules_wrong"
    assert place in str(caught.value.details["place"])


def test_a_file_that_cannot_be_read_says_so(file: Path) -> None:
    with pytest.raises(BadFile, match="unreadable"):
        load_rules(UTC, file)
    file.write_text("[hours", encoding="utf-8")
    with pytest.raises(BadFile, match="unreadable"):
        load_rules(UTC, file)
