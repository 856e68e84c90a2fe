"""A reply to a customer: what they raised, what can be said to it, what is missing, a close."""

from tools.replies.composing_writing import Writing
from tools.replies.naming import is_regrettable
from tools.replies.points import Point

__all__ = ["write"]

MILD = -0.35
"""A problem told this calmly is thanked for, not mourned."""
STRONG = 0.85
"""Intensity from which the anger is named."""
_LETTERS = ("mail", "letter", "邮件", "邮箱", "来信")


def write(writing: Writing) -> None:
    """Adds the paragraphs of the reply."""
    _greet(writing)
    problems, thanks = writing.points("problem"), writing.points("thanks")
    asking = [each for each in writing.brief.points if each.kind in ("question", "request", "suggestion")]
    if not problems and not asking:
        _thank(writing, thanks)
    else:
        opening = [*_problems(writing, problems), *_asked(writing, asking)]
        happy = writing.brief.whole.feeling.label == "positive"
        beside = writing.says("thanks", "beside") if thanks and happy else ""
        _with_greeting(writing, *opening, beside)
        _inform(writing, problems, asking)
        _close(writing, problems, asking)
    _sign(writing)


def _greet(writing: Writing) -> None:
    formal = writing.brief.register.manner != "informal"
    writing.add(writing.says("", "greeting_formal" if formal else "greeting"))
    if writing.brief.language == "en" and _is_letter(writing):
        writing.paragraphs[0] = ["Dear {{customer_name}}," if formal else "Hi {{customer_name}},"]


def _with_greeting(writing: Writing, *sentences: str) -> None:
    """A paragraph; in Chinese, and in short replies, on the line of the greeting."""
    if (writing.brief.language == "zh" or writing.short) and len(writing.paragraphs) == 1:
        writing.paragraphs[0] += [each for each in dict.fromkeys(sentences) if each]
    else:
        writing.add(*sentences)


def _thank(writing: Writing, thanks: list[Point]) -> None:
    glad = dict.fromkeys(writing.of_topic(each.topic, "glad") for each in thanks if each.topic)
    told = [each for each in glad if each][: 1 if writing.short else 2]
    _with_greeting(writing, writing.says("thanks", "first"), *(told or [writing.says("thanks", "plain")]))
    if not writing.short:
        writing.add(writing.says("thanks", "close"))


def _problems(writing: Writing, problems: list[Point]) -> list[str]:
    """The first with what fits its weight, the others named after it."""
    if not problems:
        return []
    first = min(problems, key=lambda each: each.score)
    others = [each for each in problems if each is not first]
    opening = _first_problem(writing, first)
    chinese = writing.brief.language == "zh"
    for other in others:
        said = writing.said(other)
        about = writing.of_topic(other.topic, "about") if other.topic != first.topic else ""
        about = about or ("" if said else writing.thing(other))
        if said and not chinese:
            quoted = said.startswith('"')
            key = "more_quoted" if quoted else "more_said"
            opening.append(writing.says("problem", key, said=said.strip('"')))
        elif about and not (said and chinese):
            opening.append(writing.says("problem", "more_about", about=about))
    feeling = writing.brief.whole.feeling
    one = len(writing.brief.records) <= 1
    if one and feeling.label == "negative" and feeling.intensity >= STRONG and not writing.short:
        opening.append(writing.says("problem", "strong"))
    return opening


def _first_problem(writing: Writing, point: Point) -> list[str]:
    said, mild = writing.said(point), point.score > MILD
    alone = len(writing.points("problem")) == 1
    topic = point.topic or (writing.brief.topic if alone else None)
    about, thing = writing.of_topic(topic, "about"), "" if said else writing.thing(point)
    if thing and (not about or not said):
        return [writing.says("problem", "read_about", about=thing)]
    if not said and about and not mild:
        more = writing.of_topic(topic, "sorry") if writing.brief.language == "zh" else ""
        return [writing.says("problem", "sorry_about", about=about), more]
    sorry = "" if mild else writing.of_topic(topic, "sorry")
    if not sorry:
        grave = writing.brief.whole.feeling.intensity >= STRONG
        sorry = writing.says("problem", "mild" if mild else "very_sorry" if grave else "sorry")
    if not said:
        return [writing.says("problem", "more_about", about=about) if about else "", sorry]
    if writing.brief.language == "zh":
        return [_quotations(writing, point), sorry]
    if said.startswith('"'):
        return [writing.says("problem", "mild_quoted" if mild else "quoted", said=said.strip('"'))]
    if not is_regrettable(said):
        return [writing.says("problem", "mild_said" if mild else "noted_said", said=said)]
    return [writing.says("problem", "first_said", said=said)]


