"""What reschedules by the guest have in common: whose booking it is, what the new time may take, what is written."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.availability.actions import SlotUnavailable
from app.availability.models import Reservation
from app.availability.pools import PoolTaken, Reserve, ends_of, pool_resource_ids, reserve_pools
from app.availability.schedules import Lane
from app.availability.slots import Offered
from app.bookings import stored_texts
from app.bookings.actions.later import lower_later
from app.bookings.enums import LineKind, OrderKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.reschedules import PendingReschedule
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import pending_reschedule_order
from app.bookings.queries.taxes import rules_of_bookings
from app.bookings.taxes import tax_lines
from app.core.db import session
from app.core.errors import Conflict
from app.rescheduling.candidates import reservations_of
from app.rescheduling.errors import ReschedulingErrorCode
from app.rescheduling.online import online_refusal
from app.rescheduling.quote import RescheduleQuote
from app.tax.amounts import taxes_on
from app.tax.queries import asks_stripe
from app.team.models import TeamMember
from app.venues.models import Venue


class TermsChanged(Conflict):
    """The price difference is no longer what the page showed."""


def check_online(booking: Booking, order: Order, venue: Venue) -> None:
    """Raise Conflict if the guest cannot reschedule a booking online, or already waits to pay for another time."""
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
    if pending_reschedule_order(booking.id) is not None:
        raise Conflict(ReschedulingErrorCode.WAITS_FOR_PAYMENT)


def whose(booking: Booking) -> tuple[Order, Venue]:
    """Return the booking's order and venue."""
    row = session.execute(
        select(Order, Venue)
        .join(VenueOrder, VenueOrder.order_id == Order.id)
        .join(Venue, Venue.id == VenueOrder.venue_id)
        .where(VenueOrder.id == booking.venue_order_id)
    ).one()
    return row[0], row[1]


def offered_lanes(booking: Booking, wanted: RescheduleQuote) -> list[Offered]:
    """Return the candidate lanes, the booking's current ones first, so that it stays with the same member."""
    has = [(one.resource_id, one.lane) for one in reservations_of(booking.id)]
    lanes = sorted(wanted.plan.lanes(wanted.start, wanted.member_id), key=lambda lane: lane not in has)
    return [(lane, wanted.plan.span(wanted.starts_at, lane[0])) for lane in lanes]


def may_take(wanted: RescheduleQuote, offered: Sequence[Offered]) -> set[int]:
    """Return the resources that the new time may occupy, to be locked."""
    return {lane[0] for lane, _ in offered} | pool_resource_ids(wanted.plan)


def take_pools(
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


def write(booking: Booking, wanted: RescheduleQuote, got: list[Offered]) -> None:
    ends_at = ends_of(wanted.plan, wanted.starts_at, [resource for (resource, _), _ in got])
    note(booking, starts_at=wanted.starts_at, ends_at=ends_at, member_id=wanted.member_id, got=got)
    quote = wanted.quote
    lower_later(booking, booking.price_cents - wanted.price_cents)
    booking.list_cents, booking.price_cents = max(quote.list_cents, wanted.price_cents), wanted.price_cents
    booking.discount_cents, booking.price_reason = booking.list_cents - booking.price_cents, wanted.reason
    booking.funded_cents = wanted.funded_cents
    booking.deal_id, booking.code_deal_id = quote.deal_id, quote.code_deal_id


def note(
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


def pay_order(order: Order, booking: Booking, cents: int, until: datetime) -> Order:
    """Create the order that pays a price difference, for one booking or a series from `booking` on."""
    extra = Order(
        kind=OrderKind.RESCHEDULE,
        user_id=order.user_id,
        name=order.name,
        email=order.email,
        phone=order.phone,
        total_cents=cents,
        held_until=until,
        reschedules_booking_id=booking.id,
    )
    session.add(extra)
    session.flush()
    return extra


def add_lines(extra: Order, parts: Mapping[int, int], moves: Sequence[RescheduleQuote]) -> None:
    """Add what the order pays for each booking, by booking id, and the tax on that unless Stripe Tax has to say it."""
    paid_for = [move for move in moves if parts.get(move.booking.id)]
    for position, move in enumerate(paid_for, start=1):
        text = stored_texts.price_difference(move.booking.title, move.starts_at, move.option.service.venue.zone)
        values = {"position": position, "kind": LineKind.BOOKING, "text": text[:200]}
        cents = parts[move.booking.id]
        session.add(OrderLine(order_id=extra.id, booking_id=move.booking.id, amount_cents=cents, **values))
    if asks_stripe():
        extra.awaits_tax = True
        session.flush()
        return
    rules = rules_of_bookings(list(parts))
    taxes = {
        move.booking.id: taxes_on(cents, rules[move.booking.id], funded_cents=move.more_funded_cents)
        for move in paid_for
        if (cents := parts[move.booking.id])
    }
    extra.total_cents += sum(tax.cents for found in taxes.values() for tax in found)
    session.add_all(tax_lines(extra.id, taxes, after=len(paid_for)))
    session.flush()


def add_pending(extra: Order, wanted: RescheduleQuote, held: Sequence[Offered], ends_at: datetime) -> None:
    """Note the new time of a booking until the order is paid. `held` are all of its lanes, with rooms and equipment."""
    session.add(
        PendingReschedule(
            order_id=extra.id,
            booking_id=wanted.booking.id,
            sequence=wanted.booking.sequence,
            starts_at=wanted.starts_at,
            ends_at=ends_at,
            member_id=wanted.member_id,
            reservations=[[place, lane, *(edge.isoformat() for edge in during)] for (place, lane), during in held],
            list_cents=max(wanted.quote.list_cents, wanted.price_cents),
            price_cents=wanted.price_cents,
            price_reason=wanted.reason,
            funded_cents=wanted.funded_cents,
            deal_id=wanted.quote.deal_id,
            code_deal_id=wanted.quote.code_deal_id,
        )
    )
