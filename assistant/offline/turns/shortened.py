"""Numbers called by less than their name in a talk about numbers: 卫生 for 卫生分 after the average of 总分."""

import re

from assistant.offline.names.glossary import same_meaning
from assistant.offline.names.surfaces import spaced
from assistant.offline.text.scan import plain
from assistant.offline.turns.before import Before
from assistant.offline.turns.openings import opening
from retrieval.catalog import Catalog

__all__ = ["named_in_full"]

_ENDING = re.compile(
    r"(?:(?:评|得|打)?分数?|评价|星级|率|数|[ _]?(?:scores?|ratings?|marks?|points?|rate|amount))$"
)
_AROUND = re.compile(
    r"^(?:the |for |on |its |their )+|(?:方面|这块|那块|上|的)?(?:呢|咧|如何|怎么样|多少)?[\W]*$|(?: one| too| as well| then| please| pls)+\W*$"
)


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
