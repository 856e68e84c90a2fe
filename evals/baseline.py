"""What each suite reached when last accepted, and when a run is worse by more than noise.

Only the offline model has baselines. What counts as noise: `evals.comparing.Pairs.worse`.
"""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evals.cases import SPLITS
from evals.comparing import pairs, verdicts
from evals.records import Record
from evals.shares import judged

FOLDER = Path(__file__).parent / "baselines"

__all__ = ["accept", "below", "content"]


def content(records: Iterable[Record]) -> dict[str, Any]:
    """counts: right and asked by language, split and check. verdicts: of each question, by split."""
    asked = judged(records)
    n, right = Counter(map(_part, asked)), Counter(_part(each) for each in asked if each.right)
    return {
        "counts": {part: f"{right[part]} of {n[part]}" for part in sorted(n)},
        "verdicts": {
            split: dict(sorted(verdicts(each for each in asked if each.split == split).items()))
            for split in SPLITS
        },
    }


def below(suite: str, records: Iterable[Record], whole: bool = True) -> list[str]:
    """A sentence for each way in which a run of the suite is worse than accepted.

    whole: the run asked the suite's every question; one that was accepted and is not asked any more is named.
    """
    path = FOLDER / f"{suite}.json"
    if not path.exists():
        return [f"{suite} has no baseline: look at its answers, then run it with --accept"]
    accepted, now = json.loads(path.read_text(encoding="utf-8"))["verdicts"], content(records)["verdicts"]
    found = []
    for split in SPLITS:
        changed = pairs(accepted[split], now[split])
        gone = [item for item in accepted[split] if item not in now[split]]
        if whole and gone:
            found.append(f"{suite} {split}: {len(gone)} accepted questions are not asked: {', '.join(gone)}")
        if changed.worse(offline=True):
            found.append(
                f"{suite} {split}: {len(changed.lost)} questions lost, {len(changed.won)} won "
                f"(p = {changed.p_worse:.3f}): {', '.join(changed.lost)}"
            )
    return found


def accept(suite: str, records: Iterable[Record]) -> None:
    """Makes this run of the suite the baseline."""
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps(content(records), indent=1, ensure_ascii=False)
    (FOLDER / f"{suite}.json").write_text(text + "\n", encoding="utf-8")


def _part(record: Record) -> str:
    return f"{record.lang} {record.split} {record.check}"
