"""Points named back in English: the customer's clause turned to face them ("my" becomes "your")."""

import re

from tools.replies.wordlists import Rules, nested_rules, rules, toml_of

__all__ = ["named", "quotable", "turned"]

_LONGEST, _LONGEST_QUOTE, _CUT = 24, 18, 14
_DEPENDS = re.compile(r"(?:if|as|when|because|since|while|although|though|after|before|which|that)\b", re.I)
_PIECES = re.compile(r"(?<=[.!?;])\s+|\n|\s[-–—]+\s|,\s|\.{2,}")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")
_ABLE = ("do", "can", "would", "could", "should")
_ASKED = re.compile(
    r"(?P<wh>how long|how much|how many|how often|how|why|when|where|what|which|who)?\s*\b"
    r"(?P<aux>do|does|did|can|can't|could|will|would|should|am|is|are|was|were|have|has|isn't|aren't|don't|"
    r"doesn't|didn't|won't)\s+(?P<subject>i|we|you|it|they|there|someone|anyone|everyone|u)\s+(?P<rest>.+)",
    re.I,
)
_LED = re.compile(
    r"^(?:(?:can|could) (?:you|someone|anyone|somebody) (?:please )?(?:tell me|explain(?: to me)?|advise)"
    r"|i(?:'m| am| was) (?:just )?(?:wondering|curious)|any idea|does anyone know|do you know)\s+",
    re.I,
)
_WISHES = (
    (r"\bi (?:want|need|demand|would like|'d like)\s+(?P<what>(?:a|an|my|to|some|the)\b.+)", ""),
    (r"\b(?:can|could|would|will) (?:you|u|y'all)(?: guys)?(?: please)?\s+(?P<what>[a-z].+)", "us to "),
    (r"^(?:.*,\s*)?(?:please|kindly|pls|plz)\s+(?P<what>[a-z]+\b.*)", "us to "),
    (r"^(?P<what>(?:fix|refund|send|give|bring back|add|let|allow|make|stop|remove|return)\b.+)", "us to "),
    (r"\b(?:would be|i wish|wish) (?:\w+ )?(?:if )?(?:you|u) (?:could |would |guys )?(?P<what>.+)", "us to "),
)
"""What is wished for, and how it follows "you would like"."""

_NO_WISH = re.compile(
    r"(?:not|be|explain why|imagine|believe|don't|do not|tell me|let me know|let us know|get|come|do better"
    r"|why|how|what|when|is|are|can|if|the|a|my|someone|somebody)\b.*"
    r"|(?:just|please|kindly|help|assist|advise|respond|reply|answer|fix (?:it|this|that|something)|check"
    r"|do something|explain|see|look into (?:it|this)|dm|note|stop|refer|contact|call|follow)\b"
    r"(?: me| us| with this| this| it| out| asap| please| back| dm| dms| now)*",
    re.I,
)


def named(words: str, kind: str) -> str:
    """See `naming.named`. words: of one point, handles and links taken out."""
    if kind == "question":
        return _question(words)
    if kind in ("request", "suggestion"):
        return _wish(words)
    return _clause(words)


def _clause(words: str) -> str:
    """The first sentence of the point that stands by itself, facing the customer."""
    for sentence in _SENTENCES.split(words):
        said = _stripped(sentence)
        if said and "?" not in said and _is_fit(said) and 3 <= len(said.split()) <= _LONGEST:
            clause = _as_clause(said)
            if clause:
                return clause
    said = quotable(words)
    return f'"{said}"' if said else ""


def quotable(words: str) -> str:
    """The first piece that is fit to stand in quotation marks; its own become single."""
    pieces = [_stripped(each).rstrip("? ") for each in _PIECES.split(words)]
    for said in sorted(pieces, key=lambda each: _DEPENDS.match(each) is not None):
        said = said if len(said.split()) <= _LONGEST_QUOTE else " ".join(said.split()[:_CUT]) + "…"
        if len(said.split()) >= 2 and _is_fit(said) and len(said) >= 8:
            return said.replace('"', "'")
    return ""


def _as_clause(said: str) -> str:
    found = _rules()
    if found["vague"].match(said) or rules("naming")["harsh"].search(said):
        return ""
    if found["participle"].match(said):
        been = re.match(r"(?:still )?been\b", said, re.I)
        return f"you've {turned(said)}" if been else f"you're {turned(said)}"
    if found["bare"].match(said):
        return f"you {turned(said)}"
    if found["pronoun"].match(said) and found["verb"].search(said):
        return turned(said)
    return ""


