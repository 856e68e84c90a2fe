"""Makes the sample: `python -m retrieval.sample.generate [FOLDER]` writes feedback.csv and truth.json.

Everything in it is synthetic. The same seed makes the same bytes.
"""

import csv
import io
import json
import random
import re
import sys
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

from retrieval.sample.brand import Customer, make_customers
from retrieval.sample.personal import personal_sentence
from retrieval.sample.phrases import expand, phrases
from retrieval.sample.records import COLUMNS, Record, describe, pick_customer, pick_firmware, pick_product
from retrieval.sample.truth import truth_of
from retrieval.sample.writing import Task, Writer, Written
from retrieval.sample.year import END, START, THEMES, Theme, moment

__all__ = ["SEED", "feedback_csv", "generate", "main", "truth_json"]

SEED = 20260615
CUSTOMERS = 1300
DOUBLE_SENT = 26
SENT_AGAIN = 26
GIVING_PERSONAL_DATA = 120
IRONIC_SHARE = 0.06
ASIDE_SHARE = {"negative": 0.09, "positive": 0.08}
COPIES_OF_SPAM = 7

_ANSWERABLE = ("delivery", "delivery_crisis", "returns", "service", "quality", "packaging", "firmware_defect")
_ASIDES = ("delivery", "service", "packaging", "price", "pairing")
_INSISTING = {
    "zh": ("再说一遍，", "还是没人管，", "第二次反馈了：", "跟进一下，", "催一下，"),
    "en": ("second time writing: ", "still waiting. ", "following up, ", "again: ", "bump. "),
}
_STILL = {
    "zh": ("都几天了", "请回复", "还没解决", ""),
    "en": ("any news?", "still nothing", "please reply", ""),
}


def generate() -> list[Record]:
    """All records, oldest first, with ids."""
    rng = random.Random(SEED)  # noqa: S311 - a repeatable sequence is the point
    customers = list(make_customers(rng, CUSTOMERS))
    records = _written(rng, customers)
    for number, record in enumerate(records):
        record.key = number
    _give_personal_data(rng, records)
    records += _repeated(rng, records)
    records += _strangers(rng, customers)
    records.sort(key=lambda record: record.at)
    for number, record in enumerate(records, start=1):
        record.values["feedback_id"] = f"FB-{number:05d}"
    return records


def feedback_csv(records: list[Record]) -> str:
    """The records as CSV with a header, lines ended by a line feed."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(record.values for record in records)
    return buffer.getvalue()


def truth_json(records: list[Record]) -> str:
    """What was planted, as JSON with one line per entry so that changes can be read."""
    truth = truth_of(records, SEED)
    head = ",\n".join(f"{json.dumps(key)}: {_lines(value)}" for key, value in truth.items())
    return "{\n" + head + "\n}\n"


def main() -> None:
    """Writes both files to the folder named, or beside this module."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    records = generate()
    (folder / "feedback.csv").write_text(feedback_csv(records), encoding="utf-8", newline="")
    (folder / "truth.json").write_text(truth_json(records), encoding="utf-8", newline="")


def _lines(value: object) -> str:
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    entries = (f"{json.dumps(key)}: {json.dumps(each, ensure_ascii=False)}" for key, each in value.items())
    return "{\n" + ",\n".join(entries) + "\n}"


def _written(rng: random.Random, customers: list[Customer]) -> list[Record]:
    """Every record somebody wrote or rated, in time order."""
    writer = Writer(rng)
    weights = list(accumulate(customer.activity for customer in customers))
    moments = sorted(
        ((moment(rng, day), number) for number, theme in enumerate(THEMES) for day in theme.days(rng)),
    )
    return [_one(rng, writer, customers, weights, at, THEMES[number]) for at, number in moments]


