"""Whether there is more of it altogether than in the time before, in one sentence with its figures."""

from prompts import Language, text
from tools.themes.report import Part, Side, Whole
from tools.themes.request import About

__all__ = ["told_whole"]


_WEEK = 7


def told_whole(found: Whole, about: About, language: Language) -> str:
    """What the verdict is, how many a week on both sides, and what part of the feedback they are."""

    def say(key: str, **details: object) -> str:
        return text("themes_telling", key, language, **details)

    verdict = f"mixed_{found.share}" if found.verdict == "mixed" else found.verdict
    lead = say(f"whole_{'complaints' if about == 'complaints' else 'other'}_{verdict}")
    unit = "daily" if min(found.now.days, found.before.days) < _WEEK else "weekly"
    now, before = (_side(each, say(f"whole_{about}"), unit, language) for each in (found.now, found.before))
    sentence = say(
        "whole", lead=lead, now=now, before=before, first=found.before.first, last=found.before.last
    )
    if found.now.felt is None or found.before.felt is None:
        return sentence + say("whole_end")
    shares = (_share(each, language) for each in (found.now.felt, found.before.felt))
    return sentence + say("whole_share", **dict(zip(("now", "before"), shares, strict=True)))


def _side(side: Side, what: str, unit: str, language: Language) -> str:
    """unit: of less than a week nothing is said about weeks."""
    pace = side.records / side.days * (_WEEK if unit == "weekly" else 1)
    return text(
        "themes_telling",
        f"whole_{unit}",
        language,
        records=f"{side.records:,}",
        what=what,
        days=side.days,
        pace=f"{pace:,.1f}",
    )


def _share(part: Part, language: Language) -> str:
    share = f"{100 * part.share:.1f}"
    return text("themes_telling", "part", language, share=share, part=part.part, records=part.records)
