"""A destination's row as its sender sees it, and the secrets that sign for it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store
from retrieval.outbox.sealing import seal, unseal
from retrieval.outbox.sender import Place
from retrieval.outbox.webhooks import new_secret

__all__ = ["BOTH_FOR", "first_secret", "next_secret", "place_of"]

BOTH_FOR = 86_400
"""Seconds for which the old secret signs beside the new one, so that a receiver can change over."""


def place_of(store: Store, row: sa.Row[Any], at: int) -> Place:
    """Raises StoreUnavailable when the secrets cannot be opened."""
    secrets = _in_use(unseal(store, row.secret), at) if row.secret else ()
    return Place(row.id, row.name, row.kind, row.address, row.language, secrets)


def first_secret(store: Store) -> tuple[str, bytes]:
    """A new secret, to be shown once, and how it is kept."""
    secret = new_secret()
    return secret, seal(store, {"secret": secret})


def next_secret(store: Store, kept: bytes, at: int) -> tuple[str, bytes]:
    """The secret after the one that is kept; both sign for BOTH_FOR seconds."""
    secret, before = new_secret(), unseal(store, kept)["secret"]
    return secret, seal(store, {"secret": secret, "before": before, "until": str(at + BOTH_FOR)})


def _in_use(kept: Mapping[str, str], at: int) -> tuple[str, ...]:
    before = (kept["before"],) if "before" in kept and at < int(kept["until"]) else ()
    return (kept["secret"], *before)
