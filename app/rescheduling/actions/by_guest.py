"""Reschedules of one booking by the guest: at no cost, with a refund, or with an order that pays more first."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from app.availability.actions import SlotUnavailable
from app.availability.pools import ends_of
from app.availability.schedules import Lane
from app.availability.slots import Offered, hold_alongside, lock_resources
from app.bookings import stored_texts
from app.bookings.actions.refunds import lock_booking, queue_refund
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.reschedules import Reschedule
from app.bookings.taxes import before_change, lower_taxes
from app.core import clock
from app.core.db import session
from app.deals.actions.redemptions import redeem
from app.orders.limits import HOLD_DURATION
from app.rescheduling.actions.guest_changes import (
    TermsChanged,
    add_lines,
    add_pending,
    check_online,
    may_take,
    offered_lanes,
    pay_order,
    take_pools,
    whose,
    write,
)
from app.rescheduling.actions.records import check_version, notify_change, record_reschedule, tell_both
from app.rescheduling.actions.slot_choice import note_facilities, reserve_again, reserver
from app.rescheduling.candidates import reservations_of
from app.rescheduling.errors import ReschedulingErrorCode
from app.rescheduling.quote import RescheduleQuote, quote_reschedule
from app.venues.actions.reindex import schedule_reindex


def reschedule_by_guest(
    *, booking_id: int, starts_at: datetime, member_id: int | None, sequence: int, difference: int, user_id: int
) -> Reschedule | Order:
    """Reschedule a booking for its guest: same service, party size and add-ons.

    `difference` is the price difference in cents that the page showed; a negative one is refunded. If the new time
    costs more, nothing changes yet: it is held for 30 minutes alongside the old one, and the order that pays the
    difference is returned. The booking must not have a pending order for another reschedule.

    Raises VersionConflict if the booking changed in the meantime, SlotUnavailable if the time is no longer available,
    TermsChanged, DealExhausted if a deal of that time is used up, and Conflict if the guest cannot reschedule or the
    service is no longer offered. The booking is unchanged in all of these cases.
    """
    booking = lock_booking(booking_id)
    check_version(booking, sequence)
    order, venue = whose(booking)
    check_online(booking, order, venue)
    wanted = quote_reschedule(booking, starts_at, member_id, code=order.code)
    if wanted.difference != difference:
        raise TermsChanged(ReschedulingErrorCode.PRICE_CHANGED)
    redeem(wanted=Counter(wanted.quote.deal_ids), except_bookings=[booking.id])
    if wanted.difference > 0:
        return _request_payment(booking, order, wanted)
    with session.begin_nested():
        offered = offered_lanes(booking, wanted)
        before = reservations_of(booking.id)
        lock_resources([*may_take(wanted, offered), *(one.resource_id for one in before)])
        move = record_reschedule(booking, before, actor=Actor.GUEST, user_id=user_id, requested_by_guest=True)
        got = reserve_again(booking, offered, quantity=booking.quantity)
        if len(got) < booking.quantity:
            raise SlotUnavailable({})
        paid = before_change(booking)
        write(booking, wanted, got)
        tax = lower_taxes(booking, -difference, before=paid)
        besides = take_pools(booking, wanted, [lane for lane, _ in got], reserver(booking), before)
        note_facilities(booking, besides)
        notify_change(booking, move, venue)
        tell_both(booking)
    reason = stored_texts.rescheduled_to_lower_price(starts_at, venue.zone)
    queue_refund(booking, tax - difference, reason, tax_cents=tax)
    session.flush()
    return move


def _request_payment(booking: Booking, order: Order, wanted: RescheduleQuote) -> Order:
    """Hold the new time alongside the old one, and create the order that pays the difference."""
    offered, until = offered_lanes(booking, wanted), clock.now() + HOLD_DURATION
    with session.begin_nested():
        hold = partial(hold_alongside, quantity=booking.quantity, booking_id=booking.id, until=until)
        spans = dict(offered)

        def hold_pool(lanes: Sequence[Offered], guests: Sequence[int]) -> Sequence[Lane]:
            spans.update(lanes)
            # These are locked already, and holds on the lanes of team members must stay.
            return hold(lanes, guests=guests, locked={lane[0] for lane, _ in lanes})

        lanes = hold(offered, locked=may_take(wanted, offered))
        if len(lanes) < booking.quantity:
            raise SlotUnavailable({})
        besides = take_pools(booking, wanted, lanes, hold_pool, reservations_of(booking.id))
        extra = pay_order(order, booking, wanted.difference, until)
    add_lines(extra, {booking.id: wanted.difference}, [wanted])
    ends_at = ends_of(wanted.plan, wanted.starts_at, [place for place, _ in lanes])
    add_pending(extra, wanted, [(lane, spans[lane]) for lane in (*lanes, *besides)], ends_at)
    schedule_reindex(wanted.option.service.venue_id)
    session.flush()
    return extra
