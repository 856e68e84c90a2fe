"""What a file's records are about, where one column says it: the airline, the company, the kind of product."""

import re

from retrieval.catalog import Catalog

__all__ = ["subject_field"]

_MOST_VALUES = 200
_NEVER = ("source", "language", "sentiment", "category", "customer", "tier", "channel", "region", "title")
_NO_SUBJECT = re.compile(
    r"theme|topic|reason|issue|intent|status|state|priority|resolution|level|code|group|stage|split|word|term|tier|type|plan"
    r"|channel|(?<![a-z])ids?(?![a-z])|_id|主题|原因|问题|状态|优先|等级|级别|渠道|类型|阶段|编号"
)
"""Names of columns that say how or why something was written, not about what."""


def subject_field(catalog: Catalog) -> str | None:
    """The one column of the user's own whose values are things one can ask for by "who" or "which one"."""
    fields = [
        each
        for each in catalog.fields
        if each.kind == "category" and not each.derived and each.name not in _NEVER
    ]
    named = [
        each.name
        for each in fields
        if 1 < len(each.values) <= _MOST_VALUES and not _NO_SUBJECT.search(each.name.lower())
    ]
    if "product" in named:
        return "product"
    return named[0] if len(named) == 1 else None
