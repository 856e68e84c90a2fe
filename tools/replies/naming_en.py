"""Points named back in English: the customer's clause turned to face them ("my" becomes "your")."""

import re

from tools.replies.naming_zh import GAP
from tools.replies.wordlists import Rules, nested_rules, rules, toml_of

__all__ = ["named", "quotable", "thing", "turned"]


_LONGEST, _LONGEST_QUOTE, _LONGEST_WISH = 24, 20, 16
_DEPENDS = re.compile(r"(?:if|as|when|because|since|while|although|though|after|before|which|that)\b", re.I)
_PIECES = re.compile(r"(?<=[.!?;])\s+|\n|\s[-–—]+\s|,\s|\.{2,}|\s(?=(?:but|because|even though|although)\b)")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")
_ABLE = ("do", "can", "would", "could", "should")
_ASKED = re.compile(
    r"(?P<wh>how long|how much|how many|how often|how|why|when|where|what|which|who)?\s*\b"
    r"(?P<aux>do|does|did|can|can't|could|will|would|should|am|is|are|was|were|have|has|isn't|aren't|don't|"
    r"doesn't|didn't|won't)\s+(?P<subject>i|we|you|it|they|there|someone|anyone|everyone|u)\s+(?P<rest>.+)",
    re.I,
)
_OPENS = re.compile(r"(?:why|how|when|where|what|which|who|is|are|does|did|can|could|has|will)\b", re.I)
_LED = re.compile(
    r"^(?:(?:can|could) (?:you|someone|anyone|somebody) (?:please )?(?:tell me|explain(?: to me)?|advise)"
    r"|i(?:'m| am| was) (?:just )?(?:wondering|curious)|any idea|does anyone know|do you know)\s+",
    re.I,
)
_WISHES = (
    (r"\bi (?:really |just )?need (?P<what>(?:some )?help (?:with |\w+ing\b).+)", ""),
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
    said = quotable(words, wrong=False)
    return f'"{said}"' if said else ""


def quotable(words: str, wrong: bool = True) -> str:
    """The first clause that can stand in quotation marks by itself; its own become single. "" for none.

    wrong: only one that says what went wrong, where nothing else shows that it does.
    """
    for piece in (*_SENTENCES.split(words), *_PIECES.split(words)):
        said = _stripped(piece)
        if len(said.split()) <= _LONGEST_QUOTE and _is_whole(said, wrong) and _is_fit(said):
            return said.replace('"', "'")
    return ""


def thing(words: str) -> str:
    """What somebody calls theirs, or a name they write with a capital: "your community tab", "GTA Online"."""
    found = _rules()
    for match in found["mine"].finditer(words):
        said = match["thing"].strip()
        if not found["no_thing"].search(said) and _is_fit(said):
            return f"your {said}"
    for match in re.finditer(r"(?<=[a-z,] )(?:[A-Z][\w+-]*\s?){1,3}(?=\W|\b)", words):
        said = match[0].strip()
        known = {*said.lower().split()} & {*toml_of("naming")["plain"]}
        tag = re.search(r"[a-z][A-Z]|^[A-Z]{4,}$", said) is not None
        if len(said) >= 3 and not known and not tag and not found["no_thing"].search(said) and _is_fit(said):
            return said
    return ""


def _is_whole(said: str, wrong: bool) -> bool:
    """Whether words are a clause with its own subject and predicate; wrong: that says what is wrong."""
    found = _rules()
    words = said.split()
    if len(words) < 4 or "?" in said or _DEPENDS.match(said) or found["vague"].match(said):
        return False
    if found["dangling"].search(said) or found["fragment"].match(said):
        return False
    verb = found["verb"].search(" ".join(words[1:7]))
    told = nested_rules("naming", "regret")["en"].search(said) or rules("naming")["harsh"].search(said)
    story = re.match(r"i(?:'m|'ve)?\b", said, re.I) is not None
    return verb is not None and (not (wrong or story) or told is not None)


def _as_clause(said: str) -> str:
    found = _rules()
    if found["dangling"].search(said):
        return ""
    if found["vague"].match(said) or rules("naming")["harsh"].search(said):
        return ""
    if found["participle"].match(said):
        been = re.match(r"(?:still )?been\b", said, re.I)
        return f"you've {turned(said)}" if been else f"you're {turned(said)}"
    if found["bare"].match(said):
        return _grammatical(f"you {turned(said)}")
    if found["pronoun"].match(said) and found["verb"].search(said):
        return _grammatical(turned(said))
    return ""


def _grammatical(said: str) -> str:
    """The clause, unless turning left what nobody would write."""
    return "" if _rules()["garbled"].search(said) else said


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
        return _grammatical(_lower(turned(said)))
    if _rules()["no_question"].fullmatch(said) or _rules()["dangling"].search(said):
        return ""
    match = _ASKED.fullmatch(said)
    if match is not None and (told := _grammatical(_turned_question(match))):
        return told
    quote = (_ASKED.search(said) or _OPENS.match(said)) and len(said.split()) >= 4
    return f'"{said[:1].upper()}{said[1:]}?"' if quote else ""


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
        if not _is_fit(said) or len(said.split()) > _LONGEST or _rules()["dangling"].search(said):
            continue
        for form, lead in _WISHES:
            if match := re.search(form, said, re.I):
                what = re.sub(r"^(?:please|just|possibly|kindly)\s+", "", match["what"])
                if lead and _NO_WISH.fullmatch(what.strip(" .!")):
                    return ""
                if len(what.split()) > _LONGEST_WISH or _rules()["run_on"].search(what):
                    return ""
                return _grammatical(f"{lead}{turned(what)}")
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
    said = re.sub(r"\b(you|u|y'all) (?:guys|folks|people)\b", r"\1", said, flags=re.I)
    said = _rules()["lead"].sub("", said.strip(f" -–—•*\"'.,:;{GAP}"))
    said = said if "?" in said else _rules()["tail"].sub("", said)
    return said.replace("!", "").strip(f" .,:;-–—\"'{GAP}")


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
    shouts = shouts or re.search(r"\b[A-Z]{4,}\W+[A-Z]{4,}\b", words) is not None or GAP in words
    return not (shouts or open_ or found["never"].search(words) or found["private"].search(words))


def _rules() -> Rules:
    return nested_rules("naming", "en")
