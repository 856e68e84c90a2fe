"""Personal data in the sample is where truth.json says, and within ranges kept for fiction."""

import csv
import json
import re
from pathlib import Path

import pytest

import retrieval.sample

FOLDER = Path(retrieval.sample.__file__).parent
PHONE = re.compile(r"154\d{8}|07700 900\d{3}|(\+1 )?\(?\d{3}\)?[- ]555[- ]01\d\d")
TEST_CARDS = {
    "4111111111111111",
    "5555555555554444",
    "6200000000000005",
    "4242424242424242",
    "6205500000000000004",
}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    with (FOLDER / "feedback.csv").open(encoding="utf-8", newline="") as file:
        return {row["feedback_id"]: row["text"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def pieces(texts: dict[str, str]) -> list[tuple[str, str]]:
    """(kind, characters) of every span in truth.json."""
    truth = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
    spans = truth["personal_data"].items()
    return [(kind, texts[each][start:end]) for each, found in spans for start, end, kind in found]


def _of(pieces: list[tuple[str, str]], kind: str) -> list[str]:
    found = [piece for each, piece in pieces if each == kind]
    assert found, kind
    return found


def test_every_kind_is_there(pieces: list[tuple[str, str]]) -> None:
    kinds = {kind for kind, _ in pieces}
    assert kinds == {"phone", "email", "order", "wechat", "id_number", "card", "name", "address"}


def test_phones_are_fictional(pieces: list[tuple[str, str]]) -> None:
    assert all(PHONE.fullmatch(piece) for piece in _of(pieces, "phone"))


def test_mail_goes_nowhere(texts: dict[str, str], pieces: list[tuple[str, str]]) -> None:
    found = [mail for text in texts.values() for mail in re.findall(r"[\w.]+@[\w.]+", text, re.ASCII)]
    assert sorted(found) == sorted(_of(pieces, "email"))
    assert all(re.fullmatch(r"[\w.]+@example\.(com|org|net)", mail) for mail in found)


def test_links_go_nowhere(texts: dict[str, str]) -> None:
    hosts = [host for text in texts.values() for host in re.findall(r"https?://([\w.-]+)", text)]
    assert hosts
    assert all(host.endswith(".example") for host in hosts)


def test_id_numbers_check_but_name_no_county(pieces: list[tuple[str, str]]) -> None:
    weights = [pow(2, 17 - place, 11) for place in range(17)]
    for number in _of(pieces, "id_number"):
        total = sum(int(digit) * weight for digit, weight in zip(number[:17], weights, strict=True))
        assert number[17] == "10X98765432"[total % 11]
        assert number.startswith("110099")


def test_cards_are_test_numbers(pieces: list[tuple[str, str]]) -> None:
    assert {card.replace(" ", "") for card in _of(pieces, "card")} <= TEST_CARDS


def test_no_long_number_is_unlisted(texts: dict[str, str], pieces: list[tuple[str, str]]) -> None:
    """Any run of seven digits or more belongs to a listed piece."""
    listed = " ".join(piece for _, piece in pieces)
    runs = [run for text in texts.values() for run in re.findall(r"\d{7,}", text)]
    assert all(run in listed for run in runs)
