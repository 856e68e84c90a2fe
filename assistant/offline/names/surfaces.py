"""The ways the fields and values of a catalog can be said.

A surface is its own spelling, the words of its name, a part that is its alone, or what means the same in the
other language. All come from the catalog, so columns never seen before have surfaces like known ones.
"""

import itertools
import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.offline.names.forms import other_forms, tails
from assistant.offline.names.glossary import place_kind, place_names, same_meaning
from assistant.offline.text.lexicon import concept, means_nothing
from assistant.offline.text.scan import plain
from assistant.offline.text.vague import VAGUE_WORDS
from retrieval.catalog import Catalog, CatalogField

__all__ = [
    "GOODS",
    "ValueSurface",
    "field_surfaces",
    "shared_words",
    "spaced",
    "value_surfaces",
]

GOODS = ("phone", "device", "handset", "手机", "机子", "设备", "货")
"""What people call a product when no field has that name."""

_UNITS = frozenset(("day", "days", "hours", "minutes", "months", "years", "percent", "split"))
_SCORES = ("rating", "nps", "csat")
_SCORE_NAMES = {
    "rating": {"star rating", "stars rating", "star score", "star ratings", "星级评分", "打星"},
    "nps": {
        "net promoter", "net promoter score", "net promoter scores", "net promoter rating", "nps score", "nps rating", "nps figure",
        "promoters minus detractors", "promoter minus detractor", "净推荐", "净推荐值", "净推荐分", "净推荐得分", "nps得分", "nps分", "nps分数", "nps评分", "推荐者减贬损者",
    },
    "csat": {"customer satisfaction score", "csat score", "satisfaction score", "满意度评分", "满意度得分", "满意度"},
}  # fmt: skip
"""What scores are called in full, whatever their column is."""
_OVERALL = re.compile(r"overall|total|general|总|整体|综合")
_COMPOSED = 300
"""Columns of more different values are not put together word by word from the glossary: they hold names."""

_WAYS = 24
"""At most so many ways a name is put together from its words' meanings."""

_SEPARATED = re.compile(
    r"\s*[·・|/()（）:：,，]\s*|\s+[-–—]\s+|(?<=[\u3400-\u9fff])[-–—_](?=[\u3400-\u9fff])"
)
_JOINTS = re.compile(r"[\s\-_'’.·・/&+]+")
_PLACE_WORDS = {
    "us_states": ("state", "州"),
    "countries": ("country", "国家", "国籍", "nationality"),
    "provinces": ("province", "省份", "省"),
    "cities": ("city", "城市", "town"),
}
"""What a column of places is called, whatever its name."""

_FILLERS = frozenset(
    ("of", "the", "a", "an", "and", "or", "for", "to", "in", "with", "的", "和", "与", "及", "或")
)


@dataclass(frozen=True, slots=True)
class ValueSurface:
    """What a surface means. `literal`: it is the value's own spelling. `others`: further values it means."""

    field: CatalogField
    value: str
    count: int
    literal: bool
    others: tuple[str, ...] = ()


def spaced(name: str) -> str:
    """`journey_stage`, `journeyStage` and `Journey-Stage` all as `journey stage`."""
    return " ".join(plain(re.sub(r"[_\-./?？#]+|(?<=[a-z])(?=[A-Z])", " ", name)).split())


def field_surfaces(catalog: Catalog) -> dict[str, CatalogField]:
    """The data's own fields take names from derived ones, but for what those are called exactly; a column called
    like a derived field takes all of that one's names.
    """
    fields = [field for field in catalog.fields if field.name not in ("text", "id") and _tells_apart(field)]
    derived = [field for field in fields if field.derived]
    surfaces = _surfaces_of(derived) | _surfaces_of([field for field in fields if not field.derived])
    own = {plain(name) for field in fields if not field.derived for name in _called(field)}
    own |= _surfaces_of([field for field in fields if not field.known]).keys()  # complaint_theme: by topic
    for field in derived:
        column = catalog.field(f"{field.name} (column)")
        names = {plain(name) for name in (field.name, field.en, field.zh, *(field.aliases if column else ()))}
        surfaces |= dict.fromkeys(names if column else names - own, column or field)
    return {surface: field for surface, field in surfaces.items() if surface and surface not in VAGUE_WORDS}


def _tells_apart(field: CatalogField) -> bool:
    """The file a record came from is a field like others where there are several."""
    return field.name != "source" or (field.distinct > 1 and bool(field.headers))


