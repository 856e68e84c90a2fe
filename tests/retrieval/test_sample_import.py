"""The sample needs no mapping: it imports as it is, every row."""

from datetime import date
from pathlib import Path

from retrieval.catalog import load_catalog
from retrieval.database import Store
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file
from retrieval.sample.shift import shifted_csv, shifted_truth


def test_imports_without_a_map(store: Store, tmp_path: Path) -> None:
    today = date(2026, 9, 1)
    summary = import_file(store, shifted_csv(today, tmp_path / "sample.csv"), ImportOptions())
    counts = shifted_truth(today)["counts"]
    assert (summary.new, summary.rejected) == (counts["records"], 0)
    catalog = load_catalog(store)
    known = {field.name: field for field in catalog.fields}
    assert known["text"].present == counts["records"] - counts["without_text"]
    assert {value.value: value.count for value in known["tier"].values} == counts["tiers"]
    assert known["rating"].highest == 5
    assert known["nps"].highest == 10
    assert {each.name: each.kind for each in catalog.attributes} == {
        "touchpoint": "category",
        "firmware": "category",
        "resolved": "flag",
    }


def test_a_second_import_changes_nothing(store: Store, tmp_path: Path) -> None:
    file = shifted_csv(date(2026, 9, 1), tmp_path / "sample.csv")
    first = import_file(store, file, ImportOptions())
    again = import_file(store, file, ImportOptions())
    assert (again.new, again.updated, again.unchanged) == (0, 0, first.new)
