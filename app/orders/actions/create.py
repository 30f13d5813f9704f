"""Orders that hold their times. The agreed terms are frozen here.

The request comes from a cart or from an offer to a waitlist entry.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.availability import actions as availability
from app.availability.actions import Claim, Held
from app.availability.schedules import ServiceSchedule
from app.bookings.enums import OrderKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.series import BookingSeries
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import AddOn, ServiceOption
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.deals.actions.redemptions import redeem
from app.deals.pricing import Quote
from app.facilities.queries import facility_names
from app.orders.actions.commission import freeze_commission
from app.orders.actions.order_lines import lines_of
from app.orders.actions.taxes import freeze_taxes
from app.orders.errors import OrderErrorCode
from app.orders.limits import HOLD_DURATION
from app.passes.actions import WantedUse, take_uses
from app.team.models import TeamMember
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue
from app.venues.payment_policy import PaymentPolicy
from app.venues.queries import keep_public


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """What the lines of one repeating booking have in common, besides their service."""

    key: str
    weeks: int


@dataclass(frozen=True, slots=True)
class LineItem:
    """One booking as agreed: option, start (UTC), team member (None for anyone) and price.

    With anyone, the end is final once a team member is assigned.
    """

    option: ServiceOption
    starts_at: datetime
    ends_at: datetime
    quote: Quote
    member_id: int | None = None
    extras: Sequence[AddOn] = ()
    series: SeriesKey | None = None
    pays_each: bool = False

    @property
    def policy(self) -> PaymentPolicy:
        return self.option.service.policy_for(each_date=self.pays_each)


@dataclass(frozen=True, slots=True)
class VenueRequest:
    """The part of an order request at one venue, and the note for it."""

    venue_id: int
    lines: Sequence[LineItem]
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order to create, and until when (UTC) its times are held.

    `read` are the schedules by option id, valid for each start.
    """

    kind: OrderKind
    user_id: int
    contact: Contact
    groups: Sequence[VenueRequest]
    until: datetime
    read: Mapping[int, ServiceSchedule]
    cart_id: int | None = None
    code: str | None = None

    @property
    def total_cents(self) -> int:
        return sum(line.quote.price_cents for group in self.groups for line in group.lines)

    @property
    def later_cents(self) -> int:
        lines = (line for group in self.groups for line in group.lines)
        return sum(line.policy.due_later(line.quote.price_cents) for line in lines)

    @property
    def uses(self) -> Mapping[int, int]:
        """Count the bookings that use each deal, by deal id."""
        return Counter(id_ for group in self.groups for line in group.lines for id_ in line.quote.deal_ids)


def create_order(wanted: OrderRequest) -> Order:
    """Create one pending order and hold all of its times, all or nothing.

    Raises Conflict if a venue is no longer public or a package is used up, DealExhausted if a deal is, SlotUnavailable
    if a time is no longer available. The caller must roll back then.
    """
    _refuse_closed([group.venue_id for group in wanted.groups])
    redeem(wanted=wanted.uses)
    order = _new_order(wanted)
    bookings = _new_bookings(order, wanted.groups)
    take_uses(wanted=_uses_of_passes(bookings, wanted.groups))
    held = availability.hold(claims=[claim(booking) for booking in bookings], until=order.held_until, read=wanted.read)
    assign_members(bookings, held)
    taxes = freeze_taxes(order, bookings, [line.option.service for group in wanted.groups for line in group.lines])
    session.add_all(lines_of(order, bookings, taxes))
    for group in wanted.groups:
        schedule_reindex(group.venue_id)
    session.flush()
    return order


def _refuse_closed(venue_ids: Sequence[int]) -> None:
    """Raise Conflict if a venue is no longer public.

    Public venues stay locked until the transaction ends, so that an action that unpublishes one sees the hold.
    """
    closed = sorted({*venue_ids}.difference(keep_public(venue_ids)))
    if closed:
        names = [session.get_one(Venue, venue_id).name for venue_id in closed]
        raise Conflict(OrderErrorCode.VENUES_CLOSED, venues=names)


def start_order(
    *, kind: OrderKind, user_id: int | None, contact: Contact, total_cents: int, pay_key: str | None = None
) -> Order:
    """Create a pending order for which no time is held. It has to be paid within half an hour."""
    order = Order(
        kind=kind,
        user_id=user_id,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        total_cents=total_cents,
        pay_key=pay_key,
        held_until=clock.now() + HOLD_DURATION,
        created_at=clock.now(),
    )
    session.add(order)
    session.flush()
    return order


def _new_order(wanted: OrderRequest) -> Order:
    order = Order(
        kind=wanted.kind,
        user_id=wanted.user_id,
        cart_id=wanted.cart_id,
        name=wanted.contact.name,
        email=wanted.contact.email,
        phone=wanted.contact.phone,
        code=wanted.code,
        total_cents=wanted.total_cents,
        later_cents=wanted.later_cents,
        held_until=wanted.until,
        created_at=clock.now(),
    )
    session.add(order)
    session.flush()
    return order


