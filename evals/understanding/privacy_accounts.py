"""Accounts and addresses on the net made up: each function makes one."""
# ruff: noqa: ARG001

import string

from evals.understanding.privacy_disguises import Rng, disguised, pick, some_digits

__all__ = ["crypto", "email", "ip", "ip6", "mac", "qq", "spelled_email", "url", "wechat"]

_ALPHABET = string.ascii_lowercase


def wechat(language: str, split: str, rng: Rng) -> str:
    word = "".join(rng.choice(_ALPHABET) for _ in range(rng.randint(4, 7)))
    return pick(
        rng,
        (
            "wxid_" + word + some_digits(rng, 8),
            word + some_digits(rng, 4),
            word + "_" + some_digits(rng, 2),
            word.title() + some_digits(rng, 3),
        ),
        (word + "-" + some_digits(rng, 3), word[:2] + some_digits(rng, 5) + word[2:4]),
    )


def qq(language: str, split: str, rng: Rng) -> str:
    number = rng.choice("123456789") + some_digits(rng, rng.randint(5, 9))
    return disguised(number, split, rng, 0.2)


def _user(rng: Rng) -> str:
    first = "".join(rng.choice(_ALPHABET) for _ in range(rng.randint(3, 8)))
    return rng.choice(
        (
            first + some_digits(rng, 3),
            first + "." + rng.choice(("lee", "wong", "smith")),
            first + "_" + some_digits(rng, 2),
            first,
        )
    )


def email(language: str, split: str, rng: Rng) -> str:
    host = pick(
        rng,
        ("qq.com", "163.com", "gmail.com", "outlook.com", "example.org"),
        ("mail.example.co.uk", "vip.sina.com", "firma-nord.de", "stu.school.edu.cn"),
    )
    user = some_digits(rng, 9) if host == "qq.com" and rng.random() < 0.5 else _user(rng)
    written = user + ("+shop" if rng.random() < 0.05 else "") + "@" + host
    if rng.random() < 0.12:
        return written.replace("@", "＠")
    return written.upper() if rng.random() < 0.05 else written


def spelled_email(language: str, split: str, rng: Rng) -> str:
    user = _user(rng)
    form = pick(
        rng,
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


def crypto(language: str, split: str, rng: Rng) -> str:
    base = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    if rng.random() < 0.4:
        return "0x" + "".join(rng.choice("0123456789abcdef") for _ in range(40))
    return rng.choice("13") + "".join(rng.choice(base) for _ in range(33))


def url(language: str, split: str, rng: Rng) -> str:
    word = "".join(rng.choice(_ALPHABET) for _ in range(rng.randint(5, 10)))
    return pick(
        rng,
        (f"https://www.{word}.com/", f"http://{word}.net"),
        (f"https://{word}.github.io/me", f"www.{word}.se"),
    )
