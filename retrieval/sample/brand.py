"""The made-up brand: Wrenlo (雀朗), its products with their firmware, its regions and its customers."""

import random
from dataclasses import dataclass
from datetime import date

__all__ = [
    "CHINESE_REGIONS",
    "DEFECT_VERSIONS",
    "PRODUCTS",
    "REGIONS",
    "Customer",
    "Product",
    "make_customers",
]


@dataclass(frozen=True, slots=True)
class Product:
    """`groups`: what phrases may say of it. `releases`: (first day, firmware), oldest first. `price`: CNY."""

    key: str
    name: str
    weight: float
    price: int
    zh: tuple[str, ...]
    en: tuple[str, ...]
    groups: frozenset[str]
    releases: tuple[tuple[date, str], ...] = ()

    def fits(self, wanted: frozenset[str]) -> bool:
        return not wanted or self.key in wanted or bool(self.groups & wanted)


def _groups(*names: str) -> frozenset[str]:
    return frozenset(names)


_OLD = date(2025, 1, 1)

PRODUCTS: tuple[Product, ...] = (
    Product(
        "buds",
        "Buds 2 耳机",
        0.22,
        399,
        ("耳机", "buds2", "小耳机", "蓝牙耳机"),
        ("buds", "earbuds", "Buds 2"),
        _groups("audio", "wear", "battery"),
        (
            (_OLD, "3.0.4"),
            (date(2025, 9, 15), "3.1.0"),
            (date(2026, 1, 20), "3.2.0"),
            (date(2026, 4, 2), "3.2.1"),
        ),
    ),
    Product(
        "over",
        "Headphones One 头戴耳机",
        0.12,
        899,
        ("头戴耳机", "大耳机", "耳机"),
        ("headphones", "over-ears"),
        _groups("audio", "wear", "battery"),
        ((_OLD, "1.4.2"), (date(2025, 12, 3), "1.5.0")),
    ),
    Product(
        "speaker",
        "Speaker Mini 音箱",
        0.15,
        249,
        ("音箱", "小音箱", "mini音箱"),
        ("speaker", "mini speaker"),
        _groups("audio", "wifi"),
        ((_OLD, "2.8.1"), (date(2025, 10, 22), "2.9.0"), (date(2026, 3, 11), "2.9.3")),
    ),
    Product(
        "cam",
        "Cam 3 摄像头",
        0.17,
        329,
        ("摄像头", "cam3", "监控"),
        ("camera", "cam", "Cam 3"),
        _groups("wifi"),
        ((_OLD, "5.1.0"), (date(2025, 8, 19), "5.2.0"), (date(2026, 2, 24), "5.3.1")),
    ),
    Product(
        "bell",
        "Doorbell S 门铃",
        0.09,
        459,
        ("门铃", "可视门铃"),
        ("doorbell", "video doorbell"),
        _groups("wifi", "battery"),
        ((_OLD, "1.0.7"), (date(2025, 11, 4), "1.1.0")),
    ),
    Product(
        "plug",
        "Plug 插座",
        0.1,
        79,
        ("插座", "智能插座"),
        ("plug", "smart plug"),
        _groups("wifi"),
        ((_OLD, "4.2.0"), (date(2026, 1, 8), "4.3.0")),
    ),
    Product(
        "lamp",
        "Lamp 2 台灯",
        0.1,
        199,
        ("台灯", "灯", "lamp2"),
        ("lamp", "desk lamp"),
        _groups("wifi"),
        ((_OLD, "2.0.3"), (date(2025, 12, 16), "2.1.0")),
    ),
    Product(
        "dock", "Power Dock 充电座", 0.05, 159, ("充电座", "充电底座"), ("dock", "charging dock"), _groups()
    ),
)

DEFECT_VERSIONS = ("3.2.0", "3.2.1")

REGIONS = {
    "华东": 0.23,
    "华南": 0.16,
    "华北": 0.15,
    "西南": 0.08,
    "North America": 0.2,
    "Europe": 0.13,
    "Southeast Asia": 0.05,
}
CHINESE_REGIONS = ("华东", "华南", "华北", "西南")

_TIERS = {"VIP": 0.2, "standard": 0.5, "new": 0.3}
_ACTIVITY = {"VIP": 3.0, "standard": 1.7, "new": 1.1}
_FLAVOURS = {
    "华南": ("cantonese", 0.26),
    "华北": ("northeastern", 0.16),
    "西南": ("sichuan", 0.4),
    "North America": ("traditional", 0.5),
    "Europe": ("traditional", 0.5),
    "Southeast Asia": ("traditional", 0.7),
}


@dataclass(frozen=True, slots=True)
class Customer:
    """Who writes, and how. `flavour`: dialect or script of a Chinese writer. `manner`: punctuation habit."""

    id: str
    tier: str
    region: str
    language: str
    mixes: bool
    flavour: str | None
    manner: str
    emoji: float
    typos: float

    @property
    def activity(self) -> float:
        return _ACTIVITY[self.tier]


def make_customers(rng: random.Random, count: int) -> tuple[Customer, ...]:
    numbers = sorted(rng.sample(range(20_000, 90_000), count))
    return tuple(_customer(rng, f"C{number}") for number in numbers)


def _customer(rng: random.Random, number: str) -> Customer:
    region = rng.choices(list(REGIONS), list(REGIONS.values()))[0]
    home = region in CHINESE_REGIONS
    chinese = rng.random() < (0.875 if home else 0.1 if region != "Southeast Asia" else 0.4)
    flavour, share = _FLAVOURS.get(region, ("", 0.0))
    manners = ("plain", "plain", "plain", "spaces", "excited", "trailing", "tilde", "careful")
    return Customer(
        id=number,
        tier=rng.choices(list(_TIERS), list(_TIERS.values()))[0],
        region=region,
        language="zh" if chinese else "en",
        mixes=rng.random() < 0.17,
        flavour=flavour if chinese and rng.random() < share else None,
        manner=rng.choice(manners),
        emoji=rng.choice((0.0, 0.0, 0.0, 0.1, 0.4)),
        typos=rng.choice((0.0, 0.0, 0.05, 0.15, 0.4)),
    )
