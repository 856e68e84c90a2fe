"""The tables of accounts and sign-ins."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["person", "sign_in", "sign_in_attempt"]

person = sa.Table(
    "person",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("folded", sa.Text, nullable=False, unique=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("password", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
)
"""`folded`: the name without regard to case, by which people sign in. `password`: an Argon2 hash.
`ended_at`: since when the account is closed; its name stays in the audit log and is not given again."""

sign_in = sa.Table(
    "sign_in",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("person", sa.Integer, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
)
"""Tokens that are in use, by their SHA-256: what is stored here signs nobody in."""

sign_in_attempt = sa.Table(
    "sign_in_attempt",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", sa.BigInteger, nullable=False),
)
"""Attempts to sign in since the last that succeeded. `name`: a keyed hash of the name that was given, which
may be nobody's; people mistake the fields and type their password into it."""
