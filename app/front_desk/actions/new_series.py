"""A repeating booking that the venue adds for a guest: all dates in one order, or none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.availability.pools import pool_resource_ids
from app.availability.slots import lock_resources
from app.bookings.actions.desk_payments import settle_all
from app.bookings.email_quotas import no_booking_email
from app.bookings.enums import Actor, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.states import transition
from app.core.db import session
from app.core.errors import DomainError
from app.core.ids import public_id, token
from app.core.jobs import defer
from app.deals.actions.redemptions import redeem
from app.deals.pricing import Quote
from app.deals.queries.prices import price_lists
from app.front_desk.actions.new_booking import PriceIncreased, item, note_uses, order_for, take
from app.front_desk.availability import FrontDeskRequest, check_booking_window, providers_for
from app.front_desk.errors import FrontDeskErrorCode
from app.front_desk.series import plan_within, price_at
from app.guests.models import Guest
from app.orders.actions.create import SeriesKey, link_series
from app.orders.actions.order_lines import lines_of
from app.passes.actions import WantedUse, take_uses
from app.slot_picker.series import Spent
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue


def book_series_at_front_desk(
    *,
    venue: Venue,
    guest: Guest,
    requested: FrontDeskRequest,
    starts: Sequence[datetime],
    weeks: int,
    user_id: int,
    send_email: bool = False,
    code: str | None = None,
) -> list[Booking]:
    """Add a confirmed booking for each start, in one order. One email lists all of them.

    `requested` says what is booked at each start; its prices are of one booking, except `shown_cents`, which is the
    total that the page showed. Raises what `book_at_front_desk` raises; a time out of hours can't be forced. The caller
    must roll back then.
    """
    for at in starts:
        check_booking_window(at, venue)
    if send_email and not guest.email:
        raise DomainError(FrontDeskErrorCode.NO_EMAIL_ADDRESS, guest=guest.name)
    send_email = send_email and not no_booking_email(venue)
    plan = plan_within(requested, (min(starts), max(starts) + timedelta(minutes=1)))
    wanted = [replace(requested, starts_at=at) for at in sorted(starts)]
    serving = [providers_for(plan, each, venue, force=False) for each in wanted]
    order = order_for(guest, requested, code or public_id(), send_email=send_email)
    venue_order = VenueOrder(order_id=order.id, venue_id=venue.id, guest_id=guest.id, note=requested.note)
    session.add(venue_order)
    session.flush()
    series = SeriesKey(token(), weeks)
    prices = _listed(requested, [each.starts_at for each in wanted])
    bookings = [item(venue_order, each, price, series) for each, price in zip(wanted, prices, strict=True)]
    link_series([(booking, series) for booking in bookings])
    session.flush()
    uses = Counter(deal_id for booking in bookings for deal_id in booking.deal_ids)
    redeem(wanted=uses, except_bookings=[booking.id for booking in bookings])
    paid_ahead = [
        WantedUse(priced.pass_id, booking.id, booking.quantity)
        for booking, priced in zip(bookings, prices, strict=True)
        if priced.pass_id is not None
    ]
    take_uses(wanted=paid_ahead)
    # All of them first: who works differs by date, and two orders must lock in the same order.
    lock_resources({resource.id for resource in plan.candidates(requested.member_id)} | pool_resource_ids(plan))
    for booking, each, there in zip(bookings, wanted, serving, strict=True):
        take(booking, each, plan, there, venue)
        transition(booking, BookingState.CONFIRMED, actor=Actor.PROVIDER, user_id=user_id)
    order.total_cents = sum(booking.price_cents for booking in bookings)
    session.add_all(lines_of(order, bookings))
    if paid_ahead:
        ids = {one.booking_id for one in paid_ahead}
        note_uses(order, [booking for booking in bookings if booking.id in ids], venue)
    settle_all(bookings, requested.settled_by, user_id=user_id)
    if send_email:
        defer("bookings.email_series_added", booking_ids=",".join(str(booking.id) for booking in bookings))
        defer("intake.ask", venue_order_id=venue_order.id)
    schedule_reindex(venue.id)
    session.flush()
    return bookings


def _listed(requested: FrontDeskRequest, starts: Sequence[datetime]) -> list[Quote]:
    """Return the price of each start. Raises PriceIncreased if the page showed a lower total. One statement."""
    prices, spent, found = price_lists([requested.option])[requested.option.id], Spent(), []
    for at in starts:
        found.append(price_at(requested, prices, at, spent))
        spent.note(found[-1])
    total, shown = sum(each.price_cents for each in found), requested.shown_cents
    if requested.price_cents is None and shown is not None and shown < total:
        raise PriceIncreased(FrontDeskErrorCode.PRICE_INCREASED, price=total, before=shown)
    return found
