"""Citations in scope: only records that may be quoted, and every quote as it is written there."""

from collections.abc import Iterable, Mapping

from evals.scorers.quoting import cited, said_by_id
from evals.scorers.score import Answer, Score

__all__ = ["quotes"]


def quotes(gold: Iterable[object], answer: Answer, texts: Mapping[str, str] | None = None) -> Score:
    """At least one record is quoted, each is one of gold, and each quote stands in it byte for byte.

    texts: what records say, by id, as stored (without personal data); None where not at hand: then a quote
    must stand in a result's row of that record.
    """
    allowed = {str(each) for each in gold}
    found = cited(str(answer["answer"]))
    if not found:
        return Score(False, "no record is quoted")
    outside = [each for each in (*answer["citations"], *(quote.id for quote in found)) if each not in allowed]
    if outside:
        return Score(False, f"{outside[0]} may not be quoted")
    stored = said_by_id(answer["results"]) if texts is None else texts
    wrong = [quote.id for quote in found if not quote.stands_in(stored.get(quote.id, ""))]
    return Score(not wrong, f"{wrong[0]} does not say so" if wrong else f"{len(found)} quoted")
