"""What feedback is about: words after "about" or "提到", and words that are only part of a value's name."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.offline.conditions.stated import Condition
from assistant.offline.conditions.ways import way_conditions, ways_unread
from assistant.offline.names.linking import Linker
from assistant.offline.names.surfaces import ValueSurface
from assistant.offline.text.lexicon import concept, is_noise, means_nothing, names_in, only_shapes
from assistant.offline.text.ordinary import is_ordinary
from assistant.offline.text.scan import Scan
from retrieval.catalog import Catalog
from tools.segments.query import Filter

__all__ = ["mentioned", "tokens", "topic_field", "unread", "worded"]

_TOPIC_ENDS = re.compile(
    r"(?<![a-z])(?:but|while|though|although|yet|not|without|aren't|isn't|the most|the least|most|least|in|on|during|by|per|for|from|among|is|are|was|were|have|has|had|there|did|do|does|and|or|that|which|who"
    r"|with|last|this|each|how|what|both)(?![a-z])|[–—(（:：]|\s[-/|]+\s|的|有多少|多少|有几|几条|占|比|是|在|了|吗|呢|和|与|或"
)
_TOPIC_STARTS = re.compile(
    r"^(?:(?:(?:the|a|an|any|some|their|our|both|word|words|phrase|term)(?![a-z])|了|过)\s*)+"
)
_DOING = "退赔修坏丢骗"
"""Single characters that say what happened: who sent something back is not everybody."""

_DENYING = "不没未无非别莫勿除免缺"

_EMPTY_KINDS = ("y", "u", "e", "o", "zg", "c", "p", "r", "d")
"""Kinds of Chinese words that restrict nothing: particles, interjections, conjunctions, prepositions, pronouns,
adverbs. Denials among them were read before. (Names of kinds: the PKU tag set.)
"""

_TAKEN = "\x00"
_DENIED = re.compile(r"(?:\bnot|n'?t|\bnever|没有?|未|不)\s*$")


_WORDED = re.compile(
    r"(?<![a-z])(?:(?:that |which |who )?(?:(?:do(?:es)?|did)(?: not|n'?t) )?mention(?:s|ed|ing)?(?: of)?|(?:with|say(?:s|ing)?|us(?:es?|ing)|contain(?:s|ing)?|includ(?:es?|ing)|ha(?:s|ve|ving)) the (?:words?|phrases?|terms?))(?![a-z])\s*(?P<e>[^\x00?？,，。;；]+)"
    r"|(?<![a-z])the (?:word|term|phrase)s? (?P<e2>[a-z' -]{2,30}?)(?= (?:turn|show|come|pop|crop|appear|occur|feature|is|are|was|were|in|used|mentioned)(?:s|ed|ing)?(?![a-z]))"
    r"|(?<![a-z])(?:does|did|do)(?![a-z]) ?(?P<e5>[a-z' \u3400-\u9fff-]{2,24}?) ?(?:come up|show up|turn up|crop up|pop up|appear|occur|feature|get mentioned)(?![a-z])"
    r"|(?<![a-z])with (?P<e3>(?!(?:the|an?|any|no|some) )[a-z' -]{2,24}?) in (?:them|it|the text|the body|the comment|there)(?![a-z])"
    r"|(?<![a-z])(?!(?:of|the|total|all|many|number|any|and|those|text|word|how|count|which|who|that) )(?P<e4>[a-z]{3,20}) mentions?(?=\W*$| (?:in|by|per|during|last|this|over|count|total|we)(?![a-z]))"
    r"|(?:没有?|未|不)?(?:提到|提及|说到|谈到|写到|讲到|聊到|[提说写讲聊](?=过))过?了?\s*(?P<z>[^\x00?？,，。;；]+?)(?=、[且并而]|[\x00?？,，。;；]|$)"
)
_CITED = re.compile(
    r"(?:(?:正文|文本|内容|评论|留言|文字|里面?|中)+(?:是|有|带有?|含有?|包含|写着?|出现)了?|写(?:到|过)?了?|带有?|含有?|出现了?)(?P<w>[\u3400-\u9fffa-z0-9]{1,12}?)(?:这?[一两二三四五六七八]个字|字样|这个词|一词|的字眼)"
)


_TITLED: tuple[str, ...] = (
    r"(?:(?<=标题)|(?<=题目)|(?<=title)|(?<=主题行))(?:里面?|中|当中)?(?:有|含有?|包含|带有?|出现|提到|写了?|是)过?了?(?P<w>[\u3400-\u9fffa-z0-9]{1,12}?)(?:[二两三四]字|这个词|字样)?(?=的|有多少|有几|一?共|总|多少|几|数|[?？,，。]|$)",
    r"(?:(?<=titles )|(?<=title )|(?<=titles)|(?<=title))(?:that |which )?(?:with|contain(?:s|ing)?|includ(?:es?|ing)|ha(?:s|ve|ving)|mention(?:s|ing|ed)?|sa(?:ys?|ying|id))\s+(?:the )?(?:words? |term )?(?P<w>[a-z0-9][a-z0-9-]+)(?: in (?:them|it))?(?![a-z])",
    r"(?<![a-z])(?:with|contain(?:s|ing)?|ha(?:s|ve|ving)|mention(?:s|ing)?|say(?:s|ing)?|count of|the words?|occurrences of)\s+(?:the )?(?:words? )?(?P<w>[a-z0-9][a-z0-9-]+)(?= (?:in|inside|within) (?:the |their |its |any |bug )?titles?(?![a-z]))",
)
"""A word said to stand in the title, which is named right before or after."""


_TEXTS = r"verbatims?|texts?|reviews?|comments?|messages?|tweets?|posts?|records?|reports?|tickets?|bugs?|complaints?|responses?"
_SPELT: tuple[str, ...] = (
    r"(?<![a-z])(?:mention(?:s|ed|ing)?|say(?:s|ing)?|said|us(?:es?|ed|ing)|contain(?:s|ed|ing)?|includ(?:es?|ed|ing)|ha(?:s|ve|ving)|with|writ(?:es?|ing)|wrote)"
    r" (?:the )?(?:exact )?(?:words?|terms?|phrases?) (?P<w>[a-z][a-z'-]+)(?![a-z])",
    r"(?<![a-z])with (?P<w>[a-z]{3,}) in (?:them|it|the (?:text|body|comment|message|review)s?)(?![a-z])",
    r"(?<![a-z])(?:does|do|did) (?:somebody|someone|people|customers|users|anyone|anybody|they) (?:write|say|type|use|mention)s? (?P<w>(?!(?:most|least|more|less|often|about|when|what|why|best|worst|here|there|now|today|back)(?![a-z]))[a-z]{3,})(?=\W*$)",
    rf"(?<![a-z])(?:percent|many|%|{_TEXTS}|people|users|customers) (?:that |which |who )?says? (?P<w>(?!(?:yes|no|so|that|they|it|what|why|nothing|something|anything|good|bad|about)(?![a-z]))[a-z]{{3,}})(?=\W*$)",
    rf"^\W*(?P<w>[a-z]{{4,20}}|[\u3400-\u9fff]{{2,6}}) ?[-:–—,]+ ?(?:in )?how many (?:{_TEXTS})(?: (?:mention|have|contain|say|use|include)s?(?: (?:it|that|this))?)?(?=\W*$)",
    r"(?<![a-z])(?:count|number|occurrences?|mentions?) of ?(?P<w>[\u3400-\u9fff]{1,6}) ?in (?:the )?(?:text|body|review|comment|message)s?(?![a-z])",
    r"(?<![a-z])with ?(?P<w>[\u3400-\u9fff]{1,6}) ?in (?:them|it|the (?:text|body|comment|message|review)s?)(?![a-z])",
    r"(?:(?<=[户客人里中,，])|^)(?:说|讲)(?:的是|是)?(?![到过了起出的])(?P<w>[\u3400-\u9fff]{2,4}?)(?<![好差坏慢快贵高低大小])的(?=评论|留言|反馈|评价|帖|有|几|多少|[?？]|$)",
    r"(?:含有?|包含|带有?|出现|提到|写了?)过? (?P<w>[\u3400-\u9fff]{1,8}) (?=的)",
    r"(?:文本|正文|原文|文字|评论|留言|内容)(?:里面?|中|内|当中)?(?:含有?|包含|带有?|出现|写有|写了)了?(?P<w>[\u3400-\u9fffa-z0-9]{1,8}?)(?:这?[一两二三四]个字|字样|这个词|一词)?(?=的|有多少|多少|有几|几|$|[?？,，。])",
)
"""A word said as it is spelt, though it may be one that shapes questions: "mention the word update"."""


def _spelt(scan: Scan) -> list[Condition]:
    found: list[Condition] = []
    for pattern in _SPELT:
        for match in scan.find(pattern):
            if _TAKEN not in match.group() and match["w"] not in ("多少", "几条"):
                share = re.match(
                    "percent|%", match.group()
                )  # "how many percent say X" still asks for a share
                span = (match.start() + (share.end() if share else 0), match.end())
                scan.take(*span)
                found.append(_contains(match["w"], *span))
    return found


def worded(scan: Scan) -> list[Condition]:
    """Texts said to mention words: the words themselves, not the value they may be."""
    found = _spelt(scan)
    for pattern in _TITLED:
        for match in scan.find(pattern):
            if _topic(match["w"]) and _TAKEN not in match.group():
                scan.take(*match.span())
                found.append(_contains(match["w"], *match.span()))
    for match in scan.find(_CITED):
        scan.take(*match.span())
        found.append(_contains(match["w"], *match.span()))
    for match in scan.find(_WORDED):
        told = next(name for name in ("e", "e2", "e3", "e4", "e5", "z") if match[name])
        rest = match[told]
        topic = _topic(rest)
        if told == "z":  # 提过隔音问题
            topic = re.sub(r"(?<=[\u3400-\u9fff]{2})的?问题$", "", topic)
        if not topic or _TAKEN in scan.free[match.start() : match.end()]:
            continue
        at = match.start(told)
        end = match.end() if told == "e4" else at + rest.index(topic) + len(topic)
        denied = _DENIED.search(scan.free[: match.start()])
        start = denied.start() if denied else match.start()
        turned = denied or (
            told != "e5" and re.match(r"(?:that |which |who )?(?:do|did|没|未|不)", match.group())
        )
        scan.take(start, end)
        said = [_contains(topic, start, end)]
        said += _further(scan, end)
        found += [_denied(each) for each in said] if turned else said
    return found


def mentioned(scan: Scan, linker: Linker) -> list[Condition]:
    """ "About X", "提到X": texts that contain X, or the value X is a part of; a linked value is left alone. And the way
    it came in.
    """
    found: list[Condition] = []
    for match in scan.find(rf"(?:{concept('mention').pattern})\s*(?=(?P<rest>[^\x00?？,，。;；]*))"):
        topic = _topic(match.group("rest"))
        if topic:
            start = match.start()
            end = match.start("rest") + match.group("rest").index(topic) + len(topic)
            denied = _DENIED.search(scan.free[:start])
            scan.take(denied.start() if denied else start, end)
            about = _about(topic, linker, start, end, led=match.group())
            found.append(_denied(about) if denied else about)
            found += _further(scan, end, linker)
        elif scan.free[match.end() : match.end() + 1] == "\x00" and not concept("complaint").match(
            match.group()
        ):
            scan.take(*match.span())
    return found + way_conditions(scan, linker)


_LAST_WORD = re.compile(r"(?P<w>[a-z]{3,})\W*")


def _further(scan: Scan, start: int, linker: Linker | None = None) -> list[Condition]:
    """ "X or Y", "X和Y": what a list of topics goes on with."""
    found: list[Condition] = []
    joined = re.compile(r"\s*(?:or|and|或者?|和|与|、(?![且并而])|以及)\s*(?P<rest>[^\x00?？,，。;；]*)")
    while match := joined.match(scan.free, start):
        last = _LAST_WORD.fullmatch(match.group("rest"))  # "refund or broken", though tables are broken down
        topic = _topic(match.group("rest")) or (last["w"] if last else "")
        if not topic or len(topic.split()) > 2:
            break
        end = match.start("rest") + match.group("rest").index(topic) + len(topic)
        scan.take(start, end)
        found.append(_about(topic, linker, start, end) if linker else _contains(topic, start, end))
        start = end
    return found


def unread(scan: Scan) -> list[str]:
    """Words nobody took and that are more than noise."""
    words: list[str] = []
    for piece in scan.rest():
        if not means_nothing(piece):
            words += [each for each in tokens(piece) if not (means_nothing(each) or is_ordinary(each))]
            words += [each for each in names_in(piece) if each not in words]
        elif any(map(str.isalpha, piece)) and not piece.isascii():
            words += _things(piece)
    further = (*_rates(scan), *_compounds(scan), *_kinds(scan), *ways_unread(scan), *_vague_times(scan))
    return words + [each for each in further if each not in words]


_LATELY = re.compile(r"(?<![a-z])(?:recently|lately|of late(?=\W*$|,))(?![a-z])")
_FIGURE = re.compile(
    r"(?<![a-z])(?:how many|how much|numbers?|counts?|shares?|percent(?:age)?|proportion|averages?|rates?|nps)(?![a-z])"
)
_TIMED = re.compile(
    r"\d|(?<![a-z])(?:days?|weeks?|months?|quarters?|years?|since|trend\w*|chang\w*|ris\w+|fall\w*|grow\w*|dropp?\w*|declin\w*|(?:in|de)creas\w*|improv\w*|worse\w*|better|more|less|fewer|up|down|spik\w*|getting)(?![a-z])"
)


def _vague_times(scan: Scan) -> list[str]:
    """ "How many complaints recently?": since when is not said, and a figure of all times would not tell."""
    text = scan.text
    vague = _LATELY.search(text)
    return [vague.group()] if vague and _FIGURE.search(text) and not _TIMED.search(text) else []


_THING = 3
"""Characters from which on a Chinese noun says something although each of its characters is an ordinary word."""

_COUNTED = re.compile("^[一两几]|个")
"""一家人, 拉个表: how many there are, or that something is done, and no name of a thing."""


def _things(piece: str) -> list[str]:
    """笔记本 although 笔, 记 and 本 restrict nothing."""
    import rjieba  # reads its dictionary when imported

    return [
        word
        for part in re.findall(r"[\u3400-\u9fff]+", piece)
        for word, kind in rjieba.tag(part)
        if len(word) >= _THING and kind == "n" and not is_noise(word) and not _COUNTED.search(word)
    ]


def _compounds(scan: Scan) -> Iterator[str]:
    """ "Self-pay" may be a value although "self" and "pay" say nothing by themselves."""
    for match in re.finditer(r"(?<![\w-])[a-z]{2,}(?:-[a-z]{3,})+(?![\w-])", scan.free):
        if not any(concept(name).fullmatch(match.group()) for name in _EMPTY_CONCEPTS):
            yield match.group()


def _kinds(scan: Scan) -> list[str]:
    """老客户, 大客户, 前10%: what no value or figure is, however common its words."""
    free = [*_CUSTOMERS.finditer(scan.text), *_USUAL.finditer(scan.text)]
    left = [each for each in free if scan.free[each.start()] != _TAKEN]
    return [each.group() for each in (*left, *_NOT_COUNTED.finditer(scan.text))]


_CUSTOMERS = re.compile(r"[老大](?:客户|用户|顾客|会员)(?!呢?\s?(?:[(（]|[,，、]?\s?(?:也?就是|即|指)))")
_USUAL = re.compile(r"(?<=[跟和与同比])(?:平时|平常|往常)")
_NOT_COUNTED = re.compile(
    r"(?:[一二三四五六七八九十两几\d]+|哪)[个些](?:高频|关键|热)?词|(?:高频|关键|热)词"
    r"|又[给打评]过?了?(?=[1-5一二三四五]颗?星)"
    r"|(?:前|后|最[高低]的?)\s?\d+(?:\.\d+)?\s?[%％]"
    r"|(?:[高低大小多少]于|超过|不到)(?:整体|总体|全部|大盘)?的?(?:平均(?:水平|值|分|价)?|均[价值分线])(?=的)"
)
"""Words by how often they are said, the top tenth of a number, what is above its average: nothing tells them."""


_EMPTY_CONCEPTS = ("record", "people", "by", "show", "noise", "count", "share", "average")


_RATE = re.compile(r"(?P<what>[\u3400-\u9fff]{2})率(?!先)")
_NO_RATE = re.compile(r"[比概频占分效几的少]$|什么|多少|[负正]面|[差好]评")


def _rates(scan: Scan) -> list[str]:
    """退货率, 入住率: what a rate is of says what is counted, however common the word."""
    return [
        match.group()
        for match in _RATE.finditer(scan.text)
        if scan.free[match.start() : match.end("what")].strip(_TAKEN) and not _NO_RATE.search(match["what"])
    ]


def topic_field(catalog: Catalog) -> str | None:
    """The field that says what feedback is about: the known one, else a column named like it."""
    if catalog.field("category"):
        return "category"
    named = (field.name for field in catalog.fields if field.kind == "category" and not field.known)
    return next(
        (name for name in named if re.search(r"theme|topic|reason|issue|主题|原因|问题", name.lower())), None
    )


_SPEAKS_OF = re.compile(r"(?:about|regarding|concerning|关于|有关|针对)\W*$")
""" "About the earbuds" is of what they are called in the data; "mentioning earbuds", of the word."""


def _about(topic: str, linker: Linker, start: int, end: int, led: str = "") -> Condition:
    """led: the words before the topic."""
    partial = linker.partial_values(topic)
    if partial is not None:
        return _values_condition(topic, partial[0].name, partial[1], start, end)
    bare = re.sub(r"^(?:their|the|our|your|his|her|my) ", "", topic)
    meant = linker.part_of(bare) if _SPEAKS_OF.search(led) else None
    if isinstance(meant, ValueSurface) and not meant.field.derived:
        return _values_condition(topic, meant.field.name, (meant.value, *meant.others), start, end)
    return _contains(topic, start, end)


def _contains(words: str, start: int, end: int) -> Condition:
    contains = Filter(field="text", op="contains", value=words)
    return Condition(start, end, contains, (words, f"text contains “{words}”"))


def _denied(condition: Condition) -> Condition:
    """The opposite: texts without the words, records without the value."""
    opposite = {"contains": "not contains", "=": "!=", "in": "not in"}[condition.filter.op]
    told = (condition.reading[0], f"≠ {condition.reading[1]}") if condition.reading else None
    return replace(condition, filter=condition.filter.model_copy(update={"op": opposite}), reading=told)


def _values_condition(said: str, field: str, values: tuple[str, ...], start: int, end: int) -> Condition:
    meant = f"{field} = {' / '.join(values)}"
    if len(values) == 1:
        return Condition(start, end, Filter(field=field, value=values[0]), (said, meant))
    return Condition(start, end, Filter(field=field, op="in", values=values), (said, meant))


def _topic(rest: str) -> str:
    """The words of a topic, up to where the question goes on about something else."""
    if re.match(r"\s*[-–—]+\s", rest):
        return ""  # "what do they talk about - top three themes"
    rest = rest.lstrip(" :：-")
    stop = _TOPIC_ENDS.search(rest)
    topic = _TOPIC_STARTS.sub("", (rest[: stop.start()] if stop else rest).strip(" .'\"-"))
    figures = any(re.search(concept(name), topic) for name in ("average", "median", "percentile"))
    topic = re.sub(r"(?<=[\u3400-\u9fff])(?:这?[一两二三四五六]个字|字样|这个词|一词)$", "", topic)
    return "" if figures or only_shapes(topic) or _OF_FIGURES.search(topic) else topic


_OF_FIGURES = re.compile("率最?[高低多少好差]|[率量数]最|满意度")
""" "投诉处理率最低": what is ranked, and nothing that is complained about."""


def tokens(piece: str) -> list[str]:
    """English words whole, Chinese cut into words; Chinese particles, adverbs and the like are left out."""
    import rjieba  # reads its dictionary when imported

    tokens: list[str] = []
    for part in re.findall(r"[a-z0-9'_.%-]+|[\u3400-\u9fff]+|[^\sa-z0-9\u3400-\u9fff]+", piece):
        if re.match(r"[\u3400-\u9fff]", part):
            tokens += [word for word, kind in rjieba.tag(part) if not _says_nothing(word, kind)]
        else:
            tokens.append(part.strip("'.-") or part)
    return tokens


def _says_nothing(word: str, kind: str) -> bool:
    """Whether a Chinese word that no reader took restricts nothing: an empty kind, or one character. What denies
    something always restricts.
    """
    if any(each in _DENYING for each in word):
        return False
    return kind.startswith(_EMPTY_KINDS) or (len(word) == 1 and word not in _DOING)
