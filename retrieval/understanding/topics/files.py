"""Taxonomy files as companies have them (TOML, JSON, CSV; two levels, one, or a bare list) -> entries."""

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from retrieval.errors import BadFile
from retrieval.importing.encoding import detect_encoding

__all__ = ["Entry", "language_of", "read_entries"]

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "code", "编号", "编码"),
    "name": (
        *("label", "topic", "name", "theme", "category", "labels", "topics", "label_name"),
        *("标签", "主题", "话题", "名称", "类别", "分类", "二级", "二级分类", "标签名"),
    ),
    "description": ("description", "desc", "definition", "meaning", "描述", "说明", "定义", "含义", "解释"),
    "area": ("area", "parent", "group", "domain", "level1", "一级", "一级分类", "大类", "领域", "上级"),
    "examples": ("examples", "example", "例子", "示例", "例句"),
    "keywords": ("keywords", "keyword", "words", "关键词", "关键字"),
}
_MEANING = {name: meaning for meaning, names in _COLUMNS.items() for name in names}
_INSIDE = ("topic", "topics", "labels", "themes", "categories", "children")
_LISTS = ("area", "areas", "topic", "topics", "label", "labels", "taxonomy", "themes", "categories")


@dataclass(frozen=True, slots=True)
class Entry:
    """One topic as a file gives it. where: for messages ("line 4", "area 2, topic 3")."""

    where: str
    id: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    area: str = ""
    area_names: Mapping[str, str] | None = None


def read_entries(path: Path) -> list[Entry]:
    """The topics of a file, in its order. Raises BadFile."""
    text = _text(path)
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv", ".txt"):
        return list(_rows(text, str(path)))
    try:
        if suffix == ".toml":
            return list(_Tree(str(path)).entries(tomllib.loads(text)))
        if suffix == ".json":
            return list(_Tree(str(path)).entries(json.loads(text)))
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise BadFile("taxonomy_syntax", file=str(path), why=str(error)) from error
    raise BadFile("taxonomy_format", file=str(path))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadFile("taxonomy_missing", file=str(path)) from error
    except OSError as error:
        raise BadFile("file_unreadable", file=str(path), why=error.strerror or str(error)) from error
    if not data.strip():
        raise BadFile("taxonomy_empty", file=str(path))
    encoding = detect_encoding(io.BytesIO(data))
    if encoding is None:
        raise BadFile("file_not_text", file=str(path))
    return data.decode(encoding, "replace").lstrip("\ufeff")


