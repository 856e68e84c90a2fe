"""The sample is remade to the byte, holds what it says was planted, and belongs to nobody."""

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

import retrieval.sample

FOLDER = Path(retrieval.sample.__file__).parent
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with (FOLDER / "feedback.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    return loaded


def _by_month(rows: Iterable[Row]) -> Counter[str]:
    return Counter(row["created_at"][:7] for row in rows)


def _saying(pattern: str) -> Callable[[Row], bool]:
    wanted = re.compile(pattern, re.IGNORECASE)
    return lambda row: bool(wanted.search(row["text"]))


def test_is_remade_to_the_byte(tmp_path: Path) -> None:
    """In another process with another hash seed, so that no order hangs on hashing."""
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "retrieval.sample.generate", str(tmp_path)]
    subprocess.run(command, check=True, env=environment, cwd=FOLDER.parent.parent)
    for name in ("feedback.csv", "truth.json"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


def test_size_and_languages(rows: list[Row], truth: dict[str, Any]) -> None:
    languages = Counter(row["language"] for row in rows)
    assert 2900 <= len(rows) == truth["counts"]["records"] <= 3200
    assert 0.5 <= languages["zh"] / len(rows) <= 0.6
    assert 0.36 <= languages["en"] / len(rows) <= 0.44
    assert 0.03 <= languages["mixed"] / len(rows) <= 0.08
    assert languages == Counter(truth["counts"]["languages"])
    assert (FOLDER / "feedback.csv").stat().st_size < 1_000_000
    assert (FOLDER / "truth.json").stat().st_size < 1_000_000


def test_says_that_it_is_synthetic(truth: dict[str, Any]) -> None:
    assert truth["synthetic"] is True
    assert truth["source"] == "sample (synthetic)"
    assert "synthetic" in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()[0]


def test_ids_are_unique_and_times_in_order(rows: list[Row], truth: dict[str, Any]) -> None:
    assert len({row["feedback_id"] for row in rows}) == len(rows)
    times = [row["created_at"] for row in rows]
    assert times == sorted(times)
    assert (times[0][:10], times[-1][:10]) == (truth["year"]["from"], truth["year"]["to"])


def test_a_customer_keeps_tier_and_region(rows: list[Row]) -> None:
    facts: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        facts.setdefault(row["customer_id"], set()).add((row["customer_tier"], row["region"]))
    assert all(len(each) == 1 for each in facts.values())
    assert len(facts) < len(rows) * 0.6


def test_delivery_crisis(rows: list[Row], truth: dict[str, Any]) -> None:
    crisis = truth["events"]["delivery_crisis"]
    tagged = [row for row in rows if row["category"] == "delivery" and row["region"] == crisis["region"]]
    months = _by_month(tagged)
    month = crisis["from"][:7]
    assert month == crisis["to"][:7]
    assert all(months[month] >= 4 * count for other, count in months.items() if other != month)
    elsewhere = _by_month(
        row for row in rows if row["category"] == "delivery" and row["region"] != crisis["region"]
    )
    assert elsewhere[month] <= 2 * mean(elsewhere.values())


def test_vip_nps_in_the_crisis(rows: list[Row], truth: dict[str, Any]) -> None:
    def nps(tier: str) -> list[int]:
        return [
            int(row["nps"])
            for row in rows
            if row["nps"]
            and row["customer_tier"] == tier
            and row["category"] == "delivery"
            and row["created_at"][:7] == "2026-05"
            and row["region"] == truth["events"]["delivery_crisis"]["region"]
        ]

    assert len(nps("VIP")) >= 10
    assert mean(nps("VIP")) < mean(nps("standard")) - 1


def test_firmware_defect(rows: list[Row], truth: dict[str, Any]) -> None:
    defect = truth["events"]["firmware_defect"]
    about_left = [row for row in rows if _saying(r"\bleft\b.*(bud|one|side|ear)|左耳|左边|左右")(row)]
    of_buds = [row for row in about_left if row["product"] == defect["product"]]
    since = [row for row in of_buds if row["created_at"][:10] >= defect["from"]]
    assert len(since) >= 85
    assert len(since) >= 15 * (len(of_buds) - len(since))
    named = {row["feedback_id"]: row for row in rows}
    assert all(named[each]["firmware"] in defect["firmware"] for each in defect["ids"])


def test_price_rise(rows: list[Row], truth: dict[str, Any]) -> None:
    day = truth["events"]["price_rise"]["from"]
    tagged = [row["created_at"][:10] for row in rows if row["category"] == "price"]
    before = [each for each in tagged if each < day]
    after = [each for each in tagged if day <= each < "2026-01-09"]
    weeks_before = (date.fromisoformat(day) - date.fromisoformat(truth["year"]["from"])).days / 7
    assert len(after) / 13 >= 3 * len(before) / weeks_before
    rises = [row for row in rows if _saying(r"涨|漲|\bhike\b|increase")(row) and row["category"] == "price"]
    assert not [row for row in rises if row["created_at"][:10] < day]


def test_login_crashes_fall_after_the_fix(rows: list[Row], truth: dict[str, Any]) -> None:
    fixed = truth["events"]["login_crash_fixed"]["fixed"]
    about = [row for row in rows if _saying(r"log ?in|登录|登入|登陆|登不|闪退|閃退")(row)]
    before = [row for row in about if row["created_at"][:10] < fixed]
    after = [row for row in about if row["created_at"][:10] >= fixed]
    days_before = (date.fromisoformat(fixed) - date.fromisoformat(truth["year"]["from"])).days
    assert len(before) >= 120
    assert len(after) / (365 - days_before) <= 0.25 * len(before) / days_before


@pytest.mark.parametrize(
    ("pattern", "theme"),
    [("电池|续航|掉电|没电|電|battery", "battery"), (r"广告|廣告|推送|\bads?\b|\bpush\b|promo", "ads")],
)
def test_rising(rows: list[Row], truth: dict[str, Any], pattern: str, theme: str) -> None:
    about = [row for row in rows if _saying(pattern)(row) and row["sentiment"] != "positive"]
    early = [row for row in about if row["created_at"] < "2025-10-16"]
    late = [row for row in about if row["created_at"] >= "2026-02-16"]
    assert len(late) >= 2 * len(early)
    assert len(truth["events"]["rising"][theme]) >= 90


@pytest.mark.parametrize("theme", ["packaging", "pairing"])
def test_steady(rows: list[Row], truth: dict[str, Any], theme: str) -> None:
    ids = set(truth["events"]["steady"][theme])
    times = [row["created_at"] for row in rows if row["feedback_id"] in ids]
    thirds = Counter(
        "early" if t < "2025-10-16" else "late" if t >= "2026-02-16" else "middle" for t in times
    )
    assert max(thirds.values()) <= 1.5 * min(thirds.values())


def test_sales_bring_more_feedback(rows: list[Row], truth: dict[str, Any]) -> None:
    chinese = {"华东", "华南", "华北", "西南"}
    for peak in truth["events"]["peaks"]:
        inside = peak["name"] == "双11"
        days = Counter(row["created_at"][:10] for row in rows if (row["region"] in chinese) == inside)
        wave = [count for day, count in days.items() if peak["from"] <= day <= peak["to"]]
        assert mean(wave) >= 1.5 * sum(days.values()) / 365


def test_tiers_differ(rows: list[Row], truth: dict[str, Any]) -> None:
    def of(tier: str, column: str) -> list[float]:
        return [float(row[column]) for row in calm if row["customer_tier"] == tier and row[column]]

    calm = [row for row in rows if row["created_at"][:7] != "2026-05"]
    tiers = ("VIP", "standard", "new")
    orders = [mean(of(tier, "order_value")) for tier in tiers]
    assert orders == sorted(orders, reverse=True)
    assert mean(of("VIP", "nps")) > max(mean(of("standard", "nps")), mean(of("new", "nps")))
    records = Counter(row["customer_tier"] for row in rows)
    heads = Counter(tier for _, tier in {(row["customer_id"], row["customer_tier"]) for row in rows})
    assert records["VIP"] / heads["VIP"] >= 1.5 * records["new"] / heads["new"]
    about_pairing = set(truth["events"]["steady"]["pairing"])
    pairing = Counter(row["customer_tier"] for row in rows if row["feedback_id"] in about_pairing)
    assert pairing["new"] / records["new"] >= 1.5 * pairing["VIP"] / records["VIP"]


def test_duplicates(rows: list[Row], truth: dict[str, Any]) -> None:
    named = {row["feedback_id"]: row for row in rows}
    pairs = truth["duplicates"]
    assert len(pairs["exact"]) >= 20
    assert len(pairs["near"]) >= 20
    for first, again in pairs["exact"] + pairs["near"]:
        assert named[first]["customer_id"] == named[again]["customer_id"]
        assert named[first]["created_at"] < named[again]["created_at"]
    assert all(named[first]["text"] == named[again]["text"] for first, again in pairs["exact"])
    assert all(named[first]["text"] != named[again]["text"] for first, again in pairs["near"])
    listed = {each for group in pairs["exact"] + pairs["spam"] for each in group}
    texts = Counter(row["text"] for row in rows if row["text"])
    assert all(row["feedback_id"] in listed for row in rows if texts[row["text"]] > 1)


def test_few_texts_sound_alike(rows: list[Row], truth: dict[str, Any]) -> None:
    """Leaving planted copies out, hardly any longer text shares most of its word triples with another."""
    planted = {each for groups in truth["duplicates"].values() for group in groups for each in group}
    triples = [
        {tuple(words[at : at + 3]) for at in range(len(words) - 2)}
        for row in rows
        if row["feedback_id"] not in planted
        and len(words := re.findall(r"[a-z0-9']+|[一-鿿]", row["text"].lower())) >= 8
    ]
    homes: dict[tuple[str, ...], list[int]] = {}
    alike: set[int] = set()
    for number, own in enumerate(triples):
        shared = Counter(other for triple in own for other in homes.get(triple, ()))
        twins = [other for other, count in shared.items() if count >= 0.6 * len(own | triples[other])]
        alike.update([*twins, number] if twins else [])
        for triple in own:
            homes.setdefault(triple, []).append(number)
    assert len(triples) > 2000
    assert len(alike) < 0.02 * len(triples)


def test_registers(rows: list[Row], truth: dict[str, Any]) -> None:
    marked = truth["marked"]
    named = {row["feedback_id"]: row for row in rows}
    for register, least in {
        "traditional": 15,
        "cantonese": 25,
        "northeastern": 15,
        "sichuan": 15,
        "sarcasm": 50,
        "mixed": 90,
        "rant": 10,
        "injection": 8,
        "spam": 15,
    }.items():
        assert len(marked[register]) >= least, register
    assert all(named[each]["language"] == "mixed" for each in marked["mixed"])
    assert all(truth["records"][each]["sentiment"] == "negative" for each in marked["sarcasm"])


def test_the_survey_tool_errs_but_is_mostly_right(rows: list[Row], truth: dict[str, Any]) -> None:
    labelled = [row for row in rows if row["text"] and row["sentiment"]]
    right = [row for row in labelled if row["sentiment"] == truth["records"][row["feedback_id"]]["sentiment"]]
    assert 0.85 <= len(right) / len(labelled) <= 0.96
    assert 0.02 <= sum(not row["sentiment"] for row in rows) / len(rows) <= 0.08


def test_missing_values(rows: list[Row], truth: dict[str, Any]) -> None:
    bare = [row for row in rows if not row["text"]]
    assert len(bare) == truth["counts"]["without_text"] >= 150
    assert all(row["rating"] for row in bare)
    assert 0.25 <= sum(bool(row["nps"]) for row in rows) / len(rows) <= 0.45
    assert all(0 <= int(row["nps"]) <= 10 for row in rows if row["nps"])
    assert any(not row["order_value"] for row in rows)
    assert any(not row["firmware"] for row in rows)


def test_every_text_has_its_truth(rows: list[Row], truth: dict[str, Any]) -> None:
    assert set(truth["records"]) == {row["feedback_id"] for row in rows if row["text"]}
    assert all(each["aspects"] for each in truth["records"].values())
