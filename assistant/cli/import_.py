"""`feedback import`: files into the data home."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from assistant.cli.common import Home, Json, echo, fail, opened, print_json, settings_for, visible
from assistant.cli.noting import note_texts
from assistant.cli.signed_in import actor_of
from assistant.settings import Settings
from assistant.understanding import import_options
from prompts import Language, error_text, text
from retrieval.errors import BadFile, FeedbackError

if TYPE_CHECKING:
    from retrieval.importing.options import ImportOptions
    from retrieval.importing.summary import ImportPreview, ImportProgress, ImportSummary, MappedColumn, Note

__all__ = ["import_files"]

Files = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="Files to import; - is standard input. 要导入的文件")
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="COLUMN=FIELD",
        help="Which field a column is: id, text, time, ..., attribute, ignore. 指定列的字段",
    ),
]
SourceName = Annotated[
    str | None,
    typer.Option("--source", metavar="NAME", help="Keep this file's ids apart under a name. 来源名称"),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show the mapping and five rows; change nothing. 只预览，不导入")
]
RejectsFile = Annotated[
    Path | None, typer.Option("--rejects", metavar="FILE", help="Where rejected rows go. 拒收行写到哪里")
]


def import_files(
    files: Files,
    home: Home = None,
    map: Map = None,  # noqa: A002 - the option's name
    source: SourceName = None,
    dry_run: DryRun = False,
    rejects: RejectsFile = None,
    json: Json = False,
) -> None:
    """Import feedback from CSV, TSV, JSON Lines, Excel or Parquet. 导入反馈。

    Exit status: 0 all rows imported, 1 some rows rejected, 2 a file could not be imported.
    """
    from retrieval.importing.options import parse_map

    settings = settings_for(home)
    try:
        columns = parse_map(map or [])
        options = import_options(settings, columns, source, rejects)
    except FeedbackError as error:
        raise fail(error, settings.ui_language) from error
    run = _preview_all if dry_run else _import_all
    raise typer.Exit(run(files, settings, options, json))


def _import_all(files: Sequence[str], settings: Settings, options: "ImportOptions", json: bool) -> int:
    """Imports each file; one that cannot be imported does not stop the others. Returns the exit status."""
    from retrieval.importing.run import import_file

    status = 0
    given = options.rejects
    with opened(settings) as store:
        options = replace(options, by=actor_of(settings, store))
        for number, name in enumerate(files):
            path = _rejects_path(given, name, number, settings)
            try:
                with _progress(name, settings.ui_language) as progress:
                    summary = import_file(store, _opened(name), replace(options, rejects=path), progress)
            except BadFile as error:
                status = max(status, _failed(error, name, settings.ui_language, json))
                continue
            status = max(status, 1 if summary.rejected else 0)
            _print_summary(summary, settings.ui_language, json)
        noted = note_texts(store, settings)
    if noted and not json:
        echo(text("importing", "noted", settings.ui_language, texts=noted))
    return status


def _preview_all(files: Sequence[str], settings: Settings, options: "ImportOptions", json: bool) -> int:
    from retrieval.importing.run import preview_file

    status = 0
    options = replace(options, timezone=_timezone(settings))
    for name in files:
        try:
            with _progress(name, settings.ui_language) as progress:
                preview = preview_file(_opened(name), options, progress)
        except BadFile as error:
            status = max(status, _failed(error, name, settings.ui_language, json))
            continue
        if json:
            print_json(preview.to_json())
        else:
            _print_preview(preview, settings.ui_language)
    return status


def _opened(name: str) -> Path | BinaryIO:
    return sys.stdin.buffer if name == "-" else Path(name)


def _timezone(settings: Settings) -> str:
    """The zone an import would read times in, without making a store."""
    if settings.database_url or (settings.data_home / "feedback.db").exists():
        with opened(settings) as store:
            return store.timezone.key
    return settings.timezone or "UTC"


def _rejects_path(given: Path | None, name: str, number: int, settings: Settings) -> Path:
    """One rejects file for each imported file."""
    if given is not None:
        return given if number == 0 else given.with_name(f"{given.stem}-{number + 1}{given.suffix}")
    stem = "stdin" if name == "-" else Path(name).name.split(".")[0] or "file"
    moment = time.strftime("%Y%m%d-%H%M%S")
    return settings.data_home / "rejects" / f"{stem}-{moment}{f'-{number + 1}' if number else ''}.csv"


def _failed(error: BadFile, name: str, language: Language, json: bool) -> int:
    sentence = error_text(error.code, language, error.details)
    echo(sentence, err=True)
    if json:
        print_json({"file": name, "error": error.code, "message": sentence})
    return error.exit_status


@contextmanager
def _progress(name: str, language: Language) -> "Iterator[Callable[[ImportProgress], None]]":
    """A bar on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(progress: "ImportProgress") -> None:
            description = text("importing", f"progress_{progress.phase}", language, file=name)
            bar.update(task, description=description, completed=progress.rows, total=progress.total)

        yield show


