"""What only looks like personal data: prices, versions, dates, orders. Each function makes one."""
# ruff: noqa: ARG001

from datetime import date, timedelta

from evals.understanding.privacy_disguises import Rng, some_digits

__all__ = [
    "like_big",
    "like_clock",
    "like_coordinates",
    "like_count",
    "like_date",
    "like_datetime",
    "like_days",
    "like_flight",
    "like_hotline",
    "like_isbn",
    "like_masked",
    "like_match",
    "like_minutes",
    "like_model",
    "like_order",
    "like_price",
    "like_rating",
    "like_score",
    "like_sizes",
    "like_sku",
    "like_storage",
    "like_tail",
    "like_tracking",
    "like_version",
    "like_years",
]


def like_price(language: str, split: str, rng: Rng) -> str:
    amount = rng.choice((rng.randint(5, 99), rng.randint(100, 9999), rng.randint(10_000, 2_000_000)))
    cents = rng.choice(("", "", ".5", ".99", ".00"))
    if language == "zh":
        return rng.choice(
            (
                f"{amount}{cents}元",
                f"¥{amount}{cents}",
                f"{amount:,}块",
                f"￥{amount:,}.00",
                f"{amount}多块钱",
            )
        )
    return rng.choice(
        (
            f"${amount}{cents}",
            f"${amount:,}.00",
            f"{amount} dollars",
            f"€{amount}{cents}",
            f"£{amount:,}",
            f"USD {amount:,}",
        )
    )


def like_version(language: str, split: str, rng: Rng) -> str:
    parts = [str(rng.randint(0, 30)) for _ in range(rng.choice((2, 3, 3, 4)))]
    return rng.choice(("", "v", "V", "")) + ".".join(parts)


def _recent(rng: Rng) -> date:
    return date(2019, 1, 1) + timedelta(days=rng.randrange(2_400))


def like_date(language: str, split: str, rng: Rng) -> str:
    day = _recent(rng)
    forms = [day.isoformat(), day.strftime("%Y/%m/%d"), f"{day.month}/{day.day}", day.strftime("%Y.%m.%d")]
    forms += (
        [f"{day.month}月{day.day}日", f"{day.year}年{day.month}月{day.day}号", day.strftime("%Y%m%d")]
        if language == "zh"
        else [day.strftime("%b %d, %Y"), day.strftime("%m-%d-%Y")]
    )
    return rng.choice(forms)


def like_clock(language: str, split: str, rng: Rng) -> str:
    return f"{rng.randint(0, 23)}:{rng.randint(0, 59):02d}" + rng.choice(("", "", ":30"))


def like_datetime(language: str, split: str, rng: Rng) -> str:
    return f"{_recent(rng).isoformat()} {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:07" + rng.choice(
        ("", "", ".123")
    )


def like_rating(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        ("5星", "3.5/5", "打8分", "10/10") if language == "zh" else ("4.5/5", "2 stars", "9/10", "1 out of 5")
    )


def like_count(language: str, split: str, rng: Rng) -> str:
    return str(rng.choice((rng.randint(2, 20), rng.randint(100, 9_999))))


def like_days(language: str, split: str, rng: Rng) -> str:
    return str(rng.randint(2, 365))


def like_minutes(language: str, split: str, rng: Rng) -> str:
    return f"{rng.randint(5, 240)}分钟" if language == "zh" else f"{rng.randint(5, 240)} minutes"


def like_big(language: str, split: str, rng: Rng) -> str:
    number = rng.choice((rng.randint(10_000, 999_999), rng.randint(1_000_000, 99_999_999)))
    return rng.choice((str(number), f"{number:,}"))


def like_order(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        (
            some_digits(rng, 12).replace("0", "2"),
            f"{_recent(rng):%Y%m%d}" + some_digits(rng, rng.choice((6, 8, 10))),
            rng.choice(("A", "SO", "ORD-", "#", "CN")) + some_digits(rng, 8),
            "1" + rng.choice("3578") + some_digits(rng, 9),
            some_digits(rng, 19).replace("0", "7"),
            f"{some_digits(rng, 3)}-{some_digits(rng, 7)}-{some_digits(rng, 7)}",
        )
    )


def like_tracking(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        (
            "SF" + some_digits(rng, 13),
            "YT" + some_digits(rng, 13),
            "JD" + some_digits(rng, 13),
            "1Z" + some_digits(rng, 16),
            "7" + some_digits(rng, 13),
            "EE" + some_digits(rng, 9) + "CN",
        )
    )


def like_model(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        (
            "iPhone 15 Pro Max",
            "Mate 60",
            "RTX 4090",
            "WH-1000XM5",
            "i7-13700K",
            "Redmi K70",
            "ThinkPad X1",
            "EOS R6",
            "A4L 45TFSI",
            "MX-5",
            "SM-G9980",
            "DSC-RX100M7",
        )
    )


def like_storage(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        ("8GB+256GB", "12+512", "16G/1TB", "128 GB", "5000mAh", "6.7 inch", "2400x1080", "120W")
    )


def like_score(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        (str(rng.randint(100_000, 2_000_000)), f"{rng.uniform(4, 12):.1f}", f"{rng.randint(1, 99)}%")
    )


def like_hotline(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        ("10086", "95588", "12315", "400-820-8820", "4008123123", "12345", "110", "800-810-0000")
    )


def like_coordinates(language: str, split: str, rng: Rng) -> str:
    return f"{rng.uniform(18, 53):.{rng.choice((4, 6))}f}, {rng.uniform(73, 135):.{rng.choice((4, 6))}f}"


def like_tail(language: str, split: str, rng: Rng) -> str:
    return some_digits(rng, 4)


def like_masked(language: str, split: str, rng: Rng) -> str:
    return f"138****{some_digits(rng, 4)}" if language == "zh" else f"***-***-{some_digits(rng, 4)}"


def like_sizes(language: str, split: str, rng: Rng) -> str:
    return rng.choice(("160 165 170", "38/39/40", "155、160、165", "175/96A"))


def like_isbn(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        (
            f"978-7-{some_digits(rng, 3)}-{some_digits(rng, 5)}-{some_digits(rng, 1)}",
            "978" + some_digits(rng, 10),
        )
    )


def like_flight(language: str, split: str, rng: Rng) -> str:
    return rng.choice(("CA", "MU", "UA", "BA", "G")) + str(rng.randint(100, 9_999))


def like_match(language: str, split: str, rng: Rng) -> str:
    return rng.choice(("3-1", "2:0", "21-19", "2.3", "105:98"))


def like_sku(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        (
            "B07" + some_digits(rng, 7),
            "10" + some_digits(rng, 8),
            "0x80070057",
            "SKU-" + some_digits(rng, 6),
            "100012043978",
        )
    )


def like_years(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        ("2019-2023", "2018到2024", "2020/2021")
        if language == "zh"
        else ("2019-2023", "2018 and 2024", "2020/2021")
    )
