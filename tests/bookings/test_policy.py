from datetime import timedelta

import pytest

from app.bookings.policy import refund_cents
from tests.support import NOW

START = NOW + timedelta(hours=48)


def back(at_hours_before: float, *, keep: int = 100, by_guest: bool = True, cents: int = 7700) -> int | None:
    return refund_cents(
        price_cents=cents,
        starts_at=START,
        free_hours=24,
        keep_percent=keep,
        at=START - timedelta(hours=at_hours_before),
        by_guest=by_guest,
    )


@pytest.mark.parametrize(
    ("hours", "keep", "cents"), [(48, 50, 7700), (24, 50, 7700), (23.99, 50, 3850), (1, 100, 0), (0.01, 0, 7700)]
)
def test_cancellation_is_free_until_the_deadline_and_costs_a_fee_after_it(hours: float, keep: int, cents: int) -> None:
    assert back(hours, keep=keep) == cents


def test_late_cancellation_fee_rounds_half_up() -> None:
    assert back(1, keep=50, cents=101) == 50


def test_after_the_start_only_the_venue_can_cancel_with_a_full_refund() -> None:
    assert back(0) is None
    assert back(-1) is None
    assert back(-1, by_guest=False) == 7700
