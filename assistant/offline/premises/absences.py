"""Premises that something never happens ("since nobody complains about packaging", 没人投诉包装), and what is built on a premise.

What somebody means to do because of a premise ("can we drop it?") is not answered; whether the premise holds is.
"""

import re

from assistant.offline.text.lexicon import concept
from assistant.offline.text.scan import Scan

__all__ = ["premise_first", "take_absence", "take_consequence"]

_BAD = r"(?:complain(?:s|ed|ing|ts?)?|negatives?|bad|criticisms?|unhappy|issues?|detractors?|praise|positives?|feedback|reviews?|one[- ]star)"
_NOBODY = re.compile(
    rf"(?<![a-z])(?:nobody|no[- ]one|noone|not a single (?:customer|person|user|guest|soul|one)|no (?:customers?|people|users?|guests?)|none of (?:our |the )?(?:customers?|people|users?|guests?))(?: (?:ever|really|actually|has|have|had|is|are|was|were|even))*(?= (?:{_BAD}|mentions?|mentioned|dislikes?|minds?|cares?|hates?|said|says?|talks?|wrote|writes?))"
    rf"|(?<=[a-z] )(?:no|zero|0|not a single|not one|never any)(?= (?:[a-z]+ )?{_BAD}(?![a-z]))"
    rf"|(?<![a-z])there(?:'s| is| are| were| was| have been| has been)? (?:no|zero|never any|not a single)(?= (?:[a-z]+ )?{_BAD}(?![a-z]))"
    rf"|(?<![a-z])(?:do|does|did|have|has|are|were|customers|people|users|guests) ?(?:not|n't) (?:ever )?(?=complain)|(?<![a-z])never(?= (?:{_BAD}))"
    r"|(?:从来?|根本|压根|基本)?(?:都|就)?(?:没有?|无)(?:任何|什么|一个)?(?:人|谁|客户|顾客|用户|会员|客人)(?:再|会|在)?(?=(?:投诉|抱怨|吐槽|差评|骂|说|提|反映|不满))"
    r"|(?:从来?|根本|压根)?(?:都|就)?(?:没有?|零|0)(?:过|任何|什么|一条|半条)?(?=(?:人)?(?:投诉|抱怨|吐槽|差评|负面|不满))"
)
_OPEN = re.compile(rf"(?:{concept('open_question').pattern})")
_STATED = re.compile(
    r"^\W*(?:since|given(?: that)?|as|because|seeing(?: that| as)?|considering(?: that)?|now that|so|good that|great that|glad that|nice that|既然|鉴于|因为|反正|考虑到|看到|由于)(?![a-z])"
    r"|(?:[,，]|\s)(?:right|correct|do they|does it|did they|isn't it|aren't we|so|yes|ok|okay|对吧|是吧|对不对|是不是|吧|吗)(?:\W|$| (?:we|can|let|are|is|this|that|it|they))|[吧吗][?？。]?$"
    r"|^\W*(?:why|how come|is it (?:true|right|correct)|is there|are there|does|do|did|has|have|为什么|为啥|怎么)(?![a-z])"
)
_CONSEQUENCE: tuple[str, ...] = (
    r"[,，;；–—-]?\s*(?<![a-z])(?:so |then |and |therefore |hence )?(?:can|could|should|shall|may|must|do)(?:n't)? (?:we|i|you|they) (?:not |just |now |please |safely |still |also |then |rather |first )*(?:staff|charge|lower|put|prioritise|push|send|assign|add|open|fix|train|build|offer|sell|market|advertise|double|increase|improve|look|go|move|shut|extend|drop|skip|remove|leave|stop|cut|ignore|close|push|move|focus|keep|prioriti[sz]e|shift|scrap|promote|invest|reduce|raise|hire|fire|reward|copy|learn|change|fix|need|bother|worry|say|tell|assume|celebrate|relax|hold|put|give|get|use|make|take|forget|retire|start|expand|switch|spend|trust)(?![a-z]).*$",
    r"[,，;；–—-]?\s*(?<![a-z])(?:let's|let us|lets|we (?:can|should|could|may|might|must|need to|are|'re)|we're|i (?:guess|think|assume|suppose) we|no need|there(?:'s| is) no need|why (?:bother|not|keep|do we (?:need|bother|even))|are we (?:fine|good|ok|okay|safe|done)|is (?:it|that|everything) (?:ok|okay|fine|safe|good|worth|time)|so (?:we're|we are|that's|it's|all|everything(?:'s| is)?|are we|is (?:it|that|everything)) ?(?:good|fine|ok|okay|safe|done|great|all good|all right)?)(?![a-z]).*$",
    r"[,，;；]\s*(?:那|所以|那么|就|是不是就?|是否)*(?:我们|咱们?|我|公司)?(?:是不是|要不要|能不能|可不可以|应不应该|需不需要|该不该|可以|能|应该|该|没必要|不用|不必|用不着|就|干脆|还要不要|还用|还要|不需要|值得|放心)(?:把|将|不|别|去|再|多|先|就|可以|应该)*(?:砍|停|关|撤|删|去掉|下架|推|加|减|换|改|管|优化|不看|忽略|放|省|取消|扩|投|奖|学|宣传|做|提|降|涨|招|培训|盯|查|看|理|写|说|高枕|放心|吧|了|用).*$",
)
_WHATS_WRONG = (
    r"[,，;；]\s*(?:so |then |and )?what(?:'s| is| are| was)? (?:our |the |their )?(?:secret|problem|issue|matter|reason|deal|cause|explanation|trick|catch|story)s?(?![a-z]).*$",
    r"[,，;；]\s*(?:那么?|所以|主要|到底|究竟)*(?:的?(?:问题|原因|毛病|症结|秘诀|秘密|诀窍))(?:是|出在|在于?)(?:什么|哪儿?里?|啥).*$",
)
"""What is asked of a premise that figures cannot tell."""
_LEADING = re.compile(
    r"^\W*(?:since|given(?: that)?|as|because|seeing(?: that| as)?|considering(?: that)?|now that|if|既然|鉴于|因为|考虑到|由于|反正)(?![a-z])"
)


