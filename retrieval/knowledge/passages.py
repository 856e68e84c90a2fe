"""Markdown cut into passages: the pieces of what the company knows that a reply can cite.

A passage is what stands under one heading. Its id is the file and the heading ("returns.md#within-30-days"),
so that a person finds the place; it stays while file and heading stay.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Literal

from prompts import Language
from retrieval.errors import BadFile
from retrieval.importing.encoding import detect_encoding
from retrieval.records import text_hash
from retrieval.understanding.language import languages

__all__ = ["KINDS", "Passage", "PassageKind", "avoided", "cut_markdown", "read_folder"]

PassageKind = Literal["policy", "fact", "tone", "words"]
"""policy: what is promised and on which conditions. fact: about products and services. tone: how to write.
words: words to avoid, one to a list item."""
KINDS: tuple[PassageKind, ...] = ("policy", "fact", "tone", "words")

MOST_BYTES = 1_000_000
"""Of one file: some 300 pages. A larger one is no text that people keep by hand."""

MOST_FILES = 5_000

LONGEST = 1_500
"""Characters of a passage; what is longer is cut between paragraphs."""

_NAMES: tuple[tuple[PassageKind, tuple[str, ...]], ...] = (
    ("words", ("words-to-avoid", "words to avoid", "words_to_avoid", "avoid", "禁用", "慎用", "避免")),
    ("tone", ("tone", "voice", "style", "语气", "口吻", "文风", "話術", "话术")),
    ("policy", ("polic", "terms", "rules", "政策", "规定", "规则", "制度", "條款", "条款")),
)
"""What file and folder names say of the kind, first match first."""

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(.*\S)\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """id: file#heading. heading: all headings it stands under, the outermost first ("Returns › In store").

    text: what stands there, byte for byte but for the line ends.
    """

    id: str
    file: str
    heading: str
    kind: PassageKind
    language: Language
    text: str

    @property
    def text_hash(self) -> str:
        """Key of its vector; a passage that says the same under the same heading keeps it."""
        return text_hash(self.text, self.heading) or ""


@dataclass(frozen=True, slots=True)
class _Front:
    """What the head of a file says of all of it."""

    kind: PassageKind | None = None
    language: Language | None = None


def read_folder(folder: Path) -> tuple[Passage, ...]:
    """The passages of all Markdown files of a folder and its subfolders, in the order of their names.

    Hidden files and folders are left out. Raises BadFile when there are none, or one cannot be read.
    """
    if not folder.is_dir():
        raise BadFile("knowledge_folder", folder=folder)
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in (".md", ".markdown")
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if not files or len(files) > MOST_FILES:
        raise BadFile("knowledge_files", folder=folder, files=len(files), most=MOST_FILES)
    found = [
        each for path in files for each in cut_markdown(path.relative_to(folder).as_posix(), _read(path))
    ]
    if not found:
        raise BadFile("knowledge_empty", folder=folder)
    return tuple(found)


def cut_markdown(file: str, content: str) -> tuple[Passage, ...]:
    """The passages of one file; none when it says nothing. Raises BadFile for a head that cannot be read."""
    front, body = _front(file, content.replace("\r\n", "\n").replace("\r", "\n"))
    kind = front.kind or _kind_by_name(file)
    known: set[str] = set()
    found: list[Passage] = []
    for headings, text in _sections(body):
        for part in _parts(text):
            name = _free(_slug(headings[-1]) if headings else "top", known)
            heading = " › ".join(headings) or PurePosixPath(file).stem
            found.append(Passage(f"{file}#{name}", file, heading, kind, front.language or "en", part))
    return tuple(found if front.language else _with_languages(file, found))


def avoided(passages: Sequence[Passage], language: Language) -> tuple[str, ...]:
    """The words to avoid in that language: the list items of passages of the kind `words`.

    What follows an arrow or a dash in an item says what to write instead, and is left out.
    """
    items = [
        re.split(r"\s*(?:→|->|=>|——|–|—|：|: )\s*", match[1], maxsplit=1)[0].strip("`\"'“”「」 ")
        for each in passages
        if each.kind == "words" and each.language == language
        for line in each.text.splitlines()
        if (match := _ITEM.fullmatch(line))
    ]
    return tuple(dict.fromkeys(filter(None, items)))


def _read(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadFile("knowledge_large", file=path, most=MOST_BYTES)
        data = path.read_bytes()
    except OSError as error:
        raise BadFile("knowledge_unreadable", file=path, why=error.strerror) from error
    if not data.strip():
        return ""
    encoding = detect_encoding(io.BytesIO(data))
    if encoding is None:
        raise BadFile("knowledge_no_text", file=path)
    return data.decode(encoding, "replace").replace("\0", " ")


def _front(file: str, content: str) -> tuple[_Front, str]:
    """The head between two lines of `---`, and what follows it. Other keys are left alone."""
    lines = content.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        return _Front(), "\n".join(lines)
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        raise BadFile("knowledge_head", file=file)
    said = {}
    for line in lines[1:end]:
        key, colon, value = line.partition(":")
        if colon:
            said[key.strip().lower()] = value.split(" #")[0].strip().strip("\"'").lower()
    kind = next((each for each in KINDS if each == said.get("kind")), None)
    language = _language_named(said.get("language", said.get("lang", "")))
    if said.get("kind") and kind is None:
        raise BadFile("knowledge_kind", file=file, kind=said["kind"], kinds=", ".join(KINDS))
    if (said.get("language") or said.get("lang")) and language is None:
        raise BadFile("knowledge_language", file=file, language=said.get("language") or said.get("lang"))
    return _Front(kind, language or _language_of_name(file)), "\n".join(lines[end + 1 :])


def _language_named(name: str) -> Language | None:
    head = name.replace("_", "-").split("-")[0]
    return "zh" if head in ("zh", "cn", "中文") else "en" if head in ("en", "english") else None


def _language_of_name(file: str) -> Language | None:
    """ "returns.zh.md", "zh/returns.md"; None when neither says."""
    path = PurePosixPath(file.lower())
    said = (*path.parts[:-1], *path.name.split(".")[1:-1])
    return next(filter(None, map(_language_named, said)), None)


def _kind_by_name(file: str) -> PassageKind:
    name = file.lower()
    return next((kind for kind, marks in _NAMES if any(mark in name for mark in marks)), "fact")


def _sections(body: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(headings, text) of everything that says something. Code fences hide what looks like a heading."""
    open_headings: list[tuple[int, str]] = []
    lines: list[str] = []
    for level, line in _lines(body):
        if not level:
            lines.append(line)
            continue
        yield tuple(title for _, title in open_headings), "\n".join(lines)
        lines = []
        open_headings = [each for each in open_headings if each[0] < level] + [(level, line)]
    yield tuple(title for _, title in open_headings), "\n".join(lines)


