import pytest

from app.commission.amounts import Rates, commission_cents


@pytest.mark.parametrize(
    ("cents", "rate_bps", "commission"), [(0, 800, 0), (9150, 800, 732), (1, 5000, 1), (1, 4999, 0), (11000, 0, 0)]
)
def test_commission_is_rounded_half_up(cents: int, rate_bps: int, commission: int) -> None:
    assert commission_cents(cents, rate_bps) == commission


@pytest.mark.parametrize(("first_rate", "expected"), [(None, 800), (0, 0), (2000, 2000)])
def test_first_booking_has_its_own_rate_if_there_is_one(first_rate: int | None, expected: int) -> None:
    rates = Rates(800, first_rate)
    assert (rates.of_booking(is_first=True), rates.of_booking(is_first=False)) == (expected, 800)
