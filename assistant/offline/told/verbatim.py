"""Customers' words in an answer, with the record they are of."""

__all__ = ["quoted"]


def quoted(words: str, record: str) -> str:
    """A list item with the words as they were written: a text of several lines is told line by line.

    Joined by spaces they would not be what was written, and a line break would end the item.
    """
    lines = "” / “".join(line.strip() for line in words.splitlines() if line.strip())
    return f"- “{lines}” `[{record}]`"
