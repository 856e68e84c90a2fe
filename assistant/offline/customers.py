"""Customers named by the ids they have elsewhere: stored are pseudonyms, which only the key can tell."""

from assistant.offline.linking import ValueMention
from assistant.offline.scan import Scan
from retrieval.catalog import Catalog, CatalogField

__all__ = ["customer_mentions"]


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
