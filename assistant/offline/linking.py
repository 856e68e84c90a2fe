"""The question's words -> this data's own fields and values.

A surface is a way to say a field or a value: its own spelling, the words of its name, its plural, or what the
glossary says means the same in the other language. Surfaces come from the catalog, so columns never seen
before link like known ones. The longest surface wins; what had to be interpreted is reported.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from assistant.offline.glossary import same_meaning, singular
from assistant.offline.lexicon import concept, known_words
from assistant.offline.scan import Scan, plain
from assistant.offline.vague import VAGUE_VALUES, VAGUE_WORDS
from retrieval.catalog import Catalog, CatalogField

__all__ = ["GOODS", "FieldMention", "Linker", "ValueMention"]

_UNITS = frozenset(("day", "days", "hours", "minutes", "months", "years", "percent", "split"))

GOODS = ("phone", "device", "handset", "手机", "机子", "设备", "货")
"""What people call a product when no field has that name."""

_OTHERWISE = {
    "intent": {"complaint", "praise", "other", "投诉", "表扬", "其他"},
    "urgency": {"normal", "important"},
    "sentiment": {"差评", "好评", "吐槽", "happy", "unhappy"},
}
"""Derived values that a question means otherwise unless it names the field: complaints are negative feedback."""

_MANY = 200
"""A column of the user's own with more different values than this holds free words."""

_FEW = 3
"""A part of a name that fits more values than this says too little."""

_MAX_SURFACE = 60
_TAKEN = "\x00"


@dataclass(frozen=True, slots=True)
class FieldMention:
    start: int
    end: int
    field: CatalogField


@dataclass(frozen=True, slots=True)
class ValueMention:
    """`spoken` is what the question said; `literal` is False when that is not the value's own spelling."""

    start: int
    end: int
    field: CatalogField
    value: str
    spoken: str
    literal: bool


@dataclass(frozen=True, slots=True)
class _ValueSurface:
    field: CatalogField
    value: str
    count: int
    literal: bool


class Linker:
    """The surfaces of one catalog, made once per data version."""

    def __init__(self, catalog: Catalog) -> None:
        self._fields = _field_surfaces(catalog)
        self._values = _value_surfaces(catalog, {s for s, field in self._fields.items() if not field.derived})
        own = (
            word for surface in (*self._fields, *self._values) for word in re.findall(r"[a-z]{4,}", surface)
        )
        self._vocabulary = sorted({*own, *known_words()})

    def spelled(self, word: str) -> str | None:
        """The known word an English word is probably a misspelling of, or None."""
        if len(word) < 5 or not word.isascii() or not word.isalpha():
            return None
        close = get_close_matches(word, self._vocabulary, n=1, cutoff=0.83)
        return close[0] if close and close[0][0] == word[0] else None

    def link(
        self, scan: Scan, favoured: Collection[str] = ()
    ) -> tuple[list[FieldMention], list[ValueMention]]:
        """Takes every field and value the question names, longest first; a value wins over a field of its length.

        A value of several fields is read as one of a field the question names, or the conversation is about
        (`favoured`), else as the likeliest.
        """
        named = {self._fields[surface].name for _, _, surface in _spans(scan, self._fields)} | set(favoured)
        heard = {surface for _, _, surface in _spans(scan, self._values)}
        sure = [self._option(surface, named, Counter()) for surface in heard]
        named |= {option.field.name for option in sure if option}
        shared = Counter(name for surface in heard for name in {o.field.name for o in self._values[surface]})
        spans = [(start, end, surface, True) for start, end, surface in _spans(scan, self._values)]
        spans += [(start, end, surface, False) for start, end, surface in _spans(scan, self._fields)]
        fields: list[FieldMention] = []
        values: list[ValueMention] = []
        for start, end, surface, is_value in sorted(spans, key=lambda s: (s[0] - s[1], not s[3], s[0])):
            if _TAKEN in scan.free[start:end]:
                continue
            if is_value:
                option = self._option(surface, named, shared)
                if option is None:
                    continue
                spoken = scan.text[start:end]
                values.append(ValueMention(start, end, option.field, option.value, spoken, option.literal))
            else:
                fields.append(FieldMention(start, end, self._fields[surface]))
            scan.take(start, end)
        return sorted(fields, key=_start), sorted(values, key=_start)

    def _option(self, surface: str, named: set[str], shared: Mapping[str, int]) -> "_ValueSurface | None":
        """The likeliest of a surface's values: of a named field, then of one that has the others said too."""
        options = self._values[surface]
        best = max(
            options,
            key=lambda o: (
                o.field.name in named,
                shared.get(o.field.name, 0),
                not o.field.derived,  # what the data itself says comes before what was noted about it
                o.field.name != "department",  # a topic of the same name is what people mean
                o.literal,
                o.field.known,
                o.count,
            ),
        )
        named_like_feedback = best.field.name == "source" and _plain_noun(surface)  # reviews.csv
        otherwise = best.field.derived and surface in _OTHERWISE.get(best.field.name, ())
        theirs = best.field.derived and self._partly(surface, derived=False) is not None
        vague = _vague(surface) or _free_words(best) or named_like_feedback or otherwise or theirs
        return None if vague and best.field.name not in named else best

    def partial_values(self, phrase: str) -> tuple[CatalogField, tuple[str, ...]] | None:
        """The few values of one field whose names include the phrase, or None: "lost bags", "耳机".

        Values the data itself has come before those that were noted.
        """
        return self._partly(phrase, derived=False) or self._partly(phrase, derived=True)

    def _partly(self, phrase: str, derived: bool) -> tuple[CatalogField, tuple[str, ...]] | None:
        wanted = _words(phrase)
        chinese = "".join(re.findall(r"[\u3400-\u9fff]+", phrase))
        if not wanted and len(chinese) < 2:
            return None
        found = {
            (option.field.name, option.value): option
            for surface, options in self._values.items()
            for option in options
            if option.literal and option.field.derived is derived and not _free_words(option)
            if wanted <= _words(surface) and chinese in surface
        }
        fields = {name for name, _ in found}
        if len(fields) != 1 or len(found) > _FEW:
            return None
        options = list(found.values())
        return options[0].field, tuple(option.value for option in options)


