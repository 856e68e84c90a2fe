"""What each suite reached when last accepted. Offline answers do not vary, so fewer right is a failure."""

import json
from pathlib import Path

FOLDER = Path(__file__).parent / "baselines"

Totals = dict[str, dict[str, int]]

__all__ = ["Totals", "accept", "below"]


def below(suite: str, found: Totals) -> list[str]:
    """A sentence for each language and split with fewer right answers, or fewer questions, than accepted."""
    path = FOLDER / f"{suite}.json"
    if not path.exists():
        return [f"{suite} has no baseline: look at its answers, then run it with --accept"]
    accepted: Totals = json.loads(path.read_text(encoding="utf-8"))
    nothing = {"n": 0, "right": 0}
    return [
        f"{suite} {part}: {now['right']} of {now['n']} right, {was['right']} of {was['n']} accepted"
        for part, was in accepted.items()
        for now in [found.get(part, nothing)]
        if now["right"] < was["right"] or now["n"] < was["n"]
    ]


def accept(suite: str, found: Totals) -> None:
    """Makes these totals the baseline."""
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{suite}.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
