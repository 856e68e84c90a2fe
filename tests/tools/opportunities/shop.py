"""A made-up shop in which five needs are planted, and a context over it."""

import random
from collections.abc import Callable

import sqlalchemy as sa

from retrieval.catalog import load_catalog
from retrieval.database import (
    Store,
    add_attribute,
    attributes,
    bump_data_version,
    feedback_table,
    feedback_text,
)
from retrieval.noting.tables import feedback_topic
from tools.toolbox import ToolContext

__all__ = ["NOW", "context_of", "furnish"]

NOW = 1_780_000_000
DAY = 86_400
COUNT = 900

_OTHER = ("Works fine, thank you.", "颜色很好看，很喜欢。", "Not what I expected.", "一般般，没有想象中好。")


def furnish(store: Store, count: int = COUNT) -> None:
    """Late parcels in the East; a charger of Lamp 2; leaving over price; next-day orders late; VIP wishes."""
    chance = random.Random(11)
    with store.write() as connection:
        for name in ("firmware", "resolved"):
            add_attribute(connection, name, "category")
        own = {each.name: each.column for each in attributes(connection)}
        table = feedback_table(attributes(connection))
        facts, texts, topics = [], [], []
        for seq in range(1, count + 1):
            product = chance.choice(("Lamp 1", "Lamp 2", "Lamp 3"))
            row = {
                "product": product,
                "region": chance.choice(("East", "West", "North", "South")),
                "tier": chance.choice(("standard", "standard", "VIP", "new")),
                "customer": f"c{seq}" if seq % 3 else f"regular {seq % 40}",
                own["firmware"]: f"{product[-1]}.{chance.choice('01')}",
            }
            text, topic, sentiment, intent = _said(row, chance)
            row[own["resolved"]] = "no" if sentiment == "negative" else "yes"
            facts.append(
                {
                    "seq": seq, "id": f"f{seq}", "source": "shop", "version": 1, "row_hash": "",
                    "import_id": 1,
                    "time": NOW - chance.randrange(200) * DAY, "order_value": 50.0 + seq % 100,
                    "sentiment": sentiment, "intent": intent, **row,
                }
            )  # fmt: skip
            texts.append({"seq": seq, "text": f"{text} ({seq})"})
            if topic:
                topics.append(
                    {"seq": seq, "topic": topic, "topic_area": topic.split(".")[0], "confidence": 0.9}
                )
        connection.execute(sa.insert(table), facts)
        connection.execute(sa.insert(feedback_text), texts)
        connection.execute(sa.insert(feedback_topic), topics)
        bump_data_version(connection)


def _said(row: dict[str, str], chance: random.Random) -> tuple[str, str, str, str]:
    """A text with its topic, sentiment and intent."""
    roll = chance.random()
    if row["region"] == "East" and roll < 0.3:
        return (
            chance.choice(("The parcel has not arrived.", "包裹一直没有动静。")),
            "logistics.delay",
            "negative",
            "complaint",
        )
    if row["product"] == "Lamp 2" and roll < 0.5:
        return (
            chance.choice(("The charger burnt out.", "充电器坏了。")),
            "product.defect",
            "negative",
            "complaint",
        )
    if row["tier"] == "VIP" and roll < 0.62:
        return (
            chance.choice(("Please add a timer.", "希望增加定时功能。")),
            "app.feature",
            "neutral",
            "suggestion",
        )
    if roll < 0.66:
        return (
            chance.choice(("Too expensive, never buying here again.", "太贵了，再也不买了。")),
            "billing.price",
            "negative",
            "complaint",
        )
    if roll < 0.70:
        return "Paid for express delivery and it was late.", "", "negative", "complaint"
    if roll < 0.78:
        return "Delivery was quick.", "logistics.delay", "positive", "praise"
    return chance.choice(_OTHER), "product.design", chance.choice(("negative", "positive")), "other"


def context_of(store: Store) -> ToolContext:
    """Tools over the store; nothing here needs vectors."""

    def none() -> None:
        return None

    unused: Callable[[], object] = none
    return ToolContext(store, lambda: load_catalog(store), unused, none)  # type: ignore[arg-type]
