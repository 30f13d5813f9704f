"""Deferring the jobs that pay venues."""

from app.core.jobs import defer
from app.payouts.queries.passes import unsettled_passes
from app.payouts.queries.transfers import unsettled_bookings


def defer_transfers(*, booking_id: int) -> None:
    """Defer the job that pays a booking's venue, or takes back what was refunded."""
    defer("payouts.pay_booking", lock=f"payouts.pay_booking:{booking_id}", booking_id=booking_id)


def defer_pass_transfers(*, pass_id: int) -> None:
    """Defer the job that pays a venue for what has expired of a package."""
    defer("payouts.pay_pass", lock=f"payouts.pay_pass:{pass_id}", pass_id=pass_id)


def defer_all_transfers(*, venue_id: int | None = None) -> int:
    """Defer a job for every booking and expired package that isn't settled with its venue. Returns how many."""
    unsettled = unsettled_bookings(venue_id)
    for booking_id in unsettled:
        defer_transfers(booking_id=booking_id)
    passes = unsettled_passes(venue_id)
    for pass_id in passes:
        defer_pass_transfers(pass_id=pass_id)
    return len(unsettled) + len(passes)
