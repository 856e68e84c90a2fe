"""The question's words -> this data's own fields and values.

The longest surface wins; what had to be interpreted is reported, and what could as well be something else is a
doubt, to be asked about.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.offline.names.counting import take_counted
from assistant.offline.names.glossary import has_meanings, known_form
from assistant.offline.names.listing import drop_nouns, take_listed, take_with_noun
from assistant.offline.names.mentions import Doubt, FieldMention, Links, Options, ValueMention
from assistant.offline.names.nearness import Nearness, names_of
from assistant.offline.names.partial import Part, PartialNames
from assistant.offline.names.scores import satisfaction, score_surfaces, take_scores
from assistant.offline.names.senses import no_name, of_another_number, sense_told, yes_or_no
from assistant.offline.names.surfaces import (
    GOODS,
    ValueSurface,
    field_surfaces,
    shared_words,
    value_surfaces,
)
from assistant.offline.names.twins import with_twins
from assistant.offline.text.lexicon import concept, known_words, means_nothing
from assistant.offline.text.scan import Scan
from assistant.offline.text.spelling import Spelling
from assistant.offline.text.vague import SAID_OF_FEEDBACK, WORDS_LIKE_CODES, is_vague, set_against
from retrieval.catalog import Catalog, CatalogField

if TYPE_CHECKING:
    from retrieval.embedding import Embedder

__all__ = ["GOODS", "Doubt", "FieldMention", "Linker", "Links", "ValueMention"]

_OTHERWISE = {
    "intent": {"complaint", "praise", "other"},
    "urgency": {"normal", "important"},
}
"""Noted values that a question means otherwise unless it names the field: complaints are negative feedback."""

_FEELINGS = frozenset(("差评", "好评", "吐槽", "happy", "unhappy"))
"""Words for a feeling, which the data may say by a score."""

_MANY = 200
"""A column of the user's own with more different values than this holds free words."""

_CLOSE = 5
"""A reading with at most so many times the records of another is not clearly the likelier one."""

_ASKABLE = 5
"""More options than this cannot be asked about in one sentence."""

_TAKEN = "\x00"
_UNITS = frozenset(("day", "days", "hours", "minutes", "months", "years", "percent", "split"))
_PLACED = re.compile(r"(?<![a-z])(?:in|from|of|for|at|and|or|vs|than|,|和|与)\s*$")


class _Lengths:
    """Surfaces by their first character, with the lengths they have: where one may end is then known."""

    def __init__(self, surfaces: Iterable[str]) -> None:
        lengths: dict[str, set[int]] = defaultdict(set)
        for surface in surfaces:
            more = (0, 1, 2) if surface[-1:].isascii() and surface[-1:].isalpha() else (0,)  # plurals
            lengths[surface[0]].update(len(surface) + each for each in more)
        self._lengths = {first: sorted(each) for first, each in lengths.items()}

    def pieces(self, text: str) -> Iterator[tuple[int, int]]:
        """Stretches of whole words that may be a surface."""
        for start, first in enumerate(text):
            lengths = self._lengths.get(first)
            if lengths is None or (start and _inside_word(text[start - 1], first)):
                continue
            for length in lengths:
                end = start + length
                if end > len(text):
                    break
                if end == len(text) or not _inside_word(text[end - 1], text[end]):
                    yield start, end


