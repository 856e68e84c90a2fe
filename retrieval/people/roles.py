"""Roles, and what each may do."""

from dataclasses import dataclass
from typing import Literal

from retrieval.errors import NotAllowed

__all__ = ["ROLES", "Actor", "ActorKind", "Permission", "Person", "Role"]

Role = Literal["viewer", "agent", "lead", "admin"]
Permission = Literal[
    "read",  # see tickets, proposals and drafts
    "reply",  # edit, approve and reject replies
    "personal",  # fill placeholders for personal data when sending
    "ticket",  # approve tickets, work on them
    "rule",  # standing rules, merges and splits, correcting what others decided
    "manage",  # people, destinations, dead letters
]
ActorKind = Literal["person", "assistant", "rule", "system"]

_AGENT: frozenset[Permission] = frozenset(("read", "reply", "personal", "ticket"))
ROLES: dict[Role, frozenset[Permission]] = {
    "viewer": frozenset(("read",)),
    "agent": _AGENT,
    "lead": _AGENT | {"rule"},
    "admin": _AGENT | {"rule", "manage"},
}
"""Each role may do what the one before it may, and more."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: a person by name, the assistant for a thread, a standing rule, or the system."""

    kind: ActorKind
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has signed in."""

    id: int
    name: str
    role: Role

    @property
    def actor(self) -> Actor:
        return Actor("person", self.name)

    def may(self, permission: Permission) -> bool:
        return permission in ROLES[self.role]

    def require(self, permission: Permission) -> None:
        """Raises NotAllowed."""
        if not self.may(permission):
            raise NotAllowed("role_too_low", person=self.name, role=self.role, permission=permission)
