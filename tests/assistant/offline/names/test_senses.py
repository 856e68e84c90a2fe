"""Words that could mean several things, where those around them tell which."""

from collections.abc import Callable

import pytest

from assistant.offline.names.introduced import introduced
from assistant.offline.names.listing import drop_nouns, take_listed
from assistant.offline.names.mentions import FieldMention, Links, ValueMention
from assistant.offline.names.partial import PartialNames
from assistant.offline.names.senses import no_name, of_another_number, sense_told, yes_or_no
from assistant.offline.names.surfaces import ValueSurface
from assistant.offline.query.reading import Reading
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog
from tools.segments.query import Filter, GroupBy

Read = Callable[[str], Reading]
OPTIONS = (("category", "app"), ("touchpoint", "app"))


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("app类反馈多少条", "category"), ("关于app的反馈", "category"), ("how many app issues", "category"),
        ("feedback about the app", "category"), ("通过app的反馈", "touchpoint"),
        ("feedback via the app", "touchpoint"), ("app端的差评", "touchpoint"), ("app多少条", None),
    ],
)  # fmt: skip
def test_the_words_around_a_name_tell_what_it_names(
    catalog: Catalog, question: str, field: str | None
) -> None:
    scan = Scan.of(question)
    at = scan.text.index("app")
    meant = sense_told(OPTIONS, catalog, scan, at, at + 3)
    assert (meant and meant[0]) == field


def test_a_value_that_is_said_itself_is_meant(catalog: Catalog) -> None:
    scan = Scan.of("complaints on the web")
    options = (("channel", "online"), ("touchpoint", "web"))
    assert sense_told(options, catalog, scan, 11, len(scan.text)) == ("touchpoint", "web")


def test_what_somebody_does_is_no_name() -> None:
    assert no_name("care", Scan.of("I only care about VIPs"), 7)
    assert not no_name("care", Scan.of("complaints for care"), 15)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("people travelling as a couple", True), ("what about a couple", True), ("couple vs family", True),
        ("a couple of reviews", False), ("a couple more quotes", False), ("show me a couple", False),
    ],
)  # fmt: skip
def test_a_couple_of_something_are_not_two_people(question: str, named: bool) -> None:
    scan = Scan.of(question)
    assert no_name("couple", scan, scan.text.index("couple")) is not named


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("reviews that don't say why the guest was travelling", "reviews that don't say purpose of travel"),
        ("how many were travelling as a couple", "how many couple"),
        ("guests travelling with friends", "guests with friends"),
        ("guests travelling with a parrot", "guests travelling with a parrot"),
    ],
)
def test_how_somebody_travelled_is_named(question: str, meant: str) -> None:
    assert introduced(question, {"purpose of travel", "couple", "with friends"}.__contains__) == meant


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("list the booking channels", False),
        ("which booking channel is best", False),
        ("the booking channel", True),
    ],
)
def test_a_noun_that_is_also_a_value_goes_with_its_field(catalog: Catalog, question: str, kept: bool) -> None:
    scan, field = Scan.of(question), catalog.fields[0]
    start = scan.text.index("booking")
    value = ValueMention(start, start + 7, field, "Booking", "booking", literal=True)
    links = Links([FieldMention(start + 8, start + 16, field)], [value])
    drop_nouns(links, scan)
    assert bool(links.values) is kept
    assert kept or links.fields[0].start == start


def test_a_word_for_feedback_is_a_way_it_came_beside_another(catalog: Catalog) -> None:
    field = catalog.fields[0]
    names = PartialNames([ValueSurface(field, each, 1, literal=True) for each in ("Postal mail", "Fax")])
    for question, taken in (("are mail complaints above fax ones", True), ("fax ones in my mail", False)):
        scan = Scan.of(question)
        start = scan.text.index("fax")
        scan.take(start, start + 3)
        links = Links(values=[ValueMention(start, start + 3, field, "Fax", "fax", literal=True)])
        take_listed(links, scan, names)
        assert (len(links.values) == 2) is taken, question


@pytest.mark.parametrize("question", ["how many from the NA region", "and NA?", "just for NA"])
def test_initials_of_a_place_mean_it(reads: Read, question: str) -> None:
    assert reads(question).query.filters == (Filter(field="region", value="North America"),)


def test_na_for_what_is_missing_is_no_place(reads: Read) -> None:
    assert reads("how many where stars is NA").query.filters == (Filter(field="rating", op="missing"),)


@pytest.mark.parametrize(
    "question", ["Mondays or Fridays, which has more negatives", "周五和周一的差评分别多少条"]
)
def test_two_days_are_set_against_each_other(reads: Read, question: str) -> None:
    query = reads(question).query
    assert query.compare is not None
    days = {each.values or (each.value,) for each in (*query.filters, *query.compare.filters) if each.bucket}
    assert days == {(1,), (5,)}


@pytest.mark.parametrize("question", ["每一季的负面占比", "how has the negative percentage moved by quarter"])
def test_every_quarter_is_no_first_quarter(reads: Read, question: str) -> None:
    query = reads(question).query
    assert query.period is None
    assert query.measures[0].op == "share_negative"
    assert query.group_by == (GroupBy(field="time", bucket="quarter"),)


@pytest.mark.parametrize(
    "question",
    [
        "what share of VIP complaints got resolved",
        "VIP 差评 解决比例",
        "of VIP complaints, what share is resolved",
    ],
)
def test_what_became_of_complaints_is_the_part(reads: Read, question: str) -> None:
    query = reads(question).query
    assert [each.field for each in query.measures[0].where] == ["resolved"]
    assert {each.field for each in query.filters} >= {"tier", "sentiment"}


@pytest.mark.parametrize(
    "question", ["2 worst products on % negative", "the 2 worst products by negative share"]
)
def test_the_worst_have_the_most_that_is_bad(reads: Read, question: str) -> None:
    query = reads(question).query
    assert query.order is not None
    assert query.order.descending
    assert query.limit == 2


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (" 3 rating", True),
        (" three complaints", True),
        (" 2 rating", False),
        (" 5 stars", False),
        (" in 2024", False),
    ],
)
def test_another_number_is_another_thing(text: str, other: bool) -> None:
    assert of_another_number("Buds 2", "buds", text) is other


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("how many said no", "false"), ("count the no answers", "false"), ("share of no", "false"),
        ("how many said yes", "true"), ("no complaints about delivery", None), ("there is no rating", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_answers(text: str, value: str | None) -> None:
    found, meant = yes_or_no(text)
    assert (meant if found else None) == value