def _lines(body: str) -> Iterator[tuple[int, str]]:
    """(level, title) for a heading, (0, line) for any other line."""
    fence = ""
    lines = body.split("\n")
    skip = False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if skip:
            skip = False
            continue
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        heading = None if fence or mark else _HEADING.fullmatch(line)
        if heading:
            yield len(heading[1]), (heading[2] or "").strip()
        elif not fence and not mark and _is_title(line) and _UNDERLINE.fullmatch(following):
            skip = True
            yield (1 if "=" in following else 2), line.strip()
        else:
            yield 0, line


def _is_title(line: str) -> bool:
    """Whether a line that is underlined is a heading, and no list, table or quotation."""
    return bool(line.strip()) and not re.match(r"\s*([-*+>|]|\d+[.)]\s|    )", line)


def _parts(text: str) -> Iterator[str]:
    """The text without empty lines around it, cut between paragraphs where it is long."""
    part = ""
    for paragraph in re.split(r"\n(?:[ \t]*\n)+", text.strip("\n")):
        if part and len(part) + len(paragraph) > LONGEST:
            yield part
            part = ""
        part = f"{part}\n\n{paragraph}" if part else paragraph.rstrip()
        while len(part) > 2 * LONGEST:
            cut = max(part.rfind(mark, 0, LONGEST) for mark in "\n。.！？!?") + 1 or LONGEST
            yield part[:cut].rstrip()
            part = part[cut:].lstrip()
    if part.strip():
        yield part.rstrip()


def _slug(heading: str) -> str:
    """As code hosts name the places of a page: lower case, words joined by hyphens, no punctuation."""
    plain = unicodedata.normalize("NFKC", heading).lower()
    kept = "".join(c if c.isalnum() or c in "-_" else " " for c in plain)
    return "-".join(kept.split()) or "section"


def _free(name: str, known: set[str]) -> str:
    """The name, with a number after it when it is taken."""
    numbered = (f"{name}-{number}" for number in count(2))
    chosen = next(each for each in chain((name,), numbered) if each not in known)
    known.add(chosen)
    return chosen


def _with_languages(file: str, passages: Sequence[Passage]) -> Iterator[Passage]:
    """Each with the language its file is named for, or else the one it is written in."""
    named = _language_of_name(file)
    read = languages([f"{each.heading}\n{each.text}" for each in passages])
    for each, label in zip(passages, read, strict=True):
        chinese = label.value.startswith("zh") or label.value == "mixed"
        yield replace(each, language=named or ("zh" if chinese else "en"))
