"""A draft for a record: in its language, about what it raises."""

from retrieval.database import Store
from tests.tools.feedback_data import put
from tools.replies.reply import ReplyRequest
from tools.replies.run import draft_reply
from tools.toolbox import ToolContext


def context(store: Store) -> ToolContext:
    from retrieval.catalog import load_catalog

    def no_embedder() -> object:
        raise AssertionError("no draft here needs vectors")

    return ToolContext(store, lambda: load_catalog(store), no_embedder, lambda: None)  # type: ignore[arg-type]


def test_a_draft_is_in_the_customers_language(store: Store) -> None:
    put(store, [{"text": "My parcel never arrived. Where is it?"}, {"text": "快递一周了还没到，请尽快处理"}])
    english = draft_reply(context(store), ReplyRequest(record="f1"), at=0)
    chinese = draft_reply(context(store), ReplyRequest(record="f2"), at=0)
    assert (english.language, chinese.language) == ("en", "zh")
    assert english.text.isascii()
    assert "您" in chinese.text
