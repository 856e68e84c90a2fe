"""Any value of any catalog is found again however it is said; nothing said makes the linker fail."""

import time
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.offline.names.linking import Linker
from assistant.offline.names.surfaces import ValueSurface
from assistant.offline.query.reading import read
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog, CatalogField, ValueCount
from retrieval.records import FieldKind

STORES = (
    "上海·外滩店",
    "上海·徐汇店",
    "北京·国贸店",
    "Kettle 热水壶",
    "Apple Phone 11 64GB",
    "Credit report",
)


def column(name: str, values: tuple[str, ...], kind: FieldKind = "category") -> CatalogField:
    counted = tuple(ValueCount(value, 50 - place % 20) for place, value in enumerate(values))
    return CatalogField(name, kind, name, False, name, name, (), 1000, len(values), counted)


def catalog_of(*fields: CatalogField) -> Catalog:
    return Catalog(1, 1000, "UTC", fields, ())


def linked(catalog: Catalog, question: str) -> list[tuple[str, str]]:
    return [(each.field.name, each.value) for each in Linker(catalog).link(Scan.of(question)).values]


WORDS = st.lists(
    st.from_regex(r"[B-DF-HJ-NP-TV-Z][a-z]{5,8}", fullmatch=True), min_size=2, max_size=3, unique=True
)


@settings(deadline=None, max_examples=40)
@given(st.lists(WORDS, min_size=2, max_size=6, unique_by=lambda words: words[0]))
def test_every_name_is_found_in_every_spelling(names: list[list[str]]) -> None:
    values = tuple(dict.fromkeys(" ".join(words) for words in names))
    linker = Linker(catalog_of(column("shelf", values)))
    for value in values:
        for said in (value, value.lower(), value.upper(), value.replace(" ", "-"), value.replace(" ", "")):
            found = linker.link(Scan.of(f"how many reviews of {said} are there?")).values
            assert [(each.field.name, each.value) for each in found] == [("shelf", value)], said


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    links = LINKER.link(Scan.of(text))
    assert all(0 <= each.start < each.end for each in links.values)
    assert all(0 <= each.start < each.end for each in links.fields)
    assert LINKER.spelled(text) is None or text.isalpha()


LINKER = Linker(catalog_of(column("store", STORES), column("tone", ("calm", "angry"))))


def test_a_district_is_named_in_either_language() -> None:
    for said in ("bund", "waitan"):
        meant = LINKER.part_of(said)
        assert isinstance(meant, ValueSurface), said
        assert meant.value == "上海·外滩店", said


def test_parts_of_names_and_the_other_language_are_names() -> None:
    for said, value in (
        ("外滩店有多少条", "上海·外滩店"),
        ("徐汇的评论", "上海·徐汇店"),
        ("上海外滩店的评论", "上海·外滩店"),
        ("热水壶的评论", "Kettle 热水壶"),
        ("the kettle reviews", "Kettle 热水壶"),
        ("信用报告的评论", "Credit report"),
    ):
        found = LINKER.link(Scan.of(said)).values
        assert [each.value for each in found] == [value], said


def test_states_are_said_by_code_and_by_name() -> None:
    catalog = catalog_of(column("where", ("CA", "TX", "NY", "OH")))
    for said in (
        "complaints from California",
        "加州的投诉",
        "complaints in ca",
        "CA complaints",
        "加利福尼亚州",
    ):
        assert linked(catalog, said) == [("where", "CA")], said
    assert linked(catalog, "oh, how many are there") == []
    countries = catalog_of(column("where", ("CA", "US", "GB", "DE")))
    assert linked(countries, "加拿大的评论") == [("where", "CA")]


def test_provinces_are_said_short_and_long() -> None:
    catalog = catalog_of(column("province", ("北京市", "广东省", "内蒙古自治区")))
    for said, value in (
        ("北京有多少", "北京市"),
        ("广东的", "广东省"),
        ("Inner Mongolia", "内蒙古自治区"),
    ):
        assert linked(catalog, said) == [("province", value)]


def test_one_word_for_values_of_two_fields_is_a_doubt_unless_a_field_is_named() -> None:
    catalog = catalog_of(column("touchpoint", ("app", "web")), column("theme", ("app", "price")))
    doubts = Linker(catalog).link(Scan.of("how many complaints about the app")).doubts
    assert [set(each.labels) for each in doubts] == [{"touchpoint app", "theme app"}]
    assert not Linker(catalog).link(Scan.of("touchpoint app")).doubts