def _question(words: str) -> str:
    """ "how to fix this", "whether you can ..."; in quotation marks where it cannot be turned."""
    sentences = [each for each in _SENTENCES.split(words) if "?" in each] or [words]
    plain = _stripped(sentences[0])
    said = _LED.sub("", plain).rstrip("? ").lstrip(", ")
    if not _is_fit(said) or not 3 <= len(said.split()) <= _LONGEST:
        return ""
    led = said != plain.rstrip("? ").lstrip(", ") and re.match(
        r"(?:what|when|where|why|how|who|which|if)\b", said, re.I
    )
    if re.match(r"how to\b", said, re.I) or (led and not _ASKED.fullmatch(said)):
        return _lower(turned(said))
    match = _ASKED.fullmatch(said)
    return f'"{said[:1].upper()}{said[1:]}?"' if match is None else _turned_question(match)


def _turned_question(match: re.Match[str]) -> str:
    wh, aux, who, rest = ((match[name] or "").lower() for name in ("wh", "aux", "subject", "rest"))
    rest = match["rest"]
    head = wh or "whether"
    if wh == "how" and aux in _ABLE and who in ("i", "we", "you"):
        return f"how to {turned(rest)}"
    if aux in ("does", "did"):
        return f'"{match[0][:1].upper()}{match[0][1:]}?"'
    return f"{head} {turned(f'{who} {rest}' if aux == 'do' else f'{who} {aux} {rest}')}"


def _wish(words: str) -> str:
    """What is wanted, as it follows "you would like": "a refund", "us to fix the app"."""
    for sentence in _SENTENCES.split(words):
        said = _stripped(sentence).rstrip("?! ")
        if not _is_fit(said) or len(said.split()) > _LONGEST:
            continue
        for form, lead in _WISHES:
            if match := re.search(form, said, re.I):
                what = re.sub(r"^(?:please|just|possibly|kindly)\s+", "", match["what"])
                return "" if lead and _NO_WISH.fullmatch(what.strip(" .!")) else f"{lead}{turned(what)}"
    return ""


def turned(said: str) -> str:
    """First person to second and second to first: "my order you lost" -> "your order we lost"."""
    pronouns, after_i = toml_of("naming")["pronouns"], toml_of("naming")["after_i"]
    words = said.split()
    out: list[str] = []
    for place, word in enumerate(words):
        match = re.fullmatch(r"(\W*)([\w']+)(\W*)", word)
        if match is None:
            out.append(word)
            continue
        before, core, after = match.groups()
        last = words[place - 1].lower().strip(",.") if place else ""
        if core.lower() in after_i and last == "i":
            core = after_i[core.lower()]
        elif core.lower() == "you" and _is_object(words, place):
            core = "us"
        else:
            core = pronouns.get(core.lower(), core)
        out.append(f"{before}{core}{after}")
    return _lower(" ".join(out))


def _is_object(words: list[str], place: int) -> bool:
    """Whether "you" at that place is whom something is done to or with."""
    last = words[place - 1].lower().strip(",.") if place else ""
    at_end = place == len(words) - 1 or words[place].endswith((".", ",", "!"))
    follows = "" if at_end else words[place + 1].lower().strip(",.")
    if follows in toml_of("naming")["after_you"]:
        return False
    return last in toml_of("naming")["before_you"] or at_end


def _stripped(sentence: str) -> str:
    """Without what leads in or trails off; common short forms written out."""
    spelled = toml_of("naming")["spelled"]
    said = " ".join(spelled.get(each.lower(), each) for each in sentence.split())
    said = _rules()["lead"].sub("", said.strip(" -–—•*\"'.,:;"))
    said = said if "?" in said else _rules()["tail"].sub("", said)
    return said.replace("!", "").strip(" .,:;-–—\"'")


def _lower(said: str) -> str:
    """Its first word as it stands inside a sentence; names keep their capital."""
    first = said.split(" ", 1)[0]
    return said[:1].lower() + said[1:] if first.lower() in toml_of("naming")["plain"] else said


def _is_fit(words: str) -> bool:
    """No insult, nothing personal, no shouting, no quotation that begins or ends elsewhere."""
    found = rules("naming")
    letters = [each for each in words if each.isalpha()]
    shouts = len(letters) > 6 and sum(map(str.isupper, letters)) > 0.4 * len(letters)
    open_ = words.count('"') % 2 or words.count("(") != words.count(")")
    return not (shouts or open_ or found["never"].search(words) or found["private"].search(words))


def _rules() -> Rules:
    return nested_rules("naming", "en")