def _quotations(writing: Writing, first: Point) -> str:
    """What went wrong in the customer's words, one quotation after another."""
    points = [first, *(each for each in writing.points("problem") if each is not first)]
    said = list(dict.fromkeys(filter(None, map(writing.said, points))))
    if len(said) == 1:
        return writing.says("problem", "first_said", said=said[0])
    return writing.says("problem", "first_several", said="".join(f"“{each}”" for each in said))


def _asked(writing: Writing, asking: list[Point]) -> list[str]:
    """Questions, requests and suggestions, each named back."""
    told: list[str] = []
    seen: set[str] = set()
    for point in asking[: 3 if writing.short else 5]:
        sentence = _named_back(writing, point, again=point.kind in seen)
        if sentence:
            seen.add(point.kind)
            told.append(sentence)
    return told


def _named_back(writing: Writing, point: Point, again: bool) -> str:
    said = writing.said(point)
    if said and point.kind == "question":
        quoted = said.startswith('"')
        key = (
            ("more_quoted" if quoted else "more_said")
            if again
            else "first_quoted"
            if quoted
            else "first_said"
        )
        return _stopped(writing.says("question", key, said=said))
    if said:
        return writing.says(
            point.kind, "more_said" if again and point.kind == "request" else "said", said=said
        )
    quote = writing.quote(point)
    if len(quote.split()) >= 3 or (writing.brief.language == "zh" and len(quote) >= 4):
        return writing.says("asked", "quoted", said=quote)
    thing = writing.thing(point)
    if again or (
        point.topic is None and not thing and len(writing.brief.points) > 1 and point.kind != "suggestion"
    ):
        return ""
    about = thing or writing.of_topic(point.topic, "about")
    return writing.says(point.kind, "about", about=about) if about else writing.says(point.kind, "plain")


def _stopped(sentence: str) -> str:
    """With a full stop, unless the quotation that ends it has its own mark."""
    return f"{sentence}。" if sentence.endswith("”") and sentence[-2] not in "？！。" else sentence


def _inform(writing: Writing, problems: list[Point], asking: list[Point]) -> None:
    """What sources say; what has to be looked at first; what is missing; where the ticket stands."""
    found = list(writing.answers([*asking, *problems], 1 if writing.short else 3))
    found += writing.steps([*asking, *problems]) if not found else []
    open_ = [each for each in (*problems, *asking) if each not in [point for point, _ in found]]
    note = writing.from_note()
    looked = [] if note or writing.advised else _looked_at(writing, open_)
    if writing.brief.person_needed:
        looked = [writing.says("person", "all")]
    if writing.short:
        looked = [] if found or writing.brief.missing else looked[:1]
    told = [each for _, each in found]
    _add(writing, *told, *writing.learned(1 if writing.short else 2), note)
    advised = writing.says("ask", "after_steps") if writing.advised and not writing.brief.missing else ""
    _add(writing, *looked, writing.ticket(), writing.asked() or advised)


def _add(writing: Writing, *sentences: str) -> None:
    _with_greeting(writing, *sentences) if writing.short else writing.add(*sentences)


def _looked_at(writing: Writing, points: list[Point]) -> list[str]:
    """Why there is no answer yet: one sentence for what went wrong, or one for what was asked."""
    wrong = next((each for each in points if each.kind == "problem"), None)
    if wrong is not None:
        return [writing.of_topic(wrong.topic, "look") or writing.says("problem", "look")]
    for kind in ("question", "request", "suggestion"):
        mine = [each for each in points if each.kind == kind]
        if mine and kind == "request" and writing.brief.whole.intent.value == "complaint":
            return [writing.says("problem", "look")]
        if mine:
            return [writing.says(kind, "look_all" if len(mine) > 1 and kind == "question" else "look")]
    return []


def _close(writing: Writing, problems: list[Point], asking: list[Point]) -> None:
    if not writing.short:
        kind = "problem" if problems else asking[0].kind
        writing.add(writing.says("close", kind))


def _sign(writing: Writing) -> None:
    if _is_letter(writing) and not writing.short:
        writing.add("{{agent_name}}")


def _is_letter(writing: Writing) -> bool:
    channel = (writing.brief.channel or "").lower()
    return any(each in channel for each in _LETTERS)
