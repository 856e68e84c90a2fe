"""Units said once for two times."""

import pytest

from assistant.offline.times.elided import filled_out


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("from the first to the third quarter of 2031", "from the first quarter to the third quarter of 2031"),
        ("the first quarter of 2031 compared with the second?", "the first quarter of 2031 compared with the second quarter of 2031?"),
        ("the first quarter and the second most", "the first quarter and the second most"),
        ("which came second", "which came second"),
    ],
)  # fmt: skip
def test_the_unit_is_said_both_times(said: str, meant: str) -> None:
    assert filled_out(said) == meant