def _new_bookings(order: Order, groups: Sequence[VenueRequest]) -> list[Booking]:
    """Create a venue order for each venue, with its bookings."""
    pairs = []
    for group in groups:
        venue_order = VenueOrder(order_id=order.id, venue_id=group.venue_id, note=group.note)
        session.add(venue_order)
        pairs += [(venue_order, line) for line in group.lines]
    session.flush()
    bookings = [new_booking(venue_order, line) for venue_order, line in pairs]
    for booking, (_, line) in zip(bookings, pairs, strict=True):
        booking.payment_terms, booking.later_cents = line.policy.terms, line.policy.due_later(booking.price_cents)
    link_series(list(zip(bookings, (line.series for _, line in pairs), strict=True)))
    freeze_commission(order, [(one.venue_id, booking) for (one, _), booking in zip(pairs, bookings, strict=True)])
    session.flush()
    return bookings


def _uses_of_passes(bookings: Sequence[Booking], groups: Sequence[VenueRequest]) -> list[WantedUse]:
    """Return what the guest's packages pay for, one use for each spot."""
    quotes = (line.quote for group in groups for line in group.lines)
    return [
        WantedUse(priced.pass_id, booking.id, booking.quantity)
        for booking, priced in zip(bookings, quotes, strict=True)
        if priced.pass_id is not None
    ]


def link_series(bookings: Sequence[tuple[Booking, SeriesKey | None]]) -> None:
    """Create the series of these new bookings and number them by start. A booking on its own gets none."""
    together: defaultdict[SeriesKey, list[Booking]] = defaultdict(list)
    for booking, series in bookings:
        if series is not None:
            together[series].append(booking)
    for series, members in together.items():
        if len(members) > 1:
            found = BookingSeries(every_weeks=series.weeks, times=len(members))
            for number, booking in enumerate(sorted(members, key=lambda each: each.starts_at), start=1):
                booking.series, booking.series_number = found, number


def new_booking(venue_order: VenueOrder, line: LineItem) -> Booking:
    """Create a booking with the agreed terms frozen: texts, price and policy."""
    booking = Booking(venue_order_id=venue_order.id, **terms(line))
    session.add(booking)
    return booking


def terms(line: LineItem) -> dict[str, Any]:
    """Return the agreed terms of a booking by attribute."""
    service, quote = line.option.service, line.quote
    return {
        "service_id": service.id,
        "option_id": line.option.id,
        "member_id": line.member_id,
        "deal_id": quote.deal_id,
        "code_deal_id": quote.code_deal_id,
        "title": service.title,
        "starts_at": line.starts_at,
        "ends_at": line.ends_at,
        "buffer_before_minutes": service.buffer_before_minutes,
        "buffer_after_minutes": service.buffer_after_minutes,
        "quantity": quote.quantity,
        "add_ons": [
            {"id": each.id, "title": each.title, "minutes": each.minutes, "cents": each.price_cents}
            for each in line.extras
        ],
        "list_cents": quote.list_cents,
        "discount_cents": quote.discount_cents,
        "price_cents": quote.price_cents,
        "price_reason": quote.reason,
        "funded_cents": quote.funded_cents,
        "cancel_free_hours": service.free_hours,
        "cancel_keep_percent": service.keep_percent,
        "reschedule_hours": service.venue.reschedule_hours,
        "accept_within_hours": service.venue.accept_within_hours,
    }


def claim(booking: Booking) -> Claim:
    return Claim(
        booking.id, booking.option_id, booking.starts_at, booking.quantity, booking.member_id, booking.extra_minutes
    )


def assign_members(bookings: Sequence[Booking], held: Mapping[int, Held]) -> None:
    """Write the names of the members and of rooms and equipment, and the end time, on the bookings.

    The reservations may be gone by the time the names are read.
    """
    found = assigned({booking.id: booking.buffer_after_minutes for booking in bookings}, held)
    for booking in bookings:
        for key, value in found[booking.id].items():
            setattr(booking, key, value)


def assigned(buffers: Mapping[int, int], held: Mapping[int, Held]) -> dict[int, dict[str, Any]]:
    """Return what `assign_members` writes, by booking. `buffers` are the minutes after each. At most two statements."""
    ids = {member for places in held.values() for member in places.member_ids}
    people = {member.id: member for member in session.scalars(select(TeamMember).where(TeamMember.id.in_(ids)))}
    besides = {resource for places in held.values() for resource, _ in places.pool_lanes}
    names = facility_names(besides) if besides else {}
    found = {}
    for booking_id, buffer in buffers.items():
        places = held[booking_id]
        serving = [people[member] for member in places.member_ids]
        found[booking_id] = {
            "served_by": " and ".join(member.name for member in serving),
            "buffer_after_minutes": max(buffer, *(member.buffer_minutes for member in serving), 0),
            "ends_at": places.ends_at,
            "facilities": [names[resource] for resource, _ in places.pool_lanes],
        }
    return found
