"""Values for made-up cases: each function makes one, for a language and a split ("open" or "held")."""
# ruff: noqa: ARG001

import random
import string
from datetime import date, timedelta

Rng = random.Random
_ALPHABET = string.ascii_lowercase
_WIDE = {ord(str(each)): chr(0xFF10 + each) for each in range(10)}
_BOLD = {ord(str(each)): chr(0x1D7CE + each) for each in range(10)}
_RING = {ord(str(each)): "⓪①②③④⑤⑥⑦⑧⑨"[each] for each in range(10)}
_SAID = {ord(str(each)): "零一二三四五六七八九"[each] for each in range(10)}
_SPOKEN = {ord(str(each)): "〇幺二三四五六七八九"[each] for each in range(10)}
_ARABIC = {ord(str(each)): chr(0x0660 + each) for each in range(10)}


def _digits(rng: Rng, count: int) -> str:
    return "".join(rng.choice(string.digits) for _ in range(count))


def _pick(rng: Rng, split: str, first: tuple[str, ...], later: tuple[str, ...]) -> str:
    return rng.choice(first if split == "open" else (*first, *later))


def _disguised(number: str, split: str, rng: Rng, likely: float = 0.5) -> str:
    """The number as someone writes it who does not want it found."""
    if rng.random() > likely:
        return number
    way = _pick(
        rng,
        split,
        ("wide", "hidden", "spaced", "said", "bold", "half"),
        ("ring", "spoken", "arabic", "keycap", "dots"),
    )
    if way == "hidden":
        return rng.choice("\u200b\u200d\u2060\ufeff").join(number)
    if way == "spaced":
        return " ".join(number)
    if way == "dots":
        return rng.choice((".", "-", "·", "_")).join(number)
    if way == "keycap":
        return "".join(each + "\ufe0f\u20e3" if each.isdigit() else each for each in number)
    if way == "half":
        return "".join(each.translate(rng.choice((_SAID, _WIDE, {}))) for each in number)
    tables = {
        "wide": _WIDE,
        "said": _SAID,
        "bold": _BOLD,
        "ring": _RING,
        "spoken": _SPOKEN,
        "arabic": _ARABIC,
    }
    return number.translate(tables[way])