def shared_words(
    catalog: Catalog, surfaces: Mapping[str, CatalogField]
) -> dict[str, tuple[CatalogField, ...]]:
    """Words that stand for several of the data's own fields alike: "score" of service_score and food_score.

    Not when one of them is the overall one, nor when a field is called just that.
    """
    owners: dict[str, list[CatalogField]] = defaultdict(list)
    fields = [
        each for each in catalog.fields if not each.derived and each.name not in ("text", "id", "source")
    ]
    exact = {form for field in fields for name in _called(field) for form in (plain(name), spaced(name))}
    for field in fields:
        for head in _heads(field):
            for form in same_meaning(head):
                if field not in owners[form]:
                    owners[form].append(field)
    return {
        word: tuple(each)
        for word, each in owners.items()
        if len(each) > 1 and word not in exact and len({field.kind for field in each}) == 1
        if not (word in surfaces and surfaces[word].known and surfaces[word] not in each)
        if not any(_OVERALL.search(field.name.lower()) for field in each)
    }


def _called(field: CatalogField) -> tuple[str, ...]:
    """A field's names; " (column)" says only that a known field has the name, too."""
    return (field.name, field.name.removesuffix(" (column)"), field.en, field.zh)


def _surfaces_of(fields: Sequence[CatalogField]) -> dict[str, CatalogField]:
    """Weaker surfaces first, so that a field's own name overrides another's alias."""
    surfaces: dict[str, CatalogField] = {}
    overall = [field for field in fields if _OVERALL.search(field.name.lower())]
    for field in (*(each for each in fields if each not in overall), *overall):
        for word in _head_words(field):
            surfaces.update(dict.fromkeys(same_meaning(word), field))
    surfaces.update(_only_price(fields))
    for field in fields:
        surfaces.update(dict.fromkeys(_scored(field), field))
        if field.known:
            surfaces.update(dict.fromkeys(_known_names(field, fields), field))
    for field in fields:
        for name in {plain(field.name), spaced(field.name), plain(field.en), plain(field.zh)}:
            surfaces.update(dict.fromkeys((*same_meaning(name), *_composed(name)), field))
    for field in fields:
        for name in _called(field)[:2]:
            surfaces[plain(name)] = surfaces[spaced(name)] = field
    return surfaces


_PRICED = re.compile(r"(?:^| )(?:price|cost|rate per night|room rate|fare)(?: |$)|(?<!评)价(?!值)")
_PRICES = ("price", "cost", "价格", "房价", "room rate")
SCORED = re.compile(r"^(?P<what>.{2,}?)(?:评分|打分|得分|分数|分| score| rating| points| mark)$")
_SCORE_WORDS = ("分", "评分", "打分", "得分", "分数", "的分", "的评分", "的打分", "的得分")
_SCORE_WORDS_EN = ("score", "scores", "rating", "ratings", "mark", "marks", "points", "grade", "grades")


def _only_price(fields: Sequence[CatalogField]) -> dict[str, CatalogField]:
    """Every word for a price is the one number that is a price."""
    priced = [each for each in fields if each.kind == "number" and _PRICED.search(spaced(each.name))]
    if len(priced) != 1 or priced[0].derived:
        return {}
    return {form: priced[0] for word in _PRICES for form in same_meaning(word)}


def _scored(field: CatalogField) -> set[str]:
    """A score of one thing by any word for scores, in either language: 服务分 as "service rating"."""
    what = SCORED.match(spaced(field.name))
    if field.kind != "number" or field.derived or what is None:
        return set()
    meant = same_meaning(what["what"])
    chinese = {each + word for each in meant if not each.isascii() for word in _SCORE_WORDS}
    return chinese | {f"{each} {word}" for each in meant if each.isascii() for word in _SCORE_WORDS_EN}


def _known_names(field: CatalogField, fields: Sequence[CatalogField]) -> set[str]:
    """A known field's aliases, what files call it, and what it alone of its kind is called."""
    names = _aliases(field)
    for header in field.headers:
        names |= same_meaning(plain(header)) | same_meaning(spaced(header))
    names |= set(GOODS) if field.name == "product" else set()
    if field.name in _SCORES and sum(each.name in _SCORES for each in fields) == 1:
        names |= {"score", "rating", "分数", "打分", "评分", "得分", "评分值", "0-10 score", "0-10 rating"}
    names |= _SCORE_NAMES.get(field.name, set())
    if field.name == "rating" and not any(each.name == "csat" for each in fields):
        names |= {"满意度", "客户满意度", "用户满意度"}
    return names


def _aliases(field: CatalogField) -> set[str]:
    """A known field's other names; of words for kinds of places only the one for the places it has."""
    aliases = {plain(alias) for alias in field.aliases if field.name != "source"}  # "in this file" names none
    if field.name != "region":
        return aliases
    kind = place_kind([each.value for each in field.values])
    said = {spaced(header) for header in field.headers}
    others = {word for each, words in _PLACE_WORDS.items() if each != kind for word in words}
    return (aliases - (others - said)) | set(_PLACE_WORDS.get(kind or "", ()))


