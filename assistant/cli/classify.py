"""`feedback classify`: a file of feedback with what a careful reader would note down about each row."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import Json, echo, fail, print_json, settings_for
from assistant.settings import Settings
from prompts import Language, text
from retrieval.errors import FeedbackError

if TYPE_CHECKING:
    from retrieval.understanding.classifying import Classified
    from retrieval.understanding.files import FileRow

__all__ = ["classify"]

MOST_EMBEDDED = 5_000
"""Rows whose texts are embedded without being asked to: about a minute on two cores."""


def classify(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="File to read; - is standard input. 要分类的文件")
    ],
    out: Annotated[
        str,
        typer.Option("--out", metavar="FILE", help="Where it goes: .csv, .tsv or .jsonl; - prints. 输出文件"),
    ],
    taxonomy: Annotated[
        Path | None,
        typer.Option("--taxonomy", metavar="FILE", help="Another taxonomy of topics. 另一份话题分类"),
    ] = None,
    embed: Annotated[
        bool | None,
        typer.Option(
            "--embed/--no-embed",
            help="Read topics by embeddings too: better and slower; usual for a taxonomy of your own"
            " and up to 5,000 rows. 用向量辅助判断话题",
        ),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option("--column", metavar="NAME", help="The column that holds the text. 文本所在列"),
    ] = None,
    json: Json = False,
) -> None:
    """Write the same file with language, sentiment, intent, topics, urgency and priority. 为文件加上标注。"""
    settings = settings_for(None)
    counts = {name: Counter[str]() for name in ("language", "sentiment", "intent", "urgency", "topics")}
    own = taxonomy or settings.taxonomy
    try:
        _classify(file, out, (own, embed, column), settings, counts)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    if json and out != "-":
        print_json(counts)
    else:
        echo(_summary(counts, settings.ui_language), err=True)


def _classify(
    file: str,
    out: str,
    asked: tuple[Path | None, bool | None, str | None],
    settings: Settings,
    counts: dict[str, Counter[str]],
) -> None:
    from retrieval.embedding import make_embedder
    from retrieval.understanding.classifying import COLUMNS, classify_rows, embedded_reader, read_rows
    from retrieval.understanding.files import open_rows, write_rows
    from retrieval.understanding.parallel import open_reader
    from retrieval.understanding.priority import parse_weights
    from retrieval.understanding.topics.taxonomy import load_taxonomy

    own, embed, column = asked
    weights, taxonomy = parse_weights(settings.priority), load_taxonomy(own)
    with ExitStack() as opened:
        given = opened.enter_context(open_rows(sys.stdin.buffer if file == "-" else Path(file), column))
        rows, texts = read_rows(given)
        if rows and (embed or (embed is None and own is not None and len(rows) <= MOST_EMBEDDED)):
            embedder = make_embedder(settings.embedding, settings.embedding_url, settings.embedding_key)
            read = embedded_reader(texts, taxonomy, embedder).read
        else:
            read = opened.enter_context(open_reader(len(texts), own)).read
        nested = out.endswith((".jsonl", ".ndjson"))
        labelled = _counted(classify_rows(given, rows, texts, read, weights), counts, nested)
        write_rows(None if out == "-" else Path(out), given, labelled, COLUMNS)


def _counted(
    rows: "Iterator[Classified]", counts: dict[str, Counter[str]], nested: bool
) -> "Iterator[tuple[FileRow, Sequence[object]]]":
    """Each row with its new cells: lists and objects as such where the format has them."""
    for each in rows:
        note = each.note
        counts["language"][note.language.value] += 1
        counts["sentiment"][note.feeling.label] += 1
        counts["intent"][note.intent.value] += 1
        counts["urgency"][note.urgency.value] += 1
        counts["topics"].update(each.topics)
        yield (
            each.row,
            (
                note.language.value,
                note.feeling.label,
                note.feeling.score,
                note.feeling.intensity,
                note.intent.value,
                list(each.topics) if nested else ";".join(each.topics),
                note.urgency.value,
                each.priority,
                each.confidence,
                each.reasons if nested else json.dumps(each.reasons, ensure_ascii=False),
            ),
        )


def _summary(counts: dict[str, Counter[str]], language: Language) -> str:
    rows = counts["sentiment"].total()
    lines = [text("understanding", "classified", language, rows=rows)]
    for name, counter in counts.items():
        shown = ", ".join(f"{value} {count:,}" for value, count in counter.most_common(8))
        lines.append(f"  {text('understanding', f'field_{name}', language)}: {shown}")
    return "\n".join(lines)
