"""Numbers that count what records are called: n_messages in "conversations with more than 3 messages", 消息数.

The noun alone means the records; beside a number, an average or 数 it means the column that counts it.
"""

import re
from collections.abc import Iterator

from assistant.offline.names.glossary import same_meaning, singular
from assistant.offline.names.mentions import FieldMention, Links
from assistant.offline.names.surfaces import spaced
from assistant.offline.text.lexicon import concept
from assistant.offline.text.numerals import NUMBER
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField

__all__ = ["take_counted"]

_COUNTING = frozenset(("n", "num", "nr", "no", "number", "count", "counts", "cnt", "qty", "of", "total"))
_ZH_COUNTING = re.compile(r"(?:总|条|次|个)?(?:数量|数|量)$")
_OF_GROUPS = re.compile(r"(?<![a-z])(?:which|what|who|companies|rank|top|list|by)(?![a-z])|哪|谁|各|每")
"""Groups are spoken of: so many records each."""
_AVERAGE = r"(?:average|mean|median|typical|avg\.?|maximum|max|minimum|min)"


_ZH_NOUNS = {
    "message": {"消息", "讯息"},
    "comment": {"评论", "留言"},
    "review": {"评论", "点评"},
    "reply": {"回复"},
    "response": {"回复"},
    "post": {"帖子"},
    "call": {"来电"},
}
"""What the records may be called in Chinese."""


def take_counted(links: Links, scan: Scan, catalog: Catalog) -> None:
    """Takes the noun as a mention of the number that counts it."""
    for field in catalog.fields:
        noun = _counted(field)
        if noun is None or any(each.field == field for each in links.fields):
            continue
        for start, end in _said(scan, noun):
            if "\x00" not in scan.free[start:end]:
                links.fields.append(FieldMention(start, end, field))
                scan.take(start, end)
                break


def _counted(field: CatalogField) -> str | None:
    """What a column counts, where that is a noun for feedback."""
    if field.kind != "number" or field.derived or field.known:
        return None
    name = spaced(field.name)
    if not name.isascii():
        noun = _ZH_COUNTING.sub("", name)
        return noun if noun != name and concept("record").fullmatch(noun) else None
    words = [each for each in name.split() if each not in _COUNTING]
    if len(words) != 1 or words == name.split() or not concept("record").fullmatch(words[0]):
        return None
    return singular(words[0])


def _said(scan: Scan, noun: str) -> Iterator[tuple[int, int]]:
    """Where the noun stands as what is counted."""
    forms = sorted(same_meaning(noun) | _ZH_NOUNS.get(noun, set()), key=len, reverse=True)
    english = "|".join(rf"{re.escape(each)}s?" for each in forms if each.isascii())
    chinese = "|".join(re.escape(each) for each in forms if not each.isascii())
    if english:
        per = rf"(?P<n>{english})(?= (?:per|in each|in a|each|a) (?:{concept('record').pattern}))"
        average = (
            rf"(?<![a-z]){_AVERAGE} (?:(?:number|count|amount) of )?(?P<n>{english})(?: counts?)?(?![a-z])"
        )
        many = rf"(?<![a-z]){NUMBER} (?:(?:or|and) (?:more|fewer|less|over|above|below) |\+ ?)?(?P<n>{english})(?![a-z])"
        yield from _places(scan, (per, average))
        if not _OF_GROUPS.search(scan.text):
            yield from _places(scan, (many,))
    if chinese:
        named = rf"(?P<n>(?:{chinese})(?:条|总)?(?:数量|数(?![据字])|量))"
        average = rf"平均(?:每[^，。]{{1,4}})?(?:有)?(?:多少|几)?条?(?P<n>{chinese})(?:数|条数|量)?"
        many = rf"{NUMBER}条?(?:及?以[上下]|或?以[上下])?的?(?P<n>{chinese})"
        over = rf"(?P<n>{chinese})(?=(?:数量?)?(?:超过|多于|大于|高于|不少于|至少|达到?|少于|不足|不到|不超过|有|在)(?:了)?{NUMBER}条)"
        yield from _places(scan, (named, average))
        if not _OF_GROUPS.search(scan.text):
            yield from _places(scan, (over, many))


def _places(scan: Scan, patterns: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for pattern in patterns:
        for match in re.finditer(pattern, scan.free):
            yield match.span("n")
