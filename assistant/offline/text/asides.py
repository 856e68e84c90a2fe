"""What is said beside a question: "boss is asking again, …", "…, need it for a deck", 老板在催，…, …，开会用.

It restricts nothing, and its words ("tomorrow", "meeting") would be read as part of the question.
"""

import re
import tomllib
from functools import cache
from importlib import resources

from assistant.offline.text.scan import plain
from retrieval.words import fold

__all__ = ["without_asides"]

_CLAUSE = re.compile(r"[^,，.。;；:：!！?？\n…~～—–]+(?:[.](?=\w)[^,，.。;；:：!！?？\n…~～—–]+)*")
_EDGES = " \t-()（）\"'*"
_GAP = " \t\n,，、:："
_END = " .。!！?？~～"


def without_asides(question: str) -> str:
    """The question without the clauses that say nothing of what is asked; as it is when nothing else is left."""
    kept, at = "", 0
    dropped = False
    for clause in _CLAUSE.finditer(question):
        said = plain(clause.group()).strip(_EDGES)
        beside = None if _asks_whether(said, question[clause.end() :]) else _pattern("aside").fullmatch(said)
        dropped = dropped or beside is not None
        kept += question[at : clause.start()] + ("" if beside else clause.group())
        at = clause.end()
    kept = (kept + question[at:]).lstrip(" ,，.。;；:：!！…~～—–-\n") if dropped else question
    if not re.search(r"\w", kept):
        return question
    return _inside(kept)


def _asks_whether(clause: str, rest: str) -> bool:
    """ "..., right?": not said beside the question, it asks whether what stands before is so."""
    return rest.strip(_END) == "" and "?" in plain(rest) and re.fullmatch(_TAGS, clause) is not None


_TAGS = r"right|correct|yes|true|isn't it|aren't they|对吗|对吧|是吗|是吧|没错吧"


def _inside(question: str) -> str:
    """Without what leads in to the question or trails behind it in the same clause; as it is when nothing is left."""
    folded = re.sub("[’‘`]", "'", fold(question))
    if len(folded) != len(question):
        return question
    lead, tail = _pattern("lead").match(folded), _pattern("tail").search(folded.rstrip(_END))
    kept = question[lead.end() if lead else 0 : tail.start() if tail else len(question)].strip(_GAP)
    return kept if (lead or tail) and re.search(r"\w", kept) else question


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    file = resources.files(__package__) / "asides.toml"
    known: dict[str, dict[str, list[str]]] = tomllib.loads(file.read_text(encoding="utf-8"))
    words = known["words"]
    english, chinese = ("|".join(known[kind].get(each, [])) for each in ("en", "zh"))
    for name in ("who", "asks", "for", "when"):
        english = english.replace(name.upper(), "|".join(words[f"en_{name}"]))
    for name in ("who", "tells", "end"):
        chinese = chinese.replace(name.upper(), "|".join(words[f"zh_{name}"]))
    whole = {"lead": f"(?:{english})(?![a-z])|(?:{chinese})", "tail": f"(?:{english})$"}
    return re.compile(whole.get(kind, f"{english}|{chinese}"))
