"""A venue with a random past, which covers every outcome of a booking and of its payments."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.bookings.enums import Actor, BookingState, LineKind, OrderKind, OrderState, RefundState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.core.db import session
from app.deals.models import Deal
from app.guests.models import Guest
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import (
    add,
    make_booking,
    make_deal,
    make_member,
    make_order,
    make_service,
    make_venue,
    make_venue_order,
)
from tests.reports.visits import LONG_AGO, age, around, reserve
from tests.support import utc

# 90 days until the end of Wednesday, May 13 in Portland, plus a day at each end.
BEGIN, END = utc("2026-02-12 12:00"), utc("2026-05-15 12:00")
HOUR = timedelta(hours=1)


@dataclass
class Past:
    venue: Venue
    members: list[TeamMember]
    services: list[Service]
    deals: list[Deal]
    guests: list[Guest]
    bookings: list[Booking] = field(default_factory=list)


def make_past(seed: int, bookings: int = 60) -> Past:
    dice = Random(seed)
    venue = age(make_venue())
    members = [make_member(venue, name=name) for name in ("June Castellano", "Priya Raman")]
    services = [
        make_service(venue, members=members, title="Unwinding massage", price_cents=11001),
        make_service(venue, members=members[:1], title="Scalp and neck", minutes=30, price_cents=6200),
        make_service(venue, capacity=4, title="Sauna circuit", minutes=90, price_cents=2400),
    ]
    deals = [
        make_deal(venue=venue, percent=30, windows=[(1, 600, 960)], valid_from=utc("2026-03-20 08:00")),
        make_deal(service=services[0], cents=500, title="Five less", valid_from=utc("2026-04-20 08:00")),
    ]
    guests = [add(Guest(venue_id=venue.id, name=f"Guest {number}")) for number in range(12)]
    past = Past(venue, members, services, deals, guests)
    for _ in range(bookings):
        book(past, dice)
    elsewhere(past, dice)
    session.commit()
    return past


def book(past: Past, dice: Random) -> None:
    service = dice.choice(past.services)
    at = BEGIN + dice.randrange(int((END - BEGIN) / HOUR)) * HOUR
    quantity = dice.randint(1, 2) if service is not past.services[1] else 1
    state = dice.choice([*BookingState, *[BookingState.COMPLETED] * 5])
    desk = dice.random() < 0.25
    settled = dice.choice(list(SettledBy)) if desk else None
    order = make_order(
        state=order_state(state),
        kind=OrderKind.FRONT_DESK if desk else OrderKind.CART,
        settled_by=settled,
    )
    listed = service.first_option.price_cents * quantity
    off = dice.choice([0, 0, 0, dice.randint(1, listed)])
    make_venue_order(order, past.venue.id, guest_id=dice.choice(past.guests).id)
    booking = make_booking(
        service,
        at,
        order=order,
        quantity=quantity,
        state=state,
        list_cents=listed,
        discount_cents=off,
        price_cents=listed - off,
        deal_id=dice.choice([*past.deals, past.deals[0]]).id if off and dice.random() < 0.8 else None,
        accept_by=at if state is BookingState.REQUESTED else None,
    )
    past.bookings.append(booking)
    charge(order, booking, dice)
    if state is BookingState.CANCELED:
        call_off(booking, dice)
    elif state not in {BookingState.HELD, BookingState.EXPIRED}:
        take_places(past, booking, dice)
    if not desk and state not in {BookingState.HELD, BookingState.EXPIRED} and dice.random() < 0.4:
        give_back(booking, dice)


def order_state(state: BookingState) -> OrderState:
    ends = {BookingState.HELD: OrderState.PENDING, BookingState.EXPIRED: OrderState.EXPIRED}
    return ends.get(state, OrderState.CONFIRMED)


def charge(order: Order, booking: Booking, dice: Random) -> None:
    """Add a discount line beside the usual price, and sometimes a second order for the same booking.

    The second order may be paid or not, as rescheduling makes them.
    """
    if booking.discount_cents:
        (paid,) = session.scalars(select(OrderLine).where(OrderLine.order_id == order.id))
        paid.amount_cents = booking.list_cents
        add(line(order, booking, 2, -booking.discount_cents))
    if dice.random() < 0.2:
        state = dice.choice([OrderState.CONFIRMED, OrderState.EXPIRED, OrderState.PENDING])
        more = make_order(kind=OrderKind.RESCHEDULE, reschedules_booking_id=booking.id, state=state)
        add(line(more, booking, 1, dice.randint(100, 900)))


def line(order: Order, booking: Booking, position: int, cents: int) -> OrderLine:
    kind = LineKind.BOOKING if cents >= 0 else LineKind.DISCOUNT
    return OrderLine(
        order_id=order.id, booking_id=booking.id, position=position, kind=kind, text="", amount_cents=cents
    )


def give_back(booking: Booking, dice: Random) -> None:
    """Add a refund of a part, and perhaps another one; a failed refund does not count."""
    if booking.price_cents < 2:
        return
    first = dice.randint(1, booking.price_cents // 2)
    for cents, state in ((first, dice.choice(list(RefundState))), (first, RefundState.FAILED)):
        add(Refund(booking_id=booking.id, amount_cents=cents, state=state, reason="As agreed."))


def call_off(booking: Booking, dice: Random) -> None:
    at: datetime = booking.starts_at - dice.choice([1, 20, 30, 60, 80, 200]) * HOUR
    actor = dice.choice([Actor.GUEST, Actor.PROVIDER, Actor.ADMIN])
    add(
        BookingTransition(
            booking_id=booking.id,
            from_state=BookingState.CONFIRMED,
            to_state=BookingState.CANCELED,
            actor=actor,
            at=at,
        )
    )


def take_places(past: Past, booking: Booking, dice: Random) -> None:
    """Reserve capacity with available team members; if none is available, the booking has no reservation."""
    service = next(service for service in past.services if service.id == booking.service_id)
    if service.resource_id:
        places = [(service.resource_id, lane) for lane in range(1, 5)]
    else:
        places = [(member.resource_id, 1) for member in dice.sample(past.members, 2)]
    for resource_id, lane in places[: booking.quantity]:
        with session.begin_nested() as attempt:
            try:
                reserve(resource_id, around(booking), lane=lane, booking_id=booking.id)
            except IntegrityError:  # already reserved
                attempt.rollback()


def elsewhere(past: Past, dice: Random) -> None:
    """Add another venue's booking in the same weeks, in an order with one of ours."""
    other = age(make_venue(name="Alder & Salt"), LONG_AGO)
    service = make_service(other, members=[make_member(other, name="Ada Reed")])
    order = session.get_one(Order, session.get_one(VenueOrder, past.bookings[0].venue_order_id).order_id)
    booking = make_booking(service, BEGIN + 40 * 24 * HOUR, order=order, state=BookingState.COMPLETED)
    add(line(order, booking, 9, booking.price_cents))
    call_off(make_booking(service, BEGIN + 41 * 24 * HOUR, state=BookingState.CANCELED), dice)
