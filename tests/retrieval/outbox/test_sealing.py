"""What is sealed can be opened by this store alone, and its presence tells nothing."""

import base64
from dataclasses import replace

import pytest

from retrieval.database import Store
from retrieval.errors import StoreUnavailable
from retrieval.outbox.sealing import seal, unseal

VALUES = {"to": "kim@mail.example", "order": "A-17", "称呼": "王女士"}


@pytest.fixture
def sealed(store: Store) -> bytes:
    return seal(store, VALUES)


def test_a_store_opens_what_it_sealed(store: Store, sealed: bytes) -> None:
    assert unseal(store, sealed) == VALUES
    assert b"kim" not in sealed
    assert seal(store, VALUES) != sealed


def test_another_secret_opens_nothing(store: Store, sealed: bytes) -> None:
    with pytest.raises(StoreUnavailable, match="sealed_unreadable"):
        unseal(replace(store, secret=bytes(32)), sealed)


def test_any_changed_byte_is_found(store: Store, sealed: bytes) -> None:
    token = base64.urlsafe_b64decode(sealed)
    for place in range(0, len(token), 5):
        changed = bytearray(token)
        changed[place] ^= 1
        with pytest.raises(StoreUnavailable):
            unseal(store, base64.urlsafe_b64encode(changed))
