"""What was planted in the sample, in the form of truth.json."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from retrieval.sample.brand import DEFECT_VERSIONS, PRODUCTS
from retrieval.sample.personal import spans_of
from retrieval.sample.records import Record
from retrieval.sample.shift import sample_source
from retrieval.sample.year import APP_FIXED, CRISIS, DEFECT_SINCE, END, PEAKS, PRICE_RISE, START

__all__ = ["truth_of"]

NOTE = (
    "Synthetic. No record, person, order or company in this sample is real: Wrenlo (雀朗) is made up and "
    "every text was composed by retrieval/sample/generate.py from phrases written for it."
)


def truth_of(records: list[Record], seed: int) -> dict[str, Any]:
    """Everything planted. Dates are of the year as committed; both ends of a period belong to it."""
    return {
        "synthetic": True,
        "note": NOTE,
        "source": sample_source(),
        "seed": seed,
        "year": {"from": START.isoformat(), "to": END.isoformat()},
        "counts": {
            "records": len(records),
            "without_text": sum(not record.values["text"] for record in records),
            "languages": _count(record.values["language"] for record in records),
            "tiers": _count(record.values["customer_tier"] for record in records),
            "themes": _count(theme for record in records for theme in _themes(record)),
        },
        "events": _events(records),
        "marked": _marked(records),
        "duplicates": _duplicates(records),
        "personal_data": {
            _id(record): spans_of(record.values["text"], record.personal)
            for record in records
            if record.personal
        },
        "records": {
            _id(record): {"sentiment": record.written.sentiment, "aspects": record.written.aspects}
            for record in records
            if record.values["text"]
        },
    }


def _events(records: list[Record]) -> dict[str, Any]:
    region, first, last = CRISIS
    buds = next(product for product in PRODUCTS if product.key == "buds")
    return {
        "delivery_crisis": {
            "region": region,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "theme": "delivery_crisis",
            "category": "delivery",
            "vip_nps": "0 to 2 for VIP customers of that region who wrote about it",
            "ids": _ids(records, "delivery_crisis"),
        },
        "firmware_defect": {
            "product": buds.name,
            "firmware": list(DEFECT_VERSIONS),
            "from": DEFECT_SINCE.isoformat(),
            "what": "the left earbud disconnects",
            "ids": _ids(records, "firmware_defect"),
        },
        "price_rise": {"from": PRICE_RISE.isoformat(), "ids": _ids(records, "price_rise")},
        "login_crash_fixed": {"fixed": APP_FIXED.isoformat(), "ids": _ids(records, "login")},
        "rising": {theme: _ids(records, theme) for theme in ("battery", "ads")},
        "steady": {theme: _ids(records, theme) for theme in ("packaging", "pairing")},
        "peaks": [
            {"name": name, "from": first.isoformat(), "to": last.isoformat()} for name, first, last in PEAKS
        ],
        "tiers": {
            "VIP": "most records a head, largest orders, highest NPS apart from the delivery crisis",
            "new": "fewer records a head, smaller orders, the largest share of complaints about pairing",
        },
    }


def _marked(records: list[Record]) -> dict[str, list[str]]:
    """Ids by register (dialects, scripts, mixed language), sarcasm, spam and injection."""
    marked: dict[str, list[str]] = {}
    for record in records:
        if record.written.register != "plain":
            marked.setdefault(record.written.register, []).append(_id(record))
    return dict(sorted(marked.items()))


def _duplicates(records: list[Record]) -> dict[str, list[list[str]]]:
    """Pairs [first, again], and the copies of each spam text."""
    by_key = {record.key: _id(record) for record in records if record.twin is None and not record.planted}
    pairs: dict[str, list[list[str]]] = {"exact": [], "near": [], "spam": []}
    for record in records:
        if record.twin is not None:
            kind = "exact" if "exact_duplicate" in record.planted else "near"
            pairs[kind].append([by_key[record.twin], _id(record)])
    spam: dict[str, list[str]] = {}
    for record in records:
        if "spam" in record.planted:
            spam.setdefault(record.values["text"][:5], []).append(_id(record))
    pairs["spam"] = list(spam.values())
    return pairs


def _themes(record: Record) -> Iterable[str]:
    return dict.fromkeys(theme for theme, _ in record.written.aspects)


def _ids(records: list[Record], theme: str) -> list[str]:
    return [_id(record) for record in records if record.theme == theme]


def _id(record: Record) -> str:
    return record.values["feedback_id"]


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
