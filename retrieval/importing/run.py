"""One file into the store: looked through once, then read and written in batches."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from retrieval.audit.log import Entry, append
from retrieval.database import Attribute, Store, import_run
from retrieval.errors import BadFile
from retrieval.importing.attributes import ready_attributes
from retrieval.importing.columns import Column, map_columns
from retrieval.importing.evidence import Evidence
from retrieval.importing.identity import ContentIds
from retrieval.importing.options import ATTRIBUTE, IGNORE, ImportOptions
from retrieval.importing.protection import Protection
from retrieval.importing.readers import open_table
from retrieval.importing.rejects import Rejects
from retrieval.importing.rows import RowReading
from retrieval.importing.source import Source, open_source
from retrieval.importing.summary import (
    ImportPreview,
    ImportProgress,
    ImportSummary,
    Note,
    mapped_columns,
    notes_on,
)
from retrieval.importing.table import OnProblem, Row, RowProblem, Table, column_names, ignore_problems
from retrieval.importing.times import text_of_time
from retrieval.importing.writing import Counts, Writer
from retrieval.outbox.events import Event, emit
from retrieval.records import FIELDS, Feedback
from retrieval.understanding.privacy.policy import Policy
from retrieval.understanding.privacy.redaction import Redactor

__all__ = ["import_file", "preview_file"]

_BATCH = 2_000
_PREVIEW = 5

OnProgress = Callable[[ImportProgress], None]


@dataclass(frozen=True, slots=True)
class _Survey:
    """A file looked through from end to end, nothing stored yet."""

    source: Source
    table: Table
    evidence: tuple[Evidence, ...]
    columns: tuple[Column, ...]
    rows: int


def import_file(
    store: Store,
    file: Path | BinaryIO,
    options: ImportOptions,
    progress: OnProgress = lambda _: None,
) -> ImportSummary:
    """Imports one file; a stream is spooled first. Raises BadFile, with nothing changed, when it cannot be.

    Every batch is one transaction: whenever it is stopped, importing the same file again completes it.
    """
    store.require_whole()
    started = time.monotonic()
    with ExitStack() as stack:
        survey = _survey(stack.enter_context(open_source(file)), options, progress)
        rejects = stack.enter_context(Rejects(options.rejects, options.language))
        ids = stack.enter_context(ContentIds(store.secret))
        protection = Protection(store.secret, options.policy, options.pseudonyms)
        import_id, own = _begin(store, survey, options)
        reading = RowReading(
            survey.columns,
            {name: (each.id, each.kind) for name, each in own.items()},
            store.timezone,
            ids,
            _source_name(survey, options),
            protection,
            _prefix(options),
        )
        writer = _writer(store, import_id, survey, own)
        counts = _write_all(survey, reading, writer, _safely(rejects, protection), progress)
        summary = _summary(survey, options, counts, rejects, protection, time.monotonic() - started)
        _finish(store, import_id, summary, options)
    return summary


def preview_file(
    file: Path | BinaryIO, options: ImportOptions, progress: OnProgress = lambda _: None
) -> ImportPreview:
    """What importing the file would do, with its first five rows. Raises BadFile like `import_file`."""
    key = secrets.token_bytes(32)  # nothing is kept: pseudonyms are shown for what they look like
    with open_source(file) as source, ContentIds(key) as ids:
        survey = _survey(source, options, progress)
        own = [column for column in survey.columns if column.target == ATTRIBUTE]
        numbers = {column.attribute_name: (place, column.kind) for place, column in enumerate(own)}
        zone = ZoneInfo(options.timezone)
        reading = RowReading(
            survey.columns,
            numbers,
            zone,
            ids,
            _source_name(survey, options),
            Protection(key, options.policy, options.pseudonyms),
            _prefix(options),
        )
        first = next(_blocks(survey.table.read(ignore_problems)))[:_PREVIEW]
        records = reading.records(first, ignore_problems)
        return ImportPreview(
            source.name,
            survey.table.format,
            survey.table.encoding,
            mapped_columns(survey.columns),
            tuple(_shown(record.feedback, own, options.timezone) for record in records),
            survey.rows,
            notes_on(survey.columns, survey.evidence),
        )


def _survey(source: Source, options: ImportOptions, progress: OnProgress) -> _Survey:
    table = open_table(source)
    evidence = tuple(Evidence() for _ in table.header)
    count = 0
    for block in _blocks(table.read(ignore_problems)):
        for values, cells in zip(evidence, zip(*(row for _, row in block), strict=True), strict=True):
            values.observe(cells)
        count += len(block)
        progress(ImportProgress("checking", count))
    if not count:
        raise BadFile("no_rows", file=source.name)
    reserved = ("source",) if options.source else ()
    columns = map_columns(source.name, table.header, evidence, options.columns, reserved)
    return _Survey(source, table, evidence, _without_personal_names(columns, options.policy), count)


def _without_personal_names(columns: Sequence[Column], policy: Policy) -> tuple[Column, ...]:
    """A column can be named for a person, too: a JSON object keyed by phone numbers."""
    names = [each.name for each in columns]
    redacted = [each.text for each in Redactor(policy, names=False).redact_all(names)]
    if redacted == names:
        return tuple(columns)
    return tuple(replace(each, name=name) for each, name in zip(columns, column_names(redacted), strict=True))


def _blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """The rows in batches; a row without a single filled cell is no record."""
    filled = (row for row in rows if any(map(str.strip, row[1])))
    while block := list(islice(filled, _BATCH)):
        yield block


def _begin(store: Store, survey: _Survey, options: ImportOptions) -> tuple[int, dict[str, Attribute]]:
    """Opens the import's log entry and readies its attributes."""
    mapping = {each.name: each.target for each in survey.columns}
    with store.write() as connection:
        own = ready_attributes(
            connection, survey.source.name, survey.columns, survey.evidence, store.timezone.key
        )
        entry = connection.execute(
            sa.insert(import_run).values(
                source=_source_name(survey, options),
                file=_without_numbers(survey.source.name, options.policy),
                mapping=mapping,
                started_at=int(time.time()),
            )
        ).inserted_primary_key
    return int(entry[0]) if entry else 0, own


