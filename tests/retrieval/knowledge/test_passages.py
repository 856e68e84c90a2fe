"""Markdown cut into passages that can be cited."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import BadFile
from retrieval.knowledge.passages import Passage, avoided, cut_markdown, read_folder

RETURNS = """---
kind: policy
language: en
---
Before any heading.

# Returns
## Within 30 days
You can return it.

```sh
# no heading
```

## Within 30 days
Again.

In store
--------
With the receipt.
"""


def test_a_passage_is_what_stands_under_one_heading() -> None:
    found = cut_markdown("returns.md", RETURNS)
    assert [each.id for each in found] == [
        "returns.md#top",
        "returns.md#within-30-days",
        "returns.md#within-30-days-2",
        "returns.md#in-store",
    ]
    assert found[1].heading == "Returns › Within 30 days"
    assert "# no heading" in found[1].text
    assert {each.kind for each in found} == {"policy"}


def test_kind_and_language_follow_from_the_name_where_the_head_does_not_say() -> None:
    text = "# 语气\n亲切直白。\n"
    assert [(each.kind, each.language) for each in cut_markdown("tone.zh.md", text)] == [("tone", "zh")]
    assert cut_markdown("退货政策.md", "# 退货\n七天内可以退货。")[0].kind == "policy"
    assert cut_markdown("退货政策.md", "# 退货\n七天内可以退货。")[0].language == "zh"
    assert cut_markdown("zh/products.md", "# Buds\nWe sell them.")[0].language == "zh"
    assert cut_markdown("products.md", "# Buds\nThey play for seven hours.")[0].kind == "fact"


def test_long_sections_are_cut_between_paragraphs_and_nothing_is_lost() -> None:
    paragraphs = [f"Paragraph {number} says something about parcels. " * 8 for number in range(12)]
    found = cut_markdown("long.md", "# Long\n" + "\n\n".join(paragraphs))
    assert len(found) > 2
    assert len({each.id for each in found}) == len(found)
    joined = "".join(each.text for each in found)
    assert all(each.strip() in joined for each in paragraphs)


def test_words_to_avoid_are_the_items_of_its_lists() -> None:
    text = "---\nkind: words\nlanguage: en\n---\n# Avoid\nSome.\n- calm down → say what is done\n* ASAP\n"
    assert avoided(cut_markdown("words.md", text), "en") == ("calm down", "ASAP")
    assert avoided(cut_markdown("words.md", text), "zh") == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("---\nkind: policy\n", "knowledge_head"),
        ("---\nkind: gossip\n---\nx", "knowledge_kind"),
        ("---\nlanguage: fr\n---\nx", "knowledge_language"),
    ],
)
def test_a_head_that_cannot_be_read_is_refused(tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "a.md").write_text(content, encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        read_folder(tmp_path)
    assert refused.value.code == code


def test_a_folder_without_knowledge_is_refused(tmp_path: Path) -> None:
    for folder, code in ((tmp_path / "no", "knowledge_folder"), (tmp_path, "knowledge_files")):
        with pytest.raises(BadFile) as refused:
            read_folder(folder)
        assert refused.value.code == code
    (tmp_path / "empty.md").write_text("\n\n", encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        read_folder(tmp_path)
    assert refused.value.code == "knowledge_empty"
    (tmp_path / "empty.md").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(BadFile) as refused:
        read_folder(tmp_path)
    assert refused.value.code == "knowledge_no_text"


def test_other_encodings_are_read_and_hidden_files_are_not(tmp_path: Path) -> None:
    (tmp_path / "退货.md").write_bytes(
        "# 退货\n签收后七天内可以无理由退货，运费由顾客承担。".encode("gb18030")
    )
    (tmp_path / ".draft.md").write_text("# Secret\nnot yet", encoding="utf-8")
    (tmp_path / "a.txt").write_text("no Markdown", encoding="utf-8")
    assert [each.text for each in read_folder(tmp_path)] == ["签收后七天内可以无理由退货，运费由顾客承担。"]


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("#`~-=>* \nab退货.\t"), max_size=200))
def test_any_text_gives_passages_with_ids_of_their_own_and_words_of_the_file(content: str) -> None:
    if content.split("\n")[0].rstrip() == "---":
        content = "x" + content
    found = cut_markdown("any.md", content)
    assert len({each.id for each in found}) == len(found)
    assert all(each.text.strip() and each.text_hash for each in found)
    kept = "".join(character for each in found for character in each.text if character.isalpha())
    left = iter(character for character in content if character.isalpha())
    assert all(character in left for character in kept)  # in order, nothing made up


def test_what_a_passage_says_decides_its_vector() -> None:
    one = Passage("a.md#x", "a.md", "X", "fact", "en", "text")
    assert one.text_hash == Passage("b.md#y", "b.md", "X", "policy", "zh", "text").text_hash
    assert one.text_hash != Passage("a.md#x", "a.md", "Y", "fact", "en", "text").text_hash
