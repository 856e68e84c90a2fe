"""Numbers of persons made up: each function makes one, for a language and a split ("open" or "held")."""
# ruff: noqa: ARG001

import string
from datetime import date, timedelta

from evals.understanding.privacy_disguises import WIDE, Rng, disguised, grouped, pick, some_digits

__all__ = [
    "abroad_phone",
    "bank_account",
    "bank_card",
    "birth_date",
    "credit_code",
    "device",
    "driver_license",
    "iban",
    "id_card",
    "landline",
    "near_card",
    "near_id_card",
    "nino",
    "old_id_card",
    "passport",
    "phone",
    "plate",
    "postcode",
    "ssn",
    "travel_permit",
    "uk_phone",
    "world_phone",
]


def phone(language: str, split: str, rng: Rng) -> str:
    return _american(split, rng) if language == "en" else _mobile(split, rng)


def _mobile(split: str, rng: Rng) -> str:
    number = (
        "1" + rng.choice(("38", "59", "86", "77", "91", "33", "52", "66", "47", "80")) + some_digits(rng, 8)
    )
    form = rng.random()
    if form < 0.35:
        return disguised(number, split, rng)
    if form < 0.65:
        return grouped(
            number,
            rng.choice(((3, 4), (3, 3), (4, 4))),
            pick(rng, (" ", "-", ".", "－"), ("—", "/", "  ", "·", " - ")),
        )
    prefix = pick(rng, ("+86", "+86 ", "0086", "86-", "(+86)"), ("（86）", "+86-", "0086 ", "＋８６"))
    return prefix + (grouped(number, (3, 4), "-") if rng.random() < 0.3 else number)


def _american(split: str, rng: Rng) -> str:
    area, office, line = str(rng.randint(201, 799)), str(rng.randint(200, 999)), some_digits(rng, 4)
    form = pick(
        rng,
        ("{}-{}-{}", "({}) {}-{}", "{}.{}.{}", "+1 {} {} {}", "1-{}-{}-{}", "{} {} {}"),
        ("+1({}){}-{}", "({}){}-{}", "001-{}-{}-{}", "+1-{}.{}.{}", "{} - {} - {}"),
    )
    number = form.format(area, office, line)
    if rng.random() < 0.15:
        number += pick(rng, (" x{}", " ext. {}"), (" ext {}", "x{}", " extension {}")).format(
            some_digits(rng, rng.randint(2, 4))
        )
        return number
    return number.translate(WIDE) if rng.random() < 0.08 else number


def uk_phone(language: str, split: str, rng: Rng) -> str:
    form = pick(
        rng,
        ("07### ######", "020 #### ####", "+44 7### ######", "0161 ### ####"),
        ("+44 (0)20 #### ####", "07### ### ###", "01### ######", "(0117) ### ####"),
    )
    return "".join(some_digits(rng, 1) if each == "#" else each for each in form)


def world_phone(language: str, split: str, rng: Rng) -> str:
    form = pick(
        rng,
        ("+49 30 #######", "+33 6 ## ## ## ##", "+91 98### #####", "+61 4## ### ###", "+86 138 #### ####"),
        (
            "+34 6## ## ## ##",
            "+39 06 #### ####",
            "0049 171 #######",
            "+353 1 ### ####",
            "+81-3-####-####",
            "06.##.##.##.##",
        ),
    )
    return "".join(some_digits(rng, 1) if each == "#" else each for each in form)


def landline(language: str, split: str, rng: Rng) -> str:
    area = rng.choice(("010", "021", "0571", "0755", "025", "0371", "0898", "028"))
    local = rng.choice("2345678") + some_digits(rng, 7 if len(area) == 3 or rng.random() < 0.6 else 6)
    mark = pick(rng, ("-", "", " ", "－"), (") ", "—", " - "))
    start = "(" + area if mark == ") " else area
    tail = pick(rng, ("", "", "", "转{}", "-{}"), ("#{}", "分机{}")).format(some_digits(rng, 3))
    return start + mark + local + tail