def _words(text: str) -> set[str]:
    return {singular(word) for word in re.findall(r"[a-z0-9]+", text) if len(word) > 3}


def _start(mention: FieldMention | ValueMention) -> int:
    return mention.start


def _spans(scan: Scan, known: Mapping[str, object]) -> list[tuple[int, int, str]]:
    """Where the surfaces occur in the free text as whole words."""
    text = scan.free
    found: list[tuple[int, int, str]] = []
    for start in range(len(text)):
        if start and _inside_word(text[start - 1], text[start]):
            continue
        for end in range(start + 1, min(len(text), start + _MAX_SURFACE) + 1):
            if end < len(text) and _inside_word(text[end - 1], text[end]):
                continue
            surface = _known_form(text[start:end], known)
            if surface is not None:
                found.append((start, end, surface))
    return found


def _known_form(piece: str, known: Mapping[str, object]) -> str | None:
    if piece in known:
        return piece
    one = singular(piece) if piece[-1:] == "s" and piece.isascii() else piece
    return one if one in known else None


def _inside_word(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


def _field_surfaces(catalog: Catalog) -> dict[str, CatalogField]:
    """The data's own fields take names from derived ones, but for what those are called exactly."""
    fields = [field for field in catalog.fields if field.name not in ("text", "id", "source")]
    derived = [field for field in fields if field.derived]
    surfaces = _surfaces_of(derived) | _surfaces_of([field for field in fields if not field.derived])
    own = {plain(name) for field in fields if not field.derived for name in _called(field)}
    own |= _surfaces_of([field for field in fields if not field.known]).keys()  # complaint_theme: by topic
    for field in derived:
        exact = {plain(name) for name in (field.name, field.en, field.zh)} - own
        surfaces |= dict.fromkeys(exact, field)
    return {surface: field for surface, field in surfaces.items() if surface and surface not in VAGUE_WORDS}


def _called(field: CatalogField) -> tuple[str, ...]:
    """A field's names; " (column)" says only that a known field has the name, too."""
    return (field.name, field.name.removesuffix(" (column)"), field.en, field.zh)


def _surfaces_of(fields: Sequence[CatalogField]) -> dict[str, CatalogField]:
    """Weaker surfaces first, so that a field's own name overrides another's alias."""
    surfaces: dict[str, CatalogField] = {}
    for field in fields:
        for word in _head_words(field):
            surfaces.update(dict.fromkeys(same_meaning(word), field))
    scores = [field for field in fields if field.name in ("rating", "nps", "csat")]
    if len(scores) == 1:
        surfaces.update(dict.fromkeys(("score", "分数", "打分", "评分", "得分"), scores[0]))
    for field in (each for each in fields if each.known):
        goods = GOODS if field.name == "product" else ()
        surfaces.update(dict.fromkeys((*goods, *map(plain, field.aliases)), field))
    for field in fields:
        for name in {plain(field.name), _spaced(field.name), plain(field.en), plain(field.zh)}:
            surfaces.update(dict.fromkeys(same_meaning(name), field))
    for field in fields:
        for name in _called(field)[:2]:
            surfaces[plain(name)] = surfaces[_spaced(name)] = field
    return surfaces


def _head_words(field: CatalogField) -> list[str]:
    """What of a compound column name stands for it: journey_stage -> stage, reply_delay_days -> reply delay."""
    words = _spaced(field.name).split()
    if len(words) < 2 or field.known:
        return []
    single = [word for word in words if word not in VAGUE_WORDS and len(word) > 2 and not _plain_noun(word)]
    pairs = [" ".join(pair) for pair in itertools.pairwise(words)]
    return [*single[-1:], *pairs]


def _plain_noun(word: str) -> bool:
    """Words every question has: the nouns for feedback and for people, and units."""
    return any(concept(name).fullmatch(word) for name in ("record", "people")) or word in _UNITS


def _value_surfaces(catalog: Catalog, fields: Collection[str]) -> dict[str, list[_ValueSurface]]:
    """`fields`: surfaces of the data's own fields, which no derived value takes: "by product"."""
    surfaces: dict[str, list[_ValueSurface]] = defaultdict(list)
    for field in catalog.fields:
        if field.kind == "flag":
            for surface, value in _flag_surfaces(field).items():
                surfaces[surface].append(_ValueSurface(field, value, field.present, literal=True))
        if field.kind != "category" or field.name == "id":
            continue
        parts = _script_parts(field)
        for each in field.values:
            for part in parts.get(each.value, ()):
                surfaces[part].append(_ValueSurface(field, each.value, each.count, literal=False))
            own = {plain(each.value), _spaced(each.value), *filter(None, (plain(each.en), plain(each.zh)))}
            for surface in {meaning for form in own for meaning in same_meaning(form)}:
                taken = field.derived and surface in fields
                if _speakable(surface, own) and not taken:
                    surfaces[surface].append(_ValueSurface(field, each.value, each.count, surface in own))
    return dict(surfaces)


def _script_parts(field: CatalogField) -> dict[str, list[str]]:
    """The Latin and the Chinese part of names that have both, where a part belongs to one value alone."""
    owners: dict[str, set[str]] = defaultdict(set)
    for each in field.values:
        halves = [
            half.strip() for half in re.findall(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+", plain(each.value))
        ]
        for half in halves if len(halves) == 2 else ():
            owners[half].add(each.value)
    parts: dict[str, list[str]] = defaultdict(list)
    for part, values in owners.items():
        if len(values) == 1 and len(part) > 1:
            parts[next(iter(values))].append(part)
    return parts


def _flag_surfaces(field: CatalogField) -> dict[str, str]:
    """ "resolved" and "unresolved", "已解决" and "未解决": a flag said as an adjective."""
    surfaces: dict[str, str] = {}
    for name in same_meaning(_spaced(field.name)):
        if name.isascii():
            surfaces |= dict.fromkeys((name, f"{name}ed", f"{name}d"), "true")
            surfaces |= dict.fromkeys((f"un{name}", f"non-{name}", f"not {name}", f"not {name}ed"), "false")
        else:
            bare = name.removeprefix("已")
            surfaces |= dict.fromkeys((name, f"已{bare}", f"已经{bare}"), "true")
            surfaces |= dict.fromkeys(
                (f"未{bare}", f"没{bare}", f"没有{bare}", f"尚未{bare}", f"不{bare}"), "false"
            )
    return surfaces


def _speakable(surface: str, own: set[str]) -> bool:
    """False for surfaces too short to mean a value."""
    return len(surface) > (1 if surface in own or not surface.isascii() else 2)


def _free_words(option: _ValueSurface) -> bool:
    """Whether a value is one of the many words a column of free words has: not a name, not a code."""
    if option.field.known or option.field.distinct <= _MANY:
        return False
    return not option.literal or not (
        option.value[:1].isupper() or any(each.isdigit() for each in option.value)
    )


def _vague(surface: str) -> bool:
    """Everyday words, numbers and very short codes do not mean a value unless their field is spoken of."""
    number = surface.replace(".", "").replace("-", "").isdigit()
    code = any(each.isdigit() for each in surface) and any(each.isalpha() for each in surface)
    return surface in VAGUE_VALUES or number or (len(surface) < 3 and surface.isascii() and not code)


def _spaced(name: str) -> str:
    """`journey_stage`, `journeyStage` and `Journey-Stage` all as `journey stage`."""
    return plain(re.sub(r"[_\-./]+|(?<=[a-z])(?=[A-Z])", " ", name)).strip()
