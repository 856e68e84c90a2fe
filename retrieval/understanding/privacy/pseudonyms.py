"""Customers under names that are not theirs: always the same ones, and no way back without the key."""

import re
from base64 import b32encode
from functools import lru_cache
from hashlib import blake2b

__all__ = ["Pseudonyms", "is_pseudonym"]

_OURS = re.compile(r"c_[a-z2-7]{16}")
_KEPT = 100_000


class Pseudonyms:
    """Pseudonyms under one key: "c_" and 16 letters or digits, a keyed BLAKE2b of the customer's id."""

    def __init__(self, key: bytes) -> None:
        self._of = lru_cache(_KEPT)(lambda said: _pseudonym(key, said))

    def of(self, customer: str) -> str:
        """The pseudonym of a customer; one that already is a pseudonym stays what it is."""
        return self._of(customer)


def is_pseudonym(value: str) -> bool:
    return _OURS.fullmatch(value) is not None


def _pseudonym(key: bytes, customer: str) -> str:
    if is_pseudonym(customer):
        return customer
    digest = blake2b(customer.strip().encode("utf-8", "replace"), key=key, digest_size=10).digest()
    return "c_" + b32encode(digest).decode().lower()
