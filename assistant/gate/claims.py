"""The claims in one unit of an answer, and for each whether it is backed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from assistant.gate.backing import Context, Reason, date_reason, number_reason, quote_reason
from assistant.gate.dates import StatedDate, find_dates
from assistant.gate.folding import Folded, fold, label_key
from assistant.gate.ids import StatedId, find_ids
from assistant.gate.known import Known, Label
from assistant.gate.numbers import Number, find_numbers
from assistant.gate.quotes import Quote, find_quotes, quoted_cells
from assistant.gate.words import phrases, table

__all__ = ["Claim", "ClaimKind", "TableState", "check_unit"]

ClaimKind = Literal["number", "date", "quote", "id", "handle"]

Mention = tuple[int, int, frozenset[Label]]


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim in the unit's own characters. reason: why it is not backed; None when it is."""

    kind: ClaimKind
    start: int
    end: int
    text: str
    reason: Reason | None


@dataclass(slots=True)
class TableState:
    """The table the answer is in the middle of: its headings, and how many rows it has shown so far."""

    heads: tuple[str, ...] = ()
    inside: bool = False
    rows: int = 0


_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$")
_DIVIDER = re.compile(r"^[ \t]*\|?[ \t:|-]*-[ \t:|-]*$")
_CELL = re.compile(r"(?:[^|\\]|\\.)*")
_CLAUSE = re.compile(
    r"[,;，；、。|]|(?<![A-Za-z])(?:and|while|but|whereas|versus|vs)(?![A-Za-z])|而|比(?!例)", re.IGNORECASE
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>|]+")
_TOKEN = re.compile(r"[A-Za-z0-9_]*\d[A-Za-z0-9_]*")
_BLANK = " \t\n*-"
"""What is left of a list item or a paragraph that a tool said word for word."""


def check_unit(unit: str, known: Known, state: TableState) -> list[Claim]:
    """Every claim of the unit, in order. `state` is carried from unit to unit."""
    key = (unit, state.heads, state.inside, state.rows)
    if key not in known.checked:
        claims = _unit_claims(unit, known, state)
        known.checked[key] = claims, state.heads, state.inside, state.rows
    found: list[Claim]
    found, state.heads, state.inside, state.rows = known.checked[key]
    return found


def _unit_claims(unit: str, known: Known, state: TableState) -> list[Claim]:
    seen = fold(unit)
    line = seen.text.rstrip("\n")
    if _ROW.match(line):
        return _row_claims(seen, line, known, state)
    if line.strip() or not unit:
        state.inside = False
    return _text_claims(seen, known, state)


def _row_claims(seen: Folded, line: str, known: Known, state: TableState) -> list[Claim]:
    """One row of a Markdown table: its numbers must be those of the row it names."""
    if _DIVIDER.match(line):
        return []
    cells = _cells(line)
    texts = [line[start:end].strip() for start, end in cells]
    header = not state.inside
    if header:
        state.inside, state.heads, state.rows = True, tuple(texts), 0
    else:
        state.rows += 1
    rows = [] if header else [labels for text in texts if (labels := _labels_of(text, known))]
    quotes = [] if header else list(quoted_cells(cells, state.heads, seen.written))
    masked, claims, records = _quotes_and_ids(seen, line, quotes, known, cells_only=True)
    dates = _dates(masked)
    for each in dates:
        masked = _mask(masked, each.start, each.end)
    for place, (start, end) in enumerate(cells):
        if _is_rank(state, place, texts, header) or (
            texts[place] and _bare(texts[place]) in known.labels and place < 3
        ):
            continue
        head = state.heads[place] if place < len(state.heads) else ""
        context = Context(
            line,
            row=rows,
            column=_column(head, known),
            head=head,
            records=records,
        )
        for number in _cell_numbers(masked, start, end):
            reason = number_reason(number, known, context)
            claims.append(_claim("number", number.start, number.end, seen, reason))
    claims += [_claim("date", each.start, each.end, seen, _dated(each, known, line)) for each in dates]
    return sorted(claims, key=lambda each: each.start)


def _cells(line: str) -> list[tuple[int, int]]:
    """The spans between unescaped bars."""
    found: list[tuple[int, int]] = []
    place = line.index("|") + 1
    end = line.rstrip().rindex("|")
    while place <= end:
        match = _CELL.match(line, place, end)
        stop = match.end() if match else end
        found.append((place, stop))
        place = stop + 1
    return found[:-1] if len(found) > 1 and found[-1][0] >= end else found


