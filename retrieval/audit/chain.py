"""What holds the audit log together: a chain of hashes that anybody can follow, and seals that take a key.

Each entry repeats the hash of the one before, so that a change, a gap or another order shows. Hashes alone
could be computed anew by whoever edits the database; the seal of each entry, and of the log's end, could not:
it is a keyed hash (HMAC-SHA256), and the key is derived from the store's secret, a file that is not in the
database. Whoever has both can rebuild everything, and whoever puts back an old copy of the whole database
changes nothing in it: a checkpoint kept elsewhere finds both.

Every use has its own key or prefix, so that no hash can be passed off as one of another kind.
"""

import hashlib
import hmac
import json
from typing import NamedTuple

__all__ = ["FIELDS", "FIRST", "Keys", "Row", "hash_of", "text_of"]

FIRST = "0" * 64
"""What the first entry has before it, and the hash of an empty log."""

_FORMAT = "feedback-assistant/audit/1"


class Row(NamedTuple):
    """An entry as it is stored."""

    seq: int
    at: int
    actor_kind: str
    actor: str
    action: str
    subject: str
    content: str
    before: str
    seal: str
    hash: str


FIELDS = Row._fields


class Keys:
    """The keys of one store's audit log, by what they seal."""

    __slots__ = ("_checkpoint", "_entry", "_head")

    def __init__(self, secret: bytes) -> None:
        self._entry = _derived(secret, b"audit entry")
        self._head = _derived(secret, b"audit head")
        self._checkpoint = _derived(secret, b"audit point")

    def seal_entry(self, text: bytes) -> str:
        """The seal of an entry whose `text_of` this is."""
        return hmac.digest(self._entry, text, "sha256").hex()

    def seal_head(self, seq: int, last: str) -> str:
        """The seal of a log that ends with the entry of this place and hash."""
        return hmac.digest(self._head, f"{seq} {last}".encode(), "sha256").hex()

    def seal_checkpoint(self, seq: int, last: str, at: int) -> str:
        """The seal of a note, made then, that the log ended with this entry."""
        return hmac.digest(self._checkpoint, f"{seq} {last} {at}".encode(), "sha256").hex()


def text_of(row: Row) -> bytes:
    """All of an entry but its seal and hash, as bytes that no other entry has."""
    told = (_FORMAT, *row[:8])
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def hash_of(text: bytes, seal: str) -> str:
    """The hash of an entry, by its `text_of` and its seal."""
    return hashlib.sha256(text + seal.encode()).hexdigest()


def _derived(secret: bytes, use: bytes) -> bytes:
    return hashlib.blake2b(key=secret, person=use, digest_size=32).digest()
