"""What is said beside a question: "boss is asking again, …", "…, need it for a deck", 老板在催，…, …，开会用.

It restricts nothing, and its words ("tomorrow", "meeting") would be read as part of the question.
"""

import re
import tomllib
from functools import cache
from importlib import resources

from assistant.offline.text.scan import plain

__all__ = ["without_asides"]

_CLAUSE = re.compile(r"[^,，.。;；:：!！?？\n…~～—–]+(?:[.](?=\w)[^,，.。;；:：!！?？\n…~～—–]+)*")
_EDGES = " \t-()（）\"'*"


def without_asides(question: str) -> str:
    """The question without the clauses that say nothing of what is asked; as it is when nothing else is left."""
    kept, at = "", 0
    dropped = False
    for clause in _CLAUSE.finditer(question):
        beside = _pattern("aside").fullmatch(plain(clause.group()).strip(_EDGES))
        dropped = dropped or beside is not None
        kept += question[at : clause.start()] + ("" if beside else clause.group())
        at = clause.end()
    kept = (kept + question[at:]).lstrip(" ,，.。;；:：!！…~～—–-\n") if dropped else question
    if not re.search(r"\w", kept):
        return question
    lead = _pattern("lead").match(plain(kept))
    return kept[lead.end() :].strip() if lead and len(plain(kept)) == len(kept) else kept


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    file = resources.files(__package__) / "asides.toml"
    known: dict[str, dict[str, list[str]]] = tomllib.loads(file.read_text(encoding="utf-8"))
    words = known["words"]
    english, chinese = "|".join(known[kind]["en"]), "|".join(known[kind]["zh"])
    for name in ("who", "asks", "for", "when"):
        english = english.replace(name.upper(), "|".join(words[f"en_{name}"]))
    for name in ("who", "tells", "end"):
        chinese = chinese.replace(name.upper(), "|".join(words[f"zh_{name}"]))
    return re.compile(f"(?:{english})(?![a-z])|(?:{chinese})" if kind == "lead" else f"{english}|{chinese}")
