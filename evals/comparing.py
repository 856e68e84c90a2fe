"""Two runs, or a run and what was accepted, question by question."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import comb

from evals.records import Record
from evals.report import table
from evals.shares import judged, share_right

Verdicts = Mapping[str, str]
"""By question (case/turn): a letter for each phrasing, "1" where it was right in every trial."""

NOISE = 2
ALPHA = 0.05

__all__ = ["Pairs", "Verdicts", "comparison", "mcnemar", "pairs", "verdicts"]


@dataclass(frozen=True, slots=True)
class Pairs:
    """won, lost: questions of which more, or fewer, phrasings are right than before, of those asked in both.

    Phrasings of a question are no independent draws, so a question counts once.
    """

    n: int
    won: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def p(self) -> float:
        """Two-sided exact McNemar."""
        return min(1.0, 2 * mcnemar(min(len(self.won), len(self.lost)), len(self.won) + len(self.lost)))

    @property
    def p_worse(self) -> float:
        """One-sided: how probable so few wins are when nothing became worse."""
        return mcnemar(len(self.won), len(self.won) + len(self.lost))

    def worse(self, offline: bool) -> bool:
        """Whether this is worse by more than noise.

        Offline answers do not vary, so a change may cost little: more than `NOISE` questions on balance is
        too much. Those of a language model vary: `p_worse` below `ALPHA`.
        """
        return len(self.lost) - len(self.won) > NOISE if offline else self.p_worse < ALPHA


def mcnemar(fewer: int, changed: int) -> float:
    """The chance of at most so many of the changed ones on one side, when either side is as likely."""
    return float(sum(comb(changed, each) for each in range(fewer + 1)) / 2**changed)


def verdicts(records: Iterable[Record]) -> dict[str, str]:
    """How each question went, in the order asked. A phrasing that was not asked is "-"."""
    found: dict[str, dict[int, bool]] = {}
    for record in judged(records):
        phrasings = found.setdefault(record.item, {})
        phrasings[record.phrasing] = phrasings.get(record.phrasing, True) and record.right is True
    return {
        item: "".join("01"[each[place]] if place in each else "-" for place in range(max(each) + 1))
        for item, each in found.items()
    }


def pairs(before: Verdicts, after: Verdicts) -> Pairs:
    """The questions that both have."""
    won: list[str] = []
    lost: list[str] = []
    n = 0
    for item in before:
        if item not in after:
            continue
        both = [each for each in zip(before[item], after[item], strict=False) if "-" not in each]
        n += bool(both)
        gained = sum(new == "1" for _, new in both) - sum(old == "1" for old, _ in both)
        if gained:
            (won if gained > 0 else lost).append(item)
    return Pairs(n, tuple(won), tuple(lost))


def comparison(before: Iterable[Record], after: Iterable[Record]) -> str:
    """Shares side by side by suite, language, check and split, then what was won and lost.

    Held-back questions are named by their ids alone.
    """
    old, new = list(before), list(after)
    keys: list[Callable[[Record], str]] = [
        lambda each: f"{each.suite} {each.lang} {each.split} {each.check}",
        lambda each: f"{each.suite} {each.lang} {each.split}",
        lambda each: f"{each.suite} {each.split}",
        lambda _: "all",
    ]
    rows = []
    for key in keys:
        for name in dict.fromkeys(key(record) for record in judged(old)):
            ours = [record for record in old if key(record) == name]
            theirs = [record for record in new if key(record) == name]
            if judged(theirs):
                rows.append(_row(name, ours, theirs))
    found = pairs(verdicts(old), verdicts(new))
    shown = {record.item: record.question for record in reversed(new) if record.split == "dev"}
    text = table(("questions", "golds", "A", "B", "difference", "won", "lost", "p"), rows)
    for word, items in (("won", found.won), ("lost", found.lost)):
        listed = [f"{item}: {shown[item]}" if item in shown else item for item in items]
        text += "\n  ".join([f"\n\n{word} ({len(items)})", *listed])
    return text


def _row(name: str, old: list[Record], new: list[Record]) -> tuple[str, ...]:
    found = pairs(verdicts(old), verdicts(new))
    before, after = share_right(old).value, share_right(new).value
    return (
        name,
        str(found.n),
        f"{before:.1%}",
        f"{after:.1%}",
        f"{100 * (after - before):+.1f}",
        str(len(found.won)),
        str(len(found.lost)),
        f"{found.p:.3f}",
    )
