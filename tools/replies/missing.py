"""What has to be asked for before a customer can be helped, and was not said."""

from collections.abc import Sequence

from tools.replies.points import Point
from tools.replies.register import Register
from tools.replies.wordlists import nested_lists, nested_rules

__all__ = ["what_is_missing"]

MOST = 2
"""More at once reads like a form."""

_BARE = 20
"""Characters of a request ("please help me!") that says nothing of what for."""

_NEEDS_NOTHING = ("thanks", "suggestion")


def what_is_missing(
    message: str, points: Sequence[Point], register: Register, product: str | None = None
) -> tuple[str, ...]:
    """Names of what to ask for, the most useful first: order, model, time, contact, screenshot, place, ...

    Nothing for thanks and suggestions. product: of the record, where its file says it.
    """
    asking = [each for each in points if each.kind not in _NEEDS_NOTHING]
    if not asking:
        return ()
    needs = nested_lists("missing", "needs")
    wanted: list[str] = []
    if register.manner == "petition":
        wanted += needs["petition"] if asking[0].kind == "problem" else []
    else:
        for point in sorted(asking, key=lambda each: (each.kind == "question", each.topic is None)):
            wanted += _needs_of(point, needs)
    said = nested_rules("missing", "said")
    open_ = [each for each in dict.fromkeys(wanted) if not said[each].search(message)]
    if product:
        open_ = [each for each in open_ if each != "model"]
    return tuple(open_[:MOST])


def _needs_of(point: Point, needs: dict[str, list[str]]) -> list[str]:
    """By the topic, else its area; a question about nothing known needs nothing."""
    if point.topic is None:
        bare = point.kind == "request" and len(point.words) <= _BARE
        return needs["other"] if point.kind == "problem" or bare else []
    if point.kind == "question" and not point.topic.startswith(("logistics", "billing", "app.login")):
        return []
    return needs.get(point.topic, needs.get(point.topic.split(".")[0], needs["other"]))