class Linker:
    """The surfaces of one catalog, made once per data version.

    `embedder`: makes what compares words with names when nothing else understands them; the built-in one else.
    """

    def __init__(self, catalog: Catalog, embedder: "Callable[[], Embedder] | None" = None) -> None:
        self.catalog = catalog
        self._fields = satisfaction(catalog) | field_surfaces(catalog)
        self._shared = shared_words(catalog, self._fields)
        own = {surface for surface, each in self._fields.items() if not each.derived}
        self._values = with_twins(catalog, value_surfaces(catalog, own))
        told = {form for form, each in self._values.items() if any(not one.field.derived for one in each)}
        self._fields = {
            form: each for form, each in self._fields.items() if form not in told or not each.derived
        }  # a value DUPLICATE of the user's own column comes before the noted flag of that name
        self._scores = score_surfaces(catalog, self._fields)
        self._lengths = _Lengths((*self._scores, *self._fields, *self._values, *self._shared))
        self._partial = PartialNames(_whole_values(catalog))
        self._spelling = Spelling((*self._fields, *self._values), known_words())
        self._nearness = Nearness(names_of(catalog), embedder)
        self._heard: Mapping[str, list[ValueSurface]] = {}
        self._heard_fields: Mapping[str, CatalogField] = {}

    def hearing(self, heard: Mapping[str, ValueSurface | CatalogField]) -> "Linker":
        """The same linker, which also takes these words for these values and fields."""
        other = object.__new__(Linker)
        other.__dict__.update(self.__dict__)
        values = {word: [each] for word, each in heard.items() if isinstance(each, ValueSurface)}
        other._heard = {**self._heard, **values}
        fields = {word: each for word, each in heard.items() if isinstance(each, CatalogField)}
        other._heard_fields = {**self._heard_fields, **fields}
        return other

    def knows(self, words: str) -> bool:
        """Whether the words are a name of a field or value."""
        return words in self._fields or words in self._values

    def holds(self, words: str) -> bool:
        """Whether the words are a value of the user's own column as it is spelt."""
        return any(each.literal and not each.field.derived for each in self._values.get(words, ()))

    def spelled(self, word: str) -> str | None:
        """The known word an English word is probably a misspelling of, or None: "charging" is no slip of "changing"."""
        return None if has_meanings(word) else self._spelling.nearest(word)

    def link(self, scan: Scan, favoured: Collection[str] = ()) -> Links:
        """Takes every field and value the question names, longest first; a value wins over a field of its length.

        A value of several fields is read as one of a field the question names, or the conversation is about
        (`favoured`), else as the likeliest.
        """
        scored = take_scores(scan, self._lengths.pieces(scan.free), self._scores)
        spans = list(self._spans(scan))
        named = {*favoured} | self._named(spans)
        heard = {surface for _, _, surface, is_value in spans if is_value}
        told = frozenset(named)
        sure = [
            self._option(surface, named, Counter(), scan)
            for surface in heard
            if len({each.field.name for each in self._options(surface) if not each.field.derived}) < 2
        ]
        named |= {option.field.name for option in sure if option}
        shared = Counter(name for surface in heard for name in {o.field.name for o in self._options(surface)})
        links = Links(fields=scored)
        for start, end, surface, is_value in sorted(spans, key=lambda s: (s[0] - s[1], not s[3], s[0])):
            if _TAKEN in scan.free[start:end]:
                continue
            if not is_value:
                self._take_field(links, scan, start, end, surface)
                continue
            option = None if no_name(surface, scan, start) else self._option(surface, named, shared, scan)
            if (
                option is None
                and len(surface) == 2
                and surface.isascii()
                and _code_in_place(scan, start, end)
            ):
                option = self._code(surface)
            if option is None or of_another_number(option.value, surface, scan.free[end:]):
                continue
            doubt = self._doubt(surface, option, told, shared)
            if doubt and (meant := sense_told(doubt, self.catalog, scan, start, end)):
                doubt = ()
                option = next(o for o in self._options(surface) if (o.field.name, o.value) == meant)
            spoken = scan.text[start:end]
            if doubt:
                links.doubts.append(Doubt(start, end, spoken, doubt))
            links.values.append(
                ValueMention(start, end, option.field, option.value, spoken, option.literal, option.others)
            )
            scan.take(start, end)
        drop_nouns(links, scan)
        take_counted(links, scan, self.catalog)
        take_listed(links, scan, self._partial)
        take_with_noun(links, scan, self._values)
        if not links.fields and not links.values:
            self._take_yes(links, scan)
        links.fields.sort(key=lambda each: each.start)
        links.values.sort(key=lambda each: each.start)
        return links

    def _named(self, spans: Sequence[tuple[int, int, str, bool]]) -> set[str]:
        """The fields the question names: not by a part of a longer name, nor by what a value of the data is called."""
        whole = [(start, end) for start, end, _, is_value in spans if not is_value]
        return {
            self._fields[surface].name
            for start, end, surface, is_value in spans
            if not is_value and surface in self._fields
            if not any(a <= start and end <= b and end - start < b - a for a, b in whole)
            if not (self._fields[surface].derived and _own_value(self._values.get(surface, ())))
        }

    def _take_field(self, links: Links, scan: Scan, start: int, end: int, surface: str) -> None:
        several = self._shared.get(surface)
        if several:
            options = tuple((each.name, None) for each in several)
            links.doubts.append(Doubt(start, end, scan.text[start:end], options))
        meant = self._heard_fields.get(surface)
        if meant is not None:
            links.readings.append((scan.text[start:end], meant.name))
        meant = meant or (several[0] if several else self._fields[surface])
        links.fields.append(FieldMention(start, end, meant))
        scan.take(start, end)

    def _take_yes(self, links: Links, scan: Scan) -> None:
        """ "What share is yes?" is of the one flag there is, or could be of any of them; so are "no answers"."""
        said, value = yes_or_no(scan.free)
        flags = [each for each in self.catalog.fields if each.kind == "flag" and not each.derived]
        if said is None or not flags:
            return
        if len(flags) > 1:
            options = tuple((each.name, None) for each in flags)
            links.doubts.append(Doubt(*said.span(), said.group(), options))
        links.values.append(ValueMention(*said.span(), flags[0], value, said.group(), literal=False))
        scan.take(*said.span())

    def _spans(self, scan: Scan) -> Iterator[tuple[int, int, str, bool]]:
        """Where surfaces occur in the free text as whole words, and whether of a value."""
        for start, end in self._lengths.pieces(scan.free):
            piece = scan.free[start:end]
            for known, is_value in ((self._values, True), (self._fields, False), (self._shared, False)):
                surface = known_form(piece, known)
                if surface is not None:
                    yield start, end, surface, is_value
        for word in (*self._heard, *self._heard_fields):
            for match in re.finditer(re.escape(word), scan.free):
                yield *match.span(), word, word in self._heard

    def _options(self, surface: str) -> list[ValueSurface]:
        return self._heard.get(surface) or self._values[surface]

    def _option(
        self, surface: str, named: set[str], shared: Mapping[str, int], scan: Scan
    ) -> ValueSurface | None:
        """The likeliest of a surface's values: of a named field, then of one that has the others said too."""
        if surface in self._heard:
            return self._heard[surface][0]
        known = self._values[surface]
        best = max(
            [each for each in known if each.field.name in named or not _free_words(each)] or known,
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
        if best.field.name in named:
            return None if best.field.distinct > _MANY and _says_nothing(best, surface) else best
        named_like_feedback = best.field.name == "source" and _plain_noun(surface)  # reviews.csv
        otherwise = best.field.derived and (
            best.value in _OTHERWISE.get(best.field.name, ())
            or (best.field.name == "sentiment" and surface in _FEELINGS)
        )
        theirs = best.field.derived and self._partial.of(surface, derived=False) is not None
        vague = is_vague(surface, scan) and not self._beside_another(best, surface, scan)
        vague = vague or _free_words(best) or named_like_feedback or otherwise or theirs
        return None if vague else best

    def _beside_another(self, option: ValueSurface, surface: str, scan: Scan) -> bool:
        """Whether the word is set against another value of its field: "new vs standard"."""
        others = (each for word in set_against(surface, scan) for each in self._values.get(word, ()))
        return option.literal and any(
            each.field.name == option.field.name and each.value != option.value for each in others
        )

    def _code(self, surface: str) -> ValueSurface | None:
        """A two-letter code of one field, said where a place is said: "in ca"."""
        options = [
            each
            for each in self._values[surface]
            if (each.literal or each.field.name == "region") and not each.field.derived
        ]
        return options[0] if len(options) == 1 else None

    def _doubt(
        self, surface: str, best: ValueSurface, named: Collection[str], shared: Mapping[str, int]
    ) -> Options:
        """What else the words may mean as well: a value of another field, none of the fields being named."""
        if surface in self._heard or best.field.name in named or best.field.derived:
            return ()
        rivals = [
            each
            for each in self._values[surface]
            if each.field.name != best.field.name and not each.field.derived and each.field.kind == "category"
            if each.literal == best.literal and shared.get(each.field.name) == shared.get(best.field.name)
            if not _free_words(each) and max(each.count, best.count) <= _CLOSE * min(each.count, best.count)
        ]
        if not rivals or best.field.kind != "category":
            return ()
        return tuple((each.field.name, each.value) for each in (best, *rivals))

    def heard_as(self, words: str) -> ValueSurface | CatalogField | Options | None:
        """What unread words mean: a part of a name, else a name near in meaning; options when that is not sure."""
        if words in (*self._heard, *self._heard_fields, *SAID_OF_FEEDBACK) or re.fullmatch("[a-z]", words):
            return None
        meant = self.part_of(words)
        if meant is not None:
            return meant
        near = self._nearness.nearest(words)
        if near is None or near.value is None:
            return near.field if near else None
        return ValueSurface(near.field, near.value, near.count, literal=False)

    def scored(self, words: str) -> CatalogField | None:
        """The score that is given for what the words name: "cleanliness" of a cleanliness score."""
        return self._scores.get(words)

    def part_of(self, words: str) -> ValueSurface | Options | None:
        """What the words mean as a part of a name."""
        return _meant_by(self._partial.parts(words))

    def all_of(self, options: Options) -> ValueSurface | None:
        """Every one of the options, which must be values of one field."""
        fields = {name for name, _ in options}
        found = self.catalog.field(options[0][0])
        values = [str(value) for _, value in options]
        if len(fields) != 1 or found is None:
            return None
        return ValueSurface(found, values[0], 0, literal=False, others=tuple(values[1:]))

    def partial_values(self, phrase: str) -> tuple[CatalogField, tuple[str, ...]] | None:
        """The few values of one field whose names include the phrase, or None: "lost bags", "耳机".

        Values the data itself has come before those that were noted.
        """
        return self._partial.of(phrase, derived=False) or self._partial.of(phrase, derived=True)


def _whole_values(catalog: Catalog) -> Iterator[ValueSurface]:
    """Each value that is a name, once."""
    for field_ in catalog.fields:
        alone = field_.name == "source" and field_.distinct < 2  # the file's name restricts nothing
        if field_.has_names and not alone:
            for each in field_.values:
                option = ValueSurface(field_, each.value, each.count, literal=True)
                if not _free_words(option):
                    yield option


def _meant_by(parts: Sequence[Part]) -> ValueSurface | Options | None:
    """One meaning of a part of a name, the several it may have, or None."""
    if len(parts) == 1 and parts[0].joint:
        part = parts[0]
        return ValueSurface(part.field, part.values[0], 0, literal=False, others=part.values[1:])
    if any(part.field.derived for part in parts):
        return None
    options = tuple((part.field.name, value) for part in parts for value in part.values)
    return options if 1 < len(options) <= _ASKABLE else None


def _inside_word(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


def _plain_noun(word: str) -> bool:
    """Words every question has: the nouns for feedback and for people, and units."""
    return any(concept(name).fullmatch(word) for name in ("record", "people")) or word in _UNITS


def _free_words(option: ValueSurface) -> bool:
    """Whether a value is one of the many words a column of free words has: not a name, not a code."""
    if option.field.known or option.field.distinct <= _MANY:
        return False
    return not option.literal or not (
        option.value[:1].isupper() or any(each.isdigit() for each in option.value)
    )


def _own_value(options: Iterable[ValueSurface]) -> bool:
    """Whether a category of the data's own has the value by its own name."""
    return any(o.literal and not o.field.derived and o.field.kind == "category" for o in options)


def _says_nothing(option: ValueSurface, surface: str) -> bool:
    """ "Is" and "a" are no values although a column of free words has them."""
    return not option.field.known and surface.isascii() and means_nothing(surface)


def _code_in_place(scan: Scan, start: int, end: int) -> bool:
    """Whether two letters stand where a place does and are no word of their own."""
    if scan.text[start:end] in WORDS_LIKE_CODES:
        return False
    after = re.match(rf"\s*(?:{concept('record').pattern}|{concept('complaint').pattern})", scan.text[end:])
    return not scan.text[:start].strip() or bool(_PLACED.search(scan.text[:start])) or after is not None
