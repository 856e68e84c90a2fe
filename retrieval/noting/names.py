"""What people call the values of derived fields, in both languages, kept in the store beside them."""

from collections.abc import Mapping

from retrieval.catalog import keep_value_names
from retrieval.database import Store
from retrieval.understanding.routing import Routing
from retrieval.understanding.topics.taxonomy import Taxonomy

__all__ = ["name_values"]

Names = Mapping[str, tuple[str, str]]

_INTENTS: Names = {
    "complaint": ("complaint", "投诉"),
    "suggestion": ("suggestion", "建议"),
    "question": ("question", "咨询"),
    "request": ("request", "请求"),
    "praise": ("praise", "表扬"),
    "other": ("other", "其他"),
}
_URGENCIES: Names = {
    "urgent": ("urgent", "紧急"),
    "important": ("important", "重要"),
    "normal": ("normal", "一般"),
}
_FOLLOW_UPS: Names = {"interview": ("worth an interview", "值得访谈"), "save": ("about to leave", "可能流失")}
_SENTIMENTS: Names = {
    "positive": ("positive", "正面"),
    "negative": ("negative", "负面"),
    "neutral": ("neutral", "中性"),
}
_LANGUAGES: Names = {
    "zh-Hans": ("simplified Chinese", "简体中文"),
    "zh-Hant": ("traditional Chinese", "繁体中文"),
}


def name_values(store: Store, taxonomy: Taxonomy, routing: Routing) -> None:
    """Keeps the names of this taxonomy's topics and of these departments."""
    names = {
        "sentiment": _SENTIMENTS,
        "intent": _INTENTS,
        "urgency": _URGENCIES,
        "follow_up": _FOLLOW_UPS,
        "language": _LANGUAGES,
        "topic": {each.id: (each.name("en"), each.name("zh")) for each in taxonomy.topics},
        "topic_area": {each.id: (each.name("en"), each.name("zh")) for each in taxonomy.areas},
        "department": routing.names,
    }
    with store.write() as connection:
        keep_value_names(connection, names)