def _grouped(number: str, sizes: tuple[int, ...], mark: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return mark.join(part for part in (*parts, number[at:]) if part)


def phone(language: str, split: str, rng: Rng) -> str:
    return _american(split, rng) if language == "en" else _mobile(split, rng)


def _mobile(split: str, rng: Rng) -> str:
    number = "1" + rng.choice(("38", "59", "86", "77", "91", "33", "52", "66", "47", "80")) + _digits(rng, 8)
    form = rng.random()
    if form < 0.35:
        return _disguised(number, split, rng)
    if form < 0.65:
        return _grouped(
            number,
            rng.choice(((3, 4), (3, 3), (4, 4))),
            _pick(rng, split, (" ", "-", ".", "－"), ("—", "/", "  ", "·", " - ")),
        )
    prefix = _pick(rng, split, ("+86", "+86 ", "0086", "86-", "(+86)"), ("（86）", "+86-", "0086 ", "＋８６"))
    return prefix + (_grouped(number, (3, 4), "-") if rng.random() < 0.3 else number)


def _american(split: str, rng: Rng) -> str:
    area, office, line = str(rng.randint(201, 799)), str(rng.randint(200, 999)), _digits(rng, 4)
    form = _pick(
        rng,
        split,
        ("{}-{}-{}", "({}) {}-{}", "{}.{}.{}", "+1 {} {} {}", "1-{}-{}-{}", "{} {} {}"),
        ("+1({}){}-{}", "({}){}-{}", "001-{}-{}-{}", "+1-{}.{}.{}", "{} - {} - {}"),
    )
    number = form.format(area, office, line)
    if rng.random() < 0.15:
        number += _pick(rng, split, (" x{}", " ext. {}"), (" ext {}", "x{}", " extension {}")).format(
            _digits(rng, rng.randint(2, 4))
        )
        return number
    return number.translate(_WIDE) if rng.random() < 0.08 else number


def uk_phone(language: str, split: str, rng: Rng) -> str:
    form = _pick(
        rng,
        split,
        ("07### ######", "020 #### ####", "+44 7### ######", "0161 ### ####"),
        ("+44 (0)20 #### ####", "07### ### ###", "01### ######", "(0117) ### ####"),
    )
    return "".join(_digits(rng, 1) if each == "#" else each for each in form)


def world_phone(language: str, split: str, rng: Rng) -> str:
    form = _pick(
        rng,
        split,
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
    return "".join(_digits(rng, 1) if each == "#" else each for each in form)


def landline(language: str, split: str, rng: Rng) -> str:
    area = rng.choice(("010", "021", "0571", "0755", "025", "0371", "0898", "028"))
    local = rng.choice("2345678") + _digits(rng, 7 if len(area) == 3 or rng.random() < 0.6 else 6)
    mark = _pick(rng, split, ("-", "", " ", "－"), (") ", "—", " - "))
    start = "(" + area if mark == ") " else area
    tail = _pick(rng, split, ("", "", "", "转{}", "-{}"), ("#{}", "分机{}")).format(_digits(rng, 3))
    return start + mark + local + tail


def abroad_phone(language: str, split: str, rng: Rng) -> str:
    form = _pick(
        rng,
        split,
        ("+852 #### ####", "00852-########", "+886 9## ### ###", "0912-###-###"),
        ("(852)########", "+853 6### ####", "886-2-########", "+852-########"),
    )
    return "".join(_digits(rng, 1) if each == "#" else each for each in form)


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
    body = _id_body(rng) + _digits(rng, 3)
    number = body + _mod_11_2(body)
    if rng.random() < 0.2:
        return _grouped(number, (6, 8), _pick(rng, split, (" ", "-"), ("·", "—")))
    if number.endswith("X"):
        return number.lower() if rng.random() < 0.3 else number
    return _disguised(number, split, rng, 0.25)


def old_id_card(language: str, split: str, rng: Rng) -> str:
    body = _id_body(rng)
    return body[:6] + body[8:] + _digits(rng, 3)


def near_id_card(language: str, split: str, rng: Rng) -> str:
    """A digit left out, or the last one wrong."""
    body = _id_body(rng) + _digits(rng, 3)
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
    body = start + _digits(rng, length - len(start) - 1)
    number = body + _luhn_tail(body)
    if rng.random() < 0.4:
        return _grouped(
            number, (4, 6) if length == 15 else (4, 4, 4, 4), _pick(rng, split, (" ", "-"), (".", "  "))
        )
    return _disguised(number, split, rng, 0.2) if language == "zh" else number


def near_card(language: str, split: str, rng: Rng) -> str:
    number = "4" + _digits(rng, 14)
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
            _digits(rng, 5),
            rng.choice("ABCDEFGH") + _digits(rng, 4),
            _digits(rng, 3) + rng.choice("KLMN") + _digits(rng, 1),
            "D" + _digits(rng, 5),
            _digits(rng, 5) + "F",
        )
    )
    return place + _pick(rng, split, ("", "", "·", " "), ("-", ".", "•")) + body


def passport(language: str, split: str, rng: Rng) -> str:
    if language == "en":
        return _pick(
            rng, split, (_digits(rng, 9), "A" + _digits(rng, 8)), (rng.choice("CX") + _digits(rng, 7),)
        )
    return _pick(
        rng,
        split,
        ("E" + _digits(rng, 8), "G" + _digits(rng, 8)),
        ("EJ" + _digits(rng, 7), "e" + _digits(rng, 8)),
    )


def travel_permit(language: str, split: str, rng: Rng) -> str:
    return _pick(
        rng,
        split,
        ("C" + _digits(rng, 8), "H" + _digits(rng, 8), _digits(rng, 8)),
        ("M" + _digits(rng, 10), "CA" + _digits(rng, 7)),
    )


