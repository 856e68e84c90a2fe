"""What has to be asked for before a customer can be helped, and was not said."""

from collections.abc import Sequence

from tools.replies.matter import Matter, asked_instead, fits, matter_of
from tools.replies.points import Point
from tools.replies.register import Register
from tools.replies.wordlists import nested_lists, nested_rules, rules

__all__ = ["what_is_missing"]

MOST = 2
"""More at once reads like a form."""

_BARE = 20
"""Characters of a request ("please help me!") that says nothing of what for."""

_NEEDS_NOTHING = ("thanks", "suggestion")


def what_is_missing(
    message: str, points: Sequence[Point], register: Register, product: str | None = None
) -> tuple[str, ...]:
    """Names of what to ask for, the most useful first: order, booking, model, time, place, ...

    Nothing for thanks and suggestions. product: of the record, where its file says it.
    """
    asking = [each for each in points if each.kind not in _NEEDS_NOTHING]
    if not asking:
        return ()
    needs = nested_lists("missing", "needs")
    matter: Matter = "public" if register.manner == "petition" else matter_of(message)
    wanted: list[str] = []
    if matter == "public":
        happened = rules("missing")["event"].search(message) is not None
        wanted += [each for each in needs["petition"] if each != "time" or happened]
        wanted = wanted if asking[0].kind == "problem" else []
    else:
        for point in sorted(asking, key=lambda each: (each.kind == "question", each.topic is None)):
            wanted += _needs_of(point, needs, matter)
    said = nested_rules("missing", "said")
    fitting = filter(None, (asked_instead(each, matter) for each in wanted))
    open_ = [each for each in dict.fromkeys(fitting) if not said[each].search(message)]
    if product:
        open_ = [each for each in open_ if each != "model"]
    return tuple(open_[:MOST])


def _needs_of(point: Point, needs: dict[str, list[str]], matter: Matter) -> list[str]:
    """By the topic, else its area; a question about nothing known needs nothing."""
    if point.topic is None or not fits(point.topic, matter):
        if point.kind == "problem" and matter in needs:
            return needs[matter]
        bare = point.kind == "request" and len(point.words) <= _BARE
        return needs["other"] if point.kind == "problem" or bare else []
    if point.kind == "question" and not point.topic.startswith(("logistics", "billing", "app.login")):
        return []
    return needs.get(point.topic, needs.get(point.topic.split(".")[0], needs["other"]))
