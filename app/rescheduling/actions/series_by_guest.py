"""Reschedules of a booking of a series together with the later ones, by the guest: all of them, or none."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range as TimeRange

from app.availability.actions import SlotUnavailable
from app.availability.engine.types import Range
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.availability.pools import ends_of
from app.availability.schedules import Lane
from app.availability.slots import Offered, lock_resources
from app.bookings.actions.refunds import lock_booking
from app.bookings.enums import Actor
from app.bookings.models.orders import Order
from app.bookings.models.reschedules import Reschedule
from app.bookings.queries.refunds import refundable_of
from app.bookings.taxes import before_change
from app.core import clock
from app.core.db import session
from app.deals.actions.redemptions import redeem
from app.orders.limits import HOLD_DURATION
from app.rescheduling.actions.differences import pay_differences, shares
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
from app.rescheduling.actions.records import (
    check_version,
    notify_change,
    record_reschedule,
    tell_both_of_series,
)
from app.rescheduling.actions.slot_choice import note_facilities, reserve_again, reserver
from app.rescheduling.candidates import reservations_of
from app.rescheduling.errors import ReschedulingErrorCode
from app.rescheduling.quote import RescheduleQuote
from app.rescheduling.series_quote import GuestMove, quote_moves, settled
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class NewStart:
    """The new start (UTC) of one booking; `sequence` is the booking's as the page showed it."""

    booking_id: int
    starts_at: datetime
    member_id: int | None
    sequence: int


def reschedule_series_by_guest(
    *, starts: Sequence[NewStart], difference: int, user_id: int
) -> list[Reschedule] | Order:
    """Reschedule several bookings of a series for their guest: same service, party size and add-ons.

    `difference` is the total in cents that the page showed; a negative one is refunded. If the new times cost more,
    nothing changes yet: all of them are held for 30 minutes alongside the old ones, and the order that pays the total
    is returned. Otherwise one email to each side lists all changes.

    Raises what `reschedule_by_guest` raises. The caller must roll back then.
    """
    wanted = {start.booking_id: start for start in starts}
    bookings = [lock_booking(booking_id) for booking_id in sorted(wanted)]
    order, venue = whose(bookings[0])
    for booking in bookings:
        check_version(booking, wanted[booking.id].sequence)
        check_online(booking, order, venue)
    bookings.sort(key=lambda booking: (booking.starts_at, booking.id))
    new = [GuestMove(each, wanted[each.id].starts_at, wanted[each.id].member_id) for each in bookings]
    moves, total = settled(quote_moves(new, code=order.code), refundable_of(bookings))
    if total != difference:
        raise TermsChanged(ReschedulingErrorCode.PRICE_CHANGED)
    redeem(wanted=Counter(id_ for move in moves for id_ in move.quote.deal_ids), except_bookings=sorted(wanted))
    offered = {move.booking.id: offered_lanes(move.booking, move) for move in moves}
    before = {move.booking.id: reservations_of(move.booking.id) for move in moves}
    taken = {one.resource_id for each in before.values() for one in each}
    lock_resources({resource for move in moves for resource in may_take(move, offered[move.booking.id])} | taken)
    if total > 0:
        return _request_payment(order, moves, offered, total)
    return _move(venue, moves, offered, user_id)


def _move(
    venue: Venue, moves: Sequence[RescheduleQuote], offered: Mapping[int, Sequence[Offered]], user_id: int
) -> list[Reschedule]:
    done = []
    changes = {move.booking.id: move.difference for move in moves}
    paid = {move.booking.id: before_change(move.booking) for move in moves}
    with session.begin_nested():
        for move in moves:
            before = reservations_of(move.booking.id)
            done.append(
                record_reschedule(move.booking, before, actor=Actor.GUEST, user_id=user_id, requested_by_guest=True)
            )
        for move, got in zip(moves, _reserved(moves, offered), strict=True):
            write(move.booking, move, got[: move.booking.quantity])
            note_facilities(move.booking, [lane for lane, _ in got[move.booking.quantity :]])
        for move, row in zip(moves, done, strict=True):
            notify_change(move.booking, row, venue)
    pay_differences([move.booking for move in moves], changes, venue.zone, before=paid)
    tell_both_of_series(done)
    session.flush()
    return done


def _reserved(moves: Sequence[RescheduleQuote], offered: Mapping[int, Sequence[Offered]]) -> list[list[Offered]]:
    """Release all reservations of these bookings, then reserve their new times: of each, the lanes of its guests, then
    those of rooms and equipment. The resources must be locked. Raises SlotUnavailable; the caller must roll back."""
    before = {move.booking.id: reservations_of(move.booking.id) for move in moves}
    # All first: a booking may take the time that another one leaves.
    session.execute(delete(Reservation).where(Reservation.booking_id.in_(before)))
    found = []
    for move in moves:
        booking = move.booking
        got = reserve_again(booking, offered[booking.id], quantity=booking.quantity)
        if len(got) < booking.quantity:
            raise SlotUnavailable({})
        take_pools(booking, move, [lane for lane, _ in got], reserver(booking), before[booking.id])
        found.append(_places(reservations_of(booking.id)))
    return found


def _places(reservations: Sequence[Reservation]) -> list[Offered]:
    return [((one.resource_id, one.lane), (one.begins, one.ends)) for one in reservations]


def _request_payment(
    order: Order,
    moves: Sequence[RescheduleQuote],
    offered: Mapping[int, Sequence[Offered]],
    total: int,
) -> Order:
    """Hold the new times alongside the old ones, and create the order that pays the total."""
    until, ids = clock.now() + HOLD_DURATION, [move.booking.id for move in moves]
    current = [place for booking_id in ids for place in _places(reservations_of(booking_id))]
    # Reserve as if it were paid, note which lanes that takes, and undo it.
    trial = session.begin_nested()
    try:
        got = _reserved(moves, offered)
    finally:
        trial.rollback()
    expired = Reservation.state == ReservationState.HELD, Reservation.expires_at <= clock.now()
    wanted = {lane[0] for places in got for lane, _ in places}
    session.execute(delete(Reservation).where(Reservation.resource_id.in_(wanted), *expired))
    extra = pay_order(order, moves[0].booking, total, until)
    add_lines(extra, shares({move.booking.id: move.difference for move in moves}, total), moves)
    for move, places in zip(moves, got, strict=True):
        for lane, during in places:
            _hold(move.booking.id, lane, _without(during, [span for other, span in current if other == lane]), until)
        serving = [resource for (resource, _), _ in places[: move.booking.quantity]]
        add_pending(extra, move, places, ends_of(move.plan, move.starts_at, serving))
    schedule_reindex(moves[0].option.service.venue_id)
    session.flush()
    return extra


def _hold(booking_id: int, lane: Lane, spans: Sequence[Range], until: datetime) -> None:
    """Hold a lane for a booking. The time that one of the moving bookings has already needs no hold."""
    for begins, ends in spans:
        session.add(
            Reservation(
                resource_id=lane[0],
                lane=lane[1],
                during=TimeRange(begins, ends),
                kind=ReservationKind.BOOKING,
                state=ReservationState.HELD,
                expires_at=until,
                booking_id=booking_id,
            )
        )


def _without(during: Range, taken: Sequence[Range]) -> list[Range]:
    """Return the parts of a range outside the others."""
    left = [during]
    for begins, ends in taken:
        left = [
            part
            for first, last in left
            for part in ((first, min(last, begins)), (max(first, ends), last))
            if part[0] < part[1]
        ]
    return left
