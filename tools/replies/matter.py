"""What kind of matter a message is about: what is said of it, and asked for, must fit that."""

from typing import Literal

from tools.replies.wordlists import nested_rules, toml_of

__all__ = ["Matter", "asked_instead", "fits", "matter_of"]

Matter = Literal["public", "travel", "purchase", "software", "other"]
_ORDER: tuple[Matter, ...] = ("public", "travel", "purchase", "software")
"""Which wins where two are named equally often."""


def matter_of(message: str) -> Matter:
    """The one whose words the message has most of; other, where it has none."""
    found = nested_rules("matter", "words")
    counts = {each: len({match[0].lower() for match in found[each].finditer(message)}) for each in _ORDER}
    best = max(_ORDER, key=lambda each: counts[each])
    return best if counts[best] else "other"


def fits(topic: str, matter: Matter) -> bool:
    """Whether what is said of a topic can be said of such a matter: a street lamp has no parcel."""
    unfit: list[str] = toml_of("matter")["unfit"][matter]
    return not any(topic == each or topic.startswith(f"{each}.") for each in unfit)


def asked_instead(name: str, matter: Matter) -> str:
    """What to ask for where `name` would be asked of anything else; "" for nothing."""
    instead: dict[str, str] = toml_of("matter")["instead"][matter]
    return instead.get(name, name)
