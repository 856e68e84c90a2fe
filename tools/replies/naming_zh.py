"""Points named back in Chinese: a clause of the customer's own, without what leads in or trails off."""

import re

from tools.replies.wordlists import Rules, nested_rules, rules

__all__ = ["GAP", "named", "title_named"]

GAP = "\u00a4"
"""Stands where a handle, a link or something personal was taken out of a sentence."""

_PIECES = re.compile(r"[，,。！!？?；;：:\s~…]+|(?<=[^\d])\.|\.{2,}")
_ASKS = re.compile(r"为何|为什么|怎么|什么|吗$|[？?]")
_SHORTEST, _LONGEST, _LONGEST_QUESTION, _SHORT = 4, 26, 40, 14
_LONGEST_WISH = 36
_ASKING = re.compile(
    r"吗|[呢么](?=[？?\s]|$)|请问|(?<!任)何|是否|多久|怎|如何|什么|哪|谁|几[个天点时号月年岁]|多少|有没有|能不能|是不是|会不会|要不要|可不可以|能否|可否"
    r"|可以.*[？?]|还是.*[？?]"
)
"""What a question asks with: a mark alone may only show surprise."""
_OPEN = "“”\"'「」《》()（）[]【】"


def named(words: str, kind: str) -> str:
    """See `naming.named`. words: of one point."""
    if kind == "question":
        return _question(words)
    if kind in ("request", "suggestion"):
        return _wish(words)
    whole = _rules()["tail"].sub("", _rules()["lead"].sub("", words.strip("。，,！!~… ")))
    if (
        2 <= len(whole) <= _SHORT
        and not re.search(r"[！!？?。；;]", whole)
        and _is_fit(whole)
        and _balanced(whole)
    ):
        return whole
    return max(_fit_pieces(words), key=_worth, default="")


def title_named(title: str) -> str:
    """A title as the subject of a sentence; "" where it is not fit."""
    plain = " ".join(title.split())
    plain = re.sub(
        r"^((?:再次)?(?:反映|投诉|举报|咨询|关于))?(?:[A-Z]\d*[市区县]?)?\[[A-Z_]{3,}\]的?", r"\1", plain
    )
    plain = plain.strip(" ！!？?。，,~…")
    plain = re.sub(r"(?:，|,|\s)?(?:谢谢|急|盼复|请领导.{0,10})$", "", plain)
    return plain if 4 <= len(plain) <= 60 and _is_fit(plain) and _balanced(plain) else ""


def _question(words: str) -> str:
    """The question itself, with its mark; "" for one that only blames."""
    if rules("points")["rhetorical"].search(words) or re.match(r"\W*(?:让|叫|请)(?!问)", words):
        return ""
    pieces = [each for each in re.split(r"(?<=[？?。！!；;\n])", words) if each.strip()]
    asking = next(
        (each for each in pieces if re.search(r"[？?]|吗|请问|何时|是否|多久|怎么|如何", each)), words
    )
    if not re.search(_ASKING, asking):
        return ""
    plain = _rules()["lead"].sub("", asking).strip(" ！!？?。，,~…；;-—")
    plain = re.sub(r"^(?:各位|尊敬的)?(?:领导)?[：:、，\s]+", "", plain)
    if not (_SHORTEST <= len(plain) <= _LONGEST_QUESTION) or not _is_fit(plain) or not _balanced(plain):
        return ""
    return f"{plain}？"


def _wish(words: str) -> str:
    """What is wanted, as it follows 希望: "尽快退款"."""
    for piece in _PIECES.split(words):
        said = _rules()["request_lead"].sub("", piece, count=1)
        if said == piece and not re.match(r"建议|最好|尽快|给我|帮我|能不能|可以|应该|退|换|补", piece):
            continue
        said = _rules()["tail"].sub("", re.sub(r"^(?:建议|最好|能不能|可不可以|可以|能否|能够?)", "", said))
        if _rules()["empty_request"].match(said) or not 2 <= len(said) <= _LONGEST_WISH or _ASKS.search(said):
            continue
        if _rules()["no_wish"].search(said):
            continue
        if _is_fit(said) and _balanced(said):
            return _to_you(said)
    return ""


def _to_you(said: str) -> str:
    """First person to second, and the reader to us."""
    marked = re.sub(r"你们|您们|贵[司店]|你(?!好)", "\0", said)
    marked = re.sub(r"我们|咱们|俺们|我(?!市|县|区|省|国|校|院)|俺|本人", "您", marked)
    return marked.replace("\0", "我们")


def _fit_pieces(words: str) -> list[str]:
    """The clauses that can be quoted by themselves."""
    pieces = [_rules()["tail"].sub("", _rules()["lead"].sub("", each)) for each in _PIECES.split(words)]
    return [
        each
        for each in pieces
        if _SHORTEST <= len(each) <= _LONGEST
        and _is_fit(each)
        and _balanced(each)
        and _has_han(each)
        and not _rules()["incomplete"].search(each)
    ]


def _worth(piece: str) -> tuple[float, int]:
    """How much a clause tells: what says that something went wrong first, then the fuller one."""
    wrong = rules("points")["problem"].search(piece) or _rules()["regret"].search(piece)
    return (bool(wrong) + bool(re.search(r"\d|[A-Za-z]", piece)) * 0.5, min(len(piece), 16))


def _is_fit(words: str) -> bool:
    found = rules("naming")
    if GAP in words:
        return False
    return not (found["never"].search(words) or found["private"].search(words))


def _balanced(words: str) -> bool:
    """No quotation or bracket that begins or ends elsewhere."""
    return not any(each in words for each in _OPEN)


def _has_han(words: str) -> bool:
    return sum("\u4e00" <= each <= "\u9fff" for each in words) >= 3


def _rules() -> Rules:
    return nested_rules("naming", "zh")
