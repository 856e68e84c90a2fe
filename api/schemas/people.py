"""Sign-ins and people."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from retrieval.people.roles import Permission, Role

__all__ = ["PersonCreate", "PersonPublic", "PersonUpdate", "SessionCreate", "SessionPublic"]

_NAME = Annotated[str, Field(min_length=1, max_length=100)]
_PASSWORD = Annotated[SecretStr, Field(min_length=1, max_length=1000)]


class SessionCreate(BaseModel):
    """A sign-in. token: answer with the token, for a program, instead of keeping it in a cookie."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "ann", "password": "correct horse battery"}]},
    )

    name: _NAME
    password: _PASSWORD
    token: bool = False


class SessionPublic(BaseModel):
    """Who is signed in and what they may do. accounts: whether there is anybody who could sign in."""

    name: str | None
    role: Role | None
    may: list[Permission]
    accounts: bool
    token: str | None = Field(None, description="only when asked for; good as `Authorization: Bearer`")


class PersonCreate(BaseModel):
    """A new account."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "bo", "role": "lead", "password": "a long sentence"}]},
    )

    name: _NAME
    role: Role
    password: _PASSWORD


class PersonUpdate(BaseModel):
    """What changes of an account; `closed` ends it, and every sign-in of it, for good."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "lead"}]})

    role: Role | None = None
    password: _PASSWORD | None = None
    closed: bool = False


class PersonPublic(BaseModel):
    """An account."""

    id: int
    name: str
    role: Role
    made_at: int
    ended_at: int | None