def _print_summary(summary: "ImportSummary", language: Language, json: bool) -> None:
    if json:
        print_json(summary.to_json())
        return

    def say(key: str, **details: object) -> None:
        echo(text("importing", key, language, **details))

    shape = " ".join(part for part in (summary.format, summary.encoding) if part)
    say("summary", **(summary.to_json() | {"rate": summary.rows_per_second, "format": shape}))
    say("mapping", columns=_mapping(summary.mapping, language))
    for reason, count in sorted(summary.reasons.items(), key=lambda item: -item[1]):
        key = "bad_cells" if reason == "reject_cells" else reason
        say("summary_rejects", count=count, reason=text("importing", key, language))
    if summary.rejected and summary.rejected == summary.rows:
        say("summary_only_rejects")
    if summary.rejects_file:
        say("summary_rejects_file", path=summary.rejects_file)
    if summary.personal:
        say("personal", kinds=_personal(summary.personal, language))
    _print_notes(summary.notes, language)


def _personal(found: Mapping[str, int], language: Language) -> str:
    from retrieval.understanding.privacy.spans import kind_named

    names = {kind: kind_named(kind).zh if language == "zh" else kind_named(kind).en for kind in found}
    return ", ".join(f"{names[kind]} × {count:,}" for kind, count in found.items())


def _mapping(mapping: "Sequence[MappedColumn]", language: Language) -> str:
    """The mapping on one line: known fields first, then what is kept under its own name."""
    parts = [f"{each.column} → {each.field}" for each in mapping if each.known]
    kept = [each.stored_as for each in mapping if each.field == "attribute"]
    ignored = [each.column for each in mapping if each.field == "ignore"]
    if kept:
        parts.append(text("importing", "kept_as_is", language, names=", ".join(kept)))
    if ignored:
        parts.append(text("importing", "ignored", language, names=", ".join(ignored)))
    return "; ".join(parts)


def _print_notes(notes: "Sequence[Note]", language: Language) -> None:
    for note in notes:
        echo("  " + text("importing", note.key, language, **note.details))


def _print_preview(preview: "ImportPreview", language: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    def say(key: str, **details: object) -> str:
        return text("importing", key, language, **details)

    shape = " ".join(part for part in (preview.format, preview.encoding) if part)
    echo(say("preview", file=preview.file, format=shape, total=preview.total))
    table = Table(*(say(f"preview_{name}") for name in ("column", "field", "kind", "confidence")))
    for each in preview.mapping:
        field = say(f"preview_{each.field}") if each.field in ("attribute", "ignore") else each.field
        table.add_row(visible(each.column), field, each.kind, f"{each.confidence:.2f}")
    console = Console()
    console.print(table)
    _print_notes(preview.notes, language)
    for number, row in enumerate(preview.rows, start=1):
        echo(say("preview_row", number=number))
        for name, value in row.items():
            echo(f"  {name}: {value}")
