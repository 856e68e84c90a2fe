"""Labelled issues as drafts and open tickets: the sample world, pairs of bugs, messages about one event."""

import csv
import hashlib
import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.suites import SAMPLE
from retrieval.embedding import Embedder
from retrieval.records import whole_text
from tools.tickets.ground import Ground, fit_ground
from tools.tickets.likeness import Account

__all__ = ["SIZES", "Cached", "Draft", "bustm", "events", "seamonkey", "world"]

SIZES = ((1, 3, 10), (1, 3, 8, 30))
"""How many records a draft and a ticket have in the sample world."""

OPEN = 7
"""Tickets that are open at a time in the sample world; drafts about the other issues match none."""

ROUNDS = 24
ISSUES = (
    "ads",
    "battery",
    "delivery",
    "delivery_crisis",
    "firmware_defect",
    "login",
    "packaging",
    "pairing",
    "price",
    "price_rise",
    "returns",
    "service",
)
"""Themes of the sample that are one issue each. What is said of quality and of wishes is many things: their
drafts match no ticket."""

APART = frozenset(("delivery", "delivery_crisis"))
"""Never both: the crisis is about delivery, and a person might or might not add one to the other."""

GROUND = 2_000


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft beside the open tickets. issue: what it is about; right: the ticket about the same, or None.

    texts: of the draft, and of each ticket. source: the labelled set.
    """

    source: str
    issue: str
    right: str | None
    account: Account
    tickets: Mapping[str, Account]

    @property
    def sizes(self) -> tuple[int, int]:
        return len(self.account.texts), max(len(each.texts) for each in self.tickets.values())


class Cached:
    """An embedder's vectors, kept in a file: texts are embedded once for all runs."""

    def __init__(self, make: Callable[[], Embedder], file: Path) -> None:
        self._make, self._file = cache(make), file
        self._known: dict[str, npt.NDArray[np.float32]] = {}
        if file.exists():
            with np.load(file) as kept:
                self._known = dict(zip(kept["keys"].tolist(), kept["rows"], strict=True))

    def __call__(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """A row for each text."""
        missing = [each for each in dict.fromkeys(texts) if _key(each) not in self._known]
        for start in range(0, len(missing), 256):
            part = missing[start : start + 256]
            print(f"embedding {start + len(part)} of {len(missing)}", file=sys.stderr)
            rows = self._make().passages(part)
            self._known.update({_key(text): row for text, row in zip(part, rows, strict=True)})
        if missing:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(self._file, keys=list(self._known), rows=np.stack(list(self._known.values())))
        return np.stack([self._known[_key(each)] for each in texts])


def world(embed: Cached, seed: int = 11) -> Iterator[Draft]:
    """Drafts and tickets of the sample world, of records that are about one theme of its truth."""
    rng = random.Random(seed)
    said, topics, by_theme = _sample()
    ids = [each for each in sorted(said) if said[each]]
    ground = _ground(embed, [said[each] for each in rng.sample(ids, GROUND)])

    def account(records: Sequence[str]) -> Account:
        texts = tuple(said[each] for each in records)
        return Account(ground, texts, embed(texts), tuple(topics[each] for each in records))

    for turn in range(ROUNDS):
        size = SIZES[1][turn % len(SIZES[1])]
        chosen = rng.sample(ISSUES, OPEN)
        linked = {issue: rng.sample(by_theme[issue], size) for issue in chosen}
        tickets = {issue: account(records) for issue, records in linked.items()}
        for many in SIZES[0]:
            for issue in (*ISSUES, "quality", "request"):
                if issue in APART and APART - {issue} & set(chosen):
                    continue
                left = [each for each in by_theme[issue] if each not in linked.get(issue, ())]
                for _ in range(3):
                    right = issue if issue in tickets else None
                    yield Draft("sample world", issue, right, account(rng.sample(left, many)), tickets)


def seamonkey(data: Path, embed: Cached) -> list[Draft]:
    """Pairs of bugs: 46 that a maintainer marked as duplicates, and twice as many at random."""
    rows = _rows(data / "en_gitbugs_seamonkey_pairs.csv")
    pairs = [
        (whole_text(row["title_a"], row["text_a"]), whole_text(row["title_b"], row["text_b"])) for row in rows
    ]
    return _pairs("seamonkey", pairs, [row["is_duplicate"] == "1" for row in rows], embed)


def bustm(data: Path, embed: Cached) -> list[Draft]:
    """Pairs of short requests to a phone's assistant, that people judged to mean the same or not."""
    rows = _rows(data / "zh_bustm_pairs.csv")
    pairs = [(row["text_a"], row["text_b"]) for row in rows]
    return _pairs("bustm", pairs, [row["is_duplicate"] == "1" for row in rows], embed)


def events(data: Path, embed: Cached, seed: int = 5) -> Iterator[Draft]:
    """Messages to a government about five events, beside messages about anything else."""
    rng = random.Random(seed)
    clusters: dict[str, list[str]] = {}
    for row in _rows(data / "zh_gov_hot_event_clusters.csv"):
        clusters.setdefault(row["cluster_id"], []).append(whole_text(row["title"], row["text"]))
    of_events = {text for texts in clusters.values() for text in texts}
    others = [whole_text(row["title"], row["text"]) for row in _rows(data / "zh_gov_messages.csv")[::32]]
    others = [each for each in others if each not in of_events]
    ground = _ground(embed, [*others, *sorted(of_events)])

    def account(texts: Sequence[str]) -> Account:
        return Account(ground, tuple(texts), embed(texts))

    for turn in range(16):
        size = (1, 3)[turn % 2]
        linked = {name: rng.sample(texts, size) for name, texts in clusters.items()}
        tickets = {name: account(texts) for name, texts in linked.items()}
        for name, texts in clusters.items():
            left = [each for each in texts if each not in linked[name]]
            for many in (1, 3):
                yield Draft("events", name, name, account(rng.sample(left, min(many, len(left)))), tickets)
        for other in rng.sample(others, 5):
            yield Draft("events", f"other {others.index(other)}", None, account([other]), tickets)


def _pairs(source: str, pairs: Sequence[tuple[str, str]], same: Sequence[bool], embed: Cached) -> list[Draft]:
    """Each pair as a draft of one text beside one ticket of one text."""
    ground = _ground(embed, list(dict.fromkeys(text for pair in pairs for text in pair)))
    found = []
    for number, ((left, right), gold) in enumerate(zip(pairs, same, strict=True)):
        one, other = (Account(ground, (text,), embed([text])) for text in (left, right))
        name = f"pair {number}"
        found.append(Draft(source, name, name if gold else None, one, {name: other}))
    return found


def _ground(embed: Cached, texts: Sequence[str]) -> Ground:
    return fit_ground(embed(texts), texts)


def _sample() -> tuple[dict[str, str], dict[str, tuple[str, ...]], dict[str, list[str]]]:
    """Text and noted topics by record, and the records that are about one theme alone, by theme."""
    truth = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))["records"]
    said = {row["feedback_id"]: row["text"] for row in _rows(SAMPLE / "feedback.csv")}
    topics = _topics(list(said.items()))
    by_theme: dict[str, list[str]] = {}
    for record in sorted(truth):
        themes = [theme for theme, _ in truth[record]["aspects"]]
        if len(themes) == 1 and said[record]:
            by_theme.setdefault(themes[0], []).append(record)
    return said, topics, by_theme


def _topics(said: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """What the store would note of each."""
    from retrieval.understanding.reading import NoteReader
    from retrieval.understanding.topics.reader import TopicReader
    from retrieval.understanding.topics.taxonomy import load_taxonomy

    notes = NoteReader(TopicReader(load_taxonomy())).read([text for _, text in said])
    return {
        record: tuple(each.topic for each in note.topics)
        for (record, _), note in zip(said, notes, strict=True)
    }


def _rows(file: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10**8)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
