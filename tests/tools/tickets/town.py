"""A made-up shop whose customers write about a few issues, in two languages; read as any file would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from retrieval.database import Store, import_run, open_store
from retrieval.embedding import Embedder
from retrieval.indexing import embed_backlog
from retrieval.noting.run import UnderstandingOptions, understand
from retrieval.people.accounts import add_first_admin
from retrieval.people.signing import sign_in
from tests.importing.files import csv_text, import_text
from tests.tools.tickets.workshop import PASSWORD, Workshop
from tools.tickets.drafting import Drafted, draft_ticket
from tools.tickets.request import TicketRequest
from tools.tickets.rules import load_rules
from tools.toolbox import ToolContext, _CurrentCatalog

__all__ = ["LATE", "NOON", "ROWS", "Town", "bring", "settle"]

NOON = int(datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp())
HEAD = ("id", "text", "customer", "region", "product", "channel", "time")

LATE = (
    ("d1", "My parcel is two weeks late and the tracking has not moved.", "ann", "North", "Lamp"),
    ("d2", "The delivery took three weeks, nobody told me the parcel was late.", "ben", "North", "Lamp"),
    ("d3", "Parcel late again, the courier never came on the promised day.", "ben", "North", "Kettle"),
    ("d4", "Still waiting for my parcel, delivery is ten days late.", "", "North", "Lamp"),
    ("d5", "快递晚了两周，物流信息一直没有更新。", "陈", "North", "Lamp"),
    ("d6", "包裹一直没到，配送晚了十天，没人通知我。", "李", "North", "Kettle"),
    ("d7", "送货太慢了，等了三周快递还没到。", "", "North", "Lamp"),
)
CRASH = (
    ("c1", "The app crashes every time I try to sign in, error E502.", "dan", "South", "Kettle"),
    ("c2", "App closes at the login screen with error E502 since the update.", "eva", "South", "Kettle"),
    ("c3", "Cannot log in, the app crashes on start after the update.", "fay", "South", "Kettle"),
    ("c4", "登录的时候应用闪退，报错 E502。", "王", "South", "Lamp"),
    ("c5", "更新以后应用一打开登录就闪退。", "赵", "South", "Lamp"),
)
PRAISE = (
    ("p1", "Lovely lamp, warm light, arrived quickly.", "gil", "East", "Lamp"),
    ("p2", "The kettle is beautiful and boils fast, very happy.", "hal", "East", "Kettle"),
    ("p3", "灯很漂亮，送货也很快，非常满意！", "孙", "East", "Lamp"),
    ("p4", "客服态度很好，问题马上解决了。", "周", "West", "Lamp"),
    ("p5", "Great service, friendly staff, thank you.", "ida", "West", "Kettle"),
)
ROWS = (*LATE, *CRASH, *PRAISE)


@dataclass(frozen=True, slots=True)
class Town:
    """embedder: a real one."""

    shop: Workshop
    folder: Path
    embedder: Embedder

    @property
    def store(self) -> Store:
        return self.shop.store

    def context(self, store: Store | None = None) -> ToolContext:
        seen = store or self.store
        return ToolContext(seen, _CurrentCatalog(seen), lambda: self.embedder, lambda: None)

    def draft(self, store: Store | None = None, **asked: Any) -> Drafted:
        return draft_ticket(self.context(store), TicketRequest.model_validate(asked), NOON)

    def opens(self, at: int = NOON, **asked: Any) -> int:
        """A ticket opened from a draft, as an approval opens it."""
        drafted = self.draft(**asked).draft.model_copy(update={"add_to": None})
        return self.shop.opened(at, **drafted.model_dump())

    def hears(self, at: int, *rows: Sequence[str], said: int | None = None) -> None:
        """More feedback of that time, imported at `at`. said: when it was written, if at another time."""
        bring(self.store, self.folder, rows, said or at, at)


def settle(url: str, folder: Path, embedder: Embedder) -> Town:
    """The town with its feedback, and an admin called ann."""
    store = open_store(url, "UTC", folder / "secret.key")
    bring(store, folder, ROWS, NOON - 86_400, NOON - 3600)
    embed_backlog(store, embedder)
    add_first_admin(store, "ann", PASSWORD, 0)
    tokens = {"ann": sign_in(store, "ann", PASSWORD, NOON - 60, days=300)}
    return Town(Workshop(store, tokens, load_rules(store.timezone)), folder, embedder)


def bring(store: Store, folder: Path, rows: Sequence[Sequence[str]], said: int, at: int) -> None:
    """Imports and notes feedback, as if the import had ended at `at`."""
    told = [(*row, "mail", datetime.fromtimestamp(said, UTC).isoformat()) for row in rows]
    import_text(store, folder, csv_text([HEAD, *told]), name="feedback.csv")
    understand(store, UnderstandingOptions())
    with store.write() as connection:
        newest = sa.select(sa.func.max(import_run.c.id)).scalar_subquery()
        connection.execute(sa.update(import_run).where(import_run.c.id == newest).values(finished_at=at))
