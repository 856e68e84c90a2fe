"""Personal data with a form: found in made-up and labelled texts, and not seen where there is none."""

import csv
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

from evals.understanding.figures import Figure
from evals.understanding.privacy_cases import Case, Gold, cases
from retrieval.understanding.privacy.patterns import find_patterns
from retrieval.understanding.privacy.policy import Policy
from retrieval.understanding.privacy.spans import Span

__all__ = ["Found", "measure", "wilson"]

_CASES = 20_000
_ORDINARY = 5_000
_RECALL, _PRECISION, _FALSE = 0.995, 0.99, 0.01
_LABELLED = {
    "en": (
        "en_pii_presidio_synth.csv",
        "PHONE_NUMBER CREDIT_CARD US_DRIVER_LICENSE ZIP_CODE IP_ADDRESS US_SSN DOMAIN_NAME IBAN_CODE"
        " EMAIL_ADDRESS",
    ),
    "zh": ("zh_pii_datafountain472.csv", "mobile email QQ vx"),
}
_TEXTS_WITHOUT = {
    "zh": ("zh_waimai_sentiment", "zh_online_shopping_9cats", "zh_jd_phone_reviews", "zh_car_themes"),
    "en": ("en_airline_tweets", "en_app_review_intent", "en_nps_verbatims", "en_banking77_train"),
}
_DETECTORS_OF_PEERS = 0.82, 0.90
"""Recall of the nearest peer's detectors on contacts, Chinese and English; see docs/decisions/privacy.md."""


@dataclass(slots=True)
class Found:
    """Counts by kind: labelled pieces, those wholly covered, what was redacted, and what of it was right."""

    gold: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    redacted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, labelled: Sequence[Gold], others: Sequence[Gold], spans: Sequence[Span]) -> None:
        """`others`: labels of kinds that are not asked for here, but are no mistakes when redacted."""
        places = {place for span in spans for place in range(span.start, span.end)}
        for gold in labelled:
            self.gold[gold.kind] += 1
            self.covered[gold.kind] += all(
                place in places for place in range(gold.start, gold.end) if text[place].isalnum()
            )
        for span in spans:
            self.redacted[span.kind] += 1
            self.right[span.kind] += any(
                each.start < span.end and span.start < each.end for each in (*labelled, *others)
            )


def measure(data: Path) -> Iterator[Figure]:
    yield from _made_up()
    for language in ("zh", "en"):
        yield from _labelled(data, language)
    yield from _ordinary(data)


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    z = 1.96
    share = hits / n
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def _made_up() -> Iterator[Figure]:
    made = list(cases(_CASES))
    found = _redactions([case.text for case in made])
    for language in ("zh", "en"):
        pairs = [(case, spans) for case, spans in zip(made, found, strict=True) if case.language == language]
        yield from _of_cases("generated cases", language, pairs)
        held = [(case, spans) for case, spans in pairs if case.split == "held"]
        yield from _of_cases("generated cases, second set", language, held)
        yield from _by_kind(language, pairs)


def _counted(pairs: Sequence[tuple[Case, Sequence[Span]]]) -> Found:
    counts = Found()
    for case, spans in pairs:
        counts.add(case.text, case.spans, (), spans)
    return counts


def _of_cases(task: str, language: str, pairs: Sequence[tuple[Case, Sequence[Span]]]) -> Iterator[Figure]:
    counts = _counted(pairs)
    yield _share(task, language, "recall", counts.covered.total(), counts.gold.total(), _RECALL)
    yield _share(task, language, "precision", counts.right.total(), counts.redacted.total(), _PRECISION)


def _by_kind(language: str, pairs: Sequence[tuple[Case, Sequence[Span]]]) -> Iterator[Figure]:
    counts = _counted(pairs)
    for kind, n in sorted(counts.gold.items()):
        yield _share("generated cases, by kind", language, f"recall of {kind}", counts.covered[kind], n)


def _labelled(data: Path, language: str) -> Iterator[Figure]:
    """Kinds that the set labels; a link or a postcode that it does not label counts as a mistake."""
    name, types = _LABELLED[language]
    wanted = set(types.split())
    rows = _rows(data / name)
    counts = Found()
    for row, spans in zip(rows, _redactions([row["text"] for row in rows]), strict=True):
        labels = [Gold(*each) for each in json.loads(row["spans"])]
        counts.add(
            row["text"],
            [each for each in labels if each.kind in wanted],
            [each for each in labels if each.kind not in wanted],
            spans,
        )
    peer = _DETECTORS_OF_PEERS[language == "en"]
    hits, n = counts.covered.total(), counts.gold.total()
    yield _share(f"labelled, {name}", language, "recall", hits, n, _RECALL, peer)
    right, redacted = counts.right.total(), counts.redacted.total()
    yield _share(f"labelled, {name}", language, "precision", right, redacted, _PRECISION)


def _ordinary(data: Path) -> Iterator[Figure]:
    """Real texts, those with contacts among them, and made-up ones full of numbers: the raw rate."""
    rng = random.Random(11)
    texts: dict[str, list[str]] = defaultdict(list)
    for language, names in _TEXTS_WITHOUT.items():
        for name in names:
            rows = [row["text"] for row in _rows(data / f"{name}.csv")]
            texts[language] += rng.sample(rows, min(len(rows), _ORDINARY // 10))
        made = [case.text for case in cases(_CASES, seed=23) if case.language == language and not case.spans]
        texts[language] += made[: _ORDINARY // 2 - len(texts[language])]
    for language, several in texts.items():
        redacted = sum(bool(spans) for spans in _redactions(several))
        yield _share(
            "ordinary texts, redacted at all", language, "share", redacted, len(several), _FALSE, at_most=True
        )


def _redactions(texts: Sequence[str]) -> list[list[Span]]:
    policy = Policy()
    return [[span for span in spans if policy.acts_on(span.kind)] for spans in find_patterns(texts)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _share(
    task: str,
    language: str,
    name: str,
    hits: int,
    n: int,
    bar: float | None = None,
    baseline: float | None = None,
    at_most: bool = False,
) -> Figure:
    low, high = wilson(hits, n)
    beside = "peer" if baseline is not None else ""
    return Figure(task, language, name, hits / n, n, low, high, baseline, beside, bar, at_most)
