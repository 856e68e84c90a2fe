"""Two made-up exports with columns the product has never seen: a US bank's complaints, a hotel's reviews.

Nothing in them is real: no row, name, store or text was taken from anywhere. They are drawn with fixed
seeds, so every run has the same files, with differences between groups that leave rankings without ties.
"""

import csv
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

__all__ = ["BANK_COLUMNS", "HOTEL_COLUMNS", "bank", "hotel", "write"]

BANK_COLUMNS = (
    "Complaint ID",
    "Date received",
    "Product",
    "Issue",
    "State",
    "Submitted via",
    "Company response",
    "Timely response?",
    "Consumer disputed?",
    "Complaint text",
)
HOTEL_COLUMNS = (
    "评价编号",
    "入住日期",
    "门店",
    "房型",
    "渠道",
    "会员等级",
    "总分",
    "卫生分",
    "服务分",
    "是否回复",
    "出行目的",
    "房价",
    "评价内容",
)

# Per product: how common, share answered late, and its issues with how common each is.
PRODUCTS: dict[str, tuple[int, float, dict[str, int]]] = {
    "Credit reporting": (
        34,
        0.04,
        {"Incorrect information on report": 6, "Identity theft": 3, "Report access": 1},
    ),
    "Debt collection": (20, 0.18, {"Debt not owed": 5, "Threats or harassment": 3, "No written notice": 2}),
    "Credit card or prepaid card": (
        15,
        0.07,
        {"Unexpected fees": 4, "Disputed purchase": 3, "Card declined": 1},
    ),
    "Mortgage": (11, 0.12, {"Payment process": 5, "Escrow": 2, "Refinancing": 1}),
    "Checking or savings account": (9, 0.09, {"Account closed": 3, "Unexpected fees": 2, "Deposits held": 1}),
    "Student loan": (6, 0.24, {"Repayment plan": 4, "Servicer communication": 1}),
    "Vehicle loan or lease": (3, 0.05, {"Repossession": 2, "Lease end charges": 1}),
    "Money transfer": (2, 0.3, {"Transfer not received": 3, "Fraud or scam": 1}),
}
# Per state: how common, and the share of answers that the consumer disputes.
STATES: dict[str, tuple[int, float]] = {
    "CA": (22, 0.22),
    "TX": (16, 0.31),
    "FL": (14, 0.4),
    "NY": (12, 0.16),
    "GA": (9, 0.27),
    "IL": (7, 0.12),
    "PA": (6, 0.35),
    "NC": (5, 0.19),
    "OH": (4, 0.48),
    "NJ": (3, 0.08),
    "WA": (2, 0.6),
}
VIA = {"Web": 60, "Phone": 18, "Referral": 10, "Postal mail": 7, "Fax": 3, "Email": 2}
RESPONSES = {
    "Closed with explanation": 62,
    "Closed with non-monetary relief": 18,
    "Closed with monetary relief": 12,
    "In progress": 8,
}
BANK_MONTHS = (60, 70, 78, 90, 84, 100, 112, 130, 150, 172, 210, 244)

