"""What a run must not show, whoever made the change: continuous integration stands on this."""

from evals import baseline
from evals.records import Run
from evals.running import Plan
from evals.shares import unbacked_claims
from evals.summary import suites_of

__all__ = ["faults"]


def faults(run: Run, plan: Plan) -> list[str]:
    """A sentence for each: worse than accepted, errors, claims without a source, a database that was changed.

    A language model has no baseline, and a server that failed it is nobody's change.
    """
    found = []
    if run.header.model == "offline":
        for suite in suites_of(run):
            records = [record for record in run.records if record.suite == suite]
            found += baseline.below(suite, records, plan.whole)
        if errors := [record for record in run.records if "error" in record.answer]:
            found.append(f"{len(errors)} questions ended in an error, first {errors[0].item}")
    if count := unbacked_claims(run.records):
        found.append(f"{count} claims in answers have no source")
    found += [f"{file}: {score.reason}" for file, score in run.states.items() if not score.right]
    return found
