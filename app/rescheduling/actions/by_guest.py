"""Reschedules by the guest: at no cost, with a refund, or with an order that pays the difference first."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import select

from app.availability import actions as availability
from app.availability.actions import SlotUnavailable
from app.availability.models import Reservation
from app.availability.pools import PoolTaken, Reserve, ends_of, pool_resource_ids, reserve_pools
from app.availability.schedules import Lane
from app.availability.slots import Offered, hold_alongside, lock_resources
from app.bookings import stored_texts
from app.bookings.actions.refunds import lock_booking, queue_full_refund, queue_refund
from app.bookings.enums import UPCOMING_STATES, Actor, LineKind, OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.reschedules import PendingReschedule, Reschedule
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import rescheduled_booking_id
from app.bookings.queries.orders import pending_reschedule
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.deals.actions.redemptions import DealExhausted, redeem
from app.orders.limits import HOLD_DURATION
from app.rescheduling.actions.records import check_version, notify_change, record_reschedule
from app.rescheduling.actions.slot_choice import note_facilities, reserve_again, reserver
from app.rescheduling.candidates import reservations_of, slots_from_json
from app.rescheduling.errors import ReschedulingErrorCode
from app.rescheduling.online import online_refusal
from app.rescheduling.quote import RescheduleQuote, quote_reschedule
from app.team.models import TeamMember
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue


class TermsChanged(Conflict):
    """The price difference is no longer what the page showed."""


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
    order, venue = _whose(booking)
    refusal = online_refusal(booking, order)
    if refusal:
        raise Conflict(
            ReschedulingErrorCode.NOT_ONLINE,
            refusal=refusal,
            venue=venue.name,
            phone=venue.phone,
            until=booking.reschedule_until,
            zone=venue.zone,
        )
    wanted = quote_reschedule(booking, starts_at, member_id, code=order.code)
    if wanted.difference != difference:
        raise TermsChanged(ReschedulingErrorCode.PRICE_CHANGED)
    redeem(wanted=Counter(wanted.quote.deal_ids), except_bookings=[booking.id])
    if wanted.difference > 0:
        return _request_payment(booking, order, wanted)
    with session.begin_nested():
        offered = _offered(booking, wanted)
        before = reservations_of(booking.id)
        lock_resources([*_may_take(wanted, offered), *(one.resource_id for one in before)])
        move = record_reschedule(booking, before, actor=Actor.GUEST, user_id=user_id, requested_by_guest=True)
        got = reserve_again(booking, offered, quantity=booking.quantity)
        if len(got) < booking.quantity:
            raise SlotUnavailable({})
        _write(booking, wanted, got)
        besides = _take_pools(booking, wanted, [lane for lane, _ in got], reserver(booking), before)
        note_facilities(booking, besides)
        _tell(booking, move, venue)
    queue_refund(booking, -difference, stored_texts.rescheduled_to_lower_price(starts_at, venue.zone))
    session.flush()
    return move


def _whose(booking: Booking) -> tuple[Order, Venue]:
    """Return the booking's order and venue."""
    row = session.execute(
        select(Order, Venue)
        .join(VenueOrder, VenueOrder.order_id == Order.id)
        .join(Venue, Venue.id == VenueOrder.venue_id)
        .where(VenueOrder.id == booking.venue_order_id)
    ).one()
    return row[0], row[1]


def _offered(booking: Booking, wanted: RescheduleQuote) -> list[Offered]:
    """Return the candidate lanes, the booking's current ones first, so that it stays with the same member."""
    has = [(one.resource_id, one.lane) for one in reservations_of(booking.id)]
    lanes = sorted(wanted.plan.lanes(wanted.start, wanted.member_id), key=lambda lane: lane not in has)
    return [(lane, wanted.plan.span(wanted.starts_at, lane[0])) for lane in lanes]


def _may_take(wanted: RescheduleQuote, offered: Sequence[Offered]) -> set[int]:
    """Return the resources that the new time may occupy, to be locked."""
    return {lane[0] for lane, _ in offered} | pool_resource_ids(wanted.plan)


