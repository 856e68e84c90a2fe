"""Processes killed while they propose, decide, run, send and escalate; and that what is wrong is found."""

import pytest
import sqlalchemy as sa

from evals.loop.crash import run_world
from evals.loop.crash_found import Found, look
from evals.loop.crash_work import read_ledger
from evals.loop.databases import Place
from evals.loop.landing import Landed
from tools.tickets.tables import ticket_event

TASKS, SEED = 6, 7


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("crash")
    return Place(f"sqlite:///{folder / 'feedback.db'}", folder / "secret.key")


@pytest.fixture(scope="module")
def found(place: Place) -> Found:
    found = Found()
    run_world(found, place, place.secret.parent, SEED, TASKS, kills=4)
    return found


def test_whatever_is_killed_all_is_done_once(found: Found) -> None:
    assert found.kills >= 1
    assert found.acknowledged >= TASKS
    assert found.tickets >= 1
    assert found.wrong == 0, found


def test_a_ticket_that_was_opened_twice_and_a_send_under_a_new_id_are_found(
    place: Place, found: Found
) -> None:
    assert found.worlds == 1
    store = place.open()
    with store.write() as connection:
        query = sa.select(ticket_event).where(ticket_event.c.kind == "opened")
        row = dict(connection.execute(query).mappings().first() or {})
        connection.execute(sa.insert(ticket_event).values(row | {"id": None, "ticket": 999}))
    strange = [Landed(f"msg_{each}", "ticket.opened", "ticket:1", "{}") for each in "ab"]
    again = Found()
    look(again, store, SEED, TASKS, read_ledger(place.secret.parent / f"{SEED}.ledger"), strange)
    store.close()
    assert again.double_tickets == 1
    assert (again.double_sends, again.unwritten_sends) == (1, 2)
    assert again.undone > 3, "nothing else was sent, and ticket 999 had no notices"
    told = [{"task": 0, "step": "proposed", "proposal": 555, "state": "proposed", "outcome": None}]
    promised = Found()
    reopened = place.open()
    look(promised, reopened, SEED, TASKS, told, [])
    reopened.close()
    assert promised.lost == 1
