"""A small made-up shop: 12 records, known to the last one, in a data home of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa

from assistant.agent import Assistant, open_assistant
from assistant.settings import Settings
from retrieval.database import bump_data_version, feedback_table, feedback_text, open_store
from retrieval.records import text_hash
from retrieval.words import insert_words

__all__ = ["NOW", "RECORDS", "opened", "seed", "settings_for"]

NOW = date(2026, 6, 15)

RECORDS: tuple[tuple[str, str, str, str, float], ...] = (
    ("n1", "2026-04-02", "North", "The parcel came two weeks late.", 1),
    ("n2", "2026-04-09", "North", "Courier left the box in the rain.", 2),
    ("n3", "2026-05-03", "North", "Delivery was quick this time.", 5),
    ("n4", "2026-05-11", "North", "物流太慢，等了十天。", 1),
    ("n5", "2026-05-20", "North", "包装很好，下次还来。", 5),
    ("s1", "2026-04-05", "South", "Lovely colours, my daughter is happy.", 5),
    ("s2", "2026-04-21", "South", "The zip broke after three days.", 1),
    ("s3", "2026-05-02", "South", "快递小哥态度很好。", 4),
    ("s4", "2026-05-17", "South", "退款等了一个月还没到账。", 1),
    ("s5", "2026-05-28", "South", "Fits well, fair price.", 4),
    ("s6", "2026-06-01", "South", "Refund arrived the next day, thank you.", 5),
    ("s7", "2026-06-09", "South", "尺码偏小，换了一双。", 3),
)


def settings_for(home: Path, **changes: object) -> Settings:
    """Settings of this home only, whatever the environment says."""
    return Settings().model_copy(update={"home": home, "model": "offline", "ui_language": "en", **changes})


def seed(settings: Settings) -> None:
    """Writes the records, as an import would."""
    store = open_store(settings.store_url, "UTC")
    table = feedback_table()
    with store.write() as connection:
        for seq, (record, day, region, text, rating) in enumerate(RECORDS, 1):
            moment = int(datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC).timestamp())
            key = text_hash(text, None)
            connection.execute(
                sa.insert(table).values(
                    seq=seq, id=record, source="shop", version=1, row_hash=key, text_hash=key, import_id=1,
                    time=moment, region=region, rating=rating, customer=f"c{seq % 5}",
                )
            )  # fmt: skip
            connection.execute(sa.insert(feedback_text).values(seq=seq, text=text))
        insert_words(connection, [(seq, each[3]) for seq, each in enumerate(RECORDS, 1)])
        bump_data_version(connection)
    store.close()


@contextmanager
def opened(settings: Settings, *, remember: bool = True) -> Iterator[Assistant]:
    """The assistant over the seeded shop."""
    seed(settings)
    with open_assistant(settings, remember=remember) as assistant:
        yield assistant
