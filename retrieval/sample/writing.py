"""Writes one customer's text: phrases put together, in that customer's manner, with their slips."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.sample.brand import Customer, Product
from retrieval.sample.phrases import Bag, Phrase, expand, phrases

__all__ = ["Task", "Writer", "Written"]

TRIES = 8
"""Texts drafted for each record; the one that repeats earlier ones least is kept."""

_FILES = {"firmware_defect": "defect", "delivery_crisis": "delivery", "price_rise": "price", "other": "neutral"}
_CORES = {"delivery_crisis": "crisis", "price": "before"}
_RARE = 3
"""How often one line of dialect, sarcasm or mixed language may be used."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to write about. `firmware` fills `<fw>`; `second`: another theme mentioned in passing."""

    theme: str
    polarity: str
    customer: Customer
    product: Product
    firmware: str
    second: str | None = None
    ironic: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The text and what is true of it. `aspects`: (theme, polarity). `register`: plain, a dialect, ..."""

    text: str
    aspects: tuple[tuple[str, str], ...]
    sentiment: str
    language: str
    register: str = "plain"
    ironic: bool = False


class Writer:
    """Keeps track of what was written so that people do not repeat each other."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._bag = Bag(rng)
        self._seen: set[str] = set()

    def write(self, task: Task) -> Written:
        special = self._special(task)
        drafts = [special] if special else [self._plain(task) for _ in range(TRIES)]
        best = min(drafts, key=lambda draft: self._repetition(draft.text))
        self._seen.update(_shingles(best.text))
        return best

    def _repetition(self, text: str) -> float:
        pieces = _shingles(text)
        return sum(piece in self._seen for piece in pieces) / max(1, len(pieces))

    def _special(self, task: Task) -> Written | None:
        """A whole line of sarcasm, dialect or mixed language, if there is one left for this theme."""
        customer = task.customer
        chinese = customer.language == "zh"
        if task.ironic:
            sections = [f"sarcasm_{customer.language}"]
        elif customer.mixes and self._rng.random() < 0.8:
            sections = ["mixed"]
        else:
            sections = [customer.flavour] if customer.flavour else []
        for section in sections:
            theme = _FILES.get(task.theme, task.theme)
            theme = {"price_rise": "price", "delivery_crisis": "delivery", "other": "neutral"}.get(task.theme, theme)
            head = f"{theme} {task.polarity} | "
            pool = [p for p in phrases("special")[section] if p.text.startswith(head) and self._bag.used(p) < _RARE]
            if task.theme == "price":  # lines of dialect about prices speak of the rise
                pool = []
            if pool:
                line = self._bag.draw(pool).text.removeprefix(head)
                text = expand(line, self._rng, _slots(task, self._rng, chinese), chinese)
                text = self._decorated(text, task)
                language = "mixed" if section == "mixed" else customer.language
                aspects = ((task.theme, task.polarity),)
                return Written(text, aspects, task.polarity, language, section.split("_")[0], task.ironic)
        return None

    def _plain(self, task: Task) -> Written:
        parts, aspects = self._parts(task)
        chinese = task.customer.language == "zh"
        text = _join_chinese(parts, task, self._rng) if chinese else _join_english(parts, task, self._rng)
        if self._rng.random() < task.customer.typos:
            text = _slip(text, task.customer.language, self._rng)
        polarities = {polarity for _, polarity in aspects}
        sentiment = task.polarity if len(polarities) == 1 else "neutral"
        return Written(self._decorated(text, task), tuple(aspects), sentiment, task.customer.language)

    def _parts(self, task: Task) -> tuple[list[str], list[tuple[str, str]]]:
        language = task.customer.language
        file = _FILES.get(task.theme, task.theme)
        sections = phrases(f"{language}/{file}")
        common = phrases(f"{language}/common")
        shape = self._rng.random()
        if shape < 0.17 and not task.second and task.theme not in ("delivery_crisis", "price"):
            said = self._say(sections["short"], task)
            return [said.text], [_aspect(task, said)]
        core = self._say(sections[_CORES.get(task.theme, "core")], task)
        parts = [core.text]
        aspects = [_aspect(task, core)]
        if 0.42 < shape < 0.8 or shape > 0.93:
            parts += self._details(sections, task, aspects, 2 if shape > 0.93 else 1)
        if task.second:
            parts.append(self._aside(task, aspects))
        opening = f"open_{task.polarity}"
        if self._rng.random() < 0.22:
            lead = self._bag.draw(common[opening]).text
            parts[0] = lead + parts[0] if language == "zh" else f"{lead} {parts[0]}"
        closing = common.get(f"close_{task.polarity}")
        if closing and self._rng.random() < 0.24:
            parts.append(self._bag.draw(closing).text)
        return parts, aspects

    def _details(
        self,
        sections: object,
        task: Task,
        aspects: list[tuple[str, str]],
        count: int,
    ) -> list[str]:
        assert isinstance(sections, dict)
        details: list[str] = []
        for _ in range(count):
            said = self._say(sections["detail"], task)
            if said.text not in details:
                details.append(said.text)
            if task.theme == "praise" and said.aspect != "general" and _aspect(task, said) not in aspects:
                aspects.append(_aspect(task, said))
        return details

    def _aside(self, task: Task, aspects: list[tuple[str, str]]) -> str:
        """A sentence on the second theme, which is always a complaint."""
        assert task.second
        language = task.customer.language
        section = phrases(f"{language}/{task.second}")["before" if task.second == "price" else "core"]
        said = self._say(section, task)
        aspects.append((task.second, "negative"))
        if task.polarity == "positive":
            joints = ("就是", "唯一的槽点：", "不过", "但是") if language == "zh" else ("but", "only gripe:", "however,")
        else:
            joints = ("还有", "另外", "而且") if language == "zh" else ("also", "and", "on top of that")
        joint = self._rng.choice(joints)
        return f"{joint}{said.text}" if language == "zh" else f"{joint} {said.text}"

    def _say(self, pool: Sequence[Phrase], task: Task) -> Phrase:
        """One phrase that fits the product, in words."""
        chinese = task.customer.language == "zh"
        phrase = self._bag.draw(pool, lambda each: task.product.fits(each.products))
        slots = _slots(task, self._rng, chinese)
        return replace(phrase, text=expand(phrase.text, self._rng, slots, chinese))

    def _decorated(self, text: str, task: Task) -> str:
        kind = "positive" if task.polarity == "positive" else "negative"
        if task.polarity == "neutral" or self._rng.random() >= task.customer.emoji:
            return text
        emoji = self._rng.choice(phrases(f"{task.customer.language}/common")[f"emoji_{kind}"]).text
        return text + emoji * self._rng.choice((1, 1, 2, 3))


