"""Nothing personal reaches the store, whatever column or row it comes in; what is needed stays usable."""

import csv
import io
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval.catalog import load_catalog
from retrieval.database import Store, open_store
from retrieval.errors import StoreUnavailable
from retrieval.importing.options import ImportOptions
from retrieval.importing.personal import is_personal
from retrieval.importing.run import import_file, preview_file
from retrieval.understanding.privacy.policy import parse_policy
from retrieval.understanding.privacy.pseudonyms import Pseudonyms, is_pseudonym
from tests.importing.files import import_text, stored
from tools.segments.query import Filter, SegmentQuery
from tools.segments.run import run_query

PHONE, MAIL = "13912345678", "ann.lee@example.org"
FILE = f"""id,text,customer_id,phone,contact email,note,rating
1,请回电 {PHONE}，快递太慢,U-77,{PHONE},{MAIL},call {MAIL} back,1
2,"Great, thanks",U-77,,,nothing,5
3,ok ok ok,U-78,{PHONE},{MAIL},,bad
"""


def everything(store: Store) -> str:
    """Every cell of every table."""
    cells = []
    with store.read() as connection:
        for name in sa.inspect(connection).get_table_names():
            rows = connection.execute(sa.text(f'SELECT * FROM "{name}"'))
            cells += [str(cell) for row in rows for cell in row]
    return "\n".join(cells)


def test_nothing_personal_is_stored(store: Store, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    summary = import_text(store, tmp_path, FILE)
    assert (summary.new, summary.rejected) == (2, 1)
    for where in (everything(store), rejects.read_text(encoding="utf-8-sig"), json.dumps(summary.to_json())):
        assert PHONE not in where
        assert MAIL not in where
        assert "U-77" not in where
    assert summary.personal == {"phone": 1, "email": 1}
    first = stored(store)["1"]
    assert first["text"] == "请回电 [PHONE]，快递太慢"
    assert first["note"] == "call [EMAIL] back"
    assert is_pseudonym(first["phone"])
    assert first["customer"] == stored(store)["2"]["customer"]


def test_a_customer_is_found_by_the_id_people_know(store: Store, tmp_path: Path) -> None:
    import_text(store, tmp_path, FILE)
    query = SegmentQuery(filters=(Filter(field="customer", value="U-77"),))
    assert run_query(store, load_catalog(store), query).rows == ((2,),)
    by_phone = SegmentQuery(filters=(Filter(field="phone", value=PHONE),))
    assert run_query(store, load_catalog(store), by_phone).rows == ((1,),)


def test_the_same_file_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    import_text(store, tmp_path, FILE)
    assert import_text(store, tmp_path, FILE).unchanged == 2


def test_a_policy_keeps_what_it_says(store: Store) -> None:
    options = ImportOptions(policy=parse_policy("phone=keep,email=drop"), pseudonyms=False)
    import_file(store, io.BytesIO(FILE.encode()), options)
    first = stored(store)["1"]
    assert (first["text"], first["note"]) == (f"请回电 {PHONE}，快递太慢", "call back")
    assert first["customer"] == "U-77"
    assert is_pseudonym(first["phone"])


def test_a_preview_shows_nothing_personal(tmp_path: Path) -> None:
    file = tmp_path / "feedback.csv"
    file.write_text(FILE, encoding="utf-8")
    shown = json.dumps(preview_file(file, ImportOptions()).to_json(), ensure_ascii=False)
    assert PHONE not in shown
    assert MAIL not in shown
    assert "U-77" not in shown
    assert "[PHONE]" in shown


def test_a_row_that_does_not_fit_is_written_down_without_personal_data(store: Store, tmp_path: Path) -> None:
    import_text(store, tmp_path, f"id,text\n1,fine\n2,call {PHONE},too,many\n")
    written = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert rows[0]["row"] == "2,call [PHONE],too,many"


def test_numbers_of_people_are_told_by_their_values_too(store: Store, tmp_path: Path) -> None:
    rows = "".join(f"{place},fine {place},1391234{place:04d},{place}\n" for place in range(20))
    import_text(store, tmp_path, "id,text,备用,n\n" + rows)
    assert "13912340007" not in everything(store)
    assert stored(store)["7"]["n"] == 7


def test_nor_names_of_columns_and_files(store: Store, tmp_path: Path) -> None:
    file = f"id,text,{PHONE} said\n1,fine,yes\n"
    import_text(store, tmp_path, file, name=f"call {PHONE}.csv")
    assert PHONE not in everything(store)
    assert "[PHONE] said" in stored(store)["1"]


def test_a_refused_row_is_protected_in_every_cell(store: Store, tmp_path: Path) -> None:
    import_text(
        store, tmp_path, f"id,text,created_at\n1,fine,2024-03-05\n2,ok,soon {PHONE}\n3,so,2024-03-06\n"
    )
    assert PHONE not in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("phone", True),
        ("Contact Email", True),
        ("customerName", True),
        ("收货人", True),
        ("联系方式", True),
        ("phone_model", False),
        ("airline", False),
        ("product name", False),
        ("shipping", False),
        ("手机型号", False),
        ("delivery", False),
    ],
)
def test_personal_columns_are_told_by_their_names(name: str, personal: bool) -> None:
    assert is_personal(name) is personal


def test_pseudonyms_need_the_key() -> None:
    one, other = Pseudonyms(b"1" * 32), Pseudonyms(b"2" * 32)
    assert one.of("U-77") == one.of(" U-77 ")
    assert one.of("U-77") != other.of("U-77")
    assert one.of(one.of("U-77")) == one.of("U-77")


def test_a_store_keeps_to_its_key(store_url: str, tmp_path: Path) -> None:
    open_store(store_url, "UTC", tmp_path / "secret.key").close()
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    (tmp_path / "other.key").write_bytes(b"2" * 32)
    with pytest.raises(StoreUnavailable, match="secret_changed"):
        open_store(store_url, "UTC", tmp_path / "other.key")
    open_store(store_url, "UTC", tmp_path / "secret.key").close()


def test_a_lost_key_is_not_made_anew(store_url: str, tmp_path: Path) -> None:
    key = tmp_path / "secret.key"
    open_store(store_url, "UTC", key).close()
    key.unlink()
    with pytest.raises(StoreUnavailable, match="secret_missing"):
        open_store(store_url, "UTC", key)
    assert not key.exists()


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "secret.key"
    key.write_bytes(b"short")
    with pytest.raises(StoreUnavailable, match="secret_damaged"):
        open_store(f"sqlite:///{tmp_path / 'feedback.db'}", "UTC", key)
