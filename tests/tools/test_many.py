"""Fields of which a record may have several values: filtered by any of them, counted in each group."""

from collections import Counter
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.catalog import load_catalog
from retrieval.database import Store
from retrieval.noting.tables import feedback_topic
from retrieval.themes.tables import feedback_theme, theme, theme_map
from tests.tools.feedback_data import put
from tools.results import Result
from tools.segments.query import Comparison, Filter, GroupBy, Measure, SegmentQuery
from tools.segments.run import run_query

TOPICS = ("service.attitude", "service.wait", "logistics.delay")
records = st.lists(
    st.tuples(
        st.sets(st.sampled_from(TOPICS)), st.sampled_from((1.0, 5.0, None)), st.sampled_from(("a", "b"))
    ),
    min_size=1,
    max_size=8,
)
Records = Sequence[tuple[set[str], float | None, str]]
TOPIC = (GroupBy(field="topic"),)
REGION = (GroupBy(field="region"),)


def fill(store: Store, given_records: Records) -> None:
    """One record of each kind is always there, so that every field is in the catalog."""
    put(store, [{"region": region, "rating": rating} for _, rating, region in given_records])
    rows = [
        {"seq": seq, "topic": topic, "topic_area": topic.split(".")[0], "confidence": 1.0}
        for seq, (topics, _, _) in enumerate(given_records, start=1)
        for topic in topics
    ]
    with store.write() as connection:
        connection.execute(sa.delete(feedback_topic))
        connection.execute(sa.insert(feedback_topic), rows)


def ask(store: Store, query: SegmentQuery) -> Result:
    return run_query(store, load_catalog(store), query)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=records)
def test_topics_count_like_sets(store: Store, found: Records) -> None:
    found = [(set(TOPICS), 3.0, "a"), *found]
    fill(store, found)
    by_topic = ask(store, SegmentQuery(group_by=TOPIC))
    counted = Counter(topic for topics, _, _ in found for topic in topics)
    assert {row[0]: row[1] for row in by_topic.rows if row[0]} == dict(counted)
    assert by_topic.facts["records"] == len(found)
    assert by_topic.covered == sum(bool(topics) for topics, _, _ in found)
    assert by_topic.missing == sum(not topics for topics, _, _ in found)
    by_area = ask(store, SegmentQuery(group_by=(GroupBy(field="topic_area"),)))
    areas = Counter(area for topics, _, _ in found for area in {each.split(".")[0] for each in topics})
    assert {row[0]: row[1] for row in by_area.rows if row[0]} == dict(areas)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=records)
def test_a_filter_looks_at_any_of_them(store: Store, found: Records) -> None:
    found = [(set(TOPICS), 3.0, "a"), *found]
    fill(store, found)
    expected: dict[Filter, Callable[[set[str]], bool]] = {
        Filter(field="topic", value=TOPICS[0]): lambda topics: TOPICS[0] in topics,
        Filter(field="topic", op="!=", value=TOPICS[0]): lambda topics: TOPICS[0] not in topics,
        Filter(field="topic", op="in", values=TOPICS[:2]): lambda topics: bool(topics & set(TOPICS[:2])),
        Filter(field="topic", op="not in", values=TOPICS[:2]): lambda topics: not topics & set(TOPICS[:2]),
        Filter(field="topic", op="missing"): lambda topics: not topics,
        Filter(field="topic", op="present"): bool,
        Filter(field="topic_area", op="contains", value="SERV"): lambda topics: bool(
            topics & set(TOPICS[:2])
        ),
    }
    for condition, meets in expected.items():
        result = ask(store, SegmentQuery(filters=(condition,)))
        assert result.rows[0][0] == sum(meets(topics) for topics, _, _ in found), condition


def test_measures_shares_and_comparisons_by_topic(store: Store) -> None:
    fill(
        store,
        [
            ({TOPICS[0], TOPICS[1]}, 1.0, "a"),
            ({TOPICS[0]}, 3.0, "b"),
            (set(), 5.0, "a"),
            ({TOPICS[2]}, None, "b"),
        ],
    )
    share = ask(store, SegmentQuery(group_by=TOPIC, measures=(Measure(op="share_of_total"),)))
    assert {row[0]: row[1] for row in share.rows} == {
        TOPICS[0]: 0.5,
        TOPICS[1]: 0.25,
        TOPICS[2]: 0.25,
        None: 0.25,
    }
    median = ask(store, SegmentQuery(group_by=TOPIC, measures=(Measure(op="median", field="rating"),)))
    assert {row[0]: row[1] for row in median.rows} == {TOPICS[0]: 2, TOPICS[1]: 1, TOPICS[2]: None, None: 5}
    sides = SegmentQuery(
        group_by=TOPIC,
        filters=(Filter(field="region", value="a"),),
        compare=Comparison(filters=(Filter(field="region", value="b"),), without=("region",)),
    )
    compared = ask(store, sides)
    assert {row[0]: row[1:3] for row in compared.rows}[TOPICS[0]] == (1, 1)
    assert (compared.facts["records"], compared.facts["records_b"], compared.facts["overlap"]) == (2, 2, 0)


def test_themes_are_those_of_the_map_over_everything(store: Store) -> None:
    put(store, [{"region": "a"}, {"region": "b"}, {"region": "b"}])
    kept = {
        "scope": "",
        "filters": [],
        "model": "none",
        "placer": b"",
        "run": 1,
        "seen": 0,
        "seats": [],
        "edition": 1,
    }
    with store.write() as connection:
        connection.execute(
            sa.insert(theme_map),
            [{"id": 1, "segment": "", **kept}, {"id": 2, "segment": "only b", **kept}],
        )
        connection.execute(sa.insert(theme), [_theme(1, "Late", "太慢"), _theme(2, "Delivery", "物流")])
        rows = [(1, 1, "TH-1"), (2, 1, "TH-1"), (3, 2, "TH-9")]
        connection.execute(
            sa.insert(feedback_theme),
            [
                {
                    "seq": seq,
                    "map": on,
                    "theme": ref,
                    "theme_group": "TH-2",
                    "main": 1,
                    "strength": 1,
                    "run": 1,
                }
                for seq, on, ref in rows
            ],
        )
    catalog = load_catalog(store)
    field = catalog.field("theme")
    assert field is not None
    assert [(each.value, each.count, each.name("zh")) for each in field.values] == [("TH-1", 2, "太慢")]
    for called in ("TH-1", "late", "太慢"):
        counted = ask(store, SegmentQuery(filters=(Filter(field="theme", value=called),), group_by=REGION))
        assert counted.rows == (("a", 1), ("b", 1))
    assert ask(store, SegmentQuery(filters=(Filter(field="theme", op="missing"),))).rows == ((1,),)


def _theme(number: int, en: str, zh: str) -> dict[str, object]:
    empty = {"description_en": "", "description_zh": "", "words": [], "examples": [], "centre": b""}
    none = {"records": 0, "born_at": 0, "pinned": 0, "muted": 0, "edition": 1}
    names = {"name_en": en, "name_zh": zh, "named_by": "words"}
    return {"id": number, "map": 1, "level": "fine", **names, **empty, **none}