BANK_FIRST: dict[str, tuple[str, ...]] = {
    "Credit reporting": (
        "There is an account on my credit report that is not mine.",
        "My credit score dropped because of a late payment I never made.",
        "Someone opened a loan in my name and it shows up on my report.",
    ),
    "Debt collection": (
        "A collector calls me at work about a debt I paid years ago.",
        "They threatened to call my employer if I do not pay today.",
        "I never got a letter that explains what this debt is.",
    ),
    "Credit card or prepaid card": (
        "I was charged an annual fee that nobody told me about.",
        "The same purchase was charged twice on my card.",
        "My card was declined abroad although I had told the bank.",
    ),
    "Mortgage": (
        "My mortgage payment was returned and then marked late.",
        "The escrow amount went up by 300 dollars without a reason.",
        "The refinancing paperwork has been lost for the second time.",
    ),
    "Checking or savings account": (
        "The bank closed my account without any notice.",
        "I keep paying an overdraft fee on an account that has money in it.",
        "My paycheck deposit has been on hold for ten days.",
    ),
    "Student loan": (
        "My repayment plan was changed and the payment doubled.",
        "The servicer never answers messages about my student loan.",
    ),
    "Vehicle loan or lease": (
        "My truck was repossessed although the loan was current.",
        "They billed me for scratches after the lease ended.",
    ),
    "Money transfer": (
        "The money I sent to my sister never arrived.",
        "I was talked into a transfer that turned out to be a scam.",
    ),
}
BANK_THEN = (
    "I have called four times and waited on hold for an hour.",
    "I sent all the documents by certified mail.",
    "Nobody calls back.",
    "The branch manager was rude to me.",
    "The mobile app only shows an error.",
    "I was promised a refund in May.",
)
BANK_LAST = (
    "Please correct this.",
    "I want my money back.",
    "I am going to talk to a lawyer.",
    "This has cost me a new apartment.",
    "I will close my accounts.",
)

# Per store: how common, the average total score at the start of the year, and the average price in yuan.
STORES: dict[str, tuple[int, float, int]] = {
    "上海外滩店": (18, 4.2, 720),
    "上海虹桥店": (13, 3.5, 430),
    "北京国贸店": (15, 3.9, 640),
    "杭州西湖店": (12, 4.6, 580),
    "成都春熙路店": (11, 4.4, 390),
    "西安钟楼店": (9, 3.0, 330),
    "广州天河店": (8, 3.7, 460),
    "深圳南山店": (6, 3.3, 510),
    "厦门环岛路店": (5, 4.0, 480),
    "三亚海棠湾店": (3, 4.8, 980),
}
ROOMS = {
    "大床房": (42, 0),
    "双床房": (28, 20),
    "家庭房": (15, 130),
    "商务单间": (10, -90),
    "豪华套房": (5, 480),
}
# Per channel: how common, the share of reviews the hotel replied to.
CHANNELS = {
    "携程": (38, 0.82),
    "美团": (26, 0.55),
    "飞猪": (16, 0.4),
    "官网": (12, 0.93),
    "Booking": (8, 0.22),
}
LEVELS = {"普通": (60, 0.0), "银卡": (27, 0.15), "金卡": (13, 0.4)}
TRIPS = {"商务出差": 34, "家庭亲子": 26, "情侣度假": 18, "朋友出游": 9, "独自旅行": 5, "": 8}
HOTEL_MONTHS = (90, 118, 84, 104, 140, 128, 176, 206, 154)

HOTEL_GOOD = (
    "房间很干净，床也舒服。",
    "前台小姑娘态度特别好，入住很快。",
    "早餐品种多，豆浆好喝。",
    "位置好，出门就是地铁。",
    "免费升级了房型，惊喜。",
    "窗外风景很美。",
)
HOTEL_BAD = (
    "隔音太差，隔壁说话听得一清二楚。",
    "空调坏了，半夜热醒。",
    "卫生间有霉味，地上有头发。",
    "前台态度冷淡，等了四十分钟才入住。",
    "早餐种类少，去晚了什么都没有。",
    "停车要另外收费，订的时候没说。",
    "押金一周了还没退。",
)
HOTEL_SOSO = ("中规中矩，没什么特别的。", "价格比上次贵了。", "路过住一晚，够用。")


def write(folder: Path) -> None:
    """Writes `made_up_bank.csv` and `made_up_hotel.csv` into the folder, over older ones."""
    folder.mkdir(parents=True, exist_ok=True)
    _save(folder / "made_up_bank.csv", BANK_COLUMNS, bank())
    _save(folder / "made_up_hotel.csv", HOTEL_COLUMNS, hotel())


