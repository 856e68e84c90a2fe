"""The 40 questions: 20 in each language, chosen once by hash, the checks in proportion.

Candidates are the first turns, in their first phrasing, of the held-back conversations over the sample and
the made-up files, where words alone can be judged. Their ids are in `questions.txt`, so that questions
written later do not change the list.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from evals.cases import Case, Split
from evals.peers.judging import CHECKS
from evals.suites import suite_named

CHOSEN = Path(__file__).with_name("questions.txt")
SUITES = ("sample", "made_up")
EACH = 20
"""Questions in each language."""

__all__ = ["CHOSEN", "SUITES", "candidates", "choose", "chosen", "shares"]


def candidates(split: Split) -> list[Case]:
    """The conversations of a part whose first turn can be judged by words."""
    cases = [case for name in SUITES for case in suite_named(name).cases((split,))]
    return [case for case in cases if case.turns[0].check in CHECKS]


def choose(cases: Iterable[Case], each: int = EACH) -> list[Case]:
    """So many of each language, the checks in proportion, by the hash of their ids."""
    picked: list[Case] = []
    by_hash = sorted(cases, key=_hash)
    for lang in ("en", "zh"):
        here = [case for case in by_hash if case.lang == lang]
        for check, count in shares(Counter(case.turns[0].check for case in here), each).items():
            picked += [case for case in here if case.turns[0].check == check][:count]
    return sorted(picked, key=_hash)


def _hash(case: Case) -> str:
    return hashlib.sha256(case.id.encode()).hexdigest()


def shares(counts: Counter[str], total: int) -> dict[str, int]:
    """`total` parted in proportion to the counts, by largest remainder; all of them where there are fewer."""
    everything = sum(counts.values())
    if everything <= total:
        return dict(counts)
    exact = {name: total * count / everything for name, count in counts.items()}
    parts = {name: int(share) for name, share in exact.items()}
    left = sorted(exact, key=lambda name: (parts[name] - exact[name], name))[: total - sum(parts.values())]
    return {name: parts[name] + (name in left) for name in parts}


def chosen() -> list[Case]:
    """The questions of the list, in its order. Raises KeyError for an id that is there no more."""
    cases = {case.id: case for case in candidates("held")}
    return [cases[line] for line in CHOSEN.read_text(encoding="utf-8").split()]
