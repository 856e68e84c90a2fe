"""A run as a page: Markdown, or one HTML file that needs nothing else."""

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from evals.failures import Failure, Wrong, failures
from evals.records import Record, Run
from evals.shares import Share, shares
from evals.summary import Line, lines

PAGE = Path(__file__).with_name("page.html")
READING = re.compile(r"[^。.\n]*(?:I read “|我把“)[^\n]*")
HEAD = ("", "n", "cases", "right", "share", "95 % interval")

__all__ = ["html_page", "markdown_page"]

Row = tuple[str, ...]


def markdown_page(run: Run, show_held: bool = False) -> str:
    parts = [f"# Answers judged, {run.header.date}", _about(run), _markdown_table(*_summary(run))]
    for title, rows in _tables(run):
        parts += [f"## {title}", _markdown_table(HEAD, rows)]
    wrong = failures(run, show_held)
    parts.append(f"## Wrong answers: {sum(len(each.wrong) for each in wrong)} of {len(wrong)} questions")
    parts += [_markdown_failure(each) for each in wrong]
    return "\n\n".join(parts) + "\n"


def html_page(run: Run, show_held: bool = False) -> str:
    """The same, with the wrong answers to be filtered."""
    wrong = failures(run, show_held)
    tables = "".join(
        f"<section><h2>{escape(title)}</h2>{_html_table(HEAD, rows)}</section>"
        for title, rows in _tables(run)
    )
    chosen: dict[str, list[str]] = {
        "suite": [each.first.suite for each in wrong],
        "file": [each.first.file for each in wrong],
        "lang": [each.first.lang for each in wrong],
        "split": [each.first.split for each in wrong],
        "check": [each.first.check for each in wrong],
    }
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        title=escape(f"Answers judged, {run.header.date}"),
        about=escape(_about(run)),
        summary=_html_table(*_summary(run), marked=lines(run)),
        tables=tables,
        filters="".join(_select(name, values) for name, values in chosen.items()),
        failures="".join(map(_html_failure, wrong)),
        held="" if show_held else "Wrong answers to held-back questions are counted above and not listed.",
    )


def _about(run: Run) -> str:
    header = run.header
    return (
        f"Model {header.model}; suites {', '.join(header.suites)} ({', '.join(header.splits)}); "
        f"each phrasing {header.k}×; commit {header.commit}, code {header.code}, prompts {header.prompts}."
    )


def _summary(run: Run) -> tuple[Row, list[Row]]:
    marks = {None: "", True: "met", False: "missed"}
    head = ("figure", "value", "95 % interval", "of", "owed", "")
    return head, [
        (line.name, line.value, line.interval, line.sample, line.bar, marks[line.met]) for line in lines(run)
    ]


def _tables(run: Run) -> list[tuple[str, list[Row]]]:
    by = {
        "By suite, part and language": lambda each: f"{each.suite}, {each.split}, {each.lang}",
        "By check and part": lambda each: f"{each.check}, {each.split}",
        "By file, language and part": lambda each: f"{each.suite}/{each.file}, {each.lang}, {each.split}",
    }
    return [
        (title, list(map(_row, *zip(*sorted(shares(run.records, key).items()), strict=True))))
        for title, key in by.items()
    ]


def _row(name: str, share: Share) -> Row:
    interval = f"{share.low:.1%} - {share.high:.1%}"
    return name, str(share.n), str(share.cases), str(share.right), f"{share.value:.1%}", interval


def _reading(record: Record) -> str:
    """How the question was read, in the answer's words."""
    return " ".join(found.strip() for found in READING.findall(str(record.answer.get("answer", ""))))


def _calls(record: Record) -> str:
    calls = [
        f"{each['tool']}({json.dumps(each['query'], ensure_ascii=False)})"
        for each in record.answer.get("results", ())
    ]
    return "\n".join(calls) or "none"


def _said(record: Record) -> str:
    return str(record.answer.get("answer") or record.answer.get("error", {}).get("message", ""))


def _rows_of(wrong: Wrong) -> list[tuple[str, str]]:
    """What one needs to see why it is wrong, by name."""
    record = wrong.record
    found = [
        ("asked before", "\n".join(wrong.before)),
        ("why wrong", wrong.problem),
        ("reading shown", _reading(record)),
        ("gold", record.gold or ""),
        ("answer", _said(record)),
        ("call", _calls(record)),
    ]
    return [(name, value) for name, value in found if value]


def _title(failure: Failure) -> str:
    first = failure.first
    head = f"{first.case}, turn {first.turn + 1}" if first.turns > 1 else first.case
    return f"{head} · {first.file} · {first.check} · {failure.right} of {failure.asked} right"


def _markdown_failure(failure: Failure) -> str:
    parts = [f"### {_title(failure)}"]
    for wrong in failure.wrong:
        parts.append(f"**{wrong.record.question}** (phrasing {wrong.record.phrasing + 1})")
        parts += [f"{name}:\n{_indented(value)}" for name, value in _rows_of(wrong)]
    return "\n\n".join(parts)


def _indented(text: str) -> str:
    return "\n" + "\n".join(f"    {line}" for line in text.splitlines())


def _markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in body)


def _html_table(head: Sequence[str], rows: Sequence[Sequence[str]], marked: Sequence[Line] = ()) -> str:
    parts = [
        "<table><thead><tr>",
        *(f'<th scope="col">{escape(cell)}</th>' for cell in head),
        "</tr></thead><tbody>",
    ]
    marks = {None: "", True: ' class="met"', False: ' class="missed"'}
    for place, (first, *rest) in enumerate(rows):
        parts.append(f"<tr{marks[marked[place].met] if marked else ''}>")
        parts.append(
            f'<th scope="row">{escape(first)}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        )
        parts.append("</tr>")
    return "".join([*parts, "</tbody></table>"])


def _select(name: str, values: Sequence[str]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in sorted(set(values)))
    return f'<label>{name} <select data-key="{name}"><option value="">all</option>{options}</select></label>'


def _html_failure(failure: Failure) -> str:
    first = failure.first
    keys = {
        "suite": first.suite,
        "file": first.file,
        "lang": first.lang,
        "split": first.split,
        "check": first.check,
    }
    data = "".join(f' data-{key}="{escape(value)}"' for key, value in keys.items())
    parts = [f"<article{data}><h3>{escape(_title(failure))}</h3>"]
    for wrong in failure.wrong:
        record = wrong.record
        rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in _rows_of(wrong))
        parts.append(
            f'<details><summary><span lang="{record.lang}">{escape(record.question)}</span> '
            f"<small>{escape(wrong.problem)}</small></summary><dl>{rows}</dl></details>"
        )
    return "".join([*parts, "</article>"])