def wechat(language: str, split: str, rng: Rng) -> str:
    word = "".join(rng.choice(_ALPHABET) for _ in range(rng.randint(4, 7)))
    return _pick(
        rng,
        split,
        (
            "wxid_" + word + _digits(rng, 8),
            word + _digits(rng, 4),
            word + "_" + _digits(rng, 2),
            word.title() + _digits(rng, 3),
        ),
        (word + "-" + _digits(rng, 3), word[:2] + _digits(rng, 5) + word[2:4]),
    )


def qq(language: str, split: str, rng: Rng) -> str:
    number = rng.choice("123456789") + _digits(rng, rng.randint(5, 9))
    return _disguised(number, split, rng, 0.2)


def _user(rng: Rng) -> str:
    first = "".join(rng.choice(_ALPHABET) for _ in range(rng.randint(3, 8)))
    return rng.choice(
        (
            first + _digits(rng, 3),
            first + "." + rng.choice(("lee", "wong", "smith")),
            first + "_" + _digits(rng, 2),
            first,
        )
    )


def email(language: str, split: str, rng: Rng) -> str:
    host = _pick(
        rng,
        split,
        ("qq.com", "163.com", "gmail.com", "outlook.com", "example.org"),
        ("mail.example.co.uk", "vip.sina.com", "firma-nord.de", "stu.school.edu.cn"),
    )
    user = _digits(rng, 9) if host == "qq.com" and rng.random() < 0.5 else _user(rng)
    written = user + ("+shop" if rng.random() < 0.05 else "") + "@" + host
    if rng.random() < 0.12:
        return written.replace("@", "＠")
    return written.upper() if rng.random() < 0.05 else written


def spelled_email(language: str, split: str, rng: Rng) -> str:
    user = _user(rng)
    form = _pick(
        rng,
        split,
        ("{} (at) gmail.com", "{} [at] outlook [dot] com", "{} at gmail dot com"),
        ("{}(at)163.com", "{} at yahoo.com", "{}#qq.com" if language == "zh" else "{} AT gmail DOT com"),
    )
    if language == "zh" and rng.random() < 0.3:
        form = "{}艾特qq点com"
    return form.format(user)


def ip(language: str, split: str, rng: Rng) -> str:
    return ".".join(
        str(each)
        for each in (rng.randint(11, 223), rng.randint(0, 255), rng.randint(0, 255), rng.randint(1, 254))
    )


def ip6(language: str, split: str, rng: Rng) -> str:
    groups = [f"{rng.randrange(0x10000):x}" for _ in range(8)]
    if rng.random() < 0.4:
        return f"2001:db8::{groups[0]}:{groups[1]}"
    return ":".join(groups)


def mac(language: str, split: str, rng: Rng) -> str:
    mark = rng.choice((":", "-"))
    written = mark.join(f"{rng.randrange(256):02x}" for _ in range(6))
    return written.upper() if rng.random() < 0.5 else written


