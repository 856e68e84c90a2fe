"""Which format a file is in, by its content first and its name second."""

from retrieval.errors import BadFile
from retrieval.importing.delimited import open_delimited
from retrieval.importing.jsonlines import open_json
from retrieval.importing.source import Source
from retrieval.importing.table import Table

__all__ = ["open_table"]

_OTHERS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"SQLite format 3", "SQLite"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
)
_MAX_COLUMNS = 1000


def open_table(source: Source) -> Table:
    """The file as a table. Raises BadFile when it is in no format we read."""
    table = _opened(source)
    if len(table.header) > _MAX_COLUMNS:
        raise BadFile("too_many_columns", file=source.name, most=_MAX_COLUMNS)
    return table


def _opened(source: Source) -> Table:
    head = source.head()
    if head.startswith(b"PK\x03\x04"):
        from retrieval.importing.sheets import open_excel

        return open_excel(source)
    if head.startswith(b"PAR1"):
        from retrieval.importing.sheets import open_parquet

        return open_parquet(source)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile("file_old_excel", file=source.name)
    for magic, name in _OTHERS:
        if head.startswith(magic):
            raise BadFile("file_format", file=source.name, format=name)
    start = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    if not start:
        raise BadFile("file_empty", file=source.name)
    if start[:1] == b"{" or (start[:1] == b"[" and start[1:].lstrip()[:1] in (b"{", b"]")):
        return open_json(source, is_list=start[:1] == b"[")
    return open_delimited(source)
