"""Writes one customer's text: phrases put together, in that customer's manner, with their slips."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.sample.brand import Customer, Product
from retrieval.sample.manner import join_chinese, join_english, slip
from retrieval.sample.phrases import Bag, Phrase, expand, phrases

__all__ = ["Task", "Writer", "Written"]

TRIES = 8
"""Texts drafted for each record; the one that repeats earlier ones least is kept."""

_FILES = {
    "firmware_defect": "defect",
    "delivery_crisis": "delivery",
    "price_rise": "price",
    "other": "neutral",
}
_SPECIAL_THEMES = {
    "price_rise": "price",
    "delivery_crisis": "delivery",
    "other": "neutral",
    "firmware_defect": "defect",
}
_CORES = {"delivery_crisis": "crisis", "price": "before"}
_JOINTS = {
    ("zh", "but"): ("就是", "唯一的槽点：", "不过", "但是"),
    ("zh", "and"): ("还有", "另外", "而且"),
    ("en", "but"): ("but", "only gripe:", "however,"),
    ("en", "and"): ("also", "and", "on top of that"),
}
_RARE = {"mixed": 4, "rant_zh": 1, "rant_en": 1}
"""How often one line of a register may be used; three times unless named here."""


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
        section = self._register(task)
        drafts = self._special(task, section) if section else []
        drafts = [draft for draft in drafts if self._repetition(draft.text) < 0.8]
        drafts = drafts or [self._plain(task) for _ in range(TRIES)]
        best = min(drafts, key=lambda draft: self._repetition(draft.text))
        self._seen.update(_shingles(best.text))
        return best

    def _repetition(self, text: str) -> float:
        pieces = _shingles(text)
        return sum(piece in self._seen for piece in pieces) / max(1, len(pieces))

    def _special(self, task: Task, section: str) -> list[Written]:
        """One line of that register in several wordings; none when no line is left for the theme."""
        if task.theme == "price":  # before the rise; these lines about prices speak of it
            return []
        rant = section.startswith("rant")
        theme = task.theme if rant else _SPECIAL_THEMES.get(task.theme, task.theme)
        head = f"{theme} {task.polarity} | "
        limit = _RARE.get(section, 3)
        lines = [line for line in phrases("special")[section] if line.text.startswith(head)]
        lines = [line for line in lines if task.product.fits(line.products)]
        pool = [line for line in lines if self._bag.used(line) < limit]
        if not pool:
            return []
        chinese = task.customer.language == "zh"
        line = self._bag.draw(pool).text.removeprefix(head)
        language = "mixed" if section == "mixed" else task.customer.language
        aspects = (("general" if task.theme == "praise" else task.theme, task.polarity),)
        register = section.split("_")[0]
        texts = [expand(line, self._rng, _slots(task, self._rng, chinese), chinese) for _ in range(TRIES)]
        return [
            Written(self._decorated(text, task), aspects, task.polarity, language, register, task.ironic)
            for text in texts
        ]

    def _register(self, task: Task) -> str | None:
        """Section of the special lines to try."""
        customer = task.customer
        if task.ironic:
            return f"sarcasm_{customer.language}"
        if customer.mixes and self._rng.random() < 0.8:
            return "mixed"
        if customer.flavour:
            return customer.flavour
        return f"rant_{customer.language}" if self._rng.random() < 0.08 else None

    def _plain(self, task: Task) -> Written:
        parts, aspects = self._parts(task)
        chinese = task.customer.language == "zh"
        if chinese:
            text = join_chinese(parts, task.customer, self._rng)
        else:
            text = join_english(parts, task.customer, task.polarity, self._rng)
        if self._rng.random() < task.customer.typos:
            text = slip(text, task.customer.language, self._rng)
        polarities = {polarity for _, polarity in aspects}
        sentiment = task.polarity if len(polarities) == 1 else "neutral"
        return Written(self._decorated(text, task), tuple(aspects), sentiment, task.customer.language)

    def _parts(self, task: Task) -> tuple[list[str], list[tuple[str, str]]]:
        """The pieces of a text, in order, and their aspects."""
        sections = phrases(f"{task.customer.language}/{_FILES.get(task.theme, task.theme)}")
        shape = self._rng.random()
        if shape < 0.17 and not task.second and task.theme not in ("delivery_crisis", "price"):
            said = self._say(sections["short"], task)
            return [said.text], [_aspect(task, said)]
        core = self._say(sections[_CORES.get(task.theme, "core")], task)
        said_so_far = [core]
        details = (*sections["detail"], *sections.get(f"detail_{task.theme}", ()))
        if 0.42 < shape < 0.8 or shape > 0.93:
            said_so_far += self._details(details, task, 2 if shape > 0.93 else 1)
        aspects = [_aspect(task, said) for said in said_so_far if said is core or said.aspect != "general"]
        parts = [said.text for said in said_so_far]
        if task.second:
            parts.append(self._aside(task, task.second))
            aspects.append((task.second, "negative"))
        return self._framed(parts, task), list(dict.fromkeys(aspects))

    def _framed(self, parts: list[str], task: Task) -> list[str]:
        """With an opening or a closing of the mood, sometimes."""
        common = phrases(f"{task.customer.language}/common")
        if task.theme != "other" and self._rng.random() < 0.22:
            lead = self._bag.draw(common[f"open_{task.polarity}"]).text
            parts[0] = lead + ("" if task.customer.language == "zh" else " ") + parts[0]
        closing = common.get(f"close_{task.polarity}")
        lukewarm = task.second and task.polarity == "positive"
        if closing and not lukewarm and self._rng.random() < 0.24:
            parts.append(self._bag.draw(closing).text)
        return parts

    def _details(self, pool: Sequence[Phrase], task: Task, count: int) -> list[Phrase]:
        first = self._say(pool, task)
        return [first] if count == 1 else [first, self._say(pool, task, but=first)]

    def _aside(self, task: Task, second: str) -> str:
        """A sentence on the second theme, which is always a complaint."""
        language = task.customer.language
        section = phrases(f"{language}/{second}")["before" if second == "price" else "core"]
        said = self._say(section, task)
        joints = _JOINTS[language, "but" if task.polarity == "positive" else "and"]
        joint = self._rng.choice(joints)
        return f"{joint}{said.text}" if language == "zh" else f"{joint} {said.text}"

    def _say(self, pool: Sequence[Phrase], task: Task, but: Phrase | None = None) -> Phrase:
        """One phrase that fits the product, in words; another line than `but`."""
        chinese = task.customer.language == "zh"
        line = but.line if but else None
        phrase = self._bag.draw(pool, lambda each: task.product.fits(each.products) and each.line != line)
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
