"""Check digits agree with the worked examples of their standards, and see any single mistake."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.understanding.privacy.checksums import is_credit_code, is_iban, is_luhn, is_resident_id


def test_examples_of_the_standards() -> None:
    assert is_resident_id("11010519491231002X")  # GB 11643-1999, example
    assert is_resident_id("440524188001010014") is False  # the other example: born in 1880
    assert is_iban("GB82WEST12345698765432")
    assert is_iban("DE89370400440532013000")
    assert is_credit_code("91350100M000100Y43")
    assert is_luhn("4111111111111111")
    assert is_luhn("79927398713")


@given(st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_seen(place: int, more: int) -> None:
    number = "4111111111111111"
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert not is_luhn(wrong)
