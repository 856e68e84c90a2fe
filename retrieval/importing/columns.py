"""Which column is which known field, judged from its name and its values; the others stay attributes."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from retrieval.errors import BadFile
from retrieval.importing.evidence import Evidence
from retrieval.importing.options import ATTRIBUTE, IGNORE
from retrieval.importing.personal import is_personal, looks_personal
from retrieval.importing.times import Order
from retrieval.importing.values import LANGUAGE_NAMES
from retrieval.records import FIELDS, FieldKind, known_field

__all__ = ["Column", "map_columns"]

_GRADES = {"sure": 0.98, "likely": 0.85, "maybe": 0.6}
_LEAST = 0.3
"""A column fits a field only above this confidence."""

_TIE = 0.03
"""Two text columns closer than this are equally good: the person has to say which."""

_CODED = re.compile(
    r"\b(id|ids|code|codes|phone|mobile|zip|postcode|postal|sku|isbn|version|firmware|build)\b"
    r"|号|號|编码|代码|电话|手机|邮编|版本"
)
_TIMELY = re.compile(r"\b(time|date|day|timestamp|ts|at|on|datetime)\b|时间|日期|時間|时刻")
_COUNTED = re.compile(
    r"\b(count|counts|num|number|n|likes|dislikes|votes|replies|shares|retweets|times|days|qty|quantity)\b"
    r"|数|數|次"
)
_OTHER_TIME = re.compile(
    r"\b(repl|respon|resol|clos|updat|modif|birth|due|expir|delet|ship|deliver|end)"
    r"|回复|处理|办结|更新|修改|生日|出生|到期|截止|关闭|完成|发货|送达|答复"
)
_NOT_FEEDBACK = re.compile(
    r"\b(reply|replies|answers?|urls?|links?|ids?|name|email|address|agent|spans?|path|images?|title|json|tags"
    r"|lang|language|date|time|type|status|score|rating|stars|count|length|category|source|votes?)\b"
    r"|回复|答复|回覆|答覆|链接|网址|地址|图片|姓名|名称|标题"
)
_TEXT_WORDS = frozenset(
    ("text", "review", "comment", "comments", "feedback", "message", "content", "verbatim", "opinion")
)
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", re.I)


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is read and where it goes.

    target: a known field, "attribute" or "ignore". confidence: 0 to 1, 1 when the person said so.
    order, comma, digits: how its dates and numbers are read (see times and values). lowest: of its numbers.
    personal: it is named for what names or reaches a person.
    """

    name: str
    target: str
    kind: FieldKind
    confidence: float
    order: Order = "dmy"
    order_settled: bool = True
    comma: bool = False
    digits: bool = False
    lowest: float = 0
    personal: bool = False

    @property
    def attribute_name(self) -> str:
        """The name its attribute gets: its own, unless that is a known field's."""
        return f"{self.name} (column)" if known_field(self.name) else self.name


def map_columns(
    file: str,
    header: Sequence[str],
    evidence: Sequence[Evidence],
    chosen: Mapping[str, str],
    reserved: Collection[str] = (),
) -> tuple[Column, ...]:
    """A target for every column. `chosen` (column -> target) wins over names and values; a `reserved` field
    is given to none.

    Raises BadFile when `chosen` names a column the file does not have, when no column holds text, and when
    two columns could equally well be the text.
    """
    targets = _chosen_targets(file, header, chosen)
    confidence = dict.fromkeys(targets, 1.0)
    taken = {*reserved, *(target for target in targets.values() if target not in (ATTRIBUTE, IGNORE))}
    scores = {
        (index, known.name): _score(known.name, name, values)
        for index, (name, values) in enumerate(zip(header, evidence, strict=True))
        for known in FIELDS
        if not known.derived and index not in targets and known.name not in taken
    }
    if "text" not in taken:
        index = _text_column(file, header, scores)
        targets[index], confidence[index] = "text", scores[index, "text"]
    for (index, field), score in sorted(scores.items(), key=lambda item: -item[1]):
        if score >= _LEAST and index not in targets and field not in targets.values():
            targets[index], confidence[index] = field, score
    for index in range(len(header)):
        if index not in targets:
            rival = max((score for (place, _), score in scores.items() if place == index), default=0.0)
            targets[index], confidence[index] = ATTRIBUTE, 1 - rival
    return tuple(
        _column(name, targets[index], confidence[index], evidence[index]) for index, name in enumerate(header)
    )


def _chosen_targets(file: str, header: Sequence[str], chosen: Mapping[str, str]) -> dict[int, str]:
    targets: dict[int, str] = {}
    for name, target in chosen.items():
        index = next((place for place, each in enumerate(header) if _same_name(each, name)), None)
        if index is None:
            raise BadFile("map_column", file=file, column=name, columns=", ".join(header[:20]))
        if target in targets.values() and target not in (ATTRIBUTE, IGNORE):
            raise BadFile("map_twice", file=file, field=target)
        targets[index] = target
    return targets


def _same_name(column: str, said: str) -> bool:
    return column.casefold() == " ".join(said.split()).casefold()


