"""Delivering: in order, once at a time, again when it fails, and nothing half-done."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import sqlalchemy as sa

from retrieval.database import Store
from retrieval.outbox.backoff import GIVE_UP
from retrieval.outbox.delivering import Delivered, deliver
from retrieval.outbox.destinations import destinations, end, pause, resume
from retrieval.outbox.events import Event, emit, has_taker
from retrieval.outbox.looking import drop, event, events, resend
from retrieval.outbox.recording import KEEP_DEAD
from retrieval.outbox.sealing import seal
from retrieval.outbox.sender import Outcome, Parcel
from retrieval.outbox.tables import delivery, outbox_event
from retrieval.outbox.taking import take
from tests.retrieval.outbox.receiving import Hook, listening, status
from tests.retrieval.outbox.world import START, Told, admin, audited, dice, place, states, ways, wrote


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening() as found:
        yield found


def rounds(store: Store, told: Told, at: int, until: int) -> Delivered:
    """Rounds at every time something is due, until then."""
    total, chance = Delivered(), dice()
    while at <= until:
        total += deliver(store, (told,), at, chance=chance)
        with store.read() as connection:
            query = sa.select(sa.func.min(delivery.c.next_at)).where(
                delivery.c.state == "waiting", delivery.c.next_at > at
            )
            at = connection.scalar(query) or until + 1
    return total


def test_events_of_one_subject_arrive_in_order_whatever_fails(store: Store) -> None:
    failing = {("ticket:1", 0): 3, ("ticket:1", 2): 1, ("ticket:2", 1): 6}
    tries: dict[tuple[str, int], int] = {}
    arrived: list[tuple[str, int]] = []

    def answer(parcel: Parcel) -> Outcome:
        key = parcel.subject, parcel.content["number"]
        tries[key] = tries.get(key, 0) + 1
        if tries[key] <= failing.get(key, 0):
            return Outcome("failed", "status 500")
        arrived.append(key)
        return Outcome("arrived")

    told = Told(answer)
    place(store, admin(store), told)
    for number in range(4):
        for subject in ("ticket:1", "ticket:2", "ticket:3"):
            wrote(store, subject, number)
    rounds(store, told, START, START + 5 * 86_400)
    assert {*states(store)} == {"delivered"}
    for subject in ("ticket:1", "ticket:2", "ticket:3"):
        assert [number for name, number in arrived if name == subject] == [0, 1, 2, 3]
    assert arrived.index(("ticket:3", 3)) < arrived.index(("ticket:1", 0))  # others do not wait
    ids = {parcel.id for parcel in told.got if (parcel.subject, parcel.content["number"]) == ("ticket:1", 0)}
    assert len(ids) == 1  # the same on each try


def test_several_workers_never_try_one_event_at_once(store: Store) -> None:
    way = Told()
    place(store, admin(store), way)
    for number in range(40):
        wrote(store, f"ticket:{number % 20}", number)
    barrier, under_way, twice = threading.Barrier(4), set[int](), list[int]()

    def work() -> None:
        barrier.wait()
        while True:
            taken = take(store, {way.kind: way}, 1, START, 2)
            numbers = {each.event for each in taken}
            twice.extend(under_way & numbers)
            under_way.update(numbers)
            if not taken:
                return

    with ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(work) for _ in range(4)]:
            each.result()
    assert twice == []
    assert 1 <= len(under_way) <= 20  # the first of each subject at most


def test_a_crashed_workers_event_goes_out_again_when_its_lease_is_over(store: Store) -> None:
    told = Told()
    place(store, admin(store), told)
    name = wrote(store)
    (lent,) = take(store, {told.kind: told}, 1, START, 8)  # and then it is killed
    assert deliver(store, (told,), START + 10).tried == 0
    assert deliver(store, (told,), lent.leased_until) == Delivered(tried=1, arrived=1)
    assert [parcel.id for parcel in told.got] == [name]


def test_a_worker_that_took_too_long_changes_nothing(store: Store) -> None:
    from retrieval.outbox.recording import record

    told = Told()
    place(store, admin(store), told)
    wrote(store)
    (slow,) = take(store, {told.kind: told}, 1, START, 8)
    (quick,) = take(store, {told.kind: told}, 1, slow.leased_until, 8)
    late = record(store, 1, [(slow, Outcome("refused", "no_address"))], slow.leased_until, dice())
    assert (late.late, states(store)) == (1, ["waiting"])
    record(store, 1, [(quick, Outcome("arrived"))], slow.leased_until, dice())
    assert states(store) == ["delivered"]


def test_a_hanging_receiver_holds_up_nobody_else(store: Store) -> None:
    class Slow(Told):
        async def send(self, parcel: Parcel, at: int) -> Outcome:  # noqa: ARG002
            if parcel.place.name == "stuck":
                await asyncio.wait_for(quick_done.wait(), 60)
                return Outcome("away", "timeout 20")
            arrived.append(parcel.id)
            if len(arrived) == 30:
                quick_done.set()
            return Outcome("arrived")

    arrived: list[str] = []
    quick_done = asyncio.Event()
    way, token = Slow(), admin(store)
    place(store, token, way, "stuck")
    place(store, token, way, "quick")
    for number in range(30):
        wrote(store, f"ticket:{number % 3}", number)
    done = deliver(store, (way,), START)  # the stuck ones only answer once all others have arrived
    assert (len(arrived), done.arrived) == (30, 30)


def test_when_tries_are_used_up_it_is_dead_and_holds_up_its_subject_until_somebody_decides(
    store: Store,
) -> None:
    stubborn, token = True, admin(store)
    told = Told(lambda _: Outcome("failed", "status 500") if stubborn else Outcome("arrived"))
    place(store, token, told)
    first, second = wrote(store, number=1), wrote(store, number=2)
    rounds(store, told, START, START + GIVE_UP + 3 * 86_400)
    assert states(store) == ["dead", "waiting"]
    (dead,) = events(store, state="dead")
    assert (dead.id, dead.deliveries[0].failure) == (first, "status 500")
    assert {parcel.id for parcel in told.got} == {first}
    stubborn, now = False, START + 10 * 86_400
    assert deliver(store, (told,), now).tried == 0
    assert resend(store, token, first, now) == 1
    deliver(store, (told,), now)
    assert states(store) == ["delivered", "delivered"]
    assert [parcel.id for parcel in told.got[-2:]] == [first, second]
    assert "delivery.resent" in audited(store)


def test_a_dead_event_can_be_given_up(store: Store) -> None:
    told = Told(
        lambda parcel: Outcome("refused" if parcel.content["number"] == 1 else "arrived", "no_address")
    )
    token = admin(store)
    place(store, token, told)
    first, _ = wrote(store, number=1), wrote(store, number=2)
    deliver(store, (told,), START)
    assert states(store) == ["dead", "waiting"]
    assert drop(store, token, first, START) == 1
    deliver(store, (told,), START)
    assert states(store) == ["dropped", "delivered"]
    assert "delivery.dropped" in audited(store)


def test_nobody_decides_for_thirty_days(store: Store) -> None:
    told = Told(lambda _: Outcome("refused", "no_address"))
    place(store, admin(store), told, events=("reply.approved",))
    wrote(store, kind="reply.approved", sealed=seal(store, {"to": "kim@mail.example"}))
    deliver(store, (told,), START)
    assert deliver(store, (told,), START + KEEP_DEAD - 1).dropped == 0
    assert deliver(store, (told,), START + KEEP_DEAD).dropped == 1
    assert states(store) == ["dropped"]
    assert _sealed(store) == [None]


def test_a_place_that_is_gone_gets_nothing_more(store: Store) -> None:
    told = Told(lambda _: Outcome("gone", "status 410"))
    place(store, admin(store), told)
    for number in range(20):
        wrote(store, f"ticket:{number}")
    done = deliver(store, (told,), START)
    assert done.gone >= 1
    assert {*states(store)} == {"dropped"}
    (ended,) = destinations(store, ended=True)
    assert (ended.ended_why, destinations(store)) == ("gone", ())
    assert audited(store).count("destination.ended") == 1
    with store.read() as connection:
        assert not has_taker(connection, "ticket.opened")


def test_a_busy_place_rests_and_its_tries_do_not_count(store: Store) -> None:
    busy = True
    told = Told(lambda _: Outcome("busy", "status 429", 600) if busy else Outcome("arrived"))
    place(store, admin(store), told)
    for number in range(12):
        wrote(store, f"ticket:{number}")
    assert deliver(store, (told,), START).tried <= told.at_once
    assert deliver(store, (told,), START + 599).tried == 0
    busy = False
    assert deliver(store, (told,), START + 620).arrived == 12
    (found,) = {each.deliveries[0].attempts for each in events(store)}
    assert found == 1


def test_after_an_hour_away_all_arrives_within_a_quarter_of_an_hour(store: Store) -> None:
    away = True
    told = Told(lambda _: Outcome("away", "unreachable ConnectError") if away else Outcome("arrived"))
    place(store, admin(store), told)
    for number in range(40):
        wrote(store, f"ticket:{number % 16}", number)
    rounds(store, told, START, START + 3_600)
    tried = len(told.got)
    assert tried < 60  # one asks for all
    away = False
    rounds(store, told, START + 3_601, START + 3_600 + 900)
    assert {*states(store)} == {"delivered"}
    assert len(told.got) == tried + 40


def test_a_paused_place_gets_what_waited_when_it_goes_on(store: Store) -> None:
    told, token = Told(), admin(store)
    place(store, token, told)
    pause(store, token, "there", START)
    wrote(store)
    assert deliver(store, (told,), START).tried == 0
    assert resume(store, token, "there", START).waiting == 1
    assert deliver(store, (told,), START).arrived == 1


def test_what_is_private_goes_only_where_it_was_asked_for_and_is_erased_at_the_end(store: Store) -> None:
    told, token = Told(), admin(store)
    place(store, token, told, "all")
    place(store, token, told, "asked", events=("reply.approved",))
    place(store, token, told, "later", events=("reply.approved",))
    pause(store, token, "later", START)
    values = {"to": "kim@mail.example", "text": "您好"}
    name = wrote(store, kind="reply.approved", sealed=seal(store, values))
    deliver(store, (told,), START)
    assert {parcel.place.name: dict(parcel.private) for parcel in told.got} == {"all": {}, "asked": values}
    assert "kim@mail" not in repr(told.got)
    assert event(store, name).private
    end(store, token, "later", START)
    assert not event(store, name).private
    assert _sealed(store) == [None]


def test_what_nobody_takes_is_not_kept_sealed(store: Store) -> None:
    wrote(store, kind="reply.approved", sealed=seal(store, {"to": "kim@mail.example"}))
    assert _sealed(store) == [None]


def test_what_was_tampered_with_is_not_sent(store: Store) -> None:
    told = Told()
    place(store, admin(store), told, events=("reply.approved",))
    wrote(store, kind="reply.approved", sealed=b"nonsense")
    assert deliver(store, (told,), START).dead == 1
    assert told.got == []


def test_a_mistake_in_a_way_out_is_a_failed_try(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: Parcel) -> Outcome:
        raise ZeroDivisionError

    told = Told(broken)
    place(store, admin(store), told)
    wrote(store)
    assert deliver(store, (told,), START).again == 1
    assert events(store)[0].deliveries[0].failure == "internal ZeroDivisionError"
    assert "ZeroDivisionError" in caplog.text


def test_an_event_comes_with_what_it_tells_of_or_not_at_all(store: Store) -> None:
    place(store, admin(store), Told())
    with suppress(RuntimeError), store.write() as connection:
        emit(connection, Event("ticket.opened", "ticket:1", START))
        raise RuntimeError
    assert states(store) == []
    with store.write() as connection:
        first = emit(connection, Event("ticket.opened", "ticket:1", START, once="ticket:1 opened"))
        assert emit(connection, Event("ticket.opened", "ticket:1", START, once="ticket:1 opened")) == first
    assert states(store) == ["waiting"]


def test_a_try_whose_record_is_lost_to_a_full_disk_is_tried_again(store: Store) -> None:
    """It has arrived, and that cannot be written: it comes again, under the same id, once more only."""
    told, full = Told(), True
    place(store, admin(store), told)
    name = wrote(store)

    @sa.event.listens_for(store.engine, "before_cursor_execute")
    def refuse(_: sa.Connection, __: object, statement: str, *___: object) -> None:
        if full and statement.startswith("UPDATE delivery") and "state" in statement.partition("WHERE")[0]:
            raise sa.exc.OperationalError(statement, {}, Exception("disk full"))

    with pytest.raises(sa.exc.OperationalError):
        deliver(store, (told,), START)
    assert states(store) == ["waiting"]
    full = False
    assert deliver(store, (told,), START + 3_600).arrived == 1
    assert [parcel.id for parcel in told.got] == [name, name]


def test_real_webhooks_arrive_after_errors(store: Store, hook: Hook) -> None:
    from retrieval.outbox.destinations import Wanted, add

    senders, token = ways(), admin(store)
    added = add(store, token, Wanted("crm", "webhook", hook.url, ("ticket.changed",)), senders, START)
    assert added.secret is not None
    hook.answers = [status(500), status(429, {"retry-after": "60"}), status(302, {"location": hook.url})]
    for number in range(3):
        wrote(store, number=number)
    at = START
    while "waiting" in states(store):
        deliver(store, senders, at)
        at += 301
    numbers = [b'"number":%d' % number for number in range(3)]
    order = [next(n for n in range(3) if numbers[n] in got.body) for got in hook.got]
    assert order == [0, 0, 0, 0, 1, 2]
    assert len({got.id for got in hook.got[:4]}) == 1


def _sealed(store: Store) -> list[bytes | None]:
    with store.read() as connection:
        return list(connection.scalars(sa.select(outbox_event.c.sealed)))
