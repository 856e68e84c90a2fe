"""Made-up feedback in any amount, in both languages, the same for the same seed: for speed, not for sense."""

import csv
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

__all__ = ["COLUMNS", "rows", "write_csv"]

COLUMNS = (
    "id",
    "text",
    "created_at",
    "customer",
    "channel",
    "product",
    "region",
    "tier",
    "rating",
    "sentiment",
)

ZH = """
快递 物流 包装 客服 质量 价格 电池 屏幕 发货 退款 安装 味道 尺码 颜色 声音 手感 速度 优惠 售后 说明书
太慢 不错 很差 还行 满意 失望 坏了 破损 漏发 催了三次 没人理 挺好用 性价比高 不会再买 推荐给朋友
等了一周 收到就坏 跟描述一样 比上次贵 送货上门 态度冷淡 解决得快 颜色偏深 续航可以 有点小贵
""".split()  # noqa: SIM905
EN = """
delivery courier packaging support quality price battery screen refund size colour sound setup manual parcel
late broken great slow polite rude cheap expensive missing wrong again finally never always order app update
the my it was and but after two weeks really not very charger works stopped arrived
""".split()  # noqa: SIM905
CHANNELS = ("app", "web", "store", "wechat", "phone")
REGIONS = ("华东", "华南", "华北", "西南", "Europe", "North America")
PRODUCTS = tuple(f"Model {letter}{number}" for letter in "ABCD" for number in range(1, 6))
TIERS = ("standard", "VIP", "new")
START = datetime(2025, 1, 1)


def rows(count: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Records as a file has them, in the order of COLUMNS; one in 20 has no rating."""
    chance = random.Random(seed)
    for number in range(count):
        when = START + timedelta(minutes=chance.randrange(525_600))
        rating = "" if chance.random() < 0.05 else str(chance.randint(1, 5))
        mood = "" if not rating else "negative" if rating < "3" else "positive" if rating > "3" else "neutral"
        yield (
            f"s{number:07d}",
            _text(chance),
            when.isoformat(" "),
            f"c{chance.randrange(1 + count // 3)}",
            chance.choice(CHANNELS),
            chance.choice(PRODUCTS),
            chance.choice(REGIONS),
            chance.choices(TIERS, (6, 2, 2))[0],
            rating,
            mood,
        )


def write_csv(path: Path, count: int, seed: int = 1, *, ids: bool = True) -> Path:
    """Writes such a file; without `ids` it has no id column and every tenth record comes twice."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS if ids else COLUMNS[1:])
        for number, row in enumerate(rows(count, seed)):
            writer.writerow(row if ids else row[1:])
            if not ids and number % 10 == 0:
                writer.writerow(row[1:])
    return path


def _text(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return "，".join(chance.choices(ZH, k=chance.randint(2, 9))) + "。"
    return " ".join(chance.choices(EN, k=chance.randint(4, 30))).capitalize() + "."
