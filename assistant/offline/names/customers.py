"""Customers named by the ids they have elsewhere: stored are pseudonyms, which only the key can tell."""

import re

from assistant.offline.names.linking import ValueMention
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField

__all__ = ["customer_mentions", "told_once"]

_ONCE = re.compile(r"(?:不|去掉|去除|除去|扣掉|扣除|排除|剔除|刨掉|刨除)了?重复的?")
_PEOPLE = re.compile(
    r"(?:多少|几)(?:位|名|个?人)|人数|(?:用户|客户|顾客|网友|会员|市民|民众|消费者|乘客|车主)[总个]?数"
)


def told_once(scan: Scan, values: list[ValueMention]) -> list[ValueMention]:
    """The values without the repeated texts in 不重复的用户数: people are counted once anyhow."""
    said = _ONCE.search(scan.text) if _PEOPLE.search(scan.text) else None
    repeats = [each for each in values if said and said.start() <= each.start < said.end()]
    if said is None or any(each.field.name != "duplicate" for each in repeats):
        return values
    scan.take(*said.span())
    return [each for each in values if each not in repeats]


def customer_mentions(scan: Scan, catalog: Catalog) -> list[ValueMention]:
    """Takes every word that is the id of a customer this data has."""
    found: list[ValueMention] = []
    fields = [field for field in catalog.fields if field.pseudonymous]
    for match in scan.find(r"[a-z0-9_@.+-]{2,}") if fields else ():
        for field in fields:
            value = _pseudonym(match.group(), field, catalog)
            if value is not None:
                found.append(ValueMention(*match.span(), field, value, match.group(), literal=False))
                scan.take(*match.span())
                break
    return found


def _pseudonym(said: str, field: CatalogField, catalog: Catalog) -> str | None:
    """Whatever its capitals: a question is read in lower case."""
    if catalog.pseudonyms is None:
        return None
    known = {each.value for each in field.values}
    forms = (said, said.upper(), said.capitalize())
    return next((value for form in forms if (value := catalog.pseudonyms.of(form)) in known), None)