def _cell_numbers(line: str, start: int, end: int) -> list[Number]:
    """The numbers of one cell, where they stand in the line; other cells are no part of them."""
    if not _TOKEN.search(line, start, end) and line[start:end].isascii():
        return []
    found = find_numbers(line[start:end])
    return [each.moved(start) for each in found]


def _column(head: str, known: Known) -> Sequence[frozenset[Label]]:
    """What the heading of a column names; read once for all rows."""
    key = ("column", head)
    if key not in known.checked:
        known.checked[key] = [each[2] for each in _mentions(head, find_dates(head), known)]
    found: Sequence[frozenset[Label]] = known.checked[key]
    return found


def _is_rank(state: TableState, place: int, texts: Sequence[str], header: bool) -> bool:
    """A column that counts the rows."""
    head = state.heads[place].strip(" *").lower() if place < len(state.heads) else ""
    return (
        not header
        and head in table("phrases")["rank_columns"]
        and texts[place].strip(" .*") == str(state.rows)
    )


def _bare(text: str) -> str:
    return label_key(text.strip(" *_`").replace("\\|", "|"))


def _labels_of(text: str, known: Known) -> frozenset[Label]:
    """What a cell names: a group, or a calendar bucket."""
    key = _bare(text)
    named = known.labels.get(key)
    if named:
        return frozenset(named & known.scoped)
    if (
        (any(map(str.isdigit, key)) and key.upper() != key.lower())
        or "-" in key
        or "年" in key
        or "月" in key
    ):
        periods = {period for each in find_dates(text) for period in each.periods(known.years)}
        return frozenset(label for period in periods if (label := ("@time", period)) in known.scoped)
    return frozenset()


def _text_claims(seen: Folded, known: Known, state: TableState) -> list[Claim]:
    """A sentence, a list item or a block quote."""
    text = seen.text
    own = _without(text, known.sentences)
    if not own.strip(_BLANK):
        return []
    quotes = find_quotes(_as_written(own, seen), lambda words: bool(known.quoted(words)))
    masked, claims, records = _quotes_and_ids(seen, own, quotes, known)
    masked = _without_numbered_names(masked, known)
    dates = _dates(masked)
    for each in dates:
        if not each.loose:
            masked = _mask(masked, each.start, each.end)
    numbers = find_numbers(masked)
    taken = {(each.start, each.end) for each in numbers}
    handles = frozenset(each.text.lower() for each in claims if each.kind == "handle" and each.reason is None)
    context = Context(text, handles, records=records, rows_shown=state.rows)
    if numbers:
        mentions = _mentions(text, dates, known)
        context.mentions, context.clauses = mentions, _clauses(masked, mentions)
    years = {each.start: each for each in dates if each.loose}
    for number in numbers:
        reason = number_reason(number, known, context)
        year = years.get(number.start)
        if reason and year and date_reason(year, known, text) is None:
            reason = None
        claims.append(_claim("number", number.start, number.end, seen, reason))
    for each in dates:
        if not each.loose or (each.start, each.end) not in taken:
            claims.append(_claim("date", each.start, each.end, seen, _dated(each, known, text)))
    return sorted(claims, key=lambda each: each.start)


def _dated(stated: StatedDate, known: Known, text: str) -> Reason | None:
    return date_reason(stated, known, text)


def _dates(masked: str) -> list[StatedDate]:
    return find_dates(masked)


def _quotes_and_ids(
    seen: Folded, text: str, quotes: Sequence[Quote], known: Known, *, cells_only: bool = False
) -> tuple[str, list[Claim], tuple[str, ...]]:
    """The claims that are quotes, ids and handles; the text without them; the records it names."""
    masked = text
    for quote in quotes:
        if not quote.short or known.is_term(quote.words) or known.quoted(quote.words):
            masked = _mask(masked, quote.start, quote.end)
    for match in _URL.finditer(masked) if ":" in masked or "www" in masked else ():
        masked = _mask(masked, *match.span())
    ids = find_ids(masked, known.id_shape, known.ids)
    claims = [_claim(each.kind, each.start, each.end, seen, _id_reason(each, known)) for each in ids]
    records = tuple(each.name for each in ids if each.name in known.ids)
    for each in ids:
        masked = _mask(masked, each.start, each.end)
    if not cells_only:
        quotes = [each for each in quotes if not _is_suggestion(each, text)]
    for quote in quotes:
        beside = _record_beside(quote, text, [each for each in ids if each.name in known.ids], cells_only)
        reason = quote_reason(quote, known, beside)
        if reason or known.quoted(quote.words):
            claims.append(_claim("quote", quote.start, quote.end, seen, reason))
        records += tuple(known.quoted(quote.words)[:3])
    return masked, claims, tuple(dict.fromkeys(records))


