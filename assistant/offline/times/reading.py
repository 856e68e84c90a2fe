"""Times in a question -> half-open periods of whole days.

A time is read in four steps: find the pieces ("Feb 20", 去年, "last week"), put together those that stand side by
side, complete what they leave out (the year of "March" from its neighbours, the period under discussion, else
from the data's span), and join them into ranges ("from A to B", "since A").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.offline.text.numerals import number
from assistant.offline.text.scan import Scan
from assistant.offline.times.atoms import Atom, Frame, Step, completed, days, joined
from assistant.offline.times.cuts import cut
from assistant.offline.times.dates import find_dates
from assistant.offline.times.holidays import find_holidays
from assistant.offline.times.relative import find_relative
from tools.segments.query import Period
from tools.segments.spans import Span, WeekStart

__all__ = ["TimeMention", "read_times"]

_SIDE_BY_SIDE = re.compile(r"(?:,? ?|[,，]? ?(?:of|in)(?: the)? |的| ?[(（]|'s |年|的?整个?|全)")
_TO = re.compile(
    r"\s*(?:(?:起|开始|onwards?|on(?=\s*(?:[,.?!]|$|how|what|which|by|per|split))|and)?[,，]?\s*(?:all the way |right )?(?:to|through|thru|until|till|up to|up until|一?直?到|截至|至|~|-|–|—|→|->|ending))\s*(?:the )?"
)
_AND = re.compile(r"\s*(?:和|与|跟|及|and)\s*(?:the )?")
_LIST = re.compile(
    r"\s*(?:to|through|until|or|and|和|与|跟|及|或者?|、|/|,|，|到|至|~|-|–|—|vs\.?|对比?|比)\s*(?:the )?"
)
_OPEN = re.compile(r"(?:\bbetween|\bfrom|从|自|介于|在)\s*(?:the )?$")
_BETWEEN = re.compile(r"(?:\bbetween|介于)\s*(?:the )?$")
_RANGE_TAIL = re.compile(r"\s*(?:之间|期间|间|这段时间|这几天|为止|inclusive)")
_BEFORE = re.compile(
    r"(?P<since>\bsince|\bstarting(?: (?:from|in|on))?|\bfrom|\bas of|\bbeginning|\bno earlier than|自从?|从)\s*(?:the )?$"
    r"|(?P<after>\bafter|\blater than|\bpast)\s*(?:the )?$"
    r"|(?P<until>\buntil|\btill|\bby|\bup (?:to|until)|\bthrough|\bno later than|截至|截止到?|截止至|直到)\s*(?:the )?$"
    r"|(?P<before>\bbefore|\bprior to|\bearlier than|\bolder than|早于)\s*(?:the )?$"
    r"|(?P<later>晚于)$"
    r"|(?:\b(?:in|on|during|over|for|within|of|at|throughout)(?: the)?(?: (?:month|year|day|week|quarter) of)?|在|于)\s*$"
)
_AFTER = re.compile(
    r"\s*(?:(?P<since>以来|起(?!来)|开始|onwards?|on(?=\W*$|,|\s(?:by|per|for|split|grouped|broken)(?![a-z]))|and (?:later|after)|to date|(?:started|began|kicked off|rolled around)(?![a-z]))|(?P<after>之后|以后|过后)|(?P<before>之前|以前)"
    r"|(?P<until>为止)"
    r"|当天|这一?天|全天|那一?天|当日|整?[个一]?(?:这个月|当月|这个季度|这一?年|那一?年)|全年|整年|期间|那几天|以内|整月|内|间(?!接)|里(?=[的,，]))"
)

_SO_LONG = re.compile(
    r"(?:的|那|这|连假|假期|长假)*(?P<n>[2-9]|1\d|[二两三四五六七八九十])天(?:假期?|长假|小长假|期间)?(?![前后内里])"
)
"""How many days a festival's holiday has: 国庆七天."""

_OF_THEN = re.compile(
    r"(?:feedback|reviews?|complaints?|records?|tweets?|messages?|comments?|ones|(?<=of )those,|those|entries|cases|tickets|data|responses?"
    r"|quotes?|examples?|samples?|verbatims?|voices|words|texts?|letters?|calls?|emails?|orders?|purchases?|opinions?|(?<![a-z0-9.])(?:one|two|three|four|five|six|ten|some|few|couple|more|[1-9]\d?)"
    r"|scores?|ratings?|negatives?|positives?|stays?|bugs?|there|how many|any|many|those|these|them|of (?:it|that)|just|only|posted|written|wrote|sent|received|filed|submitted|opened|reported|made|left|bought|dat(?:e|es|ed|ing)|stem(?:s|med|ming)?|comes?|coming|came),? from (?:the )?$"
)
""" "Reviews from March" are those of March; "from March on" goes on."""

