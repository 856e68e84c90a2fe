"""Edits teach the next similar draft, and what became of drafts is counted."""

from contextlib import closing
from pathlib import Path

import pytest

from evals.loop.trial import enrol
from retrieval.catalog import load_catalog
from retrieval.database import Store, open_store
from retrieval.people.roles import Actor
from tests.retrieval.feedbacks import LetterEmbedder
from tests.tools.feedback_data import put
from tools.proposals.desk import Desk
from tools.proposals.proposal import Ask, Proposal
from tools.replies.brief import Approved
from tools.replies.kinds import SEND_REPLY
from tools.replies.learning import ReplyFigures, dropped_of, edits_of, reply_figures
from tools.replies.reply import ReplyDraft, ReplyRequest
from tools.replies.run import draft_reply
from tools.scope import scoped
from tools.toolbox import ToolContext


def context(store: Store) -> ToolContext:
    return ToolContext(store, lambda: load_catalog(store), LetterEmbedder, lambda: None)


LATE = "My parcel is late and I am still waiting for the delivery."
LATER = "The parcel is late, still waiting for my delivery!"
ADDED = "The tracking page in your account shows where it is right now."


def pair(drafted: str, approved: str) -> Approved:
    return Approved("r1", drafted, approved, 0.5)


def proposed(desk: Desk, draft: ReplyDraft, key: str = "k") -> Proposal:
    return desk.propose(Ask("send_reply", draft, key, Actor("assistant", "t"), "asked", 100))


def answered(store: Store, record: str, text: str) -> ReplyDraft:
    """The draft for a record, approved with this text."""
    draft = draft_reply(context(store), ReplyRequest(record=record), 0)
    desk = Desk(store, (SEND_REPLY,))
    token = enrol(store, {f"agent {record}": "agent"})[f"agent {record}"]
    asked = proposed(desk, draft, record)
    changed = None if text == draft.text else {**asked.payload, "text": text}
    desk.approve(token, asked.id, 200, edition=0, payload=changed, reason="agreed by phone")
    return draft


@pytest.fixture
def shop(tmp_path: Path) -> Store:
    store = open_store(f"sqlite:///{tmp_path / 'feedback.db'}", "UTC")
    put(
        store,
        [{"text": LATE, "region": "East"}, {"text": LATER, "region": "East"}, {"text": "The lamp is ugly."}],
    )
    return store


def test_only_sentences_that_fit_another_case_are_taken_over() -> None:
    edits = "Sorry. Check the tracking page. Order 4711 left today. Ms Jane Okafor has it. Thanks, Tom."
    assert edits_of(pair("Sorry.", edits)) == ("Check the tracking page.",)
    assert edits_of(pair("抱歉。", "抱歉。可以在订单页面查看物流。您的订单88123明天到。")) == (
        "可以在订单页面查看物流。",
    )
    assert dropped_of(pair("Sorry. I see why you're upset.", "Sorry.")) == ("iseewhyyoureupset",)


def test_the_next_similar_draft_says_what_a_person_added_and_cites_it(shop: Store) -> None:
    with closing(shop):
        first = draft_reply(context(shop), ReplyRequest(record="f1"), 0)
        answered(shop, "f1", f"{first.text}\n\n{ADDED}")
        second = draft_reply(context(shop), ReplyRequest(record="f2"), 0)
        other = draft_reply(context(shop), ReplyRequest(record="f3"), 0)
    assert ADDED in second.text
    assert ("case", "f1", ADDED) in [(each.kind, each.id, each.quote) for each in second.sources]
    assert ADDED not in other.text


def test_what_a_person_took_out_stays_out(shop: Store) -> None:
    with closing(shop):
        first = draft_reply(context(shop), ReplyRequest(record="f1"), 0)
        *kept, close = first.text.split("\n\n")
        answered(shop, "f1", "\n\n".join(kept))
        later = draft_reply(context(shop), ReplyRequest(record="f2"), 0)
    assert close not in later.text


def test_a_promise_made_once_is_not_made_again(shop: Store) -> None:
    with closing(shop):
        first = draft_reply(context(shop), ReplyRequest(record="f1"), 0)
        answered(shop, "f1", f"{first.text}\n\nWe will refund you in full.")
        assert "refund" not in draft_reply(context(shop), ReplyRequest(record="f2"), 0).text


def test_who_sees_one_segment_learns_from_no_other(shop: Store) -> None:
    with closing(shop):
        first = draft_reply(context(shop), ReplyRequest(record="f1"), 0)
        answered(shop, "f1", f"{first.text}\n\n{ADDED}")
        east = scoped(shop, "region=East")
        assert ADDED not in draft_reply(context(east), ReplyRequest(record="f2"), 0).text
        assert reply_figures(east) == ()


def test_drafts_are_counted_by_what_became_of_them(store: Store) -> None:
    put(store, [{"text": LATE}])
    desk = Desk(store, (SEND_REPLY,))
    token = enrol(store, {"anna": "agent"})["anna"]
    draft = ReplyDraft(record="f1", language="en", topic="logistics.delay", text="Sorry.")
    taken, edited, refused, _ = (proposed(desk, draft, f"k{number}") for number in range(4))
    desk.approve(token, taken.id, 200, edition=0)
    desk.approve(token, edited.id, 200, edition=0, payload={**edited.payload, "text": "So sorry."})
    desk.reject(token, refused.id, 200, "too short")
    proposed(desk, draft.model_copy(update={"topic": None, "language": "zh", "text": "抱歉。"}), "z")
    assert reply_figures(store) == (
        ReplyFigures("logistics.delay", "en", 1, 1, 1, 1, (("too short", 1),)),
        ReplyFigures(None, "zh", 0, 0, 0, 1),
    )
