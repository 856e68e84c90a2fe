"""What one piece of feedback is: its known fields, their kinds, and the record itself.

A *known field* has one meaning whatever file it came from. Every other column of a file becomes an
*attribute*: a typed field of the user's own, which filters, groups and measures like a known one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

FieldKind = Literal["number", "date", "flag", "category", "text"]
"""number: float; date: whole seconds since 1970 UTC; flag: 0 or 1; category and text: str."""

Value = float | int | str | None

__all__ = ["FIELDS", "Feedback", "Field", "FieldKind", "Value", "known_field", "text_hash", "whole_text"]


@dataclass(frozen=True, slots=True)
class Field:
    """A known field: its name in queries and storage, its kind, and what people call it.

    derived: noted by `retrieval.understanding` or found by `retrieval.themes`, never read from a file.
    many: a record may have several.
    """

    name: str
    kind: FieldKind
    en: str
    zh: str
    aliases: tuple[str, ...] = ()
    derived: bool = False
    many: bool = False


FIELDS: tuple[Field, ...] = (
    Field("id", "text", "record id", "编号", ("id", "record")),
    Field(
        "text", "text", "text", "内容", ("feedback", "comment", "review", "message", "正文", "评论", "留言")
    ),
    Field("title", "text", "title", "标题", ("subject", "headline")),
    Field("source", "category", "source", "来源", ("file", "data set", "dataset", "数据集", "文件")),
    Field("time", "date", "time", "时间", ("date", "day", "日期", "when")),
    Field("customer", "category", "customer", "客户", ("user", "people", "用户", "顾客", "人")),
    Field("channel", "category", "channel", "渠道", ("途径",)),
    Field("product", "category", "product", "产品", ("item", "model", "商品", "机型", "型号")),
    Field("region", "category", "region", "地区", ("area", "state", "city", "区域", "省份", "城市")),
    Field(
        "tier", "category", "customer tier", "客户等级", ("tier", "level", "membership", "会员等级", "等级")
    ),
    Field("rating", "number", "rating", "评分", ("stars", "star rating", "score", "星级", "打分")),
    Field("nps", "number", "NPS score", "NPS 分数", ("nps", "recommend score", "推荐分", "净推荐值")),
    Field("csat", "number", "CSAT score", "满意度分数", ("csat", "satisfaction", "满意度")),
    Field(
        "order_value", "number", "order value", "订单金额", ("amount", "spend", "金额", "消费金额", "订单额")
    ),
    Field("language", "category", "language", "语言", ("lang",)),
    Field("sentiment", "category", "sentiment", "情感", ("polarity", "情绪", "情感倾向")),
    Field(
        "category",
        "category",
        "category",
        "类别",
        ("topic", "theme", "subject matter", "分类", "主题", "话题", "问题类型"),
    ),
    Field("sentiment_score", "number", "sentiment score", "情感得分", ("情感分数", "情绪得分"), derived=True),
    Field("intensity", "number", "intensity", "强度", ("情绪强度", "strength of feeling"), derived=True),
    Field("intent", "category", "intent", "意图", ("purpose", "诉求类型"), derived=True),
    Field("topic", "category", "topic", "话题", ("topics", "问题"), derived=True, many=True),
    Field(
        "topic_area",
        "category",
        "topic area",
        "话题领域",
        ("area of complaint", "领域"),
        derived=True,
        many=True,
    ),
    Field("theme", "category", "theme", "主题", ("themes", "痛点"), derived=True, many=True),
    Field(
        "theme_group",
        "category",
        "theme group",
        "主题大类",
        ("group of themes", "大主题"),
        derived=True,
        many=True,
    ),
    Field("urgency", "category", "urgency", "紧急程度", ("紧急度", "severity"), derived=True),
    Field("priority", "number", "priority", "优先级", ("优先度", "priority score"), derived=True),
    Field("department", "category", "department", "部门", ("team", "责任部门"), derived=True),
    Field("follow_up", "category", "follow-up", "跟进", ("follow up", "回访"), derived=True),
    Field("duplicate", "flag", "duplicate", "重复", ("copy", "repeat", "重复反馈"), derived=True),
)


def known_field(name: str) -> Field | None:
    """The known field of that name, whether files give it or it is derived; None for any other."""
    return next((known for known in FIELDS if known.name == name), None)


@dataclass(frozen=True, slots=True)
class Feedback:
    """One acknowledged record as the importer hands it to the store.

    `time` is whole seconds since 1970 UTC. `attributes` maps an attribute's id to a value of its kind.
    A record without `text` is still a record: it is counted, grouped and filtered.
    """

    id: str
    source: str
    text: str | None = None
    title: str | None = None
    time: int | None = None
    customer: str | None = None
    channel: str | None = None
    product: str | None = None
    region: str | None = None
    tier: str | None = None
    rating: float | None = None
    nps: float | None = None
    csat: float | None = None
    order_value: float | None = None
    language: str | None = None
    sentiment: str | None = None
    category: str | None = None
    attributes: Mapping[int, Value] = field(default_factory=dict)


def whole_text(title: str | None, text: str | None) -> str:
    """What is read, embedded and searched of a record: its title, then its text."""
    return "\n".join(part for part in (title, text) if part)


def text_hash(text: str | None, title: str | None) -> str | None:
    """Key of a text's vector: 32 hexadecimal digits over title and text, None when both are missing."""
    content = whole_text(title, text)
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest() if content else None