def _writer(store: Store, import_id: int, survey: _Survey, own: dict[str, Attribute]) -> Writer:
    targets = [each.target for each in survey.columns if each.target not in (ATTRIBUTE, IGNORE)]
    return Writer(store, import_id, targets, list(own.values()), survey.source.name)


def _safely(rejects: Rejects, protection: Protection) -> OnProblem:
    """Rows that do not even fit the header are written down without personal data, too."""

    def add(problem: RowProblem) -> None:
        if problem.reason in ("reject_cells", "reject_quote", "reject_json"):
            problem = replace(problem, row=[protection.words(cell) for cell in problem.row])
        rejects.add(problem)

    return add


def _write_all(
    survey: _Survey, reading: RowReading, writer: Writer, on_problem: OnProblem, progress: OnProgress
) -> Counts:
    counts, done = Counts(), 0
    for block in _blocks(survey.table.read(on_problem)):
        counts.add(writer.write(reading.records(block, on_problem)))
        done += len(block)
        progress(ImportProgress("importing", done, survey.rows))
    return counts


def _summary(
    survey: _Survey,
    options: ImportOptions,
    counts: Counts,
    rejects: Rejects,
    protection: Protection,
    seconds: float,
) -> ImportSummary:
    notes = list(notes_on(survey.columns, survey.evidence))
    if counts.taken_over:
        notes.append(Note("note_taken_over", {"count": counts.taken_over}))
    stored = counts.new + counts.updated + counts.unchanged
    return ImportSummary(
        file=survey.source.name,
        source=_source_name(survey, options),
        format=survey.table.format,
        encoding=survey.table.encoding,
        rows=stored + rejects.count,
        new=counts.new,
        updated=counts.updated,
        unchanged=counts.unchanged,
        rejected=rejects.count,
        seconds=round(seconds, 3),
        reasons=dict(rejects.reasons),
        rejects_file=str(rejects.path) if rejects.path and rejects.count else None,
        mapping=mapped_columns(survey.columns),
        notes=tuple(notes),
        personal=dict(protection.found.most_common()),
    )


def _finish(store: Store, import_id: int, summary: ImportSummary, options: ImportOptions) -> None:
    """Closes the import's log entry; others are told, and the audit log says by whom."""
    kept = summary.to_json() | {"file": _without_numbers(summary.file, options.policy)}
    counts = ("rows", "new", "updated", "unchanged", "rejected")
    told = {name: kept[name] for name in ("file", "source", *counts)}
    subject, at = f"import:{import_id}", int(time.time())
    entry = sa.update(import_run).where(import_run.c.id == import_id)
    with store.write() as connection:
        connection.execute(entry.values(finished_at=at, summary=kept))
        append(connection, Entry(at, options.by, "feedback.imported", subject, told))
        emit(connection, Event("feedback.imported", subject, at, told, once=subject))


def _source_name(survey: _Survey, options: ImportOptions) -> str:
    return options.source or _without_numbers(survey.source.stem, options.policy)


def _without_numbers(name: str, policy: Policy) -> str:
    """A file may be called after a customer's phone."""
    return Redactor(policy, names=False).redact_all([name])[0].text


def _prefix(options: ImportOptions) -> str:
    return f"{options.source}:" if options.source else ""


def _shown(feedback: Feedback, own: Sequence[Column], zone: str) -> dict[str, Any]:
    """A record by field name, times as words."""
    shown: dict[str, Any] = {
        known.name: value
        for known in FIELDS
        if not known.derived and (value := getattr(feedback, known.name)) is not None
    }
    if feedback.time is not None:
        shown["time"] = text_of_time(feedback.time, zone)
    for place, column in enumerate(own):
        value = feedback.attributes.get(place)
        if value is not None:
            shown[column.attribute_name] = text_of_time(int(value), zone) if column.kind == "date" else value
    return shown