_BUILT_ON = (
    r"(?:can|could|should|shall|may|must)(?:n't)? (?:we|i|you|they)(?![a-z])|(?:is|isn't) it time(?![a-z])"
)
_SO = re.compile(
    rf"^\W*(?!(?:is|are|was|were|do|does|did|has|have|can|could|should|why|how|what|which|who|where|when|if|since|so|compare|show|list|give|tell)(?![a-z]))"
    rf"(?P<stated>[^,?.!;]{{8,90}}),? so (?={_BUILT_ON})",
    re.IGNORECASE,
)
_AS = re.compile(
    rf"^\W*as (?=(?!of |for |at |a |an )[^,?.!;]{{8,90}}, (?:so )?(?:{_BUILT_ON}))", re.IGNORECASE
)


def premise_first(question: str) -> str:
    """ "A is the cheapest, so should we charge more?" and "as A is ..., should we ..." with "since" before the premise."""
    return _SO.sub(r"since \g<stated>, ", _AS.sub("since ", question))


def take_absence(scan: Scan) -> bool:
    """Takes the words that deny that anybody ever does something, where that is stated and not asked of whom."""
    found = _NOBODY.search(scan.free)
    if found is None or (_OPEN.search(scan.text) and not _LEADING.match(scan.text)):
        return False
    bare = not re.search(r"[?？]", scan.text) and re.match(
        r"\W*(?:nobody|no[- ]?one|没有?(?:什么)?人)", scan.text
    )
    if not (bare or _STATED.search(scan.text)):
        return False
    scan.take(*found.span())
    scan.take_first(r"(?<![a-z])(?:any ?more|any longer|at all|these days|ever)(?![a-z])|[再]也?(?=没)")
    return True


def take_consequence(scan: Scan) -> bool:
    """Takes what is to be done or thought because of a premise: "..., can we drop it?", "so we're good?", 是不是可以不管了."""
    stated = _LEADING.match(scan.text) or _NOBODY.search(scan.text)
    if stated is None or not any(map(str.isalnum, scan.text)):
        return False
    for pattern in (*_CONSEQUENCE, *_WHATS_WRONG):
        for found in scan.find(pattern):
            if found.start() > stated.end():
                scan.take(*found.span())
                scan.take_first(_LEADING)
                return True
    return False