def abroad_phone(language: str, split: str, rng: Rng) -> str:
    form = pick(
        rng,
        ("+852 #### ####", "00852-########", "+886 9## ### ###", "0912-###-###"),
        ("(852)########", "+853 6### ####", "886-2-########", "+852-########"),
    )
    return "".join(some_digits(rng, 1) if each == "#" else each for each in form)


def _id_body(rng: Rng) -> str:
    born = date(1945, 1, 1) + timedelta(days=rng.randrange(24_000))
    return rng.choice(("110105", "320102", "440304", "510107", "330106", "420111", "650102")) + born.strftime(
        "%Y%m%d"
    )


def _mod_11_2(body: str) -> str:
    """ISO 7064, worked from the left as the standard's other way of writing it."""
    rest = 0
    for each in body:
        rest = (rest + int(each)) * 2 % 11
    value = (12 - rest) % 11
    return "X" if value == 10 else str(value)


def id_card(language: str, split: str, rng: Rng) -> str:
    body = _id_body(rng) + some_digits(rng, 3)
    number = body + _mod_11_2(body)
    if rng.random() < 0.2:
        return grouped(number, (6, 8), pick(rng, (" ", "-"), ("·", "—")))
    if number.endswith("X"):
        return number.lower() if rng.random() < 0.3 else number
    return disguised(number, split, rng, 0.25)


def old_id_card(language: str, split: str, rng: Rng) -> str:
    body = _id_body(rng)
    return body[:6] + body[8:] + some_digits(rng, 3)


def near_id_card(language: str, split: str, rng: Rng) -> str:
    """A digit left out, or the last one wrong."""
    body = _id_body(rng) + some_digits(rng, 3)
    wrong = (int(_mod_11_2(body).replace("X", "0")) + 1) % 10
    return body if rng.random() < 0.5 else f"{body}{wrong}"


