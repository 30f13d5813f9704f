"""Refunds under the cancellation policy. Pure; the terms are the ones frozen when the time was held."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.tax.amounts import share as part
from app.venues.payment_policy import LEAST_CHARGE_CENTS

if TYPE_CHECKING:
    from app.bookings.models.bookings import Booking


def refund_cents(
    *,
    price_cents: int,
    starts_at: datetime,
    free_hours: int,
    keep_percent: int,
    at: datetime,
    by_guest: bool,
    later_cents: int = 0,
    tax_cents: int = 0,
    fee_tax_cents: int = 0,
) -> int | None:
    """Return the refund in cents for canceling at `at`, or None if the guest can no longer cancel.

    Free until `free_hours` elapsed hours before the start, including that instant. After that the venue keeps
    `keep_percent` of the price, rounded half up. A guest cannot cancel from the start on. The venue and CozyWish always
    refund everything. Of the price, `later_cents` have not been charged.

    Besides the price, `tax_cents` were charged. They are refunded too, except the part of `fee_tax_cents` that is on
    what the venue keeps.
    """
    paid_cents = price_cents - later_cents
    everything = paid_cents + tax_cents
    if not by_guest:
        return everything
    if at >= starts_at:
        return None
    if at <= starts_at - timedelta(hours=free_hours):
        return everything
    return everything - _kept_with_tax(paid_cents, _kept(price_cents, keep_percent), fee_tax_cents)


def keeps_uses(booking: "Booking", *, by_guest: bool, at: datetime) -> bool:
    """Return whether canceling at `at` is so late that what a package paid isn't returned.

    A use can't be divided: any late cancellation fee costs all of it. A request that isn't accepted yet costs nothing.
    """
    is_late = not booking.is_requested and at > booking.free_until
    return by_guest and is_late and booking.cancel_keep_percent > 0


@dataclass(frozen=True, slots=True)
class LateCancellation:
    """What a cancellation after the deadline refunds, and what it costs beyond what was paid, in cents."""

    refund_cents: int
    fee_cents: int


def late_cancellation(booking: "Booking") -> LateCancellation:
    """Return what canceling a booking after its deadline means.

    The venue keeps its share of the price from what was paid. Only a saved card is charged for the rest of the share,
    never more than was left for later, and never too little to be charged.
    """
    paid = booking.price_cents - booking.later_cents
    share = _kept(booking.price_cents, booking.cancel_keep_percent)
    fee = min(max(0, share - paid), booking.later_cents) if booking.payment_terms.saves_card else 0
    refund = paid + booking.tax_cents - _kept_with_tax(paid, share, booking.fee_tax_cents)
    return LateCancellation(refund, fee if fee >= LEAST_CHARGE_CENTS else 0)


def tax_in_refund(booking: "Booking", cents: int) -> int:
    """Return how much of a refund of a canceled booking is tax: first what isn't due on fees, then in proportion."""
    exempt = min(cents, booking.tax_cents - booking.fee_tax_cents)
    taxed = booking.price_cents - booking.later_cents + booking.fee_tax_cents
    return exempt + part(booking.fee_tax_cents, min(cents - exempt, taxed), taxed)


def _kept_with_tax(paid_cents: int, kept_cents: int, fee_tax_cents: int) -> int:
    """Return what a venue keeps of what was paid, with the tax on that."""
    kept = min(paid_cents, kept_cents)
    return kept + part(fee_tax_cents, kept, paid_cents)


def _kept(price_cents: int, keep_percent: int) -> int:
    return (2 * price_cents * keep_percent + 100) // 200