def _head_words(field: CatalogField) -> list[str]:
    """What of a compound column name stands for it: journey_stage -> stage, reply_delay_days -> reply delay."""
    words = spaced(field.name).split()
    if len(words) < 2 or field.known:
        return _heads(field)
    return [*_heads(field), *(" ".join(pair) for pair in itertools.pairwise(words))]


def _heads(field: CatalogField) -> list[str]:
    """The last word of a compound name that says something by itself."""
    words = spaced(field.name).split()
    if field.known:
        return []
    if len(words) == 1 and re.fullmatch(r"[\u3400-\u9fff]{4,}", words[0]):
        head = words[0][-2:]
        return [] if means_nothing(head) or head in VAGUE_WORDS else [head]
    single = [word for word in words if word not in VAGUE_WORDS and len(word) > 2 and not _plain_noun(word)]
    return single[-1:] if len(words) > 1 else []


def _plain_noun(word: str) -> bool:
    """Words every question has: the nouns for feedback and for people, and units."""
    return any(concept(name).fullmatch(word) for name in ("record", "people")) or word in _UNITS


def value_surfaces(catalog: Catalog, fields: Collection[str]) -> dict[str, list[ValueSurface]]:
    """`fields`: surfaces of the data's own fields, which no derived value takes: "by product"."""
    surfaces: dict[str, list[ValueSurface]] = defaultdict(list)
    for field in catalog.fields:
        if field.kind == "flag":
            for surface, value in _flag_surfaces(field).items():
                surfaces[surface].append(ValueSurface(field, value, field.present, literal=True))
        if field.has_names:
            for surface, option in _category_surfaces(field):
                if not (field.derived and surface in fields):
                    surfaces[surface].append(option)
    for surface, option in _theme_surfaces(catalog):
        if surface not in fields:
            surfaces.setdefault(surface, [option])
    return dict(surfaces)


def _theme_surfaces(catalog: Catalog) -> Iterable[tuple[str, ValueSurface]]:
    """Themes by "TH-12" or their whole name, where nothing else has it: they are named by common words."""
    for field in catalog.fields:
        for each in field.values if field.map_id is not None else ():
            for surface in {plain(each.value), plain(each.en), plain(each.zh)} - {""}:
                if len(surface.split()) > 1 or len(surface) > 3:
                    yield surface, ValueSurface(field, each.value, each.count, literal=True)


def _category_surfaces(field: CatalogField) -> Iterable[tuple[str, ValueSurface]]:
    """Every way to say each value of one field, once."""
    parts = _parts(field)
    places = place_names([each.value for each in field.values]) if not field.derived else {}
    few = len(field.values) <= _COMPOSED
    ends = tails([plain(each.value) for each in field.values]) if few and not field.derived else {}
    for each in field.values:
        own = {plain(each.value), spaced(each.value), *filter(None, (plain(each.en), plain(each.zh)))}
        meant = {meaning for form in own for meaning in same_meaning(form)}
        other = {*parts.get(each.value, ()), *places.get(each.value, ()), *_respaced(own)}
        if few:
            other |= {way for form in own for way in _composed(form) | other_forms(form)}
            other |= ends.get(plain(each.value), set())
        if field.name == "source":  # reviews_of_banks.csv is no bank
            meant, other = own, set()
        for surface in own | meant | other:
            literal = surface in own
            if _speakable(surface, literal=literal):
                yield surface, ValueSurface(field, each.value, each.count, literal)


def _speakable(surface: str, *, literal: bool) -> bool:
    """False for surfaces too short, or too common, to mean a value."""
    if literal:
        return len(surface) > 1 or surface.isalpha()
    if len(surface) == 1 and not surface.isascii():
        return not means_nothing(surface)  # 书 for 书籍, where it is a word of its own
    if surface.isdigit():
        return False  # 150 is no way to say 1.5.0
    if len(surface) >= _SAYS_SOMETHING and (not surface.isascii() or re.search(r" (?:for|of) ", surface)):
        return True  # 一个人来住 says who travels, "requests for help" which, although no word of it says anything
    short = len(surface) <= (2 if surface.isascii() else 1)
    return surface in ("na", "couple") or not (short or means_nothing(surface))


_SAYS_SOMETHING = 4
"""Characters of a Chinese expression that means a value, whatever its words."""


def _respaced(own: Iterable[str]) -> set[str]:
    """Without spaces and hyphens, with spaces for them, "&" for "and", without what stands in brackets."""
    ways: set[str] = set()
    for form in own:
        bare = re.sub(r"\s*[(（\[【][^)）\]】]*[)）\]】]\s*", " ", form).strip()
        for each in (form, bare):
            words = [word for word in _JOINTS.split(each) if word]
            ways |= {"".join(words), " ".join(words), "-".join(words), plain(" ".join(words))}
            if "and" in words or "&" in each:
                ways.add(" ".join(word for word in words if word != "and"))
                ways.add(each.replace("&", "and") if "&" in each else each.replace(" and ", " & "))
        ways.add(bare)
        initials = [word[0] for word in form.split() if word not in _FILLERS and word.isascii()]
        if len(initials) > 2:
            ways.add("".join(initials))
    return ways - {""}


