"""One record of the sample: what stands in the file, and what is true of it."""

import random
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from retrieval.sample.brand import CHINESE_REGIONS, DEFECT_VERSIONS, PRODUCTS, Customer, Product
from retrieval.sample.writing import Written
from retrieval.sample.year import CRISIS, Theme, peak_at

__all__ = ["COLUMNS", "Record", "describe", "pick_customer", "pick_firmware", "pick_product"]

COLUMNS = (
    "feedback_id",
    "created_at",
    "customer_id",
    "customer_tier",
    "channel",
    "touchpoint",
    "region",
    "product",
    "firmware",
    "text",
    "rating",
    "nps",
    "order_value",
    "category",
    "sentiment",
    "resolved",
    "language",
)

_CHANNELS = {"online": 0.62, "offline": 0.16, "social": 0.22}
_TOUCHPOINTS = {
    "online": ("app", "app", "web"),
    "offline": ("store", "store", "phone"),
    "social_zh": ("weibo", "xiaohongshu", "xiaohongshu"),
    "social_en": ("x", "reddit", "x"),
}
_RATINGS = {
    "negative": ((1, 0.55), (2, 0.3), (3, 0.13), (5, 0.02)),
    "neutral": ((3, 0.58), (4, 0.27), (2, 0.15)),
    "positive": ((5, 0.68), (4, 0.3), (3, 0.02)),
}
_NPS = {"negative": (0, 6), "neutral": (5, 8), "positive": (8, 10)}
_RESOLVED = {"delivery_crisis": 0.3, "firmware_defect": 0.2, "praise": 0.95}
_TAGS = (
    "delivery",
    "product quality",
    "price",
    "app",
    "customer service",
    "returns",
    "packaging",
    "praise",
    "other",
)


@dataclass(slots=True)
class Record:
    """`values`: the file's columns as text. `planted`: names of the planted things it belongs to."""

    at: datetime
    theme: str
    values: dict[str, str]
    written: Written
    personal: dict[str, str] = field(default_factory=dict)
    planted: tuple[str, ...] = ()
    key: int = 0
    twin: int | None = None

    def again(self, after: timedelta, text: str, planted: str) -> "Record":
        """The same customer sends it once more."""
        at = self.at + after
        values = {**self.values, "text": text, "created_at": at.isoformat(), "nps": ""}
        written = replace(self.written, text=text)
        return Record(at, self.theme, values, written, self.personal, (*self.planted, planted), twin=self.key)


def pick_customer(
    rng: random.Random, pool: list[Customer], weights: list[float], theme: Theme, day: date
) -> Customer:
    """Someone who could have written about the theme on that day."""
    peak = peak_at(day) if theme.seasonal else None
    while True:
        customer = rng.choices(pool, cum_weights=weights)[0]
        chinese = customer.region in CHINESE_REGIONS
        if theme.key == "delivery_crisis":
            if customer.region == CRISIS[0]:
                return customer
        elif peak == "Black Friday" and chinese:
            if rng.random() < 0.3:
                return customer
        elif peak == "双11" and not chinese:
            if rng.random() < 0.35:
                return customer
        elif theme.key != "pairing" or customer.tier == "new" or rng.random() < 0.35:
            return customer


def pick_product(rng: random.Random, theme: Theme) -> Product:
    fitting = [product for product in PRODUCTS if product.fits(theme.products)]
    return rng.choices(fitting, [product.weight for product in fitting])[0]


def pick_firmware(rng: random.Random, product: Product, theme: Theme, day: date) -> str:
    """A version out by that day, mostly the newest; empty for a product that has none."""
    out = [version for since, version in product.releases if since <= day]
    if theme.key == "firmware_defect":
        out = [version for version in out if version in DEFECT_VERSIONS]
    if not out:
        return ""
    return out[-1] if len(out) == 1 or rng.random() < 0.75 else out[-2]


def describe(
    rng: random.Random,
    at: datetime,
    theme: Theme,
    customer: Customer,
    product: Product,
    firmware: str,
    written: Written,
) -> Record:
    """The record with everything a help desk and its survey would have noted beside the text."""
    feeling = (
        written.sentiment
        if theme.key != "bare"
        else rng.choice(("positive", "positive", "neutral", "negative"))
    )
    in_crisis = theme.key == "delivery_crisis"
    channel = "online" if theme.key == "bare" else rng.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
    key = f"social_{customer.language}" if channel == "social" else channel
    values = {
        "created_at": at.isoformat(),
        "customer_id": customer.id,
        "customer_tier": customer.tier,
        "channel": channel,
        "touchpoint": rng.choice(_TOUCHPOINTS[key]),
        "region": customer.region,
        "product": product.name,
        "firmware": firmware,
        "text": written.text,
        "rating": _rating(rng, feeling, channel, theme.key == "bare"),
        "nps": _nps(rng, feeling, channel, customer.tier, in_crisis),
        "order_value": _order_value(rng, product, customer.tier, channel),
        "category": _category(rng, theme),
        "sentiment": _labelled(rng, feeling, written),
        "resolved": _resolved(rng, theme.key, feeling),
        "language": written.language,
    }
    return Record(at, theme.key, values, written)


def _rating(rng: random.Random, feeling: str, channel: str, certain: bool) -> str:
    if not certain and rng.random() < (0.55 if channel == "social" else 0.08):
        return ""
    marks, weights = zip(*_RATINGS[feeling], strict=True)
    return str(rng.choices(marks, weights)[0])


def _nps(rng: random.Random, feeling: str, channel: str, tier: str, in_crisis: bool) -> str:
    asked = 0.85 if in_crisis and tier == "VIP" else 0.46
    if channel == "social" or rng.random() >= asked:
        return ""
    low, high = _NPS[feeling]
    if in_crisis and tier == "VIP":
        high = 2
    elif feeling == "negative":
        low = {"VIP": 2, "standard": 1, "new": 0}[tier]
    elif feeling == "positive" and tier == "VIP":
        low = 9
    return str(rng.randint(low, high))


def _order_value(rng: random.Random, product: Product, tier: str, channel: str) -> str:
    if rng.random() < (0.7 if channel == "social" else 0.08):
        return ""
    pieces = rng.choices(
        (1, 2, 3, 4), {"VIP": (4, 4, 2, 1), "standard": (8, 2, 1, 0), "new": (9, 1, 0, 0)}[tier]
    )[0]
    return f"{product.price * pieces * rng.choice((1, 1, 0.95, 0.9, 0.85)):.2f}"


def _category(rng: random.Random, theme: Theme) -> str:
    luck = rng.random()
    if luck < 0.08 or not theme.category:
        return ""
    return rng.choice(_TAGS) if luck < 0.13 else theme.category


def _labelled(rng: random.Random, feeling: str, written: Written) -> str:
    luck = rng.random()
    if luck < 0.05:
        return ""
    if written.ironic:
        return "positive" if luck < 0.65 else "negative"
    if luck < 0.15:
        return rng.choice(("negative", "neutral", "positive"))
    return feeling


def _resolved(rng: random.Random, theme: str, feeling: str) -> str:
    share = _RESOLVED.get(theme, 0.62 if feeling == "negative" else 0.8)
    return "yes" if rng.random() < share else "no"
