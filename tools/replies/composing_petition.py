"""A reply of a public office to a petition: received, what it raises, who has to check it, a formal close."""

import re

from tools.replies.composing_writing import Writing
from tools.replies.naming_zh import title_named
from tools.replies.points import Point

__all__ = ["write"]

MOST_DETAILS = 3
_REPORTS = re.compile(r"^(?:再次)?(?:反映|投诉|举报|实名举报|反应)(?:一下)?")
_ASKS = re.compile(r"^(?:咨询|请问|求问|想问|询问)(?:一下)?(?:关于)?")


def write(writing: Writing) -> None:
    """Adds the paragraphs of the reply."""
    received = _received(writing)
    points = list(writing.brief.points)
    kind = _main(points)
    thanks = kind == "thanks"
    writing.add(writing.says("", "greeting_petition"))
    _join(writing, received, writing.says("petition", kind), "" if thanks else _details(writing, points))
    if not thanks:
        _inform(writing, points)
    if not writing.short:
        writing.add(writing.says("petition", "close_thanks" if thanks else "close"))


def _received(writing: Writing) -> str:
    """The letter by its title, which says itself whether it reports, asks or wishes."""
    title = title_named(writing.brief.title)
    if not title:
        return writing.says("petition", "received_plain")
    for key, said in (("received_reported", _REPORTS), ("received_asked", _ASKS)):
        subject = said.sub("", title)
        if subject != title and len(subject) >= 4:
            return writing.says("petition", key, title=subject)
    return writing.says("petition", "received", title=title.removeprefix("关于"))


def _main(points: list[Point]) -> str:
    """The kind of the first point: a title says what the whole is."""
    return points[0].kind if points else "problem"


def _details(writing: Writing, points: list[Point]) -> str:
    """What the letter raises beyond its title, listed."""
    title = writing.brief.title
    told: list[str] = []
    for point in points:
        if point.kind == "thanks" or (title and point.begin < len(title)):
            continue
        said = writing.said(point)
        if said and said.rstrip("？") not in title:
            told.append(writing.says("petition", f"detail_{point.kind}", said=said))
    if not told:
        return ""
    kept = list(dict.fromkeys(told))[: 2 if writing.short else MOST_DETAILS]
    space = "；" if writing.brief.language == "zh" else "; "
    return writing.says("petition", "details" if len(kept) > 1 else "detail", list=space.join(kept))


def _inform(writing: Writing, points: list[Point]) -> None:
    backed = [told for _, told in writing.answers(points, 1 if writing.short else 3)]
    found = backed or [told for _, told in writing.steps(points)]
    note = writing.from_note()
    look = "" if note or backed else writing.says("petition", "look")
    if writing.short:
        _join(writing, *found, note, look or "")
    else:
        writing.add(*found, *writing.learned(), note)
        writing.add(look, writing.ticket(), writing.asked())


def _join(writing: Writing, *sentences: str) -> None:
    if writing.brief.language == "zh" or writing.short:
        writing.paragraphs[0] += [each for each in sentences if each]
    else:
        writing.add(*sentences)
