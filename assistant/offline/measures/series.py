"""Several figures in one list: "average rating, price and cleanliness", "all three scores"."""

import re

from assistant.offline.text.scan import Scan

__all__ = ["JOINED", "in_one_list", "take_how_many"]

JOINED = re.compile(
    r"(?:(?<![a-z])(?:and|plus|as well as|with|along with|together with|&|\+)|[,，、/&+]|和|与|跟|及|以及|还有|外加|再?加上|并且|而且|同时)"
    r"\s*(?:the |their |its |also |a |(?:它|他|她|其)们?的?|(?:这|那)[个些款家]?的?|也|还|各自的?|对应的?|相应的?|具体的?)*$"
)
"""What joins two of a list, at the end of a text."""


def in_one_list(gap: str, *, same: bool) -> bool:
    """Whether what stands between two names lists them; same: they name one thing ("scores: overall, ...")."""
    if same and re.fullmatch(r"\s?[:：,，(（-]?\s?|\s(?:on|for|in|of)\s(?:the )?", gap):
        return True
    return bool(JOINED.fullmatch(gap.lstrip()) or JOINED.fullmatch(gap))


def take_how_many(scan: Scan, listed: int) -> None:
    """Takes the number of figures that are listed: "all three scores: ...", 三个平均分."""
    word = {2: "two|2|both|两|二", 3: "three|3|三", 4: "four|4|四"}.get(listed)
    if word is None:
        return
    scan.take_first(
        rf"(?<![a-z0-9])(?:of )?(?:all |the |these |our )*(?:{word})(?: of)?(?=[ \x00]+(?:scores|averages|means|ratings|numbers|figures|metrics|\x00))"
        rf"|(?:这|那|所有|全部)?(?:{word})(?:个|项|种|类|样)(?=\x00|评?分|平均|指标|数)"
    )
