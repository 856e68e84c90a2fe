"""How a customer puts words down: punctuation, capitals, slips."""

import random
import re

from retrieval.sample.brand import Customer
from retrieval.sample.phrases import phrases

__all__ = ["join_chinese", "join_english", "slip"]


def join_chinese(parts: list[str], customer: Customer, rng: random.Random) -> str:
    """The pieces as this Chinese writer punctuates them."""
    manner = customer.manner
    if manner == "spaces":
        return " ".join(parts).replace("，", " ").replace("：", " ")
    joint = {"excited": "！", "careful": "。", "trailing": "。。。", "tilde": "～"}.get(manner, "，")
    if len("".join(parts)) > 70 and rng.random() < 0.3:
        joint = "\n"
    text = parts[0]
    for part in parts[1:]:
        text += part if text[-1] in "？！?!～" and joint != "\n" else joint + part
    if text[-1] in "？！?!":
        return text
    ends = {
        "excited": ("！", "！！", "！！！"),
        "careful": ("。",),
        "trailing": ("。。。", "..."),
        "tilde": ("～", "~", ""),
    }
    return text + rng.choice(ends.get(manner, ("", "", "。")))


def join_english(parts: list[str], customer: Customer, polarity: str, rng: random.Random) -> str:
    """The pieces as this English writer punctuates and capitalises them."""
    manner = customer.manner
    joint = {"spaces": " ", "trailing": "... ", "tilde": " - ", "excited": "! "}.get(manner, ". ")
    if len(" ".join(parts)) > 150 and rng.random() < 0.35:
        joint = "\n"
    text = parts[0]
    for part in parts[1:]:
        text += (" " if text[-1] in ".?!" and joint != "\n" else joint) + part
    if manner in ("careful", "excited") or (manner == "plain" and customer.typos < 0.1):
        text = re.sub(r"(^|[.?!\n]\s*)([a-z])(?=[^.]*)", _upper, text)
    elif manner in ("spaces", "tilde"):
        text = text.lower().replace("'", "") if manner == "spaces" else text.lower()
    if polarity == "negative" and rng.random() < 0.02:
        text = text.upper()
    if text[-1] in "?!.":
        return text
    ends = {
        "excited": ("!", "!!", "!!!"),
        "careful": (".",),
        "trailing": ("...", ""),
        "plain": (".", ".", ""),
    }
    return text + rng.choice(ends.get(manner, ("",)))


def _upper(match: re.Match[str]) -> str:
    return match[1] + match[2].upper()


def slip(text: str, language: str, rng: random.Random) -> str:
    """One spelling mistake: a usual one if there is a word for it, else two letters or particles swapped."""
    section = "homophones" if language == "zh" else "misspellings"
    pairs = [tuple(phrase.text.split("=", 1)) for phrase in phrases(f"{language}/common")[section]]
    edge = "" if language == "zh" else r"\b"
    found = [pair for pair in pairs if re.search(edge + re.escape(pair[0]) + edge, text)]
    telling = [pair for pair in found if len(pair[0]) > 4 or language == "zh"]
    if telling or (found and rng.random() < 0.2):
        right, wrong = rng.choice(telling or found)
        return re.sub(edge + re.escape(right) + edge, wrong, text, count=1)
    if language == "zh":
        return text.replace("得", "的", 1)
    words = re.findall(r"\b[a-z]{5,}\b", text)
    if not words:
        return text
    word = rng.choice(words)
    at = rng.randrange(1, len(word) - 2)
    return text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)
