"""Numbers asked for by what people do with them: "who spends more", "how do people rate it", "is it rated worse"."""

import re
from collections.abc import Sequence

from assistant.offline.conditions.numbers import field_of_unit
from assistant.offline.conditions.stated import Condition
from assistant.offline.names.linking import FieldMention
from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField

__all__ = ["done_with", "take_defined", "without_totals"]

_FAR = r"(?:higher|lower|better|worse|more|less|highest|lowest|best|worst|poorly|badly|well|highly|above|below|most|least)"
_WHO = r"(?:people|customers?|users?|guests?|folks|they|everyone|clients?|buyers?|vips?|members?|you all|we)"
_OFTEN = r"(?: (?:usually|typically|normally|generally|actually|really|all|on average))?"
_RATE = re.compile(
    rf"(?<![a-z]){_WHO}{_OFTEN} (?P<v>rate|score|grade)d?(?= (?!of|on|is|was|for|by|in|at)[a-z])"
    rf"|(?<![a-z])how (?:highly |well |badly |poorly )?(?:do|does|did|is|are|was|were) [^,?]{{2,40}}? (?P<v2>rated?|scored?|graded?)(?![a-z])"
    rf"|(?<![a-z-])(?<!best )(?<!worst )(?<!top )(?<!highest )(?<!lowest )(?<!better )(?<!worse )(?<!bottom )(?<!poorly )(?<!poorest )"
    rf"(?P<v3>rated|scored|graded)(?= (?:so |much |any |the |as |out )*{_FAR}(?![a-z]))"
)
"""A verb for giving a score; "best rated" is read as an extreme, "response rate" as a share."""

_SPEND = re.compile(
    rf"(?<![a-z])(?P<v>spend(?:s|ing)?|spent|shell(?:s|ed|ing)? out|fork(?:s|ed|ing)? out|splash(?:es|ed|ing)? out|part(?:s|ed) with)(?![a-z])"
    rf"|(?<![a-z])(?:how much|the most|the least|who|which [a-z]+)(?: (?:do|does|did|would))?(?: [^,?]{{1,40}}?)?{_OFTEN} (?P<v2>pays?|paid)(?! (?:attention|back|with|by|via|late|through|off)(?![a-z]))(?![a-z])"
    r"|(?<![a-z])(?P<v4>orders?|purchases?|baskets?)(?= (?:is|are|was|were) (?:the )?(?:worth|biggest|largest|bigger|larger|smallest|smaller)(?![a-z]))"
    r"|(?<![a-z])(?:biggest|largest|highest|smallest|lowest|priciest|(?:most|least) (?:expensive|valuable)|dearest|cheapest|maximum|minimum|max|min|average|avg|mean|typical|median)(?: single| individual)? "
    r"(?P<v3>orders?|purchases?|baskets?|transactions?)(?! (?:value|amount|complaints?|volume|number|count|size|total|date|id))(?![a-z])"
)

_PRICED = re.compile(
    r"(?P<v>(?:(?:一|每)?[晚间个份件次位台本斤夜天]|[要得需卖收是]|[花付]了?)*(?:多少|几)(?:块)?钱(?:一?[晚间个份件次位台本斤夜天]|/[晚间天])?上?)"
    r"|(?P<v2>(?:卖)?(?:啥|什么|多少)价(?:钱|位|格)?|怎么卖)"
    r"|(?<![a-z])(?P<v3>how much (?=(?:is|are|was|were|do|does|did) (?:[^,?]{2,40} (?:go for|sell for|cost|costs)(?![a-z])|(?:one|a|an) (?:night|room)(?![a-z])|a night)))"
    r"|(?<![a-z])(?P<v4>what (?:do|does|did) (?=[^,?]{2,40} (?:cost|go for|sell for|pay|spend)(?! (?:attention|back|with|by|via)(?![a-z]))(?![a-z])))"
    r"|(?P<v5>(?:花|付|消费|支付)了?(?:多少|几)(?!次|条|人|天|个)(?:块|元)?)"
)
"""What something costs, asked without a word for the price."""


def without_totals(scan: Scan, fields: Sequence[FieldMention]) -> list[FieldMention]:
    """The fields but for a "total" of what was spent or of the number named next, a sum though a score may be called so."""
    kept: list[FieldMention] = []
    spent = _SPEND.search(scan.text) or _PRICED.search(scan.text)
    for each in fields:
        said = scan.text[each.start : each.end]
        if said in ("total", "totals", "总") and (spent or _of_next(scan, each, fields)):
            scan.free = scan.free[: each.start] + said + scan.free[each.end :]
        else:
            kept.append(each)
    return kept


_NEXT = re.compile(r" (?:of |for )?(?:the |all |our )*")


def _of_next(scan: Scan, total: FieldMention, fields: Sequence[FieldMention]) -> bool:
    """ "The total price", "total reviews": the total is of what is named right after it."""
    numbers = (each for each in fields if each.field.kind == "number" and each.start > total.end)
    if any(_NEXT.fullmatch(scan.text[total.end : each.start]) for each in numbers):
        return True
    return re.match(rf"{_NEXT.pattern}(?:{concept('record').pattern})", scan.text[total.end :]) is not None


def done_with(scan: Scan, catalog: Catalog, numbers: list[FieldMention]) -> list[FieldMention]:
    """The rating or the amount a verb speaks of, where the question names no number; takes the verb.

    numbers: the numbers named so far; where there is one, the verb belongs to it.
    """
    if numbers:
        return []
    found: list[FieldMention] = []
    money = field_of_unit("元", catalog)
    for pattern, field in ((_RATE, catalog.field("rating")), (_SPEND, money), (_PRICED, money)):
        match = pattern.search(scan.text) if field else None
        name = next(
            (each for each in ("v", "v2", "v3", "v4", "v5") if match and match.groupdict().get(each)), None
        )
        if match is None or field is None or name is None or "\x00" in scan.free[slice(*match.span(name))]:
            continue
        scan.take(*match.span(name))
        _take_each(scan, field)
        scan.take_first(r"(?<![a-z])(?:the )?(?:money|cash)(?![a-z])")
        found.append(FieldMention(*match.span(name), field))
    return found


_SCORE_WORD = r"(?<![a-z])(?:low|lower|poor|bad|high|higher|good|weak|terrible|awful|great|top)(?= ?\x00)"


def take_defined(scan: Scan, conditions: Sequence[Condition]) -> None:
    """Takes "poor" of "poor ratings (two stars or less)": the number says what is meant by it."""
    if any(
        each.filter.field in ("rating", "nps", "csat") and each.filter.op != "missing" for each in conditions
    ):
        for match in scan.find(_SCORE_WORD):
            if re.match(r" ?(?:star )?(?:ratings?|scores?|marks?|stars?)(?![a-z])", scan.text[match.end() :]):
                scan.take(*match.span())


def _take_each(scan: Scan, field: CatalogField) -> None:
    """ "Per order" of what is spent says only what an amount is of."""
    if field.name != "rating":
        scan.take_first(
            r"(?<![a-z])(?:(?:per|on an?|on each|each|every|for one|for an?|on one|in one|in a single|on a single) )(?:order|purchase|basket|transaction|visit|bill)s?(?![a-z])"
        )
