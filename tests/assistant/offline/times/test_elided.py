"""Units said once for two times."""

import pytest

from assistant.offline.times.elided import filled_out


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("from the first to the third quarter of 2031", "from the first quarter to the third quarter of 2031"),
        ("the first quarter of 2031 compared with the second?", "the first quarter of 2031 compared with the second quarter of 2031?"),
        ("the first quarter and the second most", "the first quarter and the second most"),
        ("1st half of March against 2nd half", "1st half of March against 2nd half of March"),
        ("in the first half of may, and how many in the second half", "in the first half of may, and how many in the second half of may"),
        ("which came second", "which came second"),
        ("七八月份的评价", "7月到8月的评价"),
        ("七、八两个月一共多少条", "7月到8月一共多少条"),
        ("七、八两个月哪个多", "七、八两个月哪个多"),
        ("三四季度的投诉", "第3季度到第4季度的投诉"),
        ("开了三四个月", "开了三四个月"),
        ("2/24~3/2 的退货", "february 24 to march 2 的退货"),
        ("5.3-5.9 反馈数", "may 3 to may 9 反馈数"),
        ("总分3.2-4.1的", "总分3.2-4.1的"),
        ("二五年的反馈", "2025年的反馈"),
        ("用了二三年", "用了二三年"),
        ("上周五（6.12）", "上周五（6月12日）"),
        ("from 4/5 to 5/5", "from 4/5 to 5/5"),
    ],
)  # fmt: skip
def test_the_unit_is_said_both_times(said: str, meant: str) -> None:
    assert filled_out(said) == meant