def _take_pools(
    booking: Booking,
    wanted: RescheduleQuote,
    lanes: Sequence[Lane],
    reserve_lanes: Reserve,
    before: Sequence[Reservation],
) -> Sequence[Lane]:
    """Reserve rooms and equipment for the new time, if possible the current ones. Raises SlotUnavailable."""
    ends_at = ends_of(wanted.plan, wanted.starts_at, [resource for resource, _ in lanes])
    current = {(one.resource_id, one.lane) for one in before}
    try:
        return reserve_pools(wanted.plan, (wanted.starts_at, ends_at), booking.quantity, reserve_lanes, current=current)
    except PoolTaken:
        raise SlotUnavailable({}) from None


def _write(booking: Booking, wanted: RescheduleQuote, got: list[Offered]) -> None:
    ends_at = ends_of(wanted.plan, wanted.starts_at, [resource for (resource, _), _ in got])
    _note(booking, starts_at=wanted.starts_at, ends_at=ends_at, member_id=wanted.member_id, got=got)
    quote = wanted.quote
    booking.list_cents, booking.price_cents = max(quote.list_cents, wanted.price_cents), wanted.price_cents
    booking.discount_cents, booking.price_reason = booking.list_cents - booking.price_cents, wanted.reason
    booking.deal_id, booking.code_deal_id = quote.deal_id, quote.code_deal_id


