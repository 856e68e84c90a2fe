"""An answer to "which do you mean?": the question it settles."""

import re
from collections.abc import Sequence

from assistant.offline.names.glossary import same_meaning, same_place
from assistant.offline.names.surfaces import spaced
from assistant.offline.text.lexicon import concept, means_nothing, only_shapes
from assistant.offline.text.scan import plain

__all__ = ["chosen", "settled"]

_ORDINALS = (
    r"(?<![a-z0-9])(?:first|1st|former|one|1|a)(?![a-z0-9])|第?一|前者|前一?个|前面|上面",
    r"(?<![a-z0-9])(?:second|2nd|latter|two|2|b)(?![a-z0-9])|第?二|后者|后一?个|后面",
    r"(?<![a-z0-9])(?:third|3rd|three|3|c)(?![a-z0-9])|第?三",
    r"(?<![a-z0-9])(?:fourth|4th|four|4|d)(?![a-z0-9])|第?四",
    r"(?<![a-z0-9])(?:fifth|5th|five|5|e)(?![a-z0-9])|第?五",
)
_LAST = r"(?<![a-z])last(?! (?:\d|day|week|month|quarter|year|summer|spring|autumn|fall|winter))(?![a-z])|最后(?!一?[天周月季年])"
_ALL = (
    r"(?<![a-z])(?:both|all|either|any|each)(?: of)?(?: them| the two| these| those)?(?![a-z])"
    r"|[两俩二三]者都?|[两俩][个家款种项]都?要?|[都全]部?要?|一起|合起来|都算|都看"
)
_POLITE = r"(?<![a-z])(?:i (?:mean|meant|want|would like|said)|i'd like|use|take|go (?:for|with)|pick|choose|that'?s|it'?s|option|number|no\.?|answer|please|the|one|ones|column|field|version|model)(?![a-z])|我?(?:说|指|问|要|选|看)的?是?|就?按|就?用|就是|那个|这个|那家|那款|选项|字段|一?[个款家种项]|号|吧|的|那|就|是|看|选|要"
_TRUTHS = ("yes", "true", "是")


def settled(asked: str, said: str, options: Sequence[str], answer: str) -> str | None:
    """The question with the words that could mean several things replaced by what was chosen of them.

    None when the answer chooses nothing, or asks something else.
    """
    found = chosen(options, answer)
    if not found:
        return None
    together = "和" if re.search(r"[\u3400-\u9fff]", asked) else " and "
    meant = together.join(found)
    if said in _TRUTHS:
        meant = f"{spaced(meant)} {said}"
    pattern = rf"(?<![a-z0-9]){re.escape(said)}(?![a-z0-9])" if said.isascii() else re.escape(said)
    text, count = re.subn(pattern, lambda _: f" {meant} ", plain(asked), count=1, flags=re.IGNORECASE)
    return " ".join(text.split()) if count else None


_NOT_THE_OTHER = (
    r"(?:[,;，；]|(?<=\w) )\s*(?:and )?(?:not|rather than|instead of)(?: (?:the|as|by|in))* [^,，;.]+$|^not (?:the |as )?[^,，;]+[,，;] *(?:but )?(?:the )?"
    r"|[,，;；]?\s*(?:而?不是|不要|不看|别看)[^,，;；。]+$|^(?:不是|不要|不看)[^,，;；]+[,，;；]\s*(?:而?是)?"
)
"""What an answer turns down beside what it chooses: "category, not the touchpoint", 不是产品，是类别."""


def chosen(options: Sequence[str], answer: str) -> tuple[str, ...]:
    """The options an answer names: wholly, by a part that is only theirs, by place, or all of them."""
    text = re.sub(_NOT_THE_OTHER, " ", plain(answer)).strip() or plain(answer)
    whole = [each for each in options if _names(text, each)]
    whole = [each for each in whole if not any(plain(each) in plain(other) != plain(each) for other in whole)]
    if whole:
        rest = text
        for each in whole:
            rest = rest.replace(plain(each), " ").replace(spaced(each), " ")
        return tuple(whole) if _nothing_left(rest) else ()
    if re.search(_ALL, text) and _nothing_left(re.sub(_ALL, " ", text)):
        return tuple(options)
    return _by_part(options, text) or _by_place(options, text)


def _names(text: str, option: str) -> bool:
    return any(
        re.search(rf"(?<![a-z0-9]){re.escape(form)}(?![a-z0-9])", text)
        for form in {plain(option), spaced(option)}
    )


def _by_part(options: Sequence[str], text: str) -> tuple[str, ...]:
    """By words that one option has and the others have not, in either language."""
    said = re.sub(_POLITE, " ", text).strip(" ,.!?，。！？'\"“”")
    said = re.sub(r"^(?:(?:the|a|an|in|of|at|for|from)\s)+", "", said).strip()
    if not said:
        return ()
    for forms in ({said}, same_meaning(said), same_place(said)):
        having = [each for each in options if any(_has(each, form) for form in forms)]
        if len(having) == 1:
            return (having[0],)
    words = [word for word in said.split() if not means_nothing(word)]
    having = [each for each in options if words and all(_has(each, word) for word in words)]
    return (having[0],) if len(having) == 1 else ()


def _has(option: str, words: str) -> bool:
    if words.isascii():
        return re.search(rf"(?<![a-z0-9]){re.escape(words)}", spaced(option)) is not None
    return words in plain(option)


def _by_place(options: Sequence[str], text: str) -> tuple[str, ...]:
    places = [place for place, pattern in enumerate(_ORDINALS[: len(options)]) if re.search(pattern, text)]
    if re.search(_LAST, text):
        places = [len(options) - 1]
    elif len(places) > 1:  # "the second one"
        places = [place for place in places if place] or places
    rest = re.sub("|".join((*_ORDINALS, _LAST)), " ", text)
    return (options[places[0]],) if len(places) == 1 and _nothing_left(rest) else ()


def _nothing_left(text: str) -> bool:
    text = re.sub(concept("go_on_tail"), " ", re.sub(_POLITE, " ", text))
    return means_nothing(text) or only_shapes(text)
