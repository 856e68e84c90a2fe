"""A file as it arrives: found, spooled when it is a stream, decompressed, so that it can be read twice."""

import bz2
import gzip
import lzma
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO, Protocol, cast

from retrieval.errors import BadFile

__all__ = ["Source", "open_source"]

_COMPRESSED = (".gz", ".bz2", ".xz", ".zst", ".zip")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """An opened, decompressed, seekable file. `size` is in bytes after decompression.

    `keep` closes what reading it opens (temporary copies, parsers) together with the file.
    """

    name: str
    file: BinaryIO
    size: int
    keep: ExitStack

    @property
    def stem(self) -> str:
        """The name without folders and endings: "reviews" for "reviews.csv.gz"."""
        path = PurePath(self.name)
        if path.suffix.lower() in _COMPRESSED:
            path = path.with_suffix("")
        return path.stem or self.name

    @property
    def ending(self) -> str:
        """The ending that names the format, lower case: ".csv" for "reviews.CSV.gz"."""
        path = PurePath(self.name)
        if path.suffix.lower() in _COMPRESSED:
            path = path.with_suffix("")
        return path.suffix.lower()

    def head(self, size: int = _CHUNK) -> bytes:
        """The first bytes."""
        self.file.seek(0)
        return self.file.read(size)


@contextmanager
def open_source(file: Path | BinaryIO) -> Iterator[Source]:
    """Opens a path, or spools a stream. Raises BadFile when it is missing, empty or damaged."""
    name = file.name if isinstance(file, Path) else "stdin"
    with ExitStack() as stack:
        plain = stack.enter_context(_opened(file)) if isinstance(file, Path) else _spooled(file, stack)
        source = _decompressed(name, plain, stack)
        size = source.seek(0, 2)
        if not size:
            raise BadFile("file_empty", file=name)
        yield Source(name, source, size, stack)


def _opened(path: Path) -> BinaryIO:
    if not path.exists():
        raise BadFile("file_missing", file=path)
    if path.is_dir():
        raise BadFile("file_is_folder", file=path)
    try:
        return path.open("rb")
    except OSError as error:
        raise BadFile("file_unreadable", file=path, why=error.strerror) from error


class _Readable(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


def _spool(stack: ExitStack) -> BinaryIO:
    return cast(BinaryIO, stack.enter_context(tempfile.TemporaryFile()))


def _spooled(stream: "_Readable", stack: ExitStack) -> BinaryIO:
    spool = _spool(stack)
    shutil.copyfileobj(stream, spool, _CHUNK)
    spool.seek(0)
    return spool


def _decompressed(name: str, file: BinaryIO, stack: ExitStack) -> BinaryIO:
    """The content itself; a damaged or cut off archive fails here, before anything is changed."""
    magic = file.read(6)
    file.seek(0)
    try:
        if magic.startswith(b"\x1f\x8b"):
            return _spooled(cast(BinaryIO, stack.enter_context(closing(gzip.open(file)))), stack)
        if magic.startswith(b"BZh"):
            return _spooled(stack.enter_context(bz2.open(file)), stack)
        if magic == b"\xfd7zXZ\x00":
            return _spooled(stack.enter_context(lzma.open(file)), stack)
        if magic.startswith(b"\x28\xb5\x2f\xfd"):
            return _unzstd(file, stack)
        if magic.startswith(b"PK\x03\x04"):
            return _unzipped(name, file, stack)
    except (EOFError, OSError, RuntimeError, lzma.LZMAError, zlib.error, zipfile.BadZipFile) as error:
        raise BadFile("file_damaged", file=name) from error
    return file


def _unzstd(file: BinaryIO, stack: ExitStack) -> BinaryIO:
    """Frames one after the other; unlike the library's own reader, this notices a cut off last frame."""
    import zstandard

    spool = _spool(stack)
    frame = zstandard.ZstdDecompressor().decompressobj()
    try:
        while chunk := file.read(_CHUNK):
            while chunk:
                if frame.eof:
                    frame = zstandard.ZstdDecompressor().decompressobj()
                spool.write(frame.decompress(chunk))
                chunk = frame.unused_data if frame.eof else b""
    except zstandard.ZstdError as error:
        raise EOFError from error
    if not frame.eof:
        raise EOFError
    spool.seek(0)
    return spool


def _unzipped(name: str, file: BinaryIO, stack: ExitStack) -> BinaryIO:
    archive = stack.enter_context(zipfile.ZipFile(file))
    if "[Content_Types].xml" in archive.namelist():
        file.seek(0)
        return file  # an Excel file is itself a zip archive
    members = [each for each in archive.infolist() if not each.is_dir() and "__MACOSX" not in each.filename]
    if len(members) != 1:
        raise BadFile("zip_members", file=name, count=len(members))
    return _spooled(stack.enter_context(archive.open(members[0])), stack)
