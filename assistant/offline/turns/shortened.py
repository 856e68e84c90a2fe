"""Numbers called by less than their name in a talk about numbers: 卫生 for 卫生分 after the average of 总分."""

import re

from assistant.offline.names.glossary import same_meaning
from assistant.offline.names.surfaces import spaced
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from assistant.offline.turns.openings import opening
from retrieval.catalog import Catalog

__all__ = ["named_in_full", "number_named", "still_held"]

_ENDING = re.compile(
    r"(?:(?:评|得|打)?分数?|评价|星级|率|数|[ _]?(?:scores?|ratings?|marks?|points?|rate|amount))$"
)
_AROUND = re.compile(
    r"^(?:the |for |on |its |their )+|(?:方面|这块|那块|上|的)?(?:呢|咧|如何|怎么样|多少)?[\W]*$|(?: one| too| as well| then| please| pls)+\W*$"
)


_STILL = re.compile(
    r"(?<=[呢的])[,，]\s?(?:但|不过)?(?:还是|仍然?(?:是|看)?|依然(?:是|看)?)(?=[^,，。？?哪谁]{1,8}(?<![呢吗多少高低好差])[。？?]?$)"
)


def still_held(question: str) -> str:
    """学贷呢，还是佛州: what stays as it was, and no choice between the two."""
    return _STILL.sub("，", question)


def named_in_full(question: str, before: Before, catalog: Catalog) -> str:
    """The question with the one number field whose name it begins spelt out; the question itself where none or
    several are meant, or the turn before asked for no number.
    """
    if before.quoted or before.query.measures[0].field is None:
        return question
    said = _AROUND.sub("", plain(opening(question).rest)).strip()
    if not said:
        return question
    meant = {
        field.name: name
        for field in catalog.fields
        if field.kind == "number" and not field.derived
        for name in (field.zh, field.en, *field.headers)
        if _ENDING.sub("", spaced(name)).strip() in {said, *same_meaning(said)} and said != spaced(name)
    }
    if len(meant) != 1 or said not in plain(question):
        return question
    return re.sub(re.escape(said), lambda _: next(iter(meant.values())), plain(question), count=1)


_BARE_FIGURE = re.compile(
    r"(?<![a-z])(?P<op>average|mean|avg|median|maximum|minimum|max|min|highest|lowest|total|sum)(?: (?:one|value))?(?= (?:for|of|in|by|per|on|among|from|at|with|across) (?!(?:that|it|them|those|these|all)(?![a-z])))"
)
_OTHER_FIGURE = re.compile(
    r"(?<![a-z])(?:number|count|counts|how many|share|percent\w*|rate|rating|score|nps|prices?|costs?|amounts?|stars?|volume|reviews?|complaints?|records?|feedback)(?![a-z])"
)


def number_named(question: str, before: Before, catalog: Catalog) -> str:
    """The question with the number spoken of after a bare "the average for Europe"; the question itself where it
    names what it is the average of, or no number was spoken of.
    """
    field = catalog.field(before.query.measures[0].field or "")
    text = plain(question)
    if before.quoted or field is None or field.kind != "number" or len(text) != len(question):
        return question
    found = _BARE_FIGURE.search(text)
    if found is None or _OTHER_FIGURE.search(text):
        return question
    return f"{question[: found.end('op')]} {field.en.lower()}{question[found.end() :]}"
