"""Shares of the records that state the field at all: "ignoring blanks", "where it is known", 没填的不算."""

import re

from assistant.offline.text.scan import Scan

__all__ = ["of_stated_only", "take_stated_only"]

_STATED_ONLY = re.compile(
    r"(?<![a-z])(?:where [^,?.]{0,40}?(?:is|was|are|were) (?:known|stated|recorded|given|available|filled in|not (?:blank|missing|empty|null))|(?:of|among|over|from|to) (?:all |the |those )?(?:known|stated|recorded|given) (?:answers?|values?|cases|ones|outcomes?|decisions?)"
    r"|where (?:it'?s |it is |we |that is |this is )?(?:stated|known|given|recorded|answered|know)|known only|only known|with (?:a|an) (?:known |given |stated )?(?:answer|value)"
    r"|(?:those|ones|cases|records|complaints) (?:with|that have|having) an? (?:known )?(?:answer|value)|say yes or no|yes or no|ignor(?:e|ing) (?:the )?(?:blanks?|missing|unknowns?|empty)"
    r"|(?:exclud(?:e|ing)|leav(?:e|ing) out|without|minus|not counting|drop(?:ping)?) (?:the )?(?:blanks?|missing|unknowns?|empty|nulls?)"
    r"|blanks? (?:out|dropped|aside|excluded|ignored|removed|left out)|among (?:the )?(?:known|stated)|we know(?! of))(?![a-z])"
    r"|(?:没填|未填|没有?(?:填写?|记录)|没写|空着|空白|缺失|不明)[^，。？,?]{0,6}?的?(?:都|就|全)?(?:不算|不计|不看|不统计|除外|去掉|剔除|排除|忽略)"
    r"|(?:不算|不含|不计|除去|去掉|排除|剔除|忽略|刨去|扣除|不看)(?:了|掉)?(?:没填|未填|没有?(?:填写?|记录)|没写|空白|缺失)[^，。？,?]{0,6}的?"
    r"|(?:情况|结果|答案|状态)?(?:有记录|有填写?|已填写?|填了|已知|明确)(?:的(?!有多少|几)|(?=是否|有无|有没有))"
    r"|(?:不算|不含|不计|除去|去掉|排除|剔除|忽略|刨去|扣除)(?:了)?(?:空白|空值|缺失|没填|未填|空缺|不明|空的)的?|(?:空白|空值|缺失|没填|未填|空缺)的?(?:不算|不计|除外|去掉|不含)|(?:只算|只看)?(?:有答案|有值|有填|填了|已知|有记录)的(?!有多少|几)"
)
"""A share is to be one of the records that state the field at all."""


def of_stated_only(scan: Scan) -> bool:
    """Whether a share is to be one of the records that state the field."""
    return _STATED_ONLY.search(scan.text) is not None


def take_stated_only(scan: Scan) -> None:
    """Takes the words, which ask for nothing else: "blanks dropped" is no drop."""
    for found in _STATED_ONLY.finditer(scan.text):
        scan.take(*found.span())