def _aspect(task: Task, said: Phrase) -> tuple[str, str]:
    return (said.aspect if task.theme == "praise" else task.theme, task.polarity)


def _slots(task: Task, rng: random.Random, chinese: bool) -> dict[str, str]:
    nickname = rng.choice(task.product.zh if chinese else task.product.en)
    written = task.firmware if rng.random() < 0.7 else "v" + task.firmware
    return {"p": nickname, "fw": written}


def _shingles(text: str) -> list[str]:
    words = re.findall(r"[a-z0-9']+|[一-鿿]", text.lower())
    size = 6 if re.search("[一-鿿]", text) else 4
    return [" ".join(words[start : start + size]) for start in range(max(1, len(words) - size + 1))]


def _join_chinese(parts: list[str], task: Task, rng: random.Random) -> str:
    manner = task.customer.manner
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
    ends = {"excited": ("！", "！！", "！！！"), "careful": ("。",), "trailing": ("。。。", "..."), "tilde": ("～", "~", "")}
    return text + rng.choice(ends.get(manner, ("", "", "。")))


def _join_english(parts: list[str], task: Task, rng: random.Random) -> str:
    manner = task.customer.manner
    joint = {"spaces": " ", "trailing": "... ", "tilde": " - ", "excited": "! "}.get(manner, ". ")
    if len(" ".join(parts)) > 150 and rng.random() < 0.35:
        joint = "\n"
    text = parts[0]
    for part in parts[1:]:
        text += (" " if text[-1] in ".?!" and joint != "\n" else joint) + part
    if manner in ("careful", "excited") or (manner == "plain" and task.customer.typos < 0.1):
        text = re.sub(r"(^|[.?!\n]\s*)([a-z])(?=[^.]*)", _upper, text)
    elif manner in ("spaces", "tilde"):
        text = text.lower().replace("'", "") if manner == "spaces" else text.lower()
    if task.polarity == "negative" and rng.random() < 0.02:
        text = text.upper()
    if text[-1] in "?!.":
        return text
    ends = {"excited": ("!", "!!", "!!!"), "careful": (".",), "trailing": ("...", ""), "plain": (".", ".", "")}
    return text + rng.choice(ends.get(manner, ("",)))


def _upper(match: re.Match[str]) -> str:
    return match[1] + match[2].upper()


def _slip(text: str, language: str, rng: random.Random) -> str:
    """One spelling mistake: a usual one if a word of the text has one, else two letters or particles swapped."""
    section = "homophones" if language == "zh" else "misspellings"
    pairs = [tuple(phrase.text.split("=", 1)) for phrase in phrases(f"{language}/common")[section]]
    edge = "" if language == "zh" else r"\b"
    found = [pair for pair in pairs if re.search(edge + re.escape(pair[0]) + edge, text)]
    if found:
        right, wrong = rng.choice(found)
        return re.sub(edge + re.escape(right) + edge, wrong, text, count=1)
    if language == "zh":
        return text.replace("得", "的", 1)
    words = re.findall(r"\b[a-z]{5,}\b", text)
    if not words:
        return text
    word = rng.choice(words)
    at = rng.randrange(1, len(word) - 2)
    return text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)