_UP_TO = re.compile(r"(?:截至|截止到?|到|until|up to|by|through)\s*(?:the )?$")

_BY_ITSELF = re.compile(
    rf"{_UP_TO.pattern}|(?:除了?|除去|除开|except(?: for)?|excluding|without|leaving out)\s*(?:the )?$"
)

_WEEK_OF = re.compile(
    r"(?<!first )(?<!last )(?<!second )(?<!third )(?:the )?(?:days?|weeks?|period|stretch|span) (?:of|from|starting|beginning|between)(?: on)? (?:the )?$"
)

_A_QUARTER = 89
"""Days of the shortest quarter."""

_LEAD = 24
"""Characters before a time that can open it: "starting from the "."""


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A period and where the question says it.

    `closed` is False for "since ..." and "before ...". `ends`: of "from A to B", A and B, which a change
    is measured between. `step`: how it counts from another period ("the month before"); `period` is then as far
    from the other time in the question, the period under discussion, or today, whichever there is first.
    """

    start: int
    end: int
    period: Period
    closed: bool = True
    ends: tuple[Period, Period] | None = None
    step: Step | None = None


def read_times(
    scan: Scan,
    today: date,
    span: tuple[date, date] | None,
    *,
    under: Period | None = None,
    week_start: WeekStart = "monday",
) -> list[TimeMention]:
    """Takes every time in the question.

    `span` is the first and last day the data has, if it has times; `under` the period the conversation is about,
    which "the month before" and a month without its year count from. Never raises for any text.
    """
    frame = Frame(today, span, _closed(under), week_start)
    atoms = _of_year_in_brackets(scan, _put_together(scan, _pieces(scan, frame)))
    pairs = [
        (place, place + 1) for place in range(len(atoms) - 1) if _is_range(scan, *atoms[place : place + 2])
    ]
    opening = {first for first, _ in pairs}
    atoms = [
        _opened(scan, atom)
        if place in opening and _WEEK_OF.search(scan.free[: atom.start])
        else _cut(scan, atom, frame)
        for place, atom in enumerate(completed(atoms, pairs, frame))
    ]
    mentions: list[TimeMention] = []
    seconds = {second for _, second in pairs}
    for place, atom in enumerate(atoms):
        if place and atom.step is not None and atom.start < atoms[place - 1].end:
            continue  # 6月前一个月: read with the month already
        if (place, place + 1) in pairs and place not in seconds:
            mentions.append(_range(scan, atom, atoms[place + 1]))
        elif (place - 1, place) not in pairs or place - 1 in seconds:
            mentions.append(_single(scan, atom))
    return _within(_once(scan, _stepped(mentions)))


def _once(scan: Scan, mentions: Sequence[TimeMention]) -> list[TimeMention]:
    """Without what only says the time before it again in brackets: 上周五（6.12）."""
    return [
        each
        for place, each in enumerate(mentions)
        if not place
        or each.period != mentions[place - 1].period
        or scan.text[mentions[place - 1].end : each.start].strip() not in ("(", "（")
    ]


def _stepped(mentions: Sequence[TimeMention]) -> list[TimeMention]:
    """ "The month before" counts from the time said before it, else after it, before anything else."""
    done: list[TimeMention] = []
    for place, mention in enumerate(mentions):
        if mention.step is not None:
            later = (each for each in mentions[place + 1 :] if each.step is None)
            counted = (mention.step.of(each.period) for each in (*reversed(done), *later))
            mention = replace(mention, period=next((each for each in counted if each), mention.period))
        done.append(mention)
    return done


def _within(mentions: list[TimeMention]) -> list[TimeMention]:
    """ "Up to the end of March, this year": of a year, the part up to or from the other time."""
    if len(mentions) != len(("open", "year")) or sum(each.closed for each in mentions) != 1:
        return mentions
    bound, whole = sorted(mentions, key=lambda each: each.closed)
    year = _closed(whole.period)
    if year is None or whole.ends or bound.step or whole.step or (year[1] - year[0]).days < _A_QUARTER:
        return mentions
    start = max(year[0], _date(bound.period.start) or year[0])
    end = min(year[1], _date(bound.period.end) or year[1])
    if start >= end or (start, end) == year:
        return mentions
    return [replace(bound, period=Period(start=start, end=end), closed=True)]


def _date(moment: object) -> date | None:
    return date.fromisoformat(str(moment)[:10]) if moment else None


def _closed(period: Period | None) -> Span | None:
    if period is None or period.start is None or period.end is None:
        return None
    first, end = (date.fromisoformat(str(each)[:10]) for each in (period.start, period.end))
    return (first, end) if first < end else None


def _pieces(scan: Scan, frame: Frame) -> list[Atom]:
    """Every piece in the free text, the surest readers first, in order."""
    free = scan.free
    found: list[Atom] = []

    def keep(atoms: Sequence[Atom]) -> None:
        nonlocal free
        for atom in atoms:
            found.append(atom)
            free = free[: atom.start] + "\x00" * (atom.end - atom.start) + free[atom.end :]

    keep([Atom(start, end, holiday=holiday) for start, end, holiday in find_holidays(free)])
    keep(list(find_relative(free, frame)))
    keep(list(find_dates(free, frame, weak=False)))
    keep(list(find_dates(free, frame, weak=True)))
    return sorted(found, key=lambda atom: atom.start)


def _put_together(scan: Scan, pieces: Sequence[Atom]) -> list[Atom]:
    """Neighbours that are one time as one, and without the pieces that mean no time where they stand."""
    atoms = _merged(scan, pieces)
    atoms = _merged(scan, [_resolved(scan, atoms, place) for place in range(len(atoms))])
    return [
        atom
        for place, atom in enumerate(atoms)
        if atom.bare is None and (not atom.weak or _upheld(scan, atoms, place))
    ]


def _of_year_in_brackets(scan: Scan, atoms: list[Atom]) -> list[Atom]:
    """下半年比上半年多多少（24年）: the year of all that say none."""
    bare = [
        each for each in atoms if not (each.year or each.fixed or each.step) and (each.month or each.part)
    ]
    for year in atoms if bare else ():
        alone = year.year and not (year.month or year.day or year.part or year.fixed or year.holiday)
        bracket = re.search(r"[(（]\s?$", scan.text[: year.start])
        closing = re.match(r"\s?[)）]", scan.text[year.end :])
        if alone and bracket and closing and all(each.end < year.start for each in bare):
            scan.take(bracket.start(), year.end + closing.end())
            return [replace(each, year=year.year) if each in bare else each for each in atoms if each != year]
    return atoms


def _merged(scan: Scan, pieces: Sequence[Atom]) -> list[Atom]:
    atoms: list[Atom] = []
    for piece in pieces:
        atoms.append(piece)
        while len(atoms) > 1 and (both := _together(scan, atoms[-2], atoms[-1])):
            atoms[-2:] = [both]
    return atoms


def _together(scan: Scan, first: Atom, second: Atom) -> Atom | None:
    between = scan.text[first.end : second.start]
    if not _SIDE_BY_SIDE.fullmatch(between):
        return None
    counted_from = second.year and not scan.text[second.start : second.end].isdigit()
    if counted_from and between.strip() in (",", "，") and _BY_ITSELF.search(scan.text[: first.start]):
        return None  # 截至3月底，今年; 除了6月，今年
    in_brackets = between.endswith(("(", "（"))
    if (
        in_brackets and first.holiday and second.month and second.day
    ):  # 黑五（11月28日）: the date tells which
        first = replace(first, holiday=None)
    if second.holiday and first.month and first.day:  # 11月28日黑五
        return replace(first, end=second.end) if not between.strip() else None
    merged = joined(first, second)
    if merged is not None and in_brackets:
        closing = re.match(r"\s?[)）]", scan.text[merged.end :])
        merged = replace(merged, end=merged.end + closing.end()) if closing else None
    return merged


def _resolved(scan: Scan, atoms: Sequence[Atom], place: int) -> Atom:
    """A bare number as what the time it is listed with ends in: the 3 of 3到5月 is a month."""
    atom = atoms[place]
    if atom.bare is None:
        return atom
    for other in _linked(scan, atoms, place):
        if other.fixed is None and other.day and 1 <= atom.bare <= 31:
            return replace(atom, bare=None, weak=False, day=atom.bare)
        if other.fixed is None and other.month and 1 <= atom.bare <= 12:
            return replace(atom, bare=None, weak=False, month=atom.bare)
        if other.part and other.part[0] in ("quarter", "half") and 1 <= atom.bare <= 4:
            return replace(atom, bare=None, weak=False, part=(other.part[0], atom.bare))
    return atom


def _upheld(scan: Scan, atoms: Sequence[Atom], place: int) -> bool:
    """Whether a weak piece belongs to a time: it is listed with one of its own kind."""
    atom = atoms[place]
    if atom.part and atom.part[0] == "third":
        return atom.month is not None or atom.year is not None or bool(_linked(scan, atoms, place))
    if atom.fixed:
        return bool(_linked(scan, atoms, place))
    kinds = [name for name in ("day", "month", "year", "part") if getattr(atom, name) is not None]
    return any(kinds and getattr(other, kinds[0]) is not None for other in _linked(scan, atoms, place))


def _linked(scan: Scan, atoms: Sequence[Atom], place: int) -> list[Atom]:
    """The neighbours that only a word of a list or range stands before, the later one first; lists go on."""
    found: list[Atom] = []
    for step in (1, -1):
        here = place
        while 0 <= here + step < len(atoms):
            first, second = sorted((here, here + step))
            if not _LIST.fullmatch(scan.text[atoms[first].end : atoms[second].start]):
                break
            here += step
            if not atoms[here].weak and atoms[here].bare is None:
                found.append(atoms[here])
                break
    return found


def _is_range(scan: Scan, first: Atom, second: Atom) -> bool:
    between = scan.text[first.end : second.start]
    if _TO.fullmatch(between):
        return True
    if not _AND.fullmatch(between):
        return False
    return bool(_BETWEEN.search(scan.text, max(0, first.start - _LEAD), first.start)) or bool(
        re.match(r"\s*(?:之间|期间)", scan.text[second.end :])
    )


def _cut(scan: Scan, atom: Atom, frame: Frame) -> Atom:
    """The time with what is said around it: "the first week of May"."""
    span = days(atom)
    if span is None:
        return atom
    long = _SO_LONG.match(scan.free, atom.end) if atom.holiday else None
    if long:
        last = span[0] + timedelta(days=int(number(long["n"])))
        return replace(atom, end=long.end(), fixed=(span[0], last), exact=None)
    try:
        found = cut(scan.free, atom.start, atom.end, span, frame.week_start)
    except (ValueError, OverflowError):
        return atom
    if found is None:
        return atom
    return replace(atom, start=found.start, end=found.end, fixed=found.span, exact=None)


def _opened(scan: Scan, atom: Atom) -> Atom:
    """ "The week of May 3 to May 9" is those days, not the calendar week of the first and more."""
    said = _WEEK_OF.search(scan.free[: atom.start])
    return replace(atom, start=said.start()) if said else atom


def _range(scan: Scan, first: Atom, second: Atom) -> TimeMention:
    opened = _OPEN.search(scan.text, max(0, first.start - _LEAD), first.start)
    tail = _RANGE_TAIL.match(scan.text[second.end :])
    start = opened.start() if opened else first.start
    end = second.end + tail.end() if tail else second.end
    scan.take(start, end)
    one, other = days(first), days(second)
    if first.exact and one:
        one = (first.exact, one[1])
    if one is None or other is None or one[0] >= other[1]:
        one, other = (other, one) if one and other and other[0] < one[1] else (one, other)
    if one is None or other is None:
        known = one or other
        return TimeMention(start, end, _period(known) if known else Period(), closed=known is not None)
    return TimeMention(start, end, Period(start=one[0], end=other[1]), ends=(_period(one), _period(other)))


def _single(scan: Scan, atom: Atom) -> TimeMention:
    before = _BEFORE.search(scan.free, max(0, atom.start - _LEAD), atom.start)
    after = _AFTER.match(scan.free[atom.end :])
    kinds = {name for match in (before, after) if match for name, value in match.groupdict().items() if value}
    start = before.start() if before else atom.start
    end = atom.end + after.end() if after else atom.end
    scan.take(start, end)
    span = days(atom)
    if span is None:
        return TimeMention(start, end, Period(), closed=False)
    first, last = span
    if kinds == {"since"} and not (after and after["since"]) and _OF_THEN.search(scan.text[: atom.start]):
        kinds = set()
    if kinds and atom.exact:
        first, last = atom.exact, atom.exact + timedelta(days=1)
    if "since" in kinds:
        return TimeMention(start, end, Period(start=first), closed=False)
    if kinds & {"after", "later"}:
        return TimeMention(start, end, Period(start=last), closed=False)
    if "before" in kinds:
        return TimeMention(start, end, Period(end=first), closed=False)
    if "until" in kinds:
        return TimeMention(start, end, Period(end=last), closed=False)
    return TimeMention(start, end, _period(span), step=atom.step)


def _period(span: Span) -> Period:
    return Period(start=span[0], end=span[1])