def _parts(field: CatalogField) -> dict[str, list[str]]:
    """Parts of names that belong to one value alone: halves in two scripts, "外滩店" of "上海·外滩店"."""
    owners: dict[str, set[str]] = defaultdict(set)
    for each in field.values:
        name = plain(each.value)
        pieces = [part.strip() for part in _SEPARATED.split(name) if part and part.strip()]
        halves = [half.strip() for half in re.findall(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+", name)]
        candidates = {*(pieces if len(pieces) > 1 else ()), *(halves if len(halves) == 2 else ())}
        candidates |= {
            part.removesuffix("店")
            for part in (*candidates, name)
            if re.fullmatch(r".*[\u3400-\u9fff]店", part)
        }
        candidates.add("".join(pieces))
        candidates |= set(re.findall(r"^([a-z]{3}) \d", name))  # "the Cam" of "Cam 3"
        for part in candidates - {name}:
            owners[part].add(each.value)
    parts: dict[str, list[str]] = defaultdict(list)
    names = [plain(each.value) for each in field.values]
    for part, values in owners.items():
        ending = sum(name.endswith(part) for name in names)  # 耳机 is no name of one of two, both 耳机
        if len(values) == 1 and len(part) > 1 and not part.isdigit() and ending < 2:
            parts[next(iter(values))].append(part)
    return parts


def _composed(name: str) -> set[str]:
    """A name of two or three words put together from what each means: "credit report" -> 信用报告."""
    if name.isascii():
        words = [word for word in name.split() if word not in _FILLERS]
        joint = ""
    elif re.fullmatch(r"[\u3400-\u9fff]{4,8}", name):
        import rjieba  # reads its dictionary when imported

        words, joint = [word for word in rjieba.cut(name) if word not in _FILLERS], " "
    else:
        return set()
    if not 2 <= len(words) <= 3:
        return set()
    ways = [_translated(word, ascii=bool(joint)) for word in words]
    return {joint.join(way) for way in itertools.islice(itertools.product(*ways), _WAYS)}


def _translated(word: str, *, ascii: bool) -> list[str]:  # noqa: A002
    """The word's meanings in the other script; a word that has none, as a name or number, as itself."""
    other = sorted(each for each in same_meaning(word) if each.isascii() is ascii and each != word)
    return other or ([word] if not word.isalpha() else [])


def _spoken_flags(called: str) -> dict[str, str]:
    """Everyday words for yes and no of a flag of that name: "answered late", 没回."""
    spoken: dict[str, str] = {}
    for each in _flag_words():
        if called in each["named"]:
            spoken |= dict.fromkeys(map(plain, each["yes"]), "true")
            spoken |= dict.fromkeys(map(plain, each["no"]), "false")
    return spoken | {form.replace(" ", "-"): value for form, value in spoken.items()}


@cache
def _flag_words() -> list[dict[str, list[str]]]:
    file = resources.files(__package__) / "flags.toml"
    return list(tomllib.loads(file.read_text(encoding="utf-8"))["flags"])


def _flag_surfaces(field: CatalogField) -> dict[str, str]:
    """ "resolved" and "unresolved", "已解决" and "未解决": a flag said as an adjective."""
    called = re.sub(r"^(?:is|was|has|were|whether) |^是否(?:已经?|有)?|^有无", "", spaced(field.name))
    surfaces = _spoken_flags(called)
    for name in same_meaning(called) | _composed(called):
        if name.isascii():
            surfaces |= dict.fromkeys((name, f"{name}ed", f"{name}d", f"at {name.rstrip('e')}ing"), "true")
            surfaces |= dict.fromkeys((f"un{name}", f"non-{name}", f"not {name}", f"not {name}ed"), "false")
        else:
            bare = name.removeprefix("已")
            surfaces |= dict.fromkeys((name, f"已{bare}", f"已经{bare}"), "true")
            surfaces |= dict.fromkeys(
                (f"未{bare}", f"没{bare}", f"没有{bare}", f"尚未{bare}", f"不{bare}"), "false"
            )
            if len(bare) == 4:  # 及时回复: 回复不及时
                surfaces |= dict.fromkeys((f"{bare[2:]}{no}{bare[:2]}" for no in "不没未"), "false")
    for name, value in list(surfaces.items()):
        surfaces |= dict.fromkeys(same_meaning(name) - surfaces.keys(), value)
    return surfaces