def _note(
    booking: Booking, *, starts_at: datetime, ends_at: datetime, member_id: int | None, got: list[Offered]
) -> None:
    booking.starts_at, booking.ends_at, booking.member_id, booking.served_by = (
        starts_at,
        ends_at,
        member_id,
        _names(got),
    )
    booking.buffer_after_minutes = max([0, *(int((last - ends_at).total_seconds() // 60) for _, (_, last) in got)])


def _names(got: list[Offered]) -> str:
    """Return the names of the members who own these lanes, in the same order."""
    serving = select(TeamMember).where(TeamMember.resource_id.in_([lane[0] for lane, _ in got]))
    by_resource = {member.resource_id: member.name for member in session.scalars(serving)}
    return " and ".join(by_resource[lane[0]] for lane, _ in got if lane[0] in by_resource)


def _tell(booking: Booking, move: Reschedule, venue: Venue) -> None:
    notify_change(booking, move, venue)
    defer("bookings.email_rescheduled", booking_id=booking.id, sequence=booking.sequence)
    defer("bookings.email_venue_rescheduled", booking_id=booking.id, sequence=booking.sequence)


def _request_payment(booking: Booking, order: Order, wanted: RescheduleQuote) -> Order:
    """Hold the new time alongside the old one, and create the order that pays the difference."""
    offered, until = _offered(booking, wanted), clock.now() + HOLD_DURATION
    with session.begin_nested():
        hold = partial(hold_alongside, quantity=booking.quantity, booking_id=booking.id, until=until)
        spans = dict(offered)

        def hold_pool(lanes: Sequence[Offered], guests: Sequence[int]) -> Sequence[Lane]:
            spans.update(lanes)
            # These are locked already, and holds on the lanes of team members must stay.
            return hold(lanes, guests=guests, locked={lane[0] for lane, _ in lanes})

        lanes = hold(offered, locked=_may_take(wanted, offered))
        if len(lanes) < booking.quantity:
            raise SlotUnavailable({})
        besides = _take_pools(booking, wanted, lanes, hold_pool, reservations_of(booking.id))
        extra = _extra_order(booking, order, wanted, until)
    session.add(
        PendingReschedule(
            order_id=extra.id,
            sequence=booking.sequence,
            starts_at=wanted.starts_at,
            ends_at=ends_of(wanted.plan, wanted.starts_at, [place for place, _ in lanes]),
            member_id=wanted.member_id,
            reservations=[
                [place, lane, *(edge.isoformat() for edge in spans[place, lane])] for place, lane in (*lanes, *besides)
            ],
            list_cents=max(wanted.quote.list_cents, wanted.price_cents),
            price_cents=wanted.price_cents,
            price_reason=wanted.reason,
            deal_id=wanted.quote.deal_id,
            code_deal_id=wanted.quote.code_deal_id,
        )
    )
    schedule_reindex(wanted.option.service.venue_id)
    session.flush()
    return extra


def _extra_order(booking: Booking, order: Order, wanted: RescheduleQuote, until: datetime) -> Order:
    extra = Order(
        kind=OrderKind.RESCHEDULE,
        user_id=order.user_id,
        name=order.name,
        email=order.email,
        phone=order.phone,
        total_cents=wanted.difference,
        held_until=until,
        reschedules_booking_id=booking.id,
    )
    session.add(extra)
    session.flush()
    text = stored_texts.price_difference(booking.title, wanted.starts_at, wanted.option.service.venue.zone)
    values = {"position": 1, "kind": LineKind.BOOKING, "text": text[:200], "amount_cents": wanted.difference}
    session.add(OrderLine(order_id=extra.id, booking_id=booking.id, **values))
    session.flush()
    return extra


def complete_reschedule(order: Order) -> None:
    """Reschedule a booking whose price difference has been paid. The order must be locked.

    If that is no longer possible, refund the whole difference and leave the booking unchanged.
    """
    booking = lock_booking(rescheduled_booking_id(order))
    agreed, venue = pending_reschedule(order.id), _whose(booking)[1]
    as_agreed = (
        booking.state in UPCOMING_STATES
        and booking.sequence == agreed.sequence
        and _keeps_deals(booking, order, agreed)
    )
    order.settled_at = clock.now()
    order.state = OrderState.CONFIRMED
    session.flush()
    if as_agreed and _still_fits(booking, order, agreed, venue):
        return
    order.state = OrderState.REFUNDED
    availability.release_held(booking_ids=[booking.id])
    schedule_reindex(venue.id)
    session.flush()
    queue_full_refund(order.id, booking, str(stored_texts.NEW_TIME_LOST))
    defer("bookings.email_reschedule_too_late", order_id=order.id)


def _keeps_deals(booking: Booking, order: Order, agreed: PendingReschedule) -> bool:
    """Return whether the new time's deals are still available: certain while the time was held."""
    if order.state is OrderState.PENDING:
        return True
    try:
        redeem(wanted=Counter(agreed.deal_ids), except_bookings=[booking.id])
    except DealExhausted:
        return False
    return True


def _still_fits(booking: Booking, order: Order, agreed: PendingReschedule, venue: Venue) -> bool:
    places = slots_from_json(agreed.reservations)
    if agreed.ends_at <= clock.now():
        return False
    try:
        with session.begin_nested():
            lock_resources([lane[0] for lane, _ in places] + [one.resource_id for one in reservations_of(booking.id)])
            move = record_reschedule(
                booking, reservations_of(booking.id), actor=Actor.GUEST, user_id=order.user_id, requested_by_guest=True
            )
            got = reserve_again(booking, places, quantity=len(places))
            if len(got) < len(places):
                raise SlotUnavailable({})
    except SlotUnavailable:
        return False
    _note(booking, starts_at=agreed.starts_at, ends_at=agreed.ends_at, member_id=agreed.member_id, got=got)
    note_facilities(booking, [lane for lane, _ in got])
    booking.list_cents, booking.price_cents = agreed.list_cents, agreed.price_cents
    booking.discount_cents, booking.price_reason = booking.list_cents - booking.price_cents, agreed.price_reason
    booking.deal_id, booking.code_deal_id = agreed.deal_id, agreed.code_deal_id
    _tell(booking, move, venue)
    return True


def cancel_reschedule(order: Order) -> None:
    """Cancel a reschedule that was not paid in time, or whose guest chose the old time.

    The order must be locked and pending.
    """
    booking = session.get_one(Booking, rescheduled_booking_id(order))
    availability.release_held(booking_ids=[booking.id])
    order.state, order.settled_at = OrderState.EXPIRED, clock.now()
    schedule_reindex(_whose(booking)[1].id)
    session.flush()
