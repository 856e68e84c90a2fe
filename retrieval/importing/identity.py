"""Who a row is when the file has no id: its content, and how many times that content came before."""

import sqlite3
from hashlib import blake2b
from types import TracebackType

__all__ = ["ContentIds"]

_COUNT = "INSERT INTO seen VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count"


class ContentIds:
    """Gives rows without an id one that is the same whenever the same file, or a longer one, is read again.

    Two rows with the same content are two records: the second is "this content, for the second time". The
    counts live in a private temporary database, so that memory stays bounded. Hashes are keyed: nobody can
    guess at personal data in a row until its hash fits.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._seen: sqlite3.Connection | None = None

    def __enter__(self) -> "ContentIds":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._seen is not None:
            self._seen.close()

    def next(self, content: bytes) -> str:
        """The id of the next row with this content: "r-" and 16 hexadecimal digits."""
        key = int.from_bytes(blake2b(content, digest_size=8).digest(), "big", signed=True)
        nth = str(self._count(key)).encode().ljust(16, b" ")
        return "r-" + blake2b(content, digest_size=8, key=self._key, salt=nth).hexdigest()

    def hash(self, content: bytes) -> str:
        """Tells whether a row has changed: 32 hexadecimal digits."""
        return blake2b(content, digest_size=16, key=self._key).hexdigest()

    def _count(self, key: int) -> int:
        if self._seen is None:
            self._seen = sqlite3.connect("", isolation_level=None)  # "": a temporary file of its own
            self._seen.execute("CREATE TABLE seen (key INTEGER PRIMARY KEY, count INTEGER NOT NULL)")
            self._seen.execute("BEGIN")
        statement = (
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count"
        )
        count = self._seen.execute(statement, (key,)).fetchall()[0][0]
        return int(count)
