"""`feedback redact`: a file of feedback without the personal data in its texts."""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.common import echo, fail, settings_for
from prompts import Language, text
from retrieval.errors import FeedbackError

if TYPE_CHECKING:
    from retrieval.understanding.files import FileRow, RowFile
    from retrieval.understanding.privacy.redaction import Redacted, Redactor

__all__ = ["redact"]

_BATCH = 2_000


def redact(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="File to redact; - is standard input. 要脱敏的文件")
    ],
    out: Annotated[
        str,
        typer.Option("--out", metavar="FILE", help="Where it goes: .csv, .tsv or .jsonl; - prints. 输出文件"),
    ],
    spans: Annotated[
        bool, typer.Option("--spans", help="Add what was found, by type and position. 附上类型与位置")
    ] = False,
    policy: Annotated[
        str | None,
        typer.Option("--policy", metavar="KIND=ACTION,...", help="mask, drop or keep, by kind. 按类型处理"),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option("--column", metavar="NAME", help="The column that holds the text. 文本所在列"),
    ] = None,
) -> None:
    """Write the same file with personal data in its texts masked. 将文件中的个人信息脱敏。"""
    from retrieval.understanding.files import open_rows, write_rows
    from retrieval.understanding.privacy.policy import parse_policy
    from retrieval.understanding.privacy.redaction import Redactor

    settings = settings_for(None)
    counts: Counter[str] = Counter()
    try:
        redactor = Redactor(parse_policy(settings.privacy if policy is None else policy))
        with open_rows(sys.stdin.buffer if file == "-" else Path(file), column) as given:
            rows = _redacted_rows(given, redactor, counts, spans)
            write_rows(None if out == "-" else Path(out), given, rows, ("spans",) if spans else ())
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    echo(_summary(counts, settings.ui_language), err=True)


def _redacted_rows(
    given: "RowFile", redactor: "Redactor", counts: Counter[str], spans: bool
) -> "Iterator[tuple[FileRow, Sequence[object]]]":
    while block := list(islice(given.rows, _BATCH)):
        places = [_places(given, row) for row in block]
        cells = [row.cells[place] for row, chosen in zip(block, places, strict=True) for place in chosen]
        done = iter(redactor.redact_all(cells))
        for row, chosen in zip(block, places, strict=True):
            results = {place: next(done) for place in chosen}
            counts["rows"] += 1
            counts.update(span.kind for each in results.values() for span in each.found)
            for place, result in results.items():
                if result.found:
                    row = row.changed(given.header, place, result.text)
            yield row, [_found(results.get(given.text))] if spans else ()


def _places(given: "RowFile", row: "FileRow") -> list[int]:
    """The text and the title; every cell of a row in which nobody knows which cell is which."""
    if not row.whole:
        return [place for place, cell in enumerate(row.cells) if cell]
    return [given.text] if given.title is None else [given.text, given.title]


def _found(result: "Redacted | None") -> str:
    """What was found in the text: types and positions in the original, counted in characters."""
    found = result.found if result else ()
    return json.dumps([{"type": each.kind, "start": each.start, "end": each.end} for each in found])


def _summary(counts: Counter[str], language: Language) -> str:
    from retrieval.understanding.privacy.spans import KINDS

    rows = counts.pop("rows", 0)
    if not counts:
        return text("privacy", "redacted_nothing", language, rows=rows)
    kinds = text("privacy", "separator", language).join(
        text(
            "privacy",
            "kind_count",
            language,
            kind=each.zh if language == "zh" else each.en,
            count=counts[each.name],
        )
        for each in KINDS
        if counts[each.name]
    )
    return text("privacy", "redacted", language, rows=rows, total=counts.total(), kinds=kinds)
