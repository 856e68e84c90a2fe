"""A kind of proposal: what is asked for, who may approve it, and what then happens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel

from retrieval.database import Store
from retrieval.people.roles import Actor, Permission
from tools.results import Result

__all__ = ["Execution", "Kind", "Proposed"]


@dataclass(frozen=True, slots=True)
class Execution:
    """What an approval hands to its kind. store: for its time zone, key and limit; write to the connection.

    scope: what the proposal was made under, whoever approves it; what comes of it is seen where it was.
    fill: what a person gave when approving and nobody stores: values of placeholders, an address to send to.
    """

    store: Store
    proposal: int
    by: Actor
    at: int
    scope: str = ""
    fill: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of proposal.

    execute: does it, inside the approval's transaction, events included: everything it does is on that
    connection, or it did not happen. Returns the outcome, kept as JSON (`{"ticket": 12}`). Raises BadQuery
    for a payload that no longer fits the data: then nothing is approved.
    settle: what the payload says of itself (checks, for one), found anew whenever it is proposed or changed.
    derived: the fields it finds; nobody else's word counts for those. fixed: fields that no edit may change.
    doubts: why somebody who approves it has to say why.
    """

    name: str
    payload: type[BaseModel]
    permission: Permission
    execute: Callable[[sa.Connection, Any, Execution], Mapping[str, Any]]
    settle: Callable[[Store, Any, int], BaseModel] | None = None
    derived: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    doubts: Callable[[Any], Sequence[str]] = lambda _payload: ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a PROPOSE tool returns: what it asks for and why, and the result an answer can point to."""

    kind: str
    payload: BaseModel
    why: str
    result: Result
    records: tuple[str, ...] = ()
