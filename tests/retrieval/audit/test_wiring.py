"""What is logged of work on feedback: who imported what, who corrected what, as one with the work itself."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval.audit.log import append
from retrieval.audit.reading import Logged, Wanted, logged
from retrieval.audit.tables import audit_entry
from retrieval.audit.verifying import verify
from retrieval.database import Store
from retrieval.errors import BadFile, BadQuery, BadSetting
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file
from retrieval.noting.corrections import correct
from retrieval.outbox.tables import outbox_event
from retrieval.people.roles import Actor
from retrieval.understanding.topics.taxonomy import load_taxonomy
from tests.retrieval.audit.logs import entry, fill

ANN = Actor("person", "Ann")


class Shop:
    """A limit of some shop's."""

    key = "shop"

    def condition(self, _connection: sa.Connection, record: sa.FromClause) -> sa.ColumnElement[bool]:
        return record.c.source == "shop"


def test_whoever_may_see_some_of_the_feedback_does_not_see_the_log_but_is_logged(store: Store) -> None:
    limited = store.limited(Shop())
    with limited.write() as connection:
        append(connection, entry(1))
    assert verify(store).entries == 1
    with pytest.raises(BadSetting):
        logged(limited, Wanted())
    with pytest.raises(PermissionError), limited.read() as connection:
        connection.execute(sa.select(audit_entry))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.csv"
    path.write_text("id,text\n1,very late parcel\n2,包装很好\n", encoding="utf-8")
    return path


def newest(store: Store, **wanted: object) -> list[Logged]:
    return list(logged(store, Wanted(**wanted)))  # type: ignore[arg-type]  # its own fields


def test_each_import_is_one_entry_and_one_event(store: Store, file: Path) -> None:
    import_file(store, file, ImportOptions(by=ANN))
    import_file(store, file, ImportOptions())
    again, first = newest(store, action="feedback.imported")
    assert (first.actor, first.subject, again.actor) == (ANN, "import:1", Actor("system", "import"))
    assert first.content == {"file": "reviews.csv", "source": "reviews", "rows": 2, "new": 2} | {
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    assert (again.content["new"], again.content["unchanged"]) == (0, 2)
    with store.read() as connection:
        events = connection.execute(sa.select(outbox_event).order_by(outbox_event.c.seq)).all()
    assert [(each.kind, each.subject, each.once) for each in events] == [
        ("feedback.imported", "import:1", "import:1"),
        ("feedback.imported", "import:2", "import:2"),
    ]
    assert json.loads(events[0].content) == first.content


def test_a_file_that_cannot_be_imported_leaves_no_entry(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("id,text\n", encoding="utf-8")
    with pytest.raises(BadFile):
        import_file(store, path, ImportOptions())
    assert newest(store) == []


def test_a_correction_is_logged_with_what_was_before_and_who_has_signed_in(store: Store, file: Path) -> None:
    import_file(store, file, ImportOptions())
    taxonomy = load_taxonomy()
    correct(store, taxonomy, "1", "sentiment", ["negative"], "Ann", ANN)
    correct(store, taxonomy, "1", "urgency", ["urgent"], "somebody")
    with pytest.raises(BadQuery):
        correct(store, taxonomy, "9", "urgency", ["urgent"], "somebody")
    said, signed = newest(store, subject="feedback:1")
    assert (signed.actor, said.actor) == (ANN, Actor("system", "somebody"))
    told = {"field": "sentiment", "before": [], "now": ["negative"], "by": "Ann"}
    assert signed.content == told
    assert verify(store).entries == 3


def test_the_log_is_read_by_who_what_on_what_and_since_when(store: Store) -> None:
    fill(store, 6)
    assert [each.seq for each in newest(store)] == [6, 5, 4, 3, 2, 1]
    assert [each.seq for each in newest(store, who="王芳")] == [6, 4, 2]
    assert [each.seq for each in newest(store, who="system:import", limit=2)] == [5, 3]
    assert newest(store, who="person:import") == []
    assert [each.seq for each in newest(store, subject="proposal:4")] == [5]
    assert [each.seq for each in newest(store, subject="proposal", below=3)] == [2, 1]
    assert newest(store, subject="propos") == newest(store, subject="p%") == []
    assert [each.seq for each in newest(store, action="reply", since=1_700_000_004)] == [6, 5]
    assert newest(store, action="reply.sent") == []
    assert newest(store, below=2)[0].to_json() == {
        "seq": 1,
        "at": 1_700_000_000,
        "actor": "system:import",
        "action": "reply.approved",
        "subject": "proposal:0",
        "content": {"amount": 0.0, "reason": "因为 0", "topics": ["a", None]},
    }
