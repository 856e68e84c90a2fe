"""What LangChain's own human-in-the-loop comes to is counted rightly, and the desk's by the same count."""

from pathlib import Path

import pytest

from evals.loop.framework import Side, raced_desk, rejected_with_a_jump, replayed
from evals.loop.framework_work import Decision


@pytest.mark.parametrize(
    ("decision", "rows", "double", "lost", "rejected_ran", "not_as_decided"),
    [
        ("approve", ["task 1"], 0, 0, 0, 0),
        ("approve", [], 0, 1, 0, 0),
        ("approve", ["task 1", "task 1"], 1, 0, 0, 0),
        ("edit", ["task 1 edited"], 0, 0, 0, 0),
        ("edit", ["task 1"], 0, 0, 0, 1),
        ("reject", [], 0, 0, 0, 0),
        ("reject", ["task 1"], 0, 0, 1, 0),
    ],
)
def test_rows_are_held_against_the_decision(
    decision: Decision, rows: list[str], double: int, lost: int, rejected_ran: int, not_as_decided: int
) -> None:
    side = Side("one")
    side.count(decision, rows)
    counted = (side.double, side.lost, side.rejected_ran, side.not_as_decided)
    assert counted == (double, lost, rejected_ran, not_as_decided)


def test_at_the_desk_every_decision_counts_once() -> None:
    for side in raced_desk(3):
        assert side.tasks == 3
        assert (side.double, side.lost, side.rejected_ran, side.not_as_decided) == (0, 0, 0, 0), side


def test_where_a_middleware_jumps_what_was_rejected_is_found_to_have_run(tmp_path: Path) -> None:
    assert rejected_with_a_jump(tmp_path, 2).rejected_ran == 2


def test_an_approval_sent_again_for_the_checkpoint_it_saw_is_found_to_run_again(tmp_path: Path) -> None:
    assert replayed("again", tmp_path, 2, checkpoint=True).double == 2
