"""Names near in meaning: never a guess, and one set of made-up pairs the margin was not tuned on."""

from assistant.offline.names.nearness import Name, Nearness
from retrieval.catalog import CatalogField

FIELD = CatalogField("issue", "category", "issue", False, "issue", "issue", (), 100, 20)
NAMES = ("crash", "login problem", "slow performance", "data loss", "printing", "bookmarks", "user interface", "feature request")  # fmt: skip
PAIRS = {
    "崩溃": "crash",
    "无法登录": "login problem",
    "数据丢失": "data loss",
    "打印": "printing",
    "书签": "bookmarks",
}
OTHERS = ("天气", "hotel", "breakfast", "lufthansa", "退款", "teacher")


def test_what_is_taken_is_right_and_what_is_none_is_left() -> None:
    nearness = Nearness([Name(name, FIELD, name) for name in NAMES])
    found = {said: nearness.nearest(said) for said in (*PAIRS, *OTHERS)}
    taken = {said: name.value for said, name in found.items() if name is not None}
    assert len(taken) >= 2
    assert all(PAIRS.get(said) == value for said, value in taken.items())


def test_short_and_long_words_are_not_compared() -> None:
    nearness = Nearness([Name(name, FIELD, name) for name in NAMES])
    assert [nearness.nearest(each) for each in ("ui", "four", "成都")] == [None, None, None]
    assert nearness.nearest("a very long stretch of words that is certainly no name at all") is None
    assert Nearness([]).nearest("crash") is None
