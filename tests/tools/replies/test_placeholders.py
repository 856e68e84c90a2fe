"""Places for personal data: filled at sending by somebody who may, and kept nowhere."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from evals.loop.trial import enrol
from retrieval.database import Store
from retrieval.errors import BadQuery, Conflict, FeedbackError, NotAllowed
from retrieval.outbox.delivering import deliver
from retrieval.people.roles import Actor
from tests.retrieval.outbox.receiving import listening
from tests.retrieval.outbox.world import START, admin, place, ways
from tests.tools.feedback_data import put
from tools.proposals.desk import Desk
from tools.proposals.proposal import Ask
from tools.replies.kinds import SEND_REPLY
from tools.replies.placeholders import fill_in, placeholders

NAME, ADDRESS = "Marguerite Vandenhoeck", "m.vandenhoeck@mail.example"
TEXT = "Dear {{customer_name}}, your parcel goes to {{ address }}."


def test_the_places_of_a_text_are_found_in_either_language() -> None:
    assert placeholders("{{name}}，您好 {{ 订单号 }} {{name}} {not} {{1a}}") == ("name", "订单号")


@pytest.mark.parametrize(
    ("text", "fill", "code"),
    [
        (TEXT, {"customer_name": "Ann"}, "placeholder_unfilled"),
        (TEXT, {}, "placeholder_unfilled"),
        ("Dear [NAME], hello", {}, "placeholder_left"),
        ("Dear {{customer name}}, hello", {}, "placeholder_left"),
        ("Hello", {"customer_name": "Ann"}, "placeholder_unknown"),
        ("Dear {{name}}", {"name": "  "}, "placeholder_value"),
        ("Dear {{name}}", {"name": "{{other}}"}, "placeholder_value"),
        ("Dear {{name}}", {"name": "x" * 501}, "placeholder_value"),
    ],
)
def test_nothing_is_sent_while_a_place_is_open_or_a_value_fits_none(
    text: str, fill: dict[str, str], code: str
) -> None:
    with pytest.raises(FeedbackError) as refused:
        fill_in(text, fill)
    assert refused.value.code == code
    assert isinstance(refused.value, Conflict | BadQuery)
    assert all(value not in str(refused.value) for value in fill.values() if value.strip())


@given(st.text(alphabet=st.characters(exclude_characters="{}[]"), min_size=1, max_size=50))
def test_what_is_filled_in_stands_there_as_it_was_given(value: str) -> None:
    if value.strip():
        assert fill_in("a {{x}} b {{x}}", {"x": value}) == f"a {value.strip()} b {value.strip()}"


def everything(store: Store) -> str:
    """All that the database holds, table by table and, for SQLite, byte by byte."""
    told = []
    with store.engine.connect() as connection:
        for name in sa.inspect(connection).get_table_names():
            rows = connection.execute(sa.text(f'SELECT * FROM "{name}"')).all()
            told += [f"{name} {value!r}" for row in rows for value in row]
    if store.dialect == "sqlite" and store.engine.url.database:
        path = Path(store.engine.url.database)
        files = [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]
        told += [file.read_bytes().decode("latin-1") for file in files if file.exists()]
    return "\n".join(told)


def test_what_a_person_fills_in_is_sent_and_stored_nowhere(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    put(store, [{"text": "My parcel never arrived."}])
    boss, senders = admin(store), ways()
    tokens = enrol(store, {"ann": "agent", "vic": "viewer"}, START)
    desk = Desk(store, (SEND_REPLY,))
    payload = {"record": "f1", "language": "en", "text": TEXT}
    asked = desk.propose(Ask("send_reply", payload, "k1", Actor("assistant", "t1"), "asked for", START))
    fill = {"customer_name": NAME, "address": "221 Quayside", "to": ADDRESS}
    with listening() as hook, caplog.at_level("DEBUG"):
        place(store, boss, senders[0], "there", address=hook.url, events=("reply.approved",))
        with pytest.raises(NotAllowed):
            desk.approve(tokens["vic"], asked.id, START, edition=0, fill=fill)
        with pytest.raises(Conflict):
            desk.approve(tokens["ann"], asked.id, START, edition=0, fill={"customer_name": NAME})
        desk.approve(tokens["ann"], asked.id, START, edition=0, fill=fill)
        held = everything(store)
        assert not any(value in held for value in fill.values())  # sealed while it waits
        assert deliver(store, senders, START).arrived == 1
        sent = json.loads(hook.got[-1].body)
    assert f"Dear {NAME}, your parcel goes to 221 Quayside." in json.dumps(sent, ensure_ascii=False)
    after = everything(store)
    assert "{{customer_name}}" in after
    for value in fill.values():
        assert value not in after
        assert value not in caplog.text
