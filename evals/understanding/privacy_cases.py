"""Hard cases made by rule: personal data of every kind in sentences people might write, and look-alikes.

Nothing here is shared with the detectors: numbers and check digits are made from the standards anew.
"""

import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evals.understanding import privacy_accounts, privacy_lookalikes, privacy_values

__all__ = ["Case", "Gold", "cases"]

_SLOT_SHARE = 0.72
"""Of the cases hold personal data; the others hold look-alikes only."""


@dataclass(frozen=True, slots=True)
class Gold:
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Case:
    """split: "open", or "held" for the second set, which came after the detectors."""

    text: str
    spans: tuple[Gold, ...]
    language: str
    split: str


def cases(count: int, seed: int = 7) -> Iterator[Case]:
    """So many cases, half in each language, three quarters of them open; the same for the same seed."""
    rng = random.Random(seed)
    for number in range(count):
        language = ("zh", "en")[number % 2]
        split = "held" if number % 8 >= 6 else "open"
        yield _case(language, split, rng)


def _case(language: str, split: str, rng: random.Random) -> Case:
    kinds = [kind for kind in _templates()[language][split] if kind != "none"]
    pieces = []
    if rng.random() < _SLOT_SHARE:
        pieces.append(rng.choice(kinds))
        if rng.random() < 0.2:
            pieces.append(rng.choice(kinds))
    if not pieces or rng.random() < 0.3:
        pieces.insert(rng.randrange(len(pieces) + 1), "none")
    text, spans = "", []
    for piece in pieces:
        template = rng.choice(_templates()[language][split][piece])
        if text:
            text += rng.choice(("，", "。", "\n", "！") if language == "zh" else (" ", ". ", "\n", "! "))
        filled, found = _filled(template, language, split, rng)
        spans += [Gold(gold.start + len(text), gold.end + len(text), gold.kind) for gold in found]
        text += filled
    return Case(text, tuple(spans), language, split)


def _filled(template: str, language: str, split: str, rng: random.Random) -> tuple[str, list[Gold]]:
    text, spans = "", []
    rest = template
    while "{" in rest:
        before, _, rest = rest.partition("{")
        slot, _, rest = rest.partition("}")
        text += before
        value = _maker(slot)(language, split, rng)
        if not slot.startswith("~"):
            spans.append(Gold(len(text), len(text) + len(value), _KINDS.get(slot, slot)))
        text += value
    return text + rest, spans


def _maker(slot: str) -> Callable[[str, str, random.Random], str]:
    module = privacy_values if slot in privacy_values.__all__ else privacy_accounts
    name = slot
    if slot.startswith("~"):
        module, name = privacy_lookalikes, f"like_{slot[1:]}"
    made: Callable[[str, str, random.Random], str] = getattr(module, name)
    return made


_KINDS = {
    "landline": "phone",
    "abroad_phone": "phone",
    "uk_phone": "phone",
    "world_phone": "phone",
    "old_id_card": "id_card",
    "near_id_card": "id_card",
    "near_card": "bank_card",
    "spelled_email": "email",
    "nino": "ssn",
    "ip6": "ip",
}


@cache
def _templates() -> dict[str, dict[str, dict[str, list[str]]]]:
    path = Path(__file__).with_name("privacy_templates.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
