"""Bookings that the venue adds for a guest at the front desk or on the phone.

The rules for guests (minimum notice, booking window, fixed starts) do not apply. A time out of hours needs
confirmation. Double booking is never possible.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.availability.actions import Held
from app.availability.engine.types import ResourceCalendar, Start
from app.availability.enums import ReservationState
from app.availability.pools import PoolTaken, ends_of, pool_resource_ids, reserve_pools
from app.availability.schedules import ServiceSchedule
from app.availability.slots import reserve
from app.bookings import stored_texts
from app.bookings.actions.desk_payments import settle_all
from app.bookings.conflicts import pool_conflict
from app.bookings.email_quotas import no_booking_email
from app.bookings.enums import Actor, BookingState, OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.states import transition
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.ids import public_id
from app.core.jobs import defer
from app.deals.actions.redemptions import redeem
from app.deals.pricing import Quote
from app.front_desk.availability import (
    FrontDeskRequest,
    attends,
    check_booking_window,
    plan_for,
    price_of,
    providers_for,
    slot_conflict,
)
from app.front_desk.errors import FrontDeskErrorCode
from app.guests.models import Guest
from app.orders.actions.commission import freeze_commission
from app.orders.actions.create import LineItem, SeriesKey, assign_members, new_booking
from app.orders.actions.order_lines import lines_of
from app.passes.actions import WantedUse, settle_uses, take_uses
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue


class PriceIncreased(Conflict):
    """The price is higher than the page showed."""


def book_at_front_desk(
    *,
    venue: Venue,
    guest: Guest,
    requested: FrontDeskRequest,
    user_id: int,
    send_email: bool = False,
    force: bool = False,
    code: str | None = None,
) -> Booking:
    """Add a confirmed booking for a guest in the venue's records.

    Nothing is paid online. `send_email` emails the guest about the booking unless `no_booking_email` gives a reason why
    the venue may not. `code` is the order number if it is already known: the database refuses the same one twice.

    Raises DomainError for a time too far in the past or future, or if an email is wanted without an address;
    OutsideHours for a time out of hours unless `force`; SlotTaken if the time is occupied; PriceIncreased if the price
    rose; DealExhausted if its deal was just used up, Conflict if the guest's package was. The caller must roll back
    then.
    """
    check_booking_window(requested.starts_at, venue)
    if send_email and not guest.email:
        raise DomainError(FrontDeskErrorCode.NO_EMAIL_ADDRESS, guest=guest.name)
    send_email = send_email and not no_booking_email(venue)
    plan = plan_for(requested)
    serving = providers_for(plan, requested, venue, force=force)
    order = order_for(guest, requested, code or public_id(), send_email=send_email)
    venue_order = VenueOrder(order_id=order.id, venue_id=venue.id, guest_id=guest.id, note=requested.note)
    session.add(venue_order)
    session.flush()
    listed = _listed(requested)
    booking = item(venue_order, requested, listed)
    redeem(wanted=Counter(booking.deal_ids), except_bookings=[booking.id])
    take(booking, requested, plan, serving, venue)
    order.total_cents = booking.price_cents
    session.add_all(lines_of(order, [booking]))
    if listed.pass_id is not None:
        take_uses(wanted=[WantedUse(listed.pass_id, booking.id, booking.quantity)])
        note_uses(order, [booking], venue)
    transition(booking, BookingState.CONFIRMED, actor=Actor.PROVIDER, user_id=user_id)
    settle_all([booking], requested.settled_by, user_id=user_id)
    if send_email:
        defer("bookings.email_added", booking_id=booking.id)
        defer("intake.ask", venue_order_id=venue_order.id)
    schedule_reindex(venue.id)
    session.flush()
    return order_of_venue(venue.id, order.public_id) or booking


def note_uses(order: Order, bookings: Sequence[Booking], venue: Venue) -> None:
    """Note what bookings have used of a guest's package, and email them: the person at the front desk isn't verified.

    One email has all of an order's bookings.
    """
    freeze_commission(order, [(venue.id, booking) for booking in bookings])
    settle_uses(booking_ids=[booking.id for booking in bookings])
    if len(bookings) == 1:
        defer("packages.email_used", booking_id=bookings[0].id)
    else:
        defer("packages.email_all_used", booking_ids=",".join(str(booking.id) for booking in bookings))


def order_of_venue(venue_id: int, code: str) -> Booking | None:
    """Return the first booking that this venue added under an order number, if it did. One statement."""
    return session.scalar(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(VenueOrder.venue_id == venue_id, Order.public_id == code, Order.kind == OrderKind.FRONT_DESK)
        .order_by(Booking.starts_at)
        .limit(1)
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
    )


def order_for(guest: Guest, requested: FrontDeskRequest, code: str, *, send_email: bool) -> Order:
    """Create the order, without an email address if no email is wanted: later emails then go nowhere.

    It has no account, even if the guest record has one: the person at the front desk or on the phone is not verified.
    """
    now = clock.now()
    order = Order(
        public_id=code,
        kind=OrderKind.FRONT_DESK,
        state=OrderState.CONFIRMED,
        name=guest.name,
        email=guest.email if send_email else "",
        phone=guest.phone,
        total_cents=0,
        held_until=now,
        created_at=now,
        settled_at=now,
        settled_by=requested.settled_by,
    )
    session.add(order)
    session.flush()
    return order


def _listed(requested: FrontDeskRequest) -> Quote:
    """Return the list price. Raises PriceIncreased if it is higher than the one that the page showed."""
    listed = price_of(requested)
    if (
        requested.price_cents is None
        and requested.shown_cents is not None
        and requested.shown_cents < listed.price_cents
    ):
        raise PriceIncreased(FrontDeskErrorCode.PRICE_INCREASED, price=listed.price_cents, before=requested.shown_cents)
    return listed


def item(
    venue_order: VenueOrder, requested: FrontDeskRequest, listed: Quote, series: SeriesKey | None = None
) -> Booking:
    """Create the booking at its list price, or the agreed one."""
    ends = requested.starts_at + timedelta(
        minutes=requested.option.minutes_with(requested.member_id) + requested.extra_minutes
    )
    booking = new_booking(
        venue_order,
        LineItem(requested.option, requested.starts_at, ends, listed, requested.member_id, requested.extras, series),
    )
    booking.accept_within_hours = None
    # The guest pays at the venue, so a sitewide deal is the venue's.
    booking.funded_cents = 0
    if requested.price_cents is not None and requested.price_cents != listed.price_cents:
        booking.deal_id = None
        booking.list_cents = max(listed.list_cents, requested.price_cents)
        booking.price_cents = requested.price_cents
        booking.discount_cents = booking.list_cents - booking.price_cents
        booking.price_reason = requested.price_reason or str(stored_texts.PRICE_AGREED)
    session.flush()
    return booking


def take(
    booking: Booking,
    requested: FrontDeskRequest,
    plan: ServiceSchedule,
    serving: Sequence[ResourceCalendar],
    venue: Venue,
) -> None:
    """Reserve lanes of the providers, preferring the ones who are working then."""
    by_id = {resource.id: index for index, resource in enumerate(serving)}
    lanes = plan.lanes(Start(requested.starts_at, 0, tuple(by_id)), requested.member_id)
    there = {resource.id for resource in serving if attends(plan, resource, requested.starts_at)}
    lanes.sort(key=lambda lane: lane[0] not in there)
    reserve_for = partial(
        reserve,
        booking_id=booking.id,
        state=ReservationState.CONFIRMED,
        until=None,
        locked={*by_id, *pool_resource_ids(plan)},
    )
    taken = reserve_for([(lane, plan.span(requested.starts_at, lane[0])) for lane in lanes], requested.quantity)
    if len(taken) < requested.quantity:
        raise slot_conflict(plan, requested, list(by_id), venue, free=len(taken))
    ends_at = ends_of(plan, requested.starts_at, [resource for resource, _ in taken])
    try:
        besides = reserve_pools(
            plan,
            (requested.starts_at, ends_at),
            requested.quantity,
            lambda lanes, guests: reserve_for(lanes, requested.quantity, guests=guests),
        )
    except PoolTaken as missing:
        raise pool_conflict(missing, requested.service, venue.zone, but_bookings=[booking.id]) from None
    members = tuple(plan.members[resource] for resource, _ in taken if resource in plan.members)
    assign_members([booking], {booking.id: Held(taken, members, ends_at, besides)})