def iban(language: str, split: str, rng: Rng) -> str:
    country, body = rng.choice(
        (
            ("GB", "NWBK" + _digits(rng, 14)),
            ("DE", _digits(rng, 18)),
            ("FR", _digits(rng, 23)),
            ("NL", "INGB" + _digits(rng, 10)),
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
    number = rng.choice(("AB", "CE", "JK", "PX")) + _digits(rng, 6) + rng.choice("ABCD")
    return _grouped(number, (2, 2, 2, 2), " ") if rng.random() < 0.5 else number


def driver_license(language: str, split: str, rng: Rng) -> str:
    return _pick(
        rng,
        split,
        (rng.choice("FDSW") + _digits(rng, 12), _digits(rng, 8), rng.choice("ABC") + _digits(rng, 7)),
        (f"{_digits(rng, 4)}-{_digits(rng, 2)}-{_digits(rng, 4)}", "MORGA" + _digits(rng, 6) + "SM9IJ"),
    )


def bank_account(language: str, split: str, rng: Rng) -> str:
    return _digits(rng, rng.randint(14, 19) if language == "zh" else rng.randint(8, 12))


def crypto(language: str, split: str, rng: Rng) -> str:
    base = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    if rng.random() < 0.4:
        return "0x" + "".join(rng.choice("0123456789abcdef") for _ in range(40))
    return rng.choice("13") + "".join(rng.choice(base) for _ in range(33))


def _day(rng: Rng) -> date:
    return date(1948, 1, 1) + timedelta(days=rng.randrange(22_000))


def birth_date(language: str, split: str, rng: Rng) -> str:
    day = _day(rng)
    if language == "zh":
        return _pick(
            rng,
            split,
            (f"{day.year}年{day.month}月{day.day}日", day.isoformat()),
            (day.strftime("%Y.%m.%d"), day.strftime("%Y%m%d")),
        )
    return _pick(
        rng,
        split,
        (day.strftime("%m/%d/%Y"), day.strftime("%d %B %Y"), day.isoformat()),
        (day.strftime("%B %d, %Y"), day.strftime("%d.%m.%Y"), f"{day.day} {day:%b} {day.year}"),
    )


def device(language: str, split: str, rng: Rng) -> str:
    body = "35" + _digits(rng, 12)
    return body + _luhn_tail(body)


def postcode(language: str, split: str, rng: Rng) -> str:
    if language == "zh":
        return rng.choice("1234567") + _digits(rng, 5)
    return _pick(
        rng,
        split,
        (_digits(rng, 5), f"{_digits(rng, 5)}-{_digits(rng, 4)}"),
        (rng.choice(("SW1A 1AA", "M4 5JD", "LS2 7HY")), _digits(rng, 4)),
    )


def url(language: str, split: str, rng: Rng) -> str:
    word = "".join(rng.choice(_ALPHABET) for _ in range(rng.randint(5, 10)))
    return _pick(
        rng,
        split,
        (f"https://www.{word}.com/", f"http://{word}.net"),
        (f"https://{word}.github.io/me", f"www.{word}.se"),
    )


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
    return (
        f"{_recent(rng).isoformat()} {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}"
        + rng.choice(("", "", ".123"))
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
            _digits(rng, 12).replace("0", "2"),
            f"{_recent(rng):%Y%m%d}" + _digits(rng, rng.choice((6, 8, 10))),
            rng.choice(("A", "SO", "ORD-", "#", "CN")) + _digits(rng, 8),
            "1" + rng.choice("3578") + _digits(rng, 9),
            _digits(rng, 19).replace("0", "7"),
            f"{_digits(rng, 3)}-{_digits(rng, 7)}-{_digits(rng, 7)}",
        )
    )


def like_tracking(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        (
            "SF" + _digits(rng, 13),
            "YT" + _digits(rng, 13),
            "JD" + _digits(rng, 13),
            "1Z" + _digits(rng, 16),
            "7" + _digits(rng, 13),
            "EE" + _digits(rng, 9) + "CN",
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
    return _digits(rng, 4)


def like_masked(language: str, split: str, rng: Rng) -> str:
    return f"138****{_digits(rng, 4)}" if language == "zh" else f"***-***-{_digits(rng, 4)}"


def like_sizes(language: str, split: str, rng: Rng) -> str:
    return rng.choice(("160 165 170", "38/39/40", "155、160、165", "175/96A"))


def like_isbn(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        (f"978-7-{_digits(rng, 3)}-{_digits(rng, 5)}-{_digits(rng, 1)}", "978" + _digits(rng, 10))
    )


def like_flight(language: str, split: str, rng: Rng) -> str:
    return rng.choice(("CA", "MU", "UA", "BA", "G")) + str(rng.randint(100, 9_999))


def like_match(language: str, split: str, rng: Rng) -> str:
    return rng.choice(("3-1", "2:0", "21-19", "2.3", "105:98"))


def like_sku(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        (
            "B07" + _digits(rng, 7),
            "10" + _digits(rng, 8),
            "0x80070057",
            "SKU-" + _digits(rng, 6),
            "100012043978",
        )
    )


def like_years(language: str, split: str, rng: Rng) -> str:
    return rng.choice(
        ("2019-2023", "2018到2024", "2020/2021")
        if language == "zh"
        else ("2019-2023", "2018 and 2024", "2020/2021")
    )