def test_a_word_that_several_columns_end_in_is_a_doubt() -> None:
    catalog = catalog_of(column("food_grade", (), "number"), column("staff_grade", (), "number"))
    doubts = Linker(catalog).link(Scan.of("average grade")).doubts
    assert [each.labels for each in doubts] == [("food_grade", "staff_grade")]
    assert not Linker(catalog).link(Scan.of("average staff grade")).doubts


def test_a_part_of_a_name_means_all_of_a_kind_or_is_asked_about() -> None:
    shelf = column("shelf", ("Honest 20S", "Honest 20 Lite", "Blue Earphones", "Red Earphones"))
    linker = Linker(catalog_of(shelf))
    both = linker.heard_as("earphones")
    assert getattr(both, "value", None) in ("Blue Earphones", "Red Earphones")
    assert len(getattr(both, "others", ())) == 1
    assert linker.heard_as("honest 20") == (("shelf", "Honest 20S"), ("shelf", "Honest 20 Lite"))


def test_a_long_question_over_two_thousand_values_links_in_15_ms() -> None:
    values = tuple(f"Product {n} of maker {n % 97}" for n in range(2000))
    linker = Linker(catalog_of(column("item", values), column("tone", ("calm", "angry"))))
    question = ("how many calm reviews of product 1234 of maker 70 in the north and " * 5)[:300]
    best = min(_seconds(linker, question) for _ in range(9))
    assert best < 0.015


def _seconds(linker: Linker, question: str) -> float:
    scan = Scan.of(question)
    start = time.process_time()
    linker.link(scan)
    return time.process_time() - start


def noted(name: str, values: tuple[str, ...], kind: FieldKind = "category") -> CatalogField:
    counted = tuple(ValueCount(value, 40) for value in values)
    return CatalogField(name, kind, name, True, name, name, (), 1000, len(values), counted, derived=True)


def test_a_part_of_a_longer_name_names_no_other_column() -> None:
    many = ("often", "is", "a", *(f"word{place}" for place in range(300)))
    catalog = catalog_of(column("part_term", ("Lid", "Spout")), column("praise_term", many))
    assert linked(catalog, "how often is a part term missing") == []


def test_what_the_data_calls_a_value_is_not_what_was_noted() -> None:
    own = column("outcome", ("MENDED", "DUPLICATE", "REFUSED"))
    catalog = catalog_of(noted("duplicate", ("0", "1"), "flag"), own)
    assert linked(catalog, "how many duplicates?") == [("outcome", "DUPLICATE")]


def test_an_own_column_has_its_values_said_as_the_noted_field_of_its_name_has() -> None:
    kinds = ("complaint", "question", "suggestion")
    catalog = catalog_of(noted("intent", kinds), column("intent (column)", kinds))
    assert linked(catalog, "how many of them are questions") == [("intent (column)", "question")]
    assert {name for name, _ in linked(catalog, "建议和咨询有多少条")} == {"intent (column)"}


def test_a_category_called_praise_is_the_feeling_beside_another() -> None:
    feelings = ("positive", "negative")
    catalog = catalog_of(column("category", ("packaging", "praise")), column("sentiment", feelings))
    linker, today = Linker(catalog), date(2024, 7, 10)
    for question in (
        "packaging compliments, how many",
        "how much praise for packaging",
        "表扬packaging的有几条",
    ):
        told = read(question, catalog, linker, today).query.filters
        assert {(each.field, each.value) for each in told} == {
            ("category", "packaging"),
            ("sentiment", "positive"),
        }, question


def test_what_feedback_is_about_may_be_called_in_the_other_language() -> None:
    catalog = catalog_of(column("product", ("Buds 2 耳机", "Headphones One 头戴耳机", "Cam 3 摄像头")))
    linker, today = Linker(catalog), date(2024, 7, 10)
    for question, product in (
        ("how many people wrote about their earbuds", "Buds 2 耳机"),
        ("number of records about the camera", "Cam 3 摄像头"),
        ("耳塞有多少条", "Buds 2 耳机"),
    ):
        told = read(question, catalog, linker, today).query.filters
        assert [(each.field, each.value) for each in told] == [("product", product)], question
    assert linker.spelled("charging") is None
