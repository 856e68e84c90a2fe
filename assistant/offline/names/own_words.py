"""Words of the data itself that restrict nothing: what its records are called, and the rest of a header already read.

A file whose time is "Ride started" or 就诊日期 holds rides or visits: "how many rides" asks for its records. A
question read as being about 候诊分钟 may say 候诊 once more.
"""

import re
from collections.abc import Iterable

from assistant.offline.names.glossary import singular
from assistant.offline.text.scan import Scan, plain
from retrieval.catalog import Catalog, CatalogField

__all__ = ["names_each_record", "take_own_words"]

_GENERAL = frozenset(
    [
        "date",
        "time",
        "day",
        "started",
        "start",
        "ended",
        "end",
        "at",
        "on",
        "of",
        "the",
        "in",
        "by",
        "from",
        "received",
        "created",
        "submitted",
        "posted",
        "published",
        "updated",
        "opened",
        "closed",
        "filed",
        "logged",
        "sent",
        "id",
        "no",
        "number",
        "num",
        "code",
        "ref",
        "reference",
        "key",
        "timestamp",
        "utc",
        "local",
        "row",
        "index",
        "unique",
        "record",
        "external",
        "source",
    ]
)
"""Words of headers that say nothing of what a record is."""

_ZH_GENERAL = re.compile(
    r"(?:发生|创建|提交|开始|结束|更新)?(?:日期|时间|编号|序号|单号|代码|流水号|号码?|日|时刻|id)$"
)
_AFTER_ZH = r"(?:单|记录)?(?:人次|数量|次数|总数|数|量)?"


def take_own_words(scan: Scan, catalog: Catalog, used: Iterable[str]) -> None:
    """Takes what records are called, and words of the headers of the fields `used`, where nobody took them."""
    for match in scan.find(_ALL_OF):
        scan.take(*match.span("n"))
    words = {each for field in catalog.fields if _tells_records(field) for each in _nouns(field)}
    for name in used:
        field = catalog.field(name)
        words |= _header_words(field) if field is not None and not field.derived else set()
    for word in sorted(words, key=len, reverse=True):
        pattern = rf"(?<![a-z0-9]){word}(?:s|es)?(?![a-z0-9])" if word.isascii() else word + _AFTER_ZH
        for match in scan.find(pattern):
            scan.take(*match.span())


_ALL_OF = re.compile(
    r"(?<![a-z])(?:each of the|all|each of|all of the|of the|the|our) (?P<n>two|three|four|five|six|seven|eight|nine|ten) (?=\x00)"
)
"""How many values a field has, before its name: "each of the three groups"."""


def names_each_record(field: CatalogField) -> bool:
    """Whether a column has another value in every record, so that its name is one for the records."""
    return field.kind == "category" and field.present > _FEW and field.distinct >= field.present


_FEW = 20
"""Fewer records than this may differ by chance."""


def _tells_records(field: CatalogField) -> bool:
    return field.kind == "date" or names_each_record(field)


def _nouns(field: CatalogField) -> set[str]:
    found: set[str] = set()
    for header in field.headers or (field.name,):
        form = plain(header)
        if form.isascii():
            nouns = [each for each in re.findall(r"[a-z]{3,}", form) if each not in _GENERAL]
            found |= {singular(each) for each in nouns}
            found |= {each + ("r" if each.endswith("e") else "er") for each in nouns if len(each) > 3}
        elif len(noun := _ZH_GENERAL.sub("", form)) > 1:
            found.add(noun)
    return found


def _header_words(field: CatalogField) -> set[str]:
    found: set[str] = set()
    for header in (field.name, *field.headers):
        form = plain(header)
        found |= {singular(each) for each in re.findall(r"[a-z]{4,}", form)}
        found |= {piece[:end] for piece in re.findall(r"[\u3400-\u9fff]{3,}", form) for end in (2, 3)}
    return found