def _luhn_tail(body: str) -> str:
    for last in string.digits:
        doubled = [int(each) * 2 for each in (body + last)[-2::-2]]
        single = [int(each) for each in (body + last)[-1::-2]]
        if (sum(single) + sum(each // 10 + each % 10 for each in doubled)) % 10 == 0:
            return last
    raise AssertionError


def bank_card(language: str, split: str, rng: Rng) -> str:
    if language == "zh":
        start, length = rng.choice(
            (("622202", 19), ("621700", 19), ("622588", 16), ("623058", 19), ("621483", 16), ("436742", 16))
        )
    else:
        start, length = rng.choice(
            (("4", 16), ("51", 16), ("55", 16), ("34", 15), ("37", 15), ("6011", 16), ("4539", 16))
        )
    body = start + some_digits(rng, length - len(start) - 1)
    number = body + _luhn_tail(body)
    if rng.random() < 0.4:
        return grouped(number, (4, 6) if length == 15 else (4, 4, 4, 4), pick(rng, (" ", "-"), (".", "  ")))
    return disguised(number, split, rng, 0.2) if language == "zh" else number


def near_card(language: str, split: str, rng: Rng) -> str:
    number = "4" + some_digits(rng, 14)
    return number + str((int(_luhn_tail(number)) + 1) % 10)


def credit_code(language: str, split: str, rng: Rng) -> str:
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = (
        rng.choice(("91", "92", "12", "52"))
        + rng.choice(("110108", "440300", "310115"))
        + "MA"
        + "".join(rng.choice(signs) for _ in range(7))
    )
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    rest = sum(signs.index(each) * weight for each, weight in zip(body, weights, strict=True)) % 31
    code = body + signs[(31 - rest) % 31]
    return code.lower() if rng.random() < 0.1 else code


def plate(language: str, split: str, rng: Rng) -> str:
    place = rng.choice("京沪粤浙苏川鄂湘鲁豫") + rng.choice("ABCDEFGH")
    body = rng.choice(
        (
            some_digits(rng, 5),
            rng.choice("ABCDEFGH") + some_digits(rng, 4),
            some_digits(rng, 3) + rng.choice("KLMN") + some_digits(rng, 1),
            "D" + some_digits(rng, 5),
            some_digits(rng, 5) + "F",
        )
    )
    return place + pick(rng, ("", "", "·", " "), ("-", ".", "•")) + body


def passport(language: str, split: str, rng: Rng) -> str:
    if language == "en":
        return pick(
            rng,
            (some_digits(rng, 9), "A" + some_digits(rng, 8)),
            (rng.choice("CX") + some_digits(rng, 7),),
        )
    return pick(
        rng,
        ("E" + some_digits(rng, 8), "G" + some_digits(rng, 8)),
        ("EJ" + some_digits(rng, 7), "e" + some_digits(rng, 8)),
    )


def travel_permit(language: str, split: str, rng: Rng) -> str:
    return pick(
        rng,
        ("C" + some_digits(rng, 8), "H" + some_digits(rng, 8), some_digits(rng, 8)),
        ("M" + some_digits(rng, 10), "CA" + some_digits(rng, 7)),
    )


def iban(language: str, split: str, rng: Rng) -> str:
    country, body = rng.choice(
        (
            ("GB", "NWBK" + some_digits(rng, 14)),
            ("DE", some_digits(rng, 18)),
            ("FR", some_digits(rng, 23)),
            ("NL", "INGB" + some_digits(rng, 10)),
        )
    )
    turned = "".join(str(ord(each) - 55) if each.isalpha() else each for each in body + country + "00")
    code = f"{country}{98 - int(turned) % 97:02d}{body}"
    if rng.random() < 0.4:
        return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
    return code.lower() if rng.random() < 0.1 else code


def ssn(language: str, split: str, rng: Rng) -> str:
    return f"{rng.randint(100, 665)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}"


def nino(language: str, split: str, rng: Rng) -> str:
    number = rng.choice(("AB", "CE", "JK", "PX")) + some_digits(rng, 6) + rng.choice("ABCD")
    return grouped(number, (2, 2, 2, 2), " ") if rng.random() < 0.5 else number


def driver_license(language: str, split: str, rng: Rng) -> str:
    return pick(
        rng,
        (
            rng.choice("FDSW") + some_digits(rng, 12),
            some_digits(rng, 8),
            rng.choice("ABC") + some_digits(rng, 7),
        ),
        (
            f"{some_digits(rng, 4)}-{some_digits(rng, 2)}-{some_digits(rng, 4)}",
            "MORGA" + some_digits(rng, 6) + "SM9IJ",
        ),
    )


def bank_account(language: str, split: str, rng: Rng) -> str:
    return some_digits(rng, rng.randint(14, 19) if language == "zh" else rng.randint(8, 12))


def _day(rng: Rng) -> date:
    return date(1948, 1, 1) + timedelta(days=rng.randrange(22_000))


def birth_date(language: str, split: str, rng: Rng) -> str:
    day = _day(rng)
    if language == "zh":
        return pick(
            rng,
            (f"{day.year}年{day.month}月{day.day}日", day.isoformat()),
            (day.strftime("%Y.%m.%d"), day.strftime("%Y%m%d")),
        )
    return pick(
        rng,
        (day.strftime("%m/%d/%Y"), day.strftime("%d %B %Y"), day.isoformat()),
        (day.strftime("%B %d, %Y"), day.strftime("%d.%m.%Y"), f"{day.day} {day:%b} {day.year}"),
    )


def device(language: str, split: str, rng: Rng) -> str:
    body = "35" + some_digits(rng, 12)
    return body + _luhn_tail(body)


def postcode(language: str, split: str, rng: Rng) -> str:
    if language == "zh":
        return rng.choice("1234567") + some_digits(rng, 5)
    return pick(
        rng,
        (some_digits(rng, 5), f"{some_digits(rng, 5)}-{some_digits(rng, 4)}"),
        (rng.choice(("SW1A 1AA", "M4 5JD", "LS2 7HY")), some_digits(rng, 4)),
    )
