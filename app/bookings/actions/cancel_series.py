"""Canceling a booking of a series together with the later ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.bookings import stored_texts
from app.bookings.actions.cancel import Cancellation, cancel_refund, release
from app.bookings.actions.earnings import record_earnings
from app.bookings.actions.later import cancel_fee, plan_fee
from app.bookings.actions.refunds import lock_booking
from app.bookings.enums import Actor, BookingState
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.policy import keeps_uses
from app.bookings.queries.refunds import refundable_of
from app.bookings.states import transition
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.venues.actions.reindex import schedule_reindex


@dataclass(frozen=True, slots=True)
class SeriesCancellation:
    canceled: Sequence[Cancellation]

    @property
    def refund_cents(self) -> int:
        return sum(each.refund_cents for each in self.canceled)

    @property
    def fee_cents(self) -> int:
        return sum(each.fee_cents for each in self.canceled)

    @property
    def kept_cents(self) -> int:
        return sum(each.kept_cents for each in self.canceled)


def cancel_bookings(
    *,
    booking_ids: Sequence[int],
    actor: Actor,
    user_id: int | None,
    reason: str = "",
    for_guest: bool = False,
    keep: bool = False,
) -> SeriesCancellation:
    """Cancel several bookings of one venue order, all or none, each with the refund due under its own policy.

    `for_guest`: the venue cancels, also if the guest asked; then the start may have passed. One email for each side
    lists all of them. `keep` is as for `cancel_booking`. Raises Conflict if one is neither requested nor confirmed, or
    if the guest cancels after the start. The caller must roll back then.
    """
    bookings = [lock_booking(booking_id) for booking_id in sorted(booking_ids)]
    left, done = refundable_of(bookings), []
    for booking in sorted(bookings, key=lambda each: (each.starts_at, each.id)):
        back, fee = cancel_refund(booking, actor=actor, left=left.get(booking.id, 0)), cancel_fee(booking, actor=actor)
        is_late = keeps_uses(booking, by_guest=actor is Actor.GUEST, at=clock.now())
        transition(booking, BookingState.CANCELED, actor=actor, user_id=user_id, reason=reason)
        if back is None and not for_guest:
            raise Conflict(BookingErrorCode.HAS_STARTED)
        why = stored_texts.CANCELED_FOR_GUEST if for_guest else stored_texts.CANCELED_BY_GUEST
        kept = release(booking, back or 0, reason or str(why), is_late=is_late, keep=keep)
        planned = plan_fee(booking, fee)
        done.append(Cancellation(booking, back or 0, fee if planned else 0, kept))
    record_earnings(booking_ids)
    venue_order_id = done[0].booking.venue_order_id
    schedule_reindex(session.scalars(select(VenueOrder.venue_id).where(VenueOrder.id == venue_order_id)).one())
    defer("bookings.email_series_canceled", booking_ids=",".join(str(each.booking.id) for each in done))
    session.flush()
    return SeriesCancellation(done)


def refunds_on_cancel(bookings: Sequence[Booking], *, actor: Actor) -> dict[int, int]:
    """Return what canceling each of these bookings now would refund, by id. One statement."""
    left = refundable_of(bookings)
    return {one.id: cancel_refund(one, actor=actor, left=left.get(one.id, 0)) or 0 for one in bookings}
