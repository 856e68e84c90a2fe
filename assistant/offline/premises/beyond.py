"""Questions no feedback data can answer, and words it does not have: why a question is declined."""

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources

from assistant.offline.conditions.numbers import duration_fields
from assistant.offline.names.mentions import FieldMention
from assistant.offline.text.numerals import NUMBER
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField

__all__ = ["asks_beyond", "asks_how_long", "missing_name"]

_BESIDE = 2
"""Characters between a field's name and what is said to be a value of it."""

_SHOWN = 6
"""Values shown where the one asked for is not there."""

_FEW = 30
"""A column of more values than this has no short list of them to show."""

_SPLIT_BY = re.compile(
    r"(?:(?<![a-z])(?:by|per|for each|for every|each|every|across|which|broken down by|split by)(?: the| customer)?|按照?|各个?|每一?个?|不同|哪一?[个家种类些]|分)\s*$"
)
_CITED = re.compile(r"(?<![a-z])(?:mention|contain|the words?(?![a-z]))|提到|提及|说到|写到|含有|包含")
_PLACED = re.compile(
    r"(?<![a-z])(?:from|in|of|for|at|with|by|to|on|about)(?: the)?\s*$|(?:来自|在|对|给|属于|的)\s*$"
)


def asks_beyond(scan: Scan, knows: Callable[[str], bool]) -> str | None:
    """Why no data of this kind can answer: a key of the answers' texts; None when it may.

    `knows`: whether words are a name this data has.
    """
    if _CITED.search(scan.free):
        return None  # what texts say of it can be counted
    for kind in ("personal", "opinion", "elsewhere", "cause"):
        found = _pattern(kind).search(scan.free)
        if found and not knows(found.group().strip()):
            return kind
    return "elsewhere" if _is_against_others(scan.free, knows) else None


_AGAINST = re.compile(
    r"(?:我们家?|咱们?家?|我司|本店|本公司)[^，。？?]{0,3}[和跟与同](?P<o>[\u3400-\u9fff]{2,4}?)(?:家|店)?(?:相?比(?:较|起来)?|对比|谁|哪个|哪家)"
    r"|[和跟与同](?P<p>[\u3400-\u9fff]{2,4}?)(?:相?比(?:较|起来)?|对比)[，,]?(?:我们|咱们?|我司|本店)"
)
""" "How do we do against X": another company, unless X is a time or something of this data."""

_OWN = re.compile(
    r"[年月周天日季期前后]|上个?|去年|今|以往|平均|整体|总体|全部|其他|其它|别的|大家|客户|用户|同行|地区|产品|渠道|门店|平台|\x00"
)


def _is_against_others(text: str, knows: Callable[[str], bool]) -> bool:
    found = _AGAINST.search(text)
    other = (found["o"] or found["p"]) if found else None
    return other is not None and _OWN.search(other) is None and not knows(other)


def asks_how_long(scan: Scan, catalog: Catalog) -> str | None:
    """ "How long does a refund take" of data that has no times taken: a key of the answers' texts."""
    if not _LONG.search(scan.free) or duration_fields(catalog):
        return None
    return "no_duration"


_DONE = "resolved|solved|closed|answered|replied to|fixed|refunded|handled|settled|dealt with|responded to"
_LONG = re.compile(
    r"(?<![a-z])how long (?:do(?:es)?|did|until|before|till|to|is|was|are|were|it|on average|people|customers|we|they)(?![a-z])"
    r"|(?<![a-z])(?:average|mean|median|typical) (?:wait(?:ing)?|handling|response|resolution|reply|processing|delivery) times?(?![a-z])"
    rf"|(?<![a-z])(?:{_DONE}) (?:within|in (?:under|less than|fewer than)) (?:(?:about|just|only) )?(?:an?|{NUMBER})[ -](?:business |working |calendar )?(?:hour|day|week|month)s?(?![a-z])"
    rf"|(?:{NUMBER})\s?(?:个?工作日|个?小时|天|日|个?星期|个?礼拜|周|个月)(?:之|以)?内(?:就|都|能|可以|被|得到|已经?|给)*(?:解决|处理|回复|答复|关闭|修好|退款|办结|搞定)"
    r"|(?:要|得|花|用|等|拖|平均|需要?)(?:了)?(?:多久|多长时间|多少天|几天|几个?小时|多少小时)|(?:多久|多长时间)(?:才|能|可以|到|回|会)"
)


def missing_name(
    scan: Scan, unread: Sequence[str], fields: Sequence[FieldMention], catalog: Catalog
) -> tuple[str, dict[str, str]] | None:
    """What the data lacks that the unread words name: a field to split by, or a value of a field named beside it."""
    words = _together(scan, unread)
    start = scan.text.find(words)
    if start < 0:
        return None
    end = start + len(words)
    if _SPLIT_BY.search(scan.text[:start]):
        nearest = [each.en if scan.text.isascii() else each.zh for each in _groupable(catalog)]
        return "no_field", {"said": words, "nearest": _list(nearest, scan)}
    for each in fields:
        beside = 0 <= start - each.end <= _BESIDE or 0 <= each.start - end <= _BESIDE
        if beside and each.field.kind == "category" and each.field.distinct <= _FEW:
            values = [value.value for value in each.field.values[:_SHOWN]]
            return "no_value", {"said": words, "field": each.field.name, "values": _list(values, scan)}
    if _PLACED.search(scan.text[:start]):
        return "no_name", {"said": words}
    return None


def _together(scan: Scan, unread: Sequence[str]) -> str:
    """The unread words as the question has them, when they stand together; the first of them else."""
    first = scan.text.find(unread[0])
    last = scan.text.find(unread[-1], first)
    stretch = scan.text[first : last + len(unread[-1])]
    return stretch if first >= 0 and len(stretch) <= sum(map(len, unread)) + 2 * len(unread) else unread[0]


def _groupable(catalog: Catalog) -> list[CatalogField]:
    named = [
        each
        for each in catalog.fields
        if each.kind in ("category", "flag") and each.name not in ("id", "source")
    ]
    return [each for each in named if not each.derived][:_SHOWN] or named[:_SHOWN]


def _list(words: Sequence[str], scan: Scan) -> str:
    return (", " if scan.text.isascii() else "、").join(words)


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    file = resources.files(__package__) / "beyond.toml"
    words = tomllib.loads(file.read_text(encoding="utf-8"))[kind]
    english = [
        rf"(?<![a-z0-9]){each}(?![a-z0-9])" if each[-1].isalpha() else rf"(?<![a-z0-9]){each}"
        for each in words["en"]
    ]
    return re.compile("|".join([*english, *words["zh"]]))
