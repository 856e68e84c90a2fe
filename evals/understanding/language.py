"""How well languages are told apart: on texts whose language is known, and on lines written for this."""

import csv
import time
import tomllib
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path

from evals.understanding.figures import Figure, accuracy, bootstrap, kappa, macro_f1
from retrieval.understanding.language import languages

__all__ = ["measure"]

SETS = (
    ("zh_online_shopping_9cats", "text"),
    ("zh_waimai_sentiment", "text"),
    ("zh_car_themes", "text"),
    ("zh_gov_messages", "text"),
    ("zh_jd_phone_reviews", "text"),
    ("zh_eprstmt_sentiment", "text"),
    ("zh_bustm_pairs", "text_a"),
    ("en_airline_tweets", "text"),
    ("en_app_review_intent", "text"),
    ("en_nps_verbatims", "text"),
    ("en_banking77_train", "text"),
    ("en_clinc150_valtest", "text"),
    ("en_acos_aspects", "text"),
    ("en_subjqa_electronics_docs", "text"),
    ("en_twitter_support_replies", "customer_message"),
)
"""What a set says of all its texts is not true of each: a few are traditional, mixed or in English."""

TRADITIONAL = ("s2t", "s2twp", "s2hk")
CONVERTED = 2000
LONG_ENOUGH = 4


def measure(data: Path) -> Iterator[Figure]:
    """Yields a figure a set, one for each conversion to traditional, and the lines."""
    for name, column in SETS:
        yield _of_a_set(data, name, column)
    yield from _traditional(data)
    yield from _lines()
    yield _speed(data)


def _of_a_set(data: Path, name: str, column: str) -> Figure:
    texts, language = _texts(data, name, column), name[:2]
    said = [_plain(label.value) for label in languages(texts)]
    gold = [language] * len(texts)
    low, high = bootstrap(accuracy, gold, said, draws=50)
    baseline = accuracy(gold, [_by_share_of_han(text) for text in texts])
    return Figure(
        f"language, {name}",
        language,
        "accuracy",
        accuracy(gold, said),
        len(texts),
        low,
        high,
        baseline,
        "Han share",
    )


def _traditional(data: Path) -> Iterator[Figure]:
    """Simplified texts and what OpenCC makes of them, with Taiwan's and Hong Kong's words and characters."""
    import opencc

    texts = _texts(data, "zh_waimai_sentiment", "text") + _texts(data, "zh_jd_phone_reviews", "text")
    simplified = [text for text in texts[::8] if opencc.OpenCC("t2s").convert(text) == text][:CONVERTED]
    for name in TRADITIONAL:
        converter = opencc.OpenCC(name)
        pairs = [(text, str(converter.convert(text))) for text in simplified]
        changed = [pair for pair in pairs if sum(a != b for a, b in zip(*pair, strict=False)) > 0]
        both = [text for pair in changed for text in pair]
        gold = ["zh-Hans", "zh-Hant"] * len(changed)
        yield from _figures(f"script, OpenCC {name}", "zh", gold, both)


def _lines() -> Iterator[Figure]:
    file = resources.files("evals.understanding") / "language_lines.toml"
    lines = tomllib.loads(file.read_text(encoding="utf-8"))
    gold = [language for language, texts in lines.items() for _ in texts]
    texts = [text for each in lines.values() for text in each]
    yield from _figures("language, lines written for this", "all", gold, texts)
    said = [label.value for label in languages(texts)]
    for language in lines:
        own = [(g, s) for g, s in zip(gold, said, strict=True) if g == language]
        right = accuracy(*map(list, zip(*own, strict=True)))
        yield Figure(f"lines, {language}", language, "recall", right, len(own))


def _figures(task: str, language: str, gold: Sequence[str], texts: Sequence[str]) -> Iterator[Figure]:
    said = [label.value for label in languages(texts)]
    simple = [{"zh": "zh-Hans"}.get(each, each) for each in map(_by_share_of_han, texts)]
    for name, statistic in (("accuracy", accuracy), ("macro-F1", macro_f1), ("kappa", kappa)):
        low, high = bootstrap(statistic, gold, said, draws=50)
        value, baseline = statistic(gold, said), statistic(gold, simple)
        yield Figure(task, language, name, value, len(texts), low, high, baseline, "Han share")


def _speed(data: Path) -> Figure:
    texts = _texts(data, "zh_waimai_sentiment", "text") + _texts(data, "en_airline_tweets", "text")
    languages(texts[:10])
    started = time.process_time()
    languages(texts)
    cost = (time.process_time() - started) / len(texts) * 1e6
    return Figure("language, speed", "all", "microseconds a text", cost, len(texts), bar=30, at_most=True)


def _by_share_of_han(text: str) -> str:
    """The plain baseline: Chinese when a third of the letters are, English when there are others."""
    letters = [each for each in text if each.isalpha()]
    han = sum("㐀" <= each <= "鿿" for each in letters)
    if not letters:
        return "other"
    return "zh" if han >= len(letters) / 3 else "en"


def _plain(language: str) -> str:
    return language.partition("-")[0]


def _texts(data: Path, name: str, column: str) -> list[str]:
    """Texts that are long enough to have a language."""
    with (data / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = [row[column] for row in csv.DictReader(file)]
    return [text for text in texts if sum(map(str.isalpha, text)) >= LONG_ENOUGH]
