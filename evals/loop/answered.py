"""Two files of messages with the replies people gave, each as a data home: half answered, half waiting.

The first half of a file stands in the home with its replies: the cases to learn from. The second half stands
there without them: the messages to answer. What its replies were is known to the judges alone.
"""

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from evals.command import import_file
from prompts import Language
from retrieval.database import Store, feedback_table, open_store
from retrieval.embedding import Embedder, Matrix
from retrieval.indexing import Progress, embed_backlog

__all__ = ["CACHE", "DATA", "Message", "Messages", "Remembering", "home", "read_messages"]

DATA = Path("../shared/data")
CACHE = Path("~/.cache/feedback-assistant-evals/loop")


class Remembering:
    """An embedder that embeds each question once, however many ways of searching are measured."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions, self._embedder = embedder.name, embedder.dimensions, embedder
        self._asked: dict[str, Matrix] = {}

    def passages(self, texts: Sequence[str]) -> Matrix:
        return self._embedder.passages(texts)

    def query(self, text: str) -> Matrix:
        if text not in self._asked:
            self._asked[text] = self._embedder.query(text)
        return self._asked[text]


@dataclass(frozen=True, slots=True)
class Message:
    """What a customer wrote and what they were told. group: which messages are alike, "" if nothing says."""

    id: str
    title: str
    text: str
    reply: str
    company: str
    group: str


@dataclass(frozen=True, slots=True)
class Messages:
    """One file. answered: its first half; waiting: its second."""

    name: str
    language: Language
    answered: tuple[Message, ...]
    waiting: tuple[Message, ...]


def read_messages(data: Path) -> Iterator[Messages]:
    """The files that are there."""
    english = _rows(data / "en_twitter_support_replies.csv")
    if english:
        found = [
            Message(
                row["id"],
                "",
                row["customer_message"],
                row["agent_reply"],
                row["company"],
                f"{row['company']} {row['doc_id']}",
            )
            for row in english
        ]
        yield _halved("en_twitter_support_replies", "en", found)
    chinese = _rows(data / "zh_gov_message_reply.csv")
    if chinese:
        found = [
            Message(row["id"], row["title"], row["text"], row["reply"], row["region"], "") for row in chinese
        ]
        yield _halved("zh_gov_message_reply", "zh", found)


def home(messages: Messages, embedder: Embedder, cache: Path = CACHE) -> Store:
    """A data home with the file, imported and embedded once for its contents (minutes, the first time)."""
    digest = hashlib.sha256(repr(messages).encode()).hexdigest()[:12]
    folder = cache.expanduser() / digest
    store = open_store(f"sqlite:///{folder / 'feedback.db'}")
    with store.read() as connection:
        records = connection.scalar(sa.select(sa.func.count()).select_from(feedback_table()))
    if records != len(messages.answered) + len(messages.waiting):
        file = folder / f"{messages.name}.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("id", "title", "text", "company", "reply"))
            for each in messages.answered:
                writer.writerow((each.id, each.title, each.text, each.company, each.reply))
            for each in messages.waiting:
                writer.writerow((each.id, each.title, each.text, each.company, ""))
        import_file(folder, file)
    embed_backlog(store, embedder, report=_tell)
    return store


def _halved(name: str, language: Language, found: list[Message]) -> Messages:
    middle = len(found) // 2
    return Messages(name, language, tuple(found[:middle]), tuple(found[middle:]))


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _tell(progress: Progress) -> None:
    print(f"\r{progress.done} of {progress.total} embedded", end="", flush=True)
