"""The end of an order that pays to reschedule a booking, or several of a series: paid, or not."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import delete

from app.availability import actions as availability
from app.availability.actions import SlotUnavailable
from app.availability.models import Reservation
from app.availability.slots import lock_resources
from app.bookings import stored_texts
from app.bookings.actions.later import lower_later
from app.bookings.actions.refunds import lock_booking, queue_full_refund
from app.bookings.enums import UPCOMING_STATES, Actor, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.reschedules import PendingReschedule
from app.bookings.queries.bookings import rescheduled_booking_id, rescheduled_booking_ids
from app.bookings.queries.orders import charged_by, pending_reschedules
from app.bookings.taxes import before_change, note_charged
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.deals.actions.redemptions import DealExhausted, redeem
from app.rescheduling.actions.differences import pay_differences
from app.rescheduling.actions.guest_changes import note, whose
from app.rescheduling.actions.records import notify_change, record_reschedule, tell_venue, tell_venue_of_series
from app.rescheduling.actions.slot_choice import note_facilities, reserve_again
from app.rescheduling.candidates import reservations_of, slots_from_json
from app.rescheduling.quote import difference_of
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue


def complete_reschedule(order: Order) -> None:
    """Reschedule the bookings whose price difference has been paid. The order must be locked.

    If that is no longer possible for one of them, refund the whole difference and leave all of them unchanged. The
    email to the guest waits for the number of the receipt, which it carries.
    """
    bookings = {booking_id: lock_booking(booking_id) for booking_id in rescheduled_booking_ids(order)}
    agreed, venue = pending_reschedules(order.id), whose(next(iter(bookings.values())))[1]
    as_agreed = all(
        bookings[each.booking_id].state in UPCOMING_STATES and bookings[each.booking_id].sequence == each.sequence
        for each in agreed
    ) and _keeps_deals(order, agreed)
    order.settled_at = clock.now()
    order.state = OrderState.CONFIRMED
    session.flush()
    if as_agreed and _still_fits(bookings, order, agreed, venue):
        return
    order.state = OrderState.REFUNDED
    availability.release_held(booking_ids=bookings)
    schedule_reindex(venue.id)
    session.flush()
    for booking in bookings.values():
        queue_full_refund(order.id, booking, str(stored_texts.NEW_TIME_LOST))
    defer("bookings.email_reschedule_too_late", order_id=order.id)


def _keeps_deals(order: Order, agreed: Sequence[PendingReschedule]) -> bool:
    """Return whether the new times' deals are still available: certain while the times were held."""
    if order.state is OrderState.PENDING:
        return True
    try:
        redeem(
            wanted=Counter(id_ for each in agreed for id_ in each.deal_ids),
            except_bookings=[each.booking_id for each in agreed],
        )
    except DealExhausted:
        return False
    return True


def _still_fits(
    bookings: Mapping[int, Booking], order: Order, agreed: Sequence[PendingReschedule], venue: Venue
) -> bool:
    if min(each.ends_at for each in agreed) <= clock.now():
        return False
    places = {each.booking_id: slots_from_json(each.reservations) for each in agreed}
    before = {booking_id: reservations_of(booking_id) for booking_id in bookings}
    # A booking that was released in the meantime has no reservations, so its lanes are locked by name.
    wanted = {lane[0] for each in places.values() for lane, _ in each}
    moves, changes = [], {}
    try:
        with session.begin_nested():
            lock_resources(wanted | {one.resource_id for each in before.values() for one in each})
            # All first: a booking may take the time that another one leaves.
            for each in agreed:
                moves.append(
                    record_reschedule(
                        bookings[each.booking_id],
                        before[each.booking_id],
                        actor=Actor.GUEST,
                        user_id=order.user_id,
                        requested_by_guest=True,
                    )
                )
            session.execute(delete(Reservation).where(Reservation.booking_id.in_(bookings)))
            got = {
                booking_id: reserve_again(bookings[booking_id], lanes, quantity=len(lanes))
                for booking_id, lanes in places.items()
            }
            if any(len(got[booking_id]) < len(lanes) for booking_id, lanes in places.items()):
                raise SlotUnavailable({})
    except SlotUnavailable:
        return False
    paid_before = {booking.id: before_change(booking) for booking in bookings.values()}
    for each, move in zip(agreed, moves, strict=True):
        booking, lanes = bookings[each.booking_id], got[each.booking_id]
        changes[booking.id] = difference_of(booking, each.price_cents)
        lower_later(booking, booking.price_cents - each.price_cents)
        note(booking, starts_at=each.starts_at, ends_at=each.ends_at, member_id=each.member_id, got=lanes)
        note_facilities(booking, [lane for lane, _ in lanes])
        booking.list_cents, booking.price_cents = each.list_cents, each.price_cents
        booking.discount_cents, booking.price_reason = booking.list_cents - booking.price_cents, each.price_reason
        booking.funded_cents = each.funded_cents
        booking.deal_id, booking.code_deal_id = each.deal_id, each.code_deal_id
        notify_change(booking, move, venue)
    paid = _note_paid(order, bookings)
    if len(agreed) == 1:
        tell_venue(next(iter(bookings.values())))
        return True
    moved = [bookings[each.booking_id] for each in agreed]
    pay_differences(moved, changes, venue.zone, before=paid_before, paid=paid)
    tell_venue_of_series(moves)
    return True


def _note_paid(order: Order, bookings: Mapping[int, Booking]) -> dict[int, int]:
    """Return what an order paid for each booking before tax, by id, and note the tax. One statement."""
    paid = charged_by(order.id)
    for booking_id, charged in paid.items():
        note_charged(bookings[booking_id], charged)
    return {booking_id: charged.cents for booking_id, charged in paid.items()}


def cancel_reschedule(order: Order) -> None:
    """Cancel a reschedule that was not paid in time, or whose guest chose the old time.

    The order must be locked and pending.
    """
    availability.release_held(booking_ids=rescheduled_booking_ids(order))
    order.state, order.settled_at = OrderState.EXPIRED, clock.now()
    schedule_reindex(whose(session.get_one(Booking, rescheduled_booking_id(order)))[1].id)
    session.flush()
