"""What only a receiver may read, encrypted until it has gone out.

The key comes from the store's secret, which is not in the database: a copy of the database opens nothing.
"""

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from retrieval.database import Store
from retrieval.errors import StoreUnavailable

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

__all__ = ["seal", "unseal"]

_PURPOSE = b"feedback-assistant outbox 1"


def seal(store: Store, values: Mapping[str, str]) -> bytes:
    """Encrypts and signs (Fernet: AES-128-CBC with HMAC-SHA256); each time to different bytes."""
    text = json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
    return _fernet(store).encrypt_at_time(text.encode(), 0)  # without the time: nobody needs it here


def unseal(store: Store, sealed: bytes) -> dict[str, str]:
    """What was sealed. Raises StoreUnavailable when it was changed, or sealed with another secret."""
    from cryptography.fernet import InvalidToken

    try:
        values: dict[str, str] = json.loads(_fernet(store).decrypt(bytes(sealed)))
    except InvalidToken as error:
        raise StoreUnavailable("sealed_unreadable") from error
    return values


def _fernet(store: Store) -> "Fernet":
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(store.secret)
    return Fernet(base64.urlsafe_b64encode(key))
