"""Whatever people do, in whatever order, and wherever it breaks: what is approved runs once."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from evals.loop.machine import machine
from retrieval.database import Store

FEW = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_rejected_never_runs_approved_runs_once_and_edited_runs_as_edited(store: Store) -> None:
    loop = machine(store)
    run_state_machine_as_test(loop, settings=FEW)
    assert loop.counts.approved > 0
    assert loop.counts.rejected > 0
    assert (loop.counts.rejected_ran, loop.counts.not_once, loop.counts.not_as_edited) == (0, 0, 0)
