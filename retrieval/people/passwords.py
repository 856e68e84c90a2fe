"""Passwords: which are taken, how they are kept, and whether one fits."""

import unicodedata
from typing import TYPE_CHECKING

from retrieval.errors import BadSetting

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = ["LEAST", "fits", "hashed"]

LEAST, MOST = 8, 1_000
"""Characters a password has: NIST SP 800-63B asks for 8 at least, and for no rules of composition."""

_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$qgctNWLisWK0C/JPB9cp4A$6aYQNIVl3qLQJu06kX0hFB9KB6ciqPcwadBgnSadNHk"
"""The hash of a random password that nobody knows: what is compared where there is no account, so that an
unknown name takes as long as a wrong password."""


def hashed(password: str, name: str) -> str:
    """The password's Argon2id hash. Raises BadSetting for one that is too short, too long or the name."""
    if len(password) < LEAST:
        raise BadSetting("password_short", least=LEAST)
    if len(password) > MOST:
        raise BadSetting("password_long", most=MOST)
    if _same(password) == _same(name):
        raise BadSetting("password_is_name")
    return _hasher().hash(_composed(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password behind a hash; never, after as long, when there is none."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        same = _hasher().verify(kept or _NOBODY, _composed(password[: MOST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return same and kept is not None


def _hasher() -> "PasswordHasher":
    """Argon2id with 19 MiB, two passes, one lane: the OWASP Password Storage Cheat Sheet's first choice."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def _composed(password: str) -> bytes:
    """NFKC, as SP 800-63B asks: the same keys give the same bytes on every keyboard."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _same(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