def bank(count: int = 1500, seed: int = 20) -> Iterator[tuple[str, ...]]:
    """Made-up complaints of 2024, oldest first, in the order of BANK_COLUMNS."""
    chance = random.Random(seed)
    for number, when in enumerate(_days(chance, count, 2024, BANK_MONTHS)):
        product = _pick(chance, {name: row[0] for name, row in PRODUCTS.items()})
        state = _pick(chance, {name: row[0] for name, row in STATES.items()})
        response = _pick(chance, RESPONSES)
        yield (
            f"B{240001 + number}",
            when.isoformat(),
            product,
            _pick(chance, PRODUCTS[product][2]),
            state,
            _pick(chance, VIA),
            response,
            "No" if chance.random() < PRODUCTS[product][1] else "Yes",
            _disputed(chance, state, response),
            _complaint(chance, product),
        )


def hotel(count: int = 1200, seed: int = 21) -> Iterator[tuple[str, ...]]:
    """Made-up reviews of January to September 2025, oldest first, in the order of HOTEL_COLUMNS."""
    chance = random.Random(seed)
    for number, when in enumerate(_days(chance, count, 2025, HOTEL_MONTHS)):
        store = _pick(chance, {name: row[0] for name, row in STORES.items()})
        room = _pick(chance, {name: row[0] for name, row in ROOMS.items()})
        channel = _pick(chance, {name: row[0] for name, row in CHANNELS.items()})
        level = _pick(chance, {name: row[0] for name, row in LEVELS.items()})
        # Scores sink a little every month, as if the chain had a bad year.
        centre = STORES[store][1] + LEVELS[level][1] - 0.06 * (when.month - 1)
        total = _half(chance.gauss(centre, 0.7))
        price = STORES[store][2] + ROOMS[room][1] + chance.randrange(-60, 61)
        yield (
            f"H{50001 + number}",
            when.isoformat(),
            store,
            room,
            channel,
            level,
            f"{total:.1f}",
            _or_blank(chance, 0.08, f"{_half(chance.gauss(total - 0.3, 0.5)):.1f}"),
            _or_blank(chance, 0.12, f"{_half(chance.gauss(total + 0.2, 0.5)):.1f}"),
            "是" if chance.random() < CHANNELS[channel][1] else "否",
            _pick(chance, TRIPS),
            str(price),
            _review(chance, total),
        )


def _disputed(chance: random.Random, state: str, response: str) -> str:
    """Nobody has disputed an answer that is not there yet; of the others one in eight is not known."""
    disputed = "Yes" if chance.random() < STATES[state][1] else "No"
    return "" if response == "In progress" else _or_blank(chance, 0.125, disputed)


def _complaint(chance: random.Random, product: str) -> str:
    """One to three sentences."""
    sentences = [chance.choice(BANK_FIRST[product])]
    if chance.random() < 0.7:
        sentences.append(chance.choice(BANK_THEN))
    if chance.random() < 0.5:
        sentences.append(chance.choice(BANK_LAST))
    return " ".join(sentences)


def _review(chance: random.Random, total: float) -> str:
    """One or two sentences whose mood goes with the score."""
    moods = (
        HOTEL_GOOD if total >= 4 else HOTEL_BAD if total <= 3 else HOTEL_SOSO + HOTEL_BAD[:3] + HOTEL_GOOD[:2]
    )
    return "".join(chance.sample(moods, chance.randint(1, 2)))


def _days(chance: random.Random, count: int, year: int, weights: Sequence[int]) -> list[date]:
    """So many days of the year in order, spread over its first months by weight."""
    months = chance.choices(range(1, len(weights) + 1), weights, k=count)
    return sorted(date(year, month, 1) + timedelta(days=chance.randrange(28)) for month in months)


def _pick(chance: random.Random, weights: Mapping[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _half(score: float) -> float:
    """The nearest half step from 1 to 5."""
    return min(5.0, max(1.0, round(score * 2) / 2))


def _or_blank(chance: random.Random, share: float, text: str) -> str:
    return "" if chance.random() < share else text


def _save(path: Path, columns: Sequence[str], rows: Iterator[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
