"""A company's own list of topics is read as it is, and a bad one is answered with where and what."""

import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import LANGUAGES, error_text
from retrieval.errors import BadFile
from retrieval.understanding.topics.files import Entry
from retrieval.understanding.topics.taxonomy import load_taxonomy, make_taxonomy


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refusal(path: Path) -> BadFile:
    with pytest.raises(BadFile) as caught:
        load_taxonomy(path)
    for language in LANGUAGES:
        assert str(path) in error_text(caught.value.code, language, caught.value.details)
    return caught.value


def test_the_default_has_both_languages_throughout() -> None:
    taxonomy = load_taxonomy()
    assert {area.id for area in taxonomy.areas} == {
        "product",
        "service",
        "logistics",
        "billing",
        "app",
        "safety",
    }
    for topic in taxonomy.topics:
        assert set(topic.names) == {"en", "zh"} == set(topic.descriptions), topic.id
        assert 3 <= len(topic.examples) <= 6, topic.id
        assert topic.keywords, topic.id
    assert "logistics.delay" in taxonomy.ids
    assert taxonomy.topics[taxonomy.index("logistics.delay")].area == "logistics"


def test_a_list_of_labels_and_descriptions(tmp_path: Path) -> None:
    path = written(
        tmp_path, "mine.csv", 'label,description\nLate Bus,"The bus came late, or never."\n票价,贵不贵\n'
    )
    taxonomy = load_taxonomy(path)
    assert taxonomy.ids == ("Late Bus", "票价")
    assert taxonomy.areas == ()
    assert taxonomy.topics[0].description("en") == "The bus came late, or never."
    assert taxonomy.topics[1].names == {"zh": "票价"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "label,description\nHeat,Too warm\nNoise,Too loud\n"),
        ("a.tsv", "topic\tdescription\nHeat\tToo warm\nNoise\tToo loud\n"),
        (
            "a.json",
            '[{"label": "Heat", "desc": "Too warm"}, {"label": "Noise", "desc": "Too loud"}]',
        ),
        ("b.json", '{"Heat": "Too warm", "Noise": "Too loud"}'),
        (
            "c.json",
            '{"topics": [{"name": "Heat", "desc": "Too warm"}, {"name": "Noise", "desc": "Too loud"}]}',
        ),
        ("d.json", '{"Heat": {"description": "Too warm"}, "Noise": {"description": "Too loud"}}'),
        ("a.toml", 'Heat = "Too warm"\nNoise = "Too loud"\n'),
        (
            "b.toml",
            '[[topic]]\nid = "Heat"\ndesc = "Too warm"\n[[topic]]\nid = "Noise"\ndesc = "Too loud"',
        ),
    ],
)
def test_one_list_in_every_form(tmp_path: Path, name: str, text: str) -> None:
    taxonomy = load_taxonomy(written(tmp_path, name, text))
    assert [(topic.id, topic.description("en")) for topic in taxonomy.topics] == [
        ("Heat", "Too warm"),
        ("Noise", "Too loud"),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "area,label\nStay,Room\nStay,Food\nTravel,Bus\n"),
        ("a.json", '{"Stay": ["Room", "Food"], "Travel": ["Bus"]}'),
        (
            "b.json",
            '{"areas": [{"id": "Stay", "topics": ["Room", "Food"]}, {"id": "Travel", "topics": ["Bus"]}]}',
        ),
        ("c.json", '{"Stay": {"Room": "where one sleeps", "Food": "what one eats"}, "Travel": {"Bus": ""}}'),
    ],
)
def test_two_levels_in_every_form(tmp_path: Path, name: str, text: str) -> None:
    taxonomy = load_taxonomy(written(tmp_path, name, text))
    assert taxonomy.ids == ("Stay.Room", "Stay.Food", "Travel.Bus")
    assert [area.id for area in taxonomy.areas] == ["Stay", "Travel"]


def test_a_list_saved_by_a_chinese_spreadsheet(tmp_path: Path) -> None:
    rows = "标签,描述,关键词\n物流,送货太慢或者延误的情况,快递、发货\n价格,太贵了或者不值这个价钱,贵;降价\n"
    path = written(tmp_path, "主题.csv", rows, "gb18030")
    taxonomy = load_taxonomy(path)
    assert taxonomy.ids == ("物流", "价格")
    assert taxonomy.topics[0].keywords == ("快递", "发货")


@pytest.mark.parametrize(
    ("name", "text", "code", "where"),
    [
        ("a.csv", "what,why\nHeat,Too warm\n", "taxonomy_no_label_column", None),
        ("a.csv", "label,description\nHeat,one\n,two\n", "taxonomy_label_missing", "line 3"),
        ("a.csv", "label,description\nHeat,one\nHeat,two\n", "taxonomy_label_repeated", "line 3"),
        ("a.csv", "label,description\n", "taxonomy_empty", None),
        ("a.csv", "", "taxonomy_empty", None),
        ("a.json", "[1, 2]", "taxonomy_not_topics", "entry 1"),
        ("a.json", '{"topics": [{"label": ["a"]}]}', "taxonomy_not_text", "entry 1"),
        (
            "a.json",
            '{"areas": [{"name": "Stay", "topics": [7]}]}',
            "taxonomy_not_topics",
            "entry 1 (Stay), topic 1",
        ),
        ("a.json", '{"label": "unfinished', "taxonomy_syntax", None),
        ("a.toml", "[[topic", "taxonomy_syntax", None),
        ("a.xlsx", "label", "taxonomy_format", None),
    ],
)
def test_bad_files_say_what_and_where(
    tmp_path: Path, name: str, text: str, code: str, where: str | None
) -> None:
    error = refusal(written(tmp_path, name, text))
    assert error.code == code
    assert error.details.get("where") == where


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.toml").code == "taxonomy_missing"


def test_the_version_changes_with_anything_said(tmp_path: Path) -> None:
    first = load_taxonomy(written(tmp_path, "a.csv", "label,description\nHeat,Too warm\n"))
    again = load_taxonomy(written(tmp_path, "b.csv", "label,description\nHeat,Too warm\n"))
    other = load_taxonomy(written(tmp_path, "a.csv", "label,description\nHeat,Far too warm\n"))
    assert first.version == again.version != other.version


_LABELS = st.lists(
    st.text(string.ascii_letters + "票价物流 &/-", min_size=1).map(str.strip).filter(bool),
    min_size=1,
    unique=True,
)


@given(labels=_LABELS)
def test_any_list_of_labels_keeps_its_order(labels: list[str]) -> None:
    taxonomy = make_taxonomy([Entry(f"entry {at}", names={"en": label}) for at, label in enumerate(labels)])
    assert list(taxonomy.ids) == labels
    assert [taxonomy.index(label) for label in labels] == list(range(len(labels)))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["label", "topics", "area", "name", "description", "x", "examples"]), inner
        )
    ),
    max_leaves=12,
)


@given(content=_JSON)
def test_any_json_is_a_taxonomy_or_a_plain_refusal(
    content: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    try:
        taxonomy = load_taxonomy(path)
    except BadFile as error:
        sentences = [error_text(error.code, language, error.details) for language in LANGUAGES]
    else:
        sentences = list(taxonomy.ids)
    assert sentences
    assert all(sentences)
