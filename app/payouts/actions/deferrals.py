"""Deferring the jobs that pay venues."""

from app.core.jobs import defer
from app.payouts.queries.passes import unsettled_passes
from app.payouts.queries.returns import venues_to_return_to
from app.payouts.queries.transfers import unsettled_bookings


def defer_transfers(*, booking_id: int) -> None:
    """Defer the job that pays a booking's venue, or takes back what was refunded."""
    defer("payouts.pay_booking", lock=f"payouts.pay_booking:{booking_id}", booking_id=booking_id)


def defer_pass_transfers(*, pass_id: int) -> None:
    """Defer the job that pays a venue for what has expired of a package."""
    defer("payouts.pay_pass", lock=f"payouts.pay_pass:{pass_id}", pass_id=pass_id)


def defer_returns(*, venue_id: int | None = None) -> int:
    """Defer a job for every venue, or one, to which we have to return something. Returns how many."""
    found = venues_to_return_to(venue_id)
    for number in found:
        defer("payouts.return_to_venue", lock=f"payouts.return_to_venue:{number}", venue_id=number)
    return len(found)


def defer_all_transfers(*, venue_id: int | None = None) -> int:
    """Defer a job for every booking and expired package that isn't settled with its venue, and for what a venue no
    longer owes us. Returns how many.
    """
    unsettled = unsettled_bookings(venue_id)
    for booking_id in unsettled:
        defer_transfers(booking_id=booking_id)
    passes = unsettled_passes(venue_id)
    for pass_id in passes:
        defer_pass_transfers(pass_id=pass_id)
    return len(unsettled) + len(passes) + defer_returns(venue_id=venue_id)