def _id_reason(stated: StatedId, known: Known) -> Reason | None:
    if stated.kind == "handle":
        return None if stated.name in known.handles else "handle"
    known_name = stated.name in known.ids or known.is_term(stated.name)
    return None if known_name else "id"


def _record_beside(quote: Quote, text: str, ids: Sequence[StatedId], in_row: bool) -> str | None:
    """The record a quote is said to be of: the id right after it, or before, or the only one of its row."""
    for each in ids:
        if each.start >= quote.end and re.fullmatch(
            r"[”\"」’』»\s`\[(（【—–\-:.。,，]*", text[quote.end : each.start]
        ):
            return each.name
    for each in reversed(ids):
        between = text[each.end : quote.start]
        if each.end <= quote.start and re.fullmatch(r"[\])）】`\s:：—–\-|*“\"「‘『]*", between):
            return each.name
    return ids[0].name if in_row and len(ids) == 1 else None


def _is_suggestion(quote: Quote, text: str) -> bool:
    """A question to try is nobody's words."""
    asks = quote.words.rstrip().endswith(("?", "？"))
    return asks and phrases("suggestion").search(text[max(quote.start - 48, 0) : quote.start]) is not None


def _without(text: str, sentences: Sequence[str]) -> str:
    """The text without what tools said word for word."""
    for each in sentences:
        if each in text:
            place = text.index(each)
            text = _mask(text, place, place + len(each))
    return text


def _without_numbered_names(text: str, known: Known) -> str:
    """The text without names that have digits in them, such as a product's."""
    tokens = {match[0].lower() for match in _TOKEN.finditer(text)}
    if not tokens:
        return text
    low = text.lower()
    for name in sorted(known.numbered_names(tokens), key=len, reverse=True):
        for place in _whole_words(name, low):
            text = _mask(text, place, place + len(name))
    return text


def _whole_words(name: str, low: str) -> Iterator[int]:
    """Where a name stands and no Latin letter or digit goes on beside it."""
    place = low.find(name)
    while place >= 0:
        end = place + len(name)
        beside = (low[place - 1 : place] if place else "", low[end : end + 1])
        whole = not any(each and each.isascii() and each.isalnum() for each in beside)
        if whole:
            yield place
        place = low.find(name, end if whole else place + 1)


_LETTER = re.compile(r"(?<![a-z0-9])[^\W\d_](?=[ *]{1,4}\d)")


def _mentions(text: str, dates: Sequence[StatedDate], known: Known) -> list[Mention]:
    """Every name of a row in a text, the longest where they overlap."""
    low = text.lower()
    found = [*_names_in(low, known)]
    for match in _LETTER.finditer(low) if known.letters else ():
        if match[0] in known.letters:
            found.append((*match.span(), known.letters[match[0]]))
    for each in dates:
        periods = {("@time", period) for period in each.periods(known.years)} & known.scoped
        if periods:
            found.append((each.start, each.end, frozenset(periods)))
    found.sort(key=lambda each: (each[0], -each[1]))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention[0] >= kept[-1][1]:
            kept.append(mention)
    return kept


def _names_in(low: str, known: Known) -> Iterator[Mention]:
    """Names of rows in a text in lower case."""
    lengths, names = known.name_lengths, known.row_names
    for place, beginning in enumerate(pairwise(low)):
        if beginning not in lengths:
            continue
        for length in lengths[beginning]:
            labels = names.get(low[place : place + length])
            if labels and _stands_alone(low, place, place + length):
                yield place, place + length, labels


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    latin_before = before.isascii() and before.isalnum() and text[start].isascii()
    latin_after = after.isascii() and after.isalnum() and text[end - 1].isascii()
    return not latin_before and not latin_after


def _clauses(text: str, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The spans between commas, "and" and the like; names are not cut, nor thousands."""
    cuts = [0]
    for match in _CLAUSE.finditer(text):
        inside_name = any(start < match.end() and match.start() < end for start, end, _ in mentions)
        thousands = match[0] == "," and text[match.end() : match.end() + 1].isdigit()
        if not inside_name and not thousands:
            cuts.append(match.end())
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True))


def _claim(kind: ClaimKind, start: int, end: int, seen: Folded, reason: Reason | None) -> Claim:
    start, end = seen.span(start, end)
    return Claim(kind, start, end, seen.original[start:end], reason)


def _as_written(text: str, seen: Folded) -> str:
    """What is left of the folded text, with its digits as they were written: quotes are compared by that."""
    if seen.places is None:
        return text
    return "".join(
        own if left == folded else left
        for left, folded, own in zip(text, seen.text, seen.written, strict=True)
    )


def _mask(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
