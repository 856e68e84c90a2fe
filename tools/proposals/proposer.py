"""All that an agent's tools get to see of the desk: a way to ask."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.people.roles import Actor
from tools.proposals.proposal import Ask, Proposal, resting_on

if TYPE_CHECKING:
    from tools.proposals.desk import Desk
    from tools.proposals.kinds import Proposed

__all__ = ["Proposer"]


@dataclass(frozen=True, slots=True)
class Proposer:
    """Asks as the assistant. It approves nothing: that takes a person's token, which no tool is given."""

    _desk: "Desk"

    def propose(self, wanted: "Proposed", *, thread: str, call: str, at: int) -> Proposal:
        """Keeps what a tool call asks for, once however often the call is run: thread and call are its key.

        Raises BadQuery for a payload that is not one of its kind, Conflict where the same call asked for
        something else before.
        """
        return self._desk.propose(
            Ask(
                kind=wanted.kind,
                payload=wanted.payload,
                key=f"{thread}/{call}",
                asked_by=Actor("assistant", thread),
                why=wanted.why,
                thread=thread,
                rests_on=resting_on((wanted.result,), wanted.records),
                at=at,
            )
        )