def _one(
    rng: random.Random,
    writer: Writer,
    customers: list[Customer],
    weights: list[float],
    at: datetime,
    theme: Theme,
) -> Record:
    customer = pick_customer(rng, customers, weights, theme, at.date())
    product = pick_product(rng, theme)
    firmware = pick_firmware(rng, product, theme, at.date())
    if theme.key == "bare":
        written = Written("", (), "none", customer.language)
    else:
        second = rng.choice(_ASIDES) if rng.random() < ASIDE_SHARE.get(theme.polarity, 0) else None
        if second in (theme.key, "pairing") and (theme.key == "pairing" or "wifi" not in product.groups):
            second = None
        if theme.key in ("delivery_crisis", "price_rise"):
            second = None
        ironic = theme.polarity == "negative" and rng.random() < IRONIC_SHARE
        task = Task(theme.key, theme.polarity, customer, product, firmware, second, ironic)
        written = writer.write(task)
    return describe(rng, at, theme, customer, product, firmware, written)


def _give_personal_data(rng: random.Random, records: list[Record]) -> None:
    """Complaints somebody should answer give away how to reach their writer."""
    complaints = [r for r in records if r.theme in _ANSWERABLE and not r.written.ironic]
    open_ones = [r for r in complaints if r.written.sentiment == "negative"]
    for record in rng.sample(open_ones, GIVING_PERSONAL_DATA):
        language = record.values["language"]
        sentence, pieces = personal_sentence(rng, language, record.values["region"], record.theme)
        text = record.values["text"]
        joint = (
            ("，" if text[-1] not in "。！？!?.～~" else "")
            if language != "en"
            else ". "
            if text[-1].isalnum()
            else " "
        )
        record.values["text"] = f"{text}{joint}{sentence}"
        record.personal = pieces


def _repeated(rng: random.Random, records: list[Record]) -> list[Record]:
    """The same words sent twice within minutes, and complaints sent again with other words around them."""
    last = END - timedelta(days=8)
    pool = [r for r in records if r.theme != "bare" and len(r.values["text"]) > 12 and r.at.date() < last]
    pool = [r for r in pool if r.written.sentiment != "neutral"]
    again = [r for r in pool if r.written.sentiment == "negative" and not r.written.ironic]
    twice = rng.sample([r for r in pool if r.at.hour < 23], DOUBLE_SENT)
    copies = [
        r.again(timedelta(seconds=rng.randint(20, 1500)), r.values["text"], "exact_duplicate") for r in twice
    ]
    taken = {record.key for record in twice}
    for record in rng.sample([r for r in again if r.key not in taken], SENT_AGAIN):
        after = timedelta(days=rng.randint(1, 6), seconds=rng.randint(-9000, 9000))
        copies.append(record.again(after, _insisting(rng, record), "near_duplicate"))
    return copies


def _insisting(rng: random.Random, record: Record) -> str:
    language = "en" if record.values["language"] == "en" else "zh"
    text = record.values["text"].rstrip("。.!！~～")
    joint = "，" if language == "zh" else ". "
    more = rng.choice(_STILL[language])
    return rng.choice(_INSISTING[language]) + text + (joint + more if more else "")


def _strangers(rng: random.Random, customers: list[Customer]) -> list[Record]:
    """Spam copied under many names, and texts that address a machine reader."""
    other = next(theme for theme in THEMES if theme.key == "other")
    records: list[Record] = []
    for planted, copies in (("injection", 1), ("spam", COPIES_OF_SPAM)):
        for phrase in phrases("special")[planted]:
            head, line = phrase.text.split(" | ", 1)
            theme, polarity, language = head.split()
            fitting = [c for c in customers if c.language == ("en" if language == "en" else "zh")]
            first = START + timedelta(days=rng.randrange(60, 330))
            for _ in range(copies):
                day = first + timedelta(days=rng.randrange(6))
                text = expand(line, rng, {}, language != "en")
                aspect = ("spam" if planted == "spam" else theme, polarity)
                written = Written(text, (aspect,), polarity, language, planted)
                product = pick_product(rng, other)
                firmware = pick_firmware(rng, product, other, day)
                record = describe(
                    rng, moment(rng, day), other, rng.choice(fitting), product, firmware, written
                )
                record.planted = (planted,)
                record.personal = dict.fromkeys(re.findall(r"daili_\w+", text, re.ASCII), "wechat")
                records.append(record)
    return records


if __name__ == "__main__":
    main()
