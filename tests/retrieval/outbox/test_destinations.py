"""Destinations: for a signed-in admin alone, audited, their secrets shown once."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from standardwebhooks.webhooks import Webhook

from evals.loop.trial import enrol
from retrieval.audit.tables import audit_entry
from retrieval.database import Store
from retrieval.errors import BadQuery, BadSetting, Conflict, NotAllowed, NotSignedIn
from retrieval.outbox.destinations import Wanted, add, destinations, end, pause, resume, rotate
from retrieval.outbox.looking import drop, event, events, resend
from retrieval.outbox.places import BOTH_FOR, place_of
from retrieval.outbox.tables import destination
from retrieval.people.roles import Role
from tests.retrieval.outbox.world import START, admin, audited, ways, wrote

HOOK = Wanted("crm", "webhook", "http://127.0.0.1:9/hook", ("ticket.opened",))


def test_only_an_admin_changes_where_things_go(store: Store) -> None:
    roles: dict[str, Role] = {"vic": "viewer", "agnes": "agent", "leo": "lead", "ada": "admin"}
    tokens = enrol(store, roles, START)
    add(store, tokens["ada"], HOOK, ways(), START)
    name = wrote(store, kind="ticket.opened")
    acts: list[Callable[[str], object]] = [
        lambda token: add(store, token, replace(HOOK, name="x"), ways(), START),
        *(
            lambda token, change=change: change(store, token, "crm", START)
            for change in (pause, resume, rotate, end)
        ),
        lambda token: resend(store, token, name, START),
        lambda token: drop(store, token, name, START),
    ]
    before = audited(store)
    for act in acts:
        for who in ("vic", "agnes", "leo"):
            with pytest.raises(NotAllowed):
                act(tokens[who])
        with pytest.raises(NotSignedIn):
            act("nobody")
    assert audited(store) == before
    (found,) = destinations(store)
    assert (found.paused_at, found.ended_at) == (None, None)


def test_every_change_is_audited_without_addresses_or_secrets(store: Store) -> None:
    token = admin(store)
    secret = add(
        store, token, replace(HOOK, address="https://127.0.0.1:9/T0/very-secret"), ways(), START
    ).secret
    pause(store, token, "crm", START)
    resume(store, token, "crm", START)
    rotate(store, token, "crm", START)
    end(store, token, "crm", START)
    done = ["added", "paused", "resumed", "rotated", "ended"]
    assert audited(store) == [f"destination.{each}" for each in done]
    with store.read() as connection:
        rows = connection.execute(sa.select(audit_entry.c.content, audit_entry.c.actor)).all()
    assert {row.actor for row in rows} == {"ada"}
    assert not any("very-secret" in row.content or str(secret) in row.content for row in rows)


def test_a_secret_is_kept_encrypted_and_signs_beside_the_next_one_for_a_day(store: Store) -> None:
    token = admin(store)
    first = add(store, token, HOOK, ways(), START).secret
    assert first is not None
    assert Webhook(first)
    second = rotate(store, token, "crm", START + 10).secret
    with store.read() as connection:
        row = connection.execute(sa.select(destination)).one()
    assert first.removeprefix("whsec_").encode() not in row.secret
    assert place_of(store, row, START + 10).secrets == (second, first)
    assert place_of(store, row, START + 9 + BOTH_FOR).secrets == (second, first)
    assert place_of(store, row, START + 10 + BOTH_FOR).secrets == (second,)
    assert "whsec_" not in repr(place_of(store, row, START)) + repr(destinations(store))


def test_what_cannot_be_a_destination(store: Store) -> None:
    token = admin(store)
    wrong: tuple[tuple[Wanted, type[Exception]], ...] = (
        (replace(HOOK, address="https://hooks.example.com/"), BadSetting),
        (replace(HOOK, address="gopher://127.0.0.1/"), BadSetting),
        (replace(HOOK, kind="pigeon"), BadQuery),
        (replace(HOOK, events=("ticket.opened", "ticket.eaten")), BadQuery),
        (replace(HOOK, name="two\nlines"), BadQuery),
        (replace(HOOK, name=" "), BadQuery),
        (Wanted("mail", "email", "lead@shop.example"), BadSetting),
    )
    for wanted, error in wrong:
        with pytest.raises(error):
            add(store, token, wanted, ways(), START)
    assert destinations(store, ended=True) == ()


def test_names_are_not_used_twice_and_what_has_ended_stays_so(store: Store) -> None:
    token = admin(store)
    add(store, token, HOOK, ways(), START)
    with pytest.raises(Conflict):
        add(store, token, HOOK, ways(), START)
    end(store, token, "crm", START)
    with pytest.raises(Conflict):
        add(store, token, HOOK, ways(), START)
    for change in (pause, resume, end, rotate):
        with pytest.raises(BadQuery):
            change(store, token, "crm", START)
    assert destinations(store) == ()


def test_a_destination_gets_what_happens_from_then_on_and_only_its_kinds(store: Store) -> None:
    token = admin(store)
    wrote(store, kind="ticket.opened")
    add(store, token, HOOK, ways(), START)
    opened = wrote(store, kind="ticket.opened")
    wrote(store, kind="ticket.changed")
    assert [each.id for each in events(store, place="crm")] == [opened]
    assert len(events(store)) == 3
    assert destinations(store)[0].waiting == 1
    with pytest.raises(BadQuery):
        event(store, "msg_unknown")
    for decide in (resend, drop):
        for name, place in ((opened, None), (None, "crm"), (None, None), ("msg_unknown", None)):
            with pytest.raises(BadQuery):
                decide(store, token, name, START, place)