def _rows(text: str, file: str) -> Iterator[Entry]:
    first = text.splitlines()[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = [_meaning(cell) for cell in next(reader)]
    if "name" not in header and "id" not in header:
        raise BadFile("taxonomy_no_label_column", file=file, columns=first.strip()[:80])
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            table: dict[str, Any] = {}
            for meaning, cell in zip(header, cells, strict=False):
                if meaning and cell.strip():
                    table.setdefault(meaning, cell.strip())
            yield _entry(table, f"line {reader.line_num}", file)
    except csv.Error as error:
        raise BadFile("taxonomy_syntax", file=file, why=f"line {reader.line_num}: {error}") from error


class _Tree:
    """JSON or TOML: tables or lists of topics, perhaps inside tables or lists of areas."""

    def __init__(self, file: str) -> None:
        self.file = file

    def entries(self, node: Any) -> Iterator[Entry]:
        if isinstance(node, Mapping):
            inside = [key for key in node if key.lower() in _LISTS and isinstance(node[key], list | Mapping)]
            if inside:
                for key in inside:
                    yield from self.entries(node[key])
                return
            node = [self._named(name, value) for name, value in node.items() if not _is_remark(name, value)]
        if not isinstance(node, Sequence) or isinstance(node, str):
            raise BadFile("taxonomy_not_topics", file=self.file, where="the top of the file")
        for place, each in enumerate(node, start=1):
            yield from self._one(each, f"entry {place}")

    def _one(self, node: Any, where: str) -> Iterator[Entry]:
        if isinstance(node, str):
            node = {"name": node}
        if not isinstance(node, Mapping):
            raise BadFile("taxonomy_not_topics", file=self.file, where=where)
        inside = [key for key in _INSIDE if isinstance(node.get(key), list | Mapping)]
        inside = [key for key in inside if not _is_translation(node[key])]
        topics = node[inside[0]] if inside else None
        if topics is None:
            yield _entry(_by_meaning(node), where, self.file)
            return
        own = {key: value for key, value in node.items() if key not in inside}
        head = _entry(_by_meaning(own), where, self.file)
        area = head.id or next(iter(head.names.values()), "")
        if not area:
            raise BadFile("taxonomy_label_missing", file=self.file, where=where)
        if isinstance(topics, Mapping):
            topics = [self._named(name, value) for name, value in topics.items()]
        for place, each in enumerate(topics, start=1):
            spot = f"{where} ({area}), topic {place}"
            topic = {"name": each} if isinstance(each, str) else each
            if not isinstance(topic, Mapping):
                raise BadFile("taxonomy_not_topics", file=self.file, where=spot)
            table = {**_by_meaning(topic), "area": area}
            yield _entry(table, spot, self.file, head.names)

    def _named(self, name: str, value: Any) -> Any:
        """{"Late": "..."} is a topic; {"Logistics": [...]} and {"Logistics": {"Late": "..."}} are areas."""
        if isinstance(value, str) or value is None:
            return {"id": name, "name": name, "description": value or ""}
        if isinstance(value, Mapping) and any(_meaning(key) for key in value):
            return (
                {"name": name, **value}
                if any(_meaning(k) == "name" for k in value)
                else {**value, "name": name}
            )
        return {"name": name, "topics": value}


def _is_translation(node: Any) -> bool:
    """{"en": "Late", "zh": "延误"}: one name in two languages."""
    return isinstance(node, Mapping) and bool(node) and all(len(key) == 2 for key in node)


def _is_remark(name: str, value: Any) -> bool:
    """Things beside the topics: a version, a title."""
    return name.lower() in ("version", "title", "language", "$schema", "comment") and not isinstance(
        value, list
    )


def _meaning(name: str) -> str:
    return _MEANING.get(name.strip().strip("\ufeff\"'").lower().replace(" ", "_"), "")


def _by_meaning(table: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        meaning = _meaning(key)
        if meaning and value not in (None, ""):
            found.setdefault(meaning, value)
    return found


def _entry(
    table: Mapping[str, Any], where: str, file: str, area_names: Mapping[str, str] | None = None
) -> Entry:
    area = table.get("area", "")
    if not isinstance(area, str):
        raise BadFile("taxonomy_not_text", file=file, where=where, field="area")
    names = _texts(table.get("name", ""), where, file, "name")
    return Entry(
        where,
        str(table.get("id", "")).strip(),
        names,
        _texts(table.get("description", ""), where, file, "description"),
        _list(table.get("examples", ()), r"[|\n]", where, file, "examples"),
        _list(table.get("keywords", ()), r"[|\n;,；，、]", where, file, "keywords"),
        area.strip(),
        area_names if area_names is not None else ({language_of(area): area} if area else None),
    )


def _texts(value: Any, where: str, file: str, name: str) -> dict[str, str]:
    """By language: {"en": ..., "zh": ...} as it is, a plain text by the script it is written in."""
    if isinstance(value, str | int | float):
        text = str(value).strip()
        return {language_of(text): text} if text else {}
    if isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values()):
        return {str(key)[:2].lower(): each.strip() for key, each in value.items() if each.strip()}
    raise BadFile("taxonomy_not_text", file=file, where=where, field=name)


def _list(value: Any, separators: str, where: str, file: str, name: str) -> tuple[str, ...]:
    if isinstance(value, str):
        value = re.split(separators, value)
    if isinstance(value, Mapping):
        value = [each for part in value.values() for each in (part if isinstance(part, list) else [part])]
    if not isinstance(value, Sequence) or not all(isinstance(each, str) for each in value):
        raise BadFile("taxonomy_not_text", file=file, where=where, field=name)
    return tuple(each.strip() for each in value if each.strip())


def language_of(text: str) -> str:
    """ "zh" when it has Chinese characters, else "en"."""
    return "zh" if re.search(r"[\u3400-\u9fff]", text) else "en"
