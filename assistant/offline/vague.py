"""Words too common to mean a field or a value by themselves."""

__all__ = ["VAGUE_VALUES", "VAGUE_WORDS", "WORDS_LIKE_CODES"]

VAGUE_WORDS = frozenset(
    [
        "group",
        "code",
        "type",
        "name",
        "id",
        "at",
        "date",
        "cny",
        "rmb",
        "usd",
        "number",
        "no",
        "value",
        "level",
        "count",
        "is",
        "has",
        "the",
        "of",
        "in",
        "and",
        "data",
    ]
)
"""Words of a column name that say too little to stand for the column by themselves."""

VAGUE_VALUES = frozenset(
    [
        "yes",
        "no",
        "true",
        "false",
        "other",
        "others",
        "none",
        "new",
        "all",
        "any",
        "good",
        "bad",
        "ok",
        "open",
        "high",
        "low",
        "unknown",
        "standard",
        "it",
        "no.",
        "is",
        "on",
        "off",
    ]
)
"""Values that are everyday words: they count only next to their field's name, or by a longer surface."""

WORDS_LIKE_CODES = frozenset(
    (
        "in",
        "or",
        "me",
        "ok",
        "hi",
        "oh",
        "id",
        "no",
        "us",
        "as",
        "at",
        "it",
        "is",
        "so",
        "do",
        "go",
        "on",
        "to",
        "be",
        "by",
        "my",
        "he",
        "we",
        "an",
        "am",
        "if",
        "of",
        "up",
    )
)
"""Words of two letters that are no codes of places."""
