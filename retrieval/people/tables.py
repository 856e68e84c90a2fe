"""The tables of accounts and sign-ins."""

import sqlalchemy as sa

from retrieval.database import metadata

__all__ = ["person", "sign_in"]

person = sa.Table(
    "person",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("password", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
)
"""`password`: an Argon2 hash. `ended_at`: since when the account is closed; its name stays in
the audit log."""

sign_in = sa.Table(
    "sign_in",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("person", sa.Integer, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
)
"""Tokens that are in use, by their SHA-256: what is stored here signs nobody in."""
