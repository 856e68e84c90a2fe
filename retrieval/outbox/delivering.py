"""Delivering: what is due is taken, tried, and what came of it is written down.

No transaction is open while something is on the network. A worker that is killed leaves a lease behind that
runs out, and the event goes out again under the same id.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass

from retrieval.database import Store
from retrieval.outbox.recording import Recorded, expire, record
from retrieval.outbox.sender import Outcome, Sender
from retrieval.outbox.taking import Taken, due_places, take

__all__ = ["Delivered", "deliver", "work_off"]

_LOG = logging.getLogger(__name__)

_AT_ONCE = 64
"""Deliveries one call takes of a place at a time, at most; its sender may allow fewer."""

_LOOK_AGAIN = 1.0
"""Seconds after which a place is looked at again while its tries under way take their time."""

Tasks = dict["asyncio.Task[Outcome]", Taken]


@dataclass(frozen=True, slots=True)
class Delivered:
    """A round's tries, and what they came to.

    again: will be tried again. dead: wait for a person. gone: their place wanted no more events. late: took
    longer than the lease, so that another worker may have tried them too. dropped: were dead for too long.
    """

    tried: int = 0
    arrived: int = 0
    again: int = 0
    dead: int = 0
    gone: int = 0
    late: int = 0
    dropped: int = 0

    def __add__(self, other: "Delivered") -> "Delivered":
        return Delivered(*(mine + others for mine, others in zip(astuple(self), astuple(other), strict=True)))


def deliver(
    store: Store, senders: Sequence[Sender], at: int, *, chance: random.Random | None = None
) -> Delivered:
    """One round: tries everything that is due at that second, each place beside the others.

    Ends when nothing is due any more; what failed is due later. Several may run at once, in any process.
    """

    async def round_() -> Delivered:
        places = [
            work_off(store, senders, place, lambda: at, chance=chance) for place in due_places(store, at)
        ]
        return sum(await asyncio.gather(*places), Delivered())

    return asyncio.run(round_()) + Delivered(dropped=expire(store, at))


async def work_off(
    store: Store,
    senders: Sequence[Sender],
    place: int,
    clock: Callable[[], int],
    *,
    stopped: Callable[[], bool] = lambda: False,
    chance: random.Random | None = None,
) -> Delivered:
    """Tries what is due for one place, until nothing is or `stopped`; as one try ends the next begins."""
    dice = chance or random.Random()  # noqa: S311 - spreads tries in time
    by_kind = {sender.kind: sender for sender in senders}
    total, tasks = Delivered(), Tasks()
    try:
        while True:
            if not stopped():
                taken = await asyncio.to_thread(take, store, by_kind, place, clock(), _AT_ONCE)
                tasks |= {asyncio.create_task(_try(by_kind, each, clock())): each for each in taken}
            if not tasks:
                return total
            done, _ = await asyncio.wait(tasks, timeout=_LOOK_AGAIN, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                continue
            tries = [(tasks.pop(each), each.result()) for each in done]
            recorded = await asyncio.to_thread(record, store, place, tries, clock(), dice)
            total += _told(len(tries), recorded)
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _try(senders: Mapping[str, Sender], taken: Taken, at: int) -> Outcome:
    """One try. A mistake in a way out must not stop the others."""
    if not taken.readable:
        return Outcome("refused", "unreadable")
    try:
        return await senders[taken.parcel.place.kind].send(taken.parcel, at)
    except Exception as error:
        _LOG.exception("sending %s to %s", taken.parcel.id, taken.parcel.place.name)
        return Outcome("failed", f"internal {type(error).__name__}")


def _told(tried: int, recorded: Recorded) -> Delivered:
    return Delivered(tried, recorded.arrived, recorded.again, recorded.dead, recorded.gone, recorded.late)
