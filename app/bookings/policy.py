"""What cancelling gives back. Pure; the terms are those that were frozen when the time was held."""

from datetime import datetime, timedelta


def refund_cents(
    *, paid_cents: int, starts_at: datetime, free_hours: int, keep_percent: int, at: datetime, by_customer: bool
) -> int | None:
    """What comes back, in cents, when a visit is cancelled `at`; None when the customer may not cancel any more.

    Free until `free_hours` elapsed hours before the start, that instant included; then `keep_percent` is kept, rounded
    half up; from the start on a customer cannot cancel. The venue and CozyWish always give all of it back.
    """
    if not by_customer:
        return paid_cents
    if at >= starts_at:
        return None
    if at <= starts_at - timedelta(hours=free_hours):
        return paid_cents
    return paid_cents - (2 * paid_cents * keep_percent + 100) // 200
