"""Findings as Markdown, HTML, a table and JSON, in both languages."""

import csv
import io
import json
from dataclasses import replace

import pytest

from prompts import Language
from tools.opportunities.opportunity import Opportunities, Quote
from tools.opportunities.showing import opportunities_page, render_csv
from tools.themes.showing import html
from tools.themes.showing.markdown import written


@pytest.mark.parametrize(("language", "words"), [
    ("en", ("# Opportunities", "**Rule**: IF", "**Lift**", "Next step")),
    ("zh", ("# 机会", "**规则**：若", "**提升度**", "下一步")),
])  # fmt: skip
def test_a_page_has_the_rule_the_figures_and_the_quotes(
    everything: Opportunities, language: Language, words: tuple[str, ...]
) -> None:
    page = written(opportunities_page(everything, language))
    assert all(each in page for each in words)
    assert "{" not in page
    for each in everything.entries:
        assert each.id in page
        assert all(quote.id in page for quote in each.quotes)


def test_customers_words_are_text_on_every_page(everything: Opportunities) -> None:
    nasty = Quote("f1", "<script>alert(1)</script> [free](http://x.example) # sale", None)
    found = replace(everything, entries=(replace(everything.entries[0], quotes=(nasty,)),))
    page = html.written(opportunities_page(found, "en"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "[free](http" not in written(opportunities_page(found, "en"))


def test_the_table_has_a_row_a_finding(everything: Opportunities) -> None:
    rows = list(csv.DictReader(io.StringIO(render_csv(everything, "zh"))))
    assert [row["id"] for row in rows] == [each.id for each in everything.entries]
    first = everything.entries[0]
    assert int(rows[0]["records"]) == first.support.part
    assert rows[0]["need"] == first.need.zh
    assert rows[0]["ids"].split() == list(first.ids)


def test_json_keeps_both_languages_and_the_filters(everything: Opportunities) -> None:
    told = json.loads(json.dumps(everything.to_json(), ensure_ascii=False))
    assert told["found"] == everything.found == len(told["entries"])
    with_filters = [each for each in told["entries"] if each["rule"]["filters"]]
    assert with_filters
    assert set(with_filters[0]["rule"]["filters"][0]) <= {"field", "op", "value", "values"}
    assert told["entries"][0]["title"]["zh"] == everything.entries[0].title.zh


def test_no_finding_is_said(everything: Opportunities) -> None:
    nothing = replace(everything, entries=(), found=0)
    assert "No finding" in written(opportunities_page(nothing, "en"))
    assert "没有发现" in written(opportunities_page(nothing, "zh"))
