"""Check digits and the inner order of official numbers. All take digits and capitals without separators."""

from datetime import date

__all__ = ["is_credit_code", "is_iban", "is_luhn", "is_resident_id", "looks_like_resident_id"]

_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def is_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: bank cards and IMEIs."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_resident_id(number: str) -> bool:
    """GB 11643-1999: 18 places, the last from ISO 7064 MOD 11-2."""
    if len(number) != 18 or not looks_like_resident_id(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17]


def looks_like_resident_id(number: str) -> bool:
    """A province and a day of birth where a resident ID of 15 or 18 places has them."""
    if number[:2] not in _PROVINCES:
        return False
    born = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        day = date(int(born[:4]), int(born[4:6]), int(born[6:8]))
    except ValueError:
        return False
    return 1900 <= day.year < 2100


def is_credit_code(code: str) -> bool:
    """GB 32100-2015: 18 places, the last from weights of 3 to the power of the place, modulo 31."""
    if len(code) != 18 or any(sign not in _CODE_SIGNS for sign in code):
        return False
    total = sum(_CODE_SIGNS.index(sign) * weight for sign, weight in zip(code, _CODE_WEIGHTS, strict=False))
    return _CODE_SIGNS[(31 - total % 31) % 31] == code[17]


def is_iban(code: str) -> bool:
    """ISO 13616: the rearranged number leaves 1 when divided by 97 (ISO 7064 MOD 97-10)."""
    return len(code) >= 15 and int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 == 1
