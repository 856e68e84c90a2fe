"""Who may see a segment sees it as if there were nothing else: the results of a store of just that."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prompts import LANGUAGES, error_text
from retrieval.catalog import load_catalog
from retrieval.database import Store, feedback_table, feedback_text, open_store
from retrieval.errors import BadQuery, BadSetting
from retrieval.importing.options import ImportOptions
from retrieval.importing.run import import_file
from retrieval.indexing import embed_backlog
from retrieval.noting.corrections import correct
from retrieval.noting.explaining import explain
from retrieval.noting.tables import correction, feedback_topic
from retrieval.records import text_hash, whole_text
from retrieval.understanding.priority import Weights
from retrieval.understanding.topics.taxonomy import load_taxonomy
from retrieval.visible import APART, BESIDE, FREE
from retrieval.words import insert_words
from tests.retrieval.feedbacks import LetterEmbedder
from tests.tools.feedback_data import Row, make_attributes, put
from tests.tools.test_segments import FULL, queries
from tests.tools.test_segments import row as any_row
from tools.describe.run import DescribeQuery, describe
from tools.results import Result
from tools.scope import Scope, parse_scope, scoped, written
from tools.search.query import SearchQuery
from tools.search.run import search_feedback
from tools.segments.query import Comparison, Filter, GroupBy, Measure, Period, SegmentQuery
from tools.segments.run import run_query

NORTH = Scope((("region", ("North", "华东")),), ZoneInfo("UTC"))
VIP = Scope((("tier", ("VIP",)), ("vip", ("true",))), NORTH.timezone)
SCOPES: Mapping[Scope, Any] = {
    NORTH: lambda row: row.get("region") in ("North", "华东"),
    VIP: lambda row: row.get("tier") == "VIP" and row.get("vip") == 1,
}


def _opened(folder: Path, name: str) -> Store:
    opened = open_store(f"sqlite:///{folder / name}.db", "UTC", folder / "secret.key")
    make_attributes(opened)
    return opened


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """Two stores: of everything, and of what may be seen."""
    folder = tmp_path_factory.mktemp("scope")
    everything, part = _opened(folder, "everything"), _opened(folder, "part")
    yield everything, part
    everything.close()
    part.close()


def fill(store: Store, rows: Sequence[tuple[int, Row]]) -> None:
    """These rows as the whole data, with texts that can be searched and topics; ids stay with the rows."""
    put(store, [row for _, row in rows])
    facts = feedback_table()
    with store.write() as connection:
        connection.execute(sa.text("DELETE FROM feedback_words"))
        connection.execute(sa.delete(feedback_topic))
        if not rows:
            return
        change = sa.update(facts).where(facts.c.seq == sa.bindparam("of"))
        change = change.values(id=sa.bindparam("named"), text_hash=sa.bindparam("hashed"))
        keyed = [
            (seq, number, row.get("title"), row.get("text")) for seq, (number, row) in enumerate(rows, 1)
        ]
        connection.execute(
            change,
            [
                {"of": s, "named": f"row{n:03d}", "hashed": text_hash(text, title)}
                for s, n, title, text in keyed
            ],
        )
        connection.execute(
            sa.insert(feedback_topic),
            [{"seq": s, "topic": f"t{n % 3}", "topic_area": "t", "confidence": 1.0} for s, n, _, _ in keyed],
        )
        insert_words(
            connection, [(s, whole_text(title, text)) for s, _, title, text in keyed if title or text]
        )


searches = st.builds(
    SearchQuery,
    text=st.sampled_from(("refund parcel", "退款", "привет", "off", "nothing like it")),
    filters=st.sampled_from(
        ((), (Filter(field="tier", op="!=", value="VIP"),), (Filter(field="topic", value="t1"),))
    ),
    limit=st.integers(1, 50),
)
described = st.builds(
    DescribeQuery, field=st.sampled_from((None, "region", "tier", "vip", "topic", "customer", "note"))
)
asked = st.one_of(queries(), searches, described)
rows_strategy = st.lists(any_row, max_size=12)
quick = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def ask(store: Store, query: Any) -> Result:
    catalog = load_catalog(store)
    if isinstance(query, SegmentQuery):
        return run_query(store, catalog, query)
    if isinstance(query, DescribeQuery):
        return describe(catalog, query)
    return search_feedback(store, catalog, LetterEmbedder(), None, query)


def outcome(store: Store, query: Any) -> Any:
    """All of a result but its SQL, or the error with what it says."""
    try:
        return ask(store, query).to_json() | {"sql": None}
    except BadQuery as error:
        return error.code, error.details


@quick
@given(rows=rows_strategy, many=st.lists(asked, min_size=6, max_size=6), full=st.booleans(), data=st.data())
def test_a_limited_store_answers_as_one_that_holds_nothing_else(
    stores: tuple[Store, Store], rows: list[Row], many: list[Any], full: bool, data: st.DataObject
) -> None:
    everything, part = stores
    numbered = list(enumerate([FULL, *rows] if full else rows))
    limit = data.draw(st.sampled_from(list(SCOPES)))
    fill(everything, numbered)
    fill(part, [(number, row) for number, row in numbered if SCOPES[limit](row)])
    for query in many:
        seen = outcome(everything.limited(limit), query)
        assert seen == outcome(part.limited(limit), query)
        if not isinstance(query, SearchQuery):  # the order of what is found rests on other counts there
            assert seen == outcome(part, query)


ROWS: tuple[Row, ...] = (
    {"region": "North", "tier": "VIP", "rating": 1.0, "text": "late parcel", "customer": "ann", "vip": 1},
    {"region": "South", "tier": "gold", "rating": 5.0, "text": "late parcel", "customer": "bob", "time": 1},
    {"region": "华东", "rating": 3.0, "text": "快递太慢", "customer": "ann"},
    {"tier": "VIP", "text": "late again", "note": "only here"},
)


@pytest.fixture
def shop(store: Store) -> Store:
    """Four records on each database, two of them in North and 华东, all embedded."""
    make_attributes(store)
    fill(store, list(enumerate(ROWS)))
    embed_backlog(store, LetterEmbedder())
    return store


@pytest.mark.parametrize(
    "query",
    [
        SegmentQuery(
            filters=(
                Filter(any_of=(Filter(field="region", value="South"), Filter(field="rating", op="present"))),
            )
        ),
        SegmentQuery(filters=(Filter(field="region", op="!=", value="North"),)),
        SegmentQuery(measures=(Measure(op="share_of_total"),), group_by=(GroupBy(field="region"),)),
        SegmentQuery(
            filters=(Filter(field="region", value="North"),),
            compare=Comparison(without=("region",), filters=(Filter(field="region", value="South"),)),
        ),
        SegmentQuery(measures=(Measure(op="median", field="rating"), Measure(op="distinct", field="text"))),
        SegmentQuery(group_by=(GroupBy(field="topic"),)),
        SegmentQuery(filters=(Filter(field="tier", value="gold"),)),
        SegmentQuery(group_by=(GroupBy(field="note"),)),
        SegmentQuery(period=Period(start=date(1970, 1, 1))),
        DescribeQuery(),
        DescribeQuery(field="tier"),
        SearchQuery(text="late parcel"),
        SearchQuery(filters=(Filter(field="region", value="South"),)),
    ],
)
def test_no_question_reaches_outside(shop: Store, query: Any, tmp_path: Path) -> None:
    part = _opened(tmp_path, "part")
    fill(part, [(0, ROWS[0]), (2, ROWS[2])])
    embed_backlog(part, LetterEmbedder())
    seen = outcome(shop.limited(NORTH), query)
    assert seen == outcome(part.limited(NORTH), query) == outcome(part, query)
    assert "South" not in str(seen) or "South" in query.model_dump_json()
    part.close()


def test_the_sql_of_a_result_says_what_it_was_limited_to(shop: Store) -> None:
    result = ask(shop.limited(NORTH), SegmentQuery(group_by=(GroupBy(field="region"),)))
    with shop.engine.connect() as connection:
        again = connection.exec_driver_sql(str(result.sql).replace("%", "%%")).all()
    assert [tuple(row[:2]) for row in again] == list(result.rows) == [("North", 1), ("华东", 1)]


def test_a_record_outside_cannot_be_shown_or_corrected(shop: Store) -> None:
    limited, taxonomy = shop.limited(NORTH), load_taxonomy(None)
    assert explain(limited, "row000", Weights()).text == "late parcel"
    with pytest.raises(BadQuery, match="unknown_record"):
        explain(limited, "row001", Weights())
    with pytest.raises(BadQuery, match="unknown_record"):
        correct(limited, taxonomy, "row001", "sentiment", ["negative"], "ann")
    assert correct(limited, taxonomy, "row000", "sentiment", ["negative"], "ann") == ()
    correct(shop, taxonomy, "row001", "sentiment", ["positive"], "bob")
    with limited.read() as connection:
        assert connection.execute(sa.select(correction.c.record)).all() == [("row000",)]


def test_nothing_outside_is_changed_through_a_limited_store(shop: Store) -> None:
    table = feedback_table()
    with shop.limited(NORTH).write() as connection:
        connection.execute(sa.update(table).values(tier="changed"))
        connection.execute(sa.delete(feedback_text))
    with shop.read() as connection:
        tiers = connection.scalars(sa.select(table.c.tier).order_by(table.c.seq)).all()
        texts = connection.scalars(sa.select(feedback_text.c.seq).order_by(feedback_text.c.seq)).all()
    assert (tiers, texts) == (["changed", "gold", "changed", "VIP"], [2, 4])


def test_what_nobody_has_classed_is_not_read(shop: Store) -> None:
    with shop.limited(NORTH).read() as connection:
        with pytest.raises(PermissionError):
            connection.execute(sa.text("SELECT * FROM feedback"))
        with pytest.raises(PermissionError):
            connection.execute(sa.select(sa.table("alembic_version", sa.column("version_num"))))


def test_every_table_is_classed(shop: Store) -> None:
    known = {"feedback", "alembic_version", *BESIDE, *FREE, *APART}
    tables = set(sa.inspect(shop.engine).get_table_names())
    assert {each for each in tables if not each.startswith("feedback_words_")} <= known


def test_work_on_all_records_is_refused_with_a_reason(shop: Store, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("text,region\nhello there,North\n", encoding="utf-8")
    with pytest.raises(BadSetting) as refused:
        import_file(shop.limited(NORTH), tmp_path / "more.csv", ImportOptions())
    sentence = error_text(refused.value.code, "en", refused.value.details)
    assert "region=North|华东" in sentence


def test_a_segment_is_written_as_the_data_spells_it(shop: Store) -> None:
    assert str(scoped(shop, "地区=north|华东，tier=vip").limit) == "region=North|华东,tier=VIP"
    assert load_catalog(scoped(shop, "vip=yes")).records == 1
    assert scoped(shop, "  ").limit is None


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("North", "scope_form"),
        ("region=", "scope_form"),
        ("=North", "scope_form"),
        ("region=North||South", "scope_form"),
        ("colour=red", "scope_field"),
        ("text=late parcel", "scope_field"),
        ("topic=t1", "scope_field"),
        ("region=Nroth", "scope_value"),
        ("rating=high", "scope_value"),
    ],
)
def test_a_segment_that_cannot_be_meant_is_refused(shop: Store, setting: str, code: str) -> None:
    with pytest.raises(BadSetting) as refused:
        scoped(shop, setting)
    assert refused.value.code == code
    for language in LANGUAGES:
        assert error_text(code, language, refused.value.details)


def test_what_is_not_in_the_data_any_more_shows_nothing(store: Store) -> None:
    fill(store, [])
    limited = scoped(store, "store=12,region=North")
    fill(store, [(0, {"region": "North"})])
    assert load_catalog(limited).records == 0


plain = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1)
    .map(str.strip)
    .filter(bool)
)
names = plain.filter(lambda name: not set(name) & set("=＝,，"))
parts = st.lists(st.tuples(names, st.lists(plain, min_size=1, unique=True).map(tuple)), max_size=3).map(tuple)


@given(parts=parts)
def test_what_is_written_is_read_again(parts: Any) -> None:
    assert parse_scope(written(parts)) == parts


@given(setting=st.text())
def test_any_setting_is_read_or_refused(setting: str) -> None:
    try:
        parsed = parse_scope(setting)
    except BadSetting:
        return
    assert parse_scope(written(parsed)) == parsed
