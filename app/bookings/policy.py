"""Refunds under the cancellation policy. Pure; the terms are the ones frozen when the time was held."""

from datetime import datetime, timedelta


def refund_cents(
    *, paid_cents: int, starts_at: datetime, free_hours: int, keep_percent: int, at: datetime, by_guest: bool
) -> int | None:
    """Return the refund in cents for canceling at `at`, or None if the guest can no longer cancel.

    Free until `free_hours` elapsed hours before the start, including that instant. After that the venue keeps
    `keep_percent`, rounded half up. A guest cannot cancel from the start on. The venue and CozyWish always refund
    everything.
    """
    if not by_guest:
        return paid_cents
    if at >= starts_at:
        return None
    if at <= starts_at - timedelta(hours=free_hours):
        return paid_cents
    return paid_cents - (2 * paid_cents * keep_percent + 100) // 200