def _text_column(file: str, header: Sequence[str], scores: Mapping[tuple[int, str], float]) -> int:
    found = sorted(
        ((score, -index) for (index, field), score in scores.items() if field == "text" and score >= _LEAST),
        reverse=True,
    )
    if not found:
        raise BadFile("no_text_column", file=file, columns=", ".join(header[:20]))
    best = found[0][0]
    equal = [header[-index] for score, index in found if score > best - _TIE]
    if len(equal) > 1:
        equal.sort(key=header.index)
        raise BadFile("ambiguous_text", file=file, columns=", ".join(equal), first=equal[0])
    return -found[0][1]


def _column(name: str, target: str, confidence: float, values: Evidence) -> Column:
    folded = _folded(name)
    timely = bool(_TIMELY.search(folded)) or target == "time"
    known = known_field(target)
    personal = known is None and (is_personal(name) or looks_personal(values.distinct))
    kind = known.kind if known else "category" if personal else _own_kind(folded, values)
    return Column(
        name,
        target,
        kind,
        round(confidence, 2),
        order=values.order,
        order_settled=kind != "date" or values.order_settled,
        comma=values.comma,
        digits=timely,
        lowest=values.lowest if target == "sentiment" and values.numbers else 0,
        personal=personal,
    )


def _own_kind(folded: str, values: Evidence) -> FieldKind:
    return values.kind(
        coded=bool(_CODED.search(folded)),
        timely=bool(_TIMELY.search(folded)),
        counted=bool(_COUNTED.search(folded)),
    )


def _score(field: str, name: str, values: Evidence) -> float:
    """How well a column fits a field: how well its name does, times how well its values do."""
    folded = _folded(name)
    named = _aliases().get((field, folded), 0.0)
    if not named and not is_personal(name):  # a phone number can be read as a time, too
        named = _guessed(field, folded, values)
    if field == "text" and _is_label(values, named >= _GRADES["sure"]):
        return 0.0
    return named * _fits(field, values) if named else 0.0


def _guessed(field: str, folded: str, values: Evidence) -> float:
    """For a name not in the list: its form, then its values alone."""
    if field == "time" and values.kind(timely=True) == "date" and not _OTHER_TIME.search(folded):
        return 0.7 if _TIMELY.search(folded) else 0.5
    a_question = len(folded.split()) > 4  # "What is the main reason for your score?" asks for words
    if field == "text" and (a_question or not _NOT_FEEDBACK.search(folded)):
        if _TEXT_WORDS & set(folded.split()) or folded.endswith(("内容", "评论", "留言", "意见", "內容")):
            return 0.75
        if values.mean_width > 25 and values.distinct_share > 0.5:
            return 0.35 + 0.15 * min(1.0, values.mean_width / 80)
    return 0.0


def _fits(field: str, values: Evidence) -> float:
    """0 when the values cannot be this field's, 1 when they are just what it holds."""
    if not values.filled:
        return 0.9 if field == "text" else 0.6
    kind = values.kind()
    if field == "text":
        return 0.75 + 0.25 * min(1.0, values.mean_width / 30)
    if field == "time":
        return 1.0 if values.share("date") >= 0.5 else 0.0
    if field in ("rating", "nps", "csat"):
        in_range = values.scores if values.highest <= 1000 else 0
        return 1.0 if (values.to_ten if field == "nps" else in_range) >= 0.5 * values.tried else 0.0
    if field == "order_value":
        return 1.0 if values.share("number") >= 0.5 else 0.0
    if field == "id":
        return _fits_id(values)
    if field == "sentiment":
        known = values.sentiments >= 0.8 * values.tried or (
            values.reads_as("number") and values.distinct <= {"-1", "0", "1", "0.0", "1.0", "-1.0"}
        )
        return 1.0 if known else 0.45 if _is_short_list(values) else 0.0
    if field == "language":
        return sum(map(_is_language, values.distinct)) / len(values.distinct)
    if field == "title":
        return 0.0 if kind in ("number", "date", "flag") else 1.0
    return 0.0 if kind in ("date", "flag", "text") and values.filled > 1 else 1.0


def _fits_id(values: Evidence) -> float:
    """Ids that repeat are updates in a short file; in a long one they name something else than the row."""
    least = 0.95 if values.distinct_of >= 200 else 0.3
    return 1.0 if values.distinct_share >= least and values.mean_width <= 80 else 0.0


def _is_label(values: Evidence, named: bool) -> bool:
    """Numbers, dates, yes and no, a few words again and again: not what people wrote, unless the column is
    `named` for just that."""
    if named or not values.filled:
        return False
    if values.kind() in ("number", "date", "flag"):
        return True
    few = values.filled >= 20 and values.distinct_share < 0.05 and values.mean_width < 20
    return few or values.sentiments >= 0.9 * values.tried


def _is_short_list(values: Evidence) -> bool:
    return values.kind() == "category" and len(values.distinct) <= 30 and values.mean_width <= 20


def _is_language(value: str) -> bool:
    return value.casefold() in LANGUAGE_NAMES or _LANGUAGE_CODE.fullmatch(value) is not None


def _folded(name: str) -> str:
    """A header as it is compared: "reviewText (EN)" is "review text"."""
    name = unicodedata.normalize("NFKC", name)
    name = re.sub(r"[(\[【（].*?[)\]】）]", " ", name) if not re.match(r"[(\[【（]", name) else name
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


@cache
def _aliases() -> dict[tuple[str, str], float]:
    file = resources.files(__package__) / "headers.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        (field, _folded(alias)): _GRADES[grade]
        for field, grades in table.items()
        for grade, aliases in grades.items()
        for alias in aliases
    }
