"""The venue books for somebody who stands at its desk, or calls.

What guests are asked for a new booking (notice, how far ahead, which minutes) does not count. A time outside the hours
is asked about first. That two are at the same place at once is never possible.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app import clock
from app.availability.actions import Held
from app.availability.engine import Resource, Start, working_ranges
from app.availability.enums import ReservationState
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.availability.slots import reserve
from app.bookings.actions.orders import LineItem, assign_members, lines_of, new_booking
from app.bookings.conflicts import find_conflicts
from app.bookings.email_quotas import no_booking_email
from app.bookings.enums import Actor, BookingState, OrderOrigin, OrderState, SettledBy
from app.bookings.models import Booking, Order, VenueOrder
from app.bookings.states import transition
from app.catalog.models import AddOn, Service
from app.db import session
from app.deals.actions import redeem
from app.deals.pricing import Quote, quote
from app.deals.queries import price_lists
from app.errors import Conflict, DomainError
from app.filters import moment, month, usd
from app.guests.models import Guest
from app.ids import public_id
from app.jobs import defer
from app.team.models import TeamMember
from app.venues.actions import schedule_reindex
from app.venues.models import Venue

# How long ago a visit may have begun that is written down now, and how far ahead one may be agreed.
AGO, AHEAD = timedelta(days=7), timedelta(days=730)
AGREED = lazy_gettext("Price agreed in person")


class OutsideHours(Conflict):
    """The venue is closed then, or whoever serves is not in: to be asked about, not refused."""


class PriceIncreased(Conflict):
    """It costs more than the page said."""


class SlotTaken(Conflict):
    """Something else is at that place at that time."""


@dataclass(frozen=True, slots=True)
class FrontDeskRequest:
    """What somebody at the desk wants. `price_cents` is what was agreed for all of it, where that is not the price;
    `shown_cents` is what the page said that the price is, where it did."""

    service: Service
    starts_at: datetime
    member_id: int | None = None
    quantity: int = 1
    extras: Sequence[AddOn] = ()
    note: str = ""
    price_cents: int | None = None
    price_reason: str = ""
    shown_cents: int | None = None
    settled_by: SettledBy = SettledBy.UNPAID

    @property
    def extra_minutes(self) -> int:
        return sum(extra.minutes for extra in self.extras)

    @property
    def extra_cents(self) -> int:
        return sum(extra.price_cents for extra in self.extras)


def book_at_front_desk(
    *,
    venue: Venue,
    guest: Guest,
    wish: FrontDeskRequest,
    user_id: int,
    by_mail: bool = False,
    anyway: bool = False,
    code: str | None = None,
) -> Booking:
    """Book at once for a guest whom the venue knows. Nothing is paid here; `by_mail` emails them all about it,
    unless `no_booking_email` says why the venue may not. `code` is the order's, where it is known before: the same
    twice is refused by the database.

    Raises DomainError for a time too long ago or too far away, NotThere for one outside the hours unless `anyway`,
    InTheWay for one that is taken, PriceIncreased for a price that rose, UsedUp when its deal goes to others just now;
    what this has begun must be rolled back then.
    """
    _check_booking_window(wish.starts_at, venue)
    if by_mail and not guest.email:
        raise DomainError(
            _("Enter an email address for %(guest)s, or clear “Email a confirmation and reminders.”", guest=guest.name)
        )
    by_mail = by_mail and not no_booking_email(venue)
    plan = plan_for(wish)
    serving = _providers(plan, wish, venue, anyway=anyway)
    order = _order(guest, wish, code or public_id(), by_mail=by_mail)
    venue_order = VenueOrder(order_id=order.id, venue_id=venue.id, guest_id=guest.id, note=wish.note)
    session.add(venue_order)
    session.flush()
    booking = _item(venue_order, wish)
    redeem(wanted=Counter(booking.deal_ids), except_bookings=[booking.id])
    _take(booking, wish, plan, serving, venue)
    order.total_cents = booking.price_cents
    session.add_all(lines_of(order, [booking]))
    transition(booking, BookingState.CONFIRMED, actor=Actor.PROVIDER, user_id=user_id)
    if by_mail:
        defer("bookings.email_added", booking_id=booking.id)
    schedule_reindex(venue.id)
    session.flush()
    return order_of_venue(venue.id, order.public_id) or booking


def order_of_venue(venue_id: int, code: str) -> Booking | None:
    """The visit of an order that this venue made under that code, if it did. One statement."""
    return session.scalar(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(VenueOrder.venue_id == venue_id, Order.public_id == code, Order.origin == OrderOrigin.FRONT_DESK)
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
    )


def price_of(wish: FrontDeskRequest) -> Quote:
    """What it costs by the list now. One statement. The service is loaded as `catalog.queries.OFFERED` says."""
    return quote(
        price_lists([wish.service])[wish.service.id],
        start=wish.starts_at,
        at=clock.now(),
        quantity=wish.quantity,
        member_id=wish.member_id,
        extra_cents=wish.extra_cents,
    )


def plan_for(
    wish: FrontDeskRequest, *, ahead: timedelta = timedelta(minutes=1), freely: bool = False
) -> ServiceSchedule:
    """Whom and what it takes, with the add-ons, for starts until so long after it; `freely` without what guests are
    asked, as far as that is notice and how far ahead."""
    window = wish.starts_at, wish.starts_at + ahead
    plan = load_schedules([wish.service], window, also_hidden=True)[wish.service.id].extended_by(wish.extra_minutes)
    return replace(plan, notice=0, horizon=AHEAD.days) if freely else plan


def why_not(plan: ServiceSchedule, wish: FrontDeskRequest, venue: Venue) -> str:
    """What would be asked about or refused if this were booked now; empty where nothing is. Of the plan alone, and of
    one statement where something is in the way."""
    try:
        serving = _providers(plan, wish, venue, anyway=False)
    except DomainError as refused:
        return refused.message
    spans = {resource.id: plan.span(wish.starts_at, resource.id) for resource in serving}
    lanes = [(spans[resource.id], lane) for resource in serving for lane in resource.busy]
    free = sum(not any(a < ends and begins < b for a, b in lane) for (begins, ends), lane in lanes)
    return _conflict(plan, wish, list(spans), venue, free=free) if free < wish.quantity else ""


def _check_booking_window(at: datetime, venue: Venue) -> None:
    now = clock.now()
    if not now - AGO <= at <= now + AHEAD:
        earliest, latest = moment(now - AGO, venue.zone), month((now + AHEAD).astimezone(venue.zone).date())
        raise DomainError(_("Choose a time from %(earliest)s to %(latest)s.", earliest=earliest, latest=latest))


def _providers(plan: ServiceSchedule, wish: FrontDeskRequest, venue: Venue, *, anyway: bool) -> list[Resource]:
    """Who or what may serve it: those who are in then, before those who are not where that was agreed to."""
    able = list(plan.candidates(wish.member_id))
    if not able:
        raise DomainError(
            _(
                "No team member offers %(service)s. Add one on the service’s page, then try again.",
                service=wish.service.title,
            )
        )
    there = [resource for resource in able if attends(plan, resource, wish.starts_at)]
    if sum(len(resource.busy) for resource in there) >= wish.quantity:
        return there + [resource for resource in able if anyway and resource not in there]
    if not anyway:
        raise OutsideHours(_absent(plan, wish, venue))
    return there + [resource for resource in able if resource not in there]


def attends(plan: ServiceSchedule, resource: Resource, at: datetime) -> bool:
    """Whether the venue is open and she is in for all of a visit that begins then."""
    whole = at, at + timedelta(minutes=plan.minutes(resource.id))
    return working_ranges(plan.zone, plan.hours, resource, whole) == [whole]


def _absent(plan: ServiceSchedule, wish: FrontDeskRequest, venue: Venue) -> str:
    when = moment(wish.starts_at, venue.zone)
    whole = wish.starts_at, wish.starts_at + timedelta(minutes=plan.duration)
    if working_ranges(plan.zone, plan.hours, Resource(0), whole) != [whole]:
        return _("This booking is outside your business hours (%(time)s).", time=when)
    if wish.member_id is not None:
        name = session.get_one(TeamMember, wish.member_id).first_name
        return _("%(name)s isn’t working for all of this booking: %(time)s.", name=name, time=when)
    return _(
        "No team member for %(service)s is working for all of this booking: %(time)s.",
        service=wish.service.title,
        time=when,
    )


def _order(guest: Guest, wish: FrontDeskRequest, code: str, *, by_mail: bool) -> Order:
    """Create the order, without an email address if no email is wanted: later emails then go nowhere.

    It has no account, even if the guest record has one: who stands at the desk, or calls, is not verified.
    """
    now = clock.now()
    order = Order(
        public_id=code,
        origin=OrderOrigin.FRONT_DESK,
        state=OrderState.CONFIRMED,
        name=guest.name,
        email=guest.email if by_mail else "",
        phone=guest.phone,
        total_cents=0,
        held_until=now,
        created_at=now,
        settled_at=now,
        settled_by=wish.settled_by,
    )
    session.add(order)
    session.flush()
    return order


def _item(venue_order: VenueOrder, wish: FrontDeskRequest) -> Booking:
    listed = price_of(wish)
    if wish.price_cents is None and wish.shown_cents is not None and wish.shown_cents < listed.price_cents:
        raise PriceIncreased(
            _(
                "The price is now %(price)s. It was %(before)s. Check it, then add the booking.",
                price=usd(listed.price_cents),
                before=usd(wish.shown_cents),
            )
        )
    ends = wish.starts_at + timedelta(minutes=wish.service.minutes_with(wish.member_id) + wish.extra_minutes)
    booking = new_booking(
        venue_order, LineItem(wish.service, wish.starts_at, ends, listed, wish.member_id, wish.extras)
    )
    booking.confirm_hours = None
    if wish.price_cents is not None and wish.price_cents != listed.price_cents:
        booking.deal_id = None
        booking.list_cents = max(listed.list_cents, wish.price_cents)
        booking.price_cents = wish.price_cents
        booking.discount_cents = booking.list_cents - booking.price_cents
        booking.price_reason = wish.price_reason or str(AGREED)
    session.flush()
    return booking


def _take(
    booking: Booking, wish: FrontDeskRequest, plan: ServiceSchedule, serving: Sequence[Resource], venue: Venue
) -> None:
    """Reserve places of those who serve, the first of them first."""
    by_id = {resource.id: index for index, resource in enumerate(serving)}
    lanes = plan.lanes(Start(wish.starts_at, 0, tuple(by_id)), wish.member_id)
    there = {resource.id for resource in serving if attends(plan, resource, wish.starts_at)}
    lanes.sort(key=lambda lane: lane[0] not in there)
    taken = reserve(
        [(lane, plan.span(wish.starts_at, lane[0])) for lane in lanes],
        wish.quantity,
        booking_id=booking.id,
        state=ReservationState.CONFIRMED,
        until=None,
        locked=list(by_id),
    )
    if len(taken) < wish.quantity:
        raise SlotTaken(_conflict(plan, wish, list(by_id), venue, free=len(taken)))
    longest = max(plan.minutes(resource) for resource, _ in taken)
    members = tuple(plan.members[resource] for resource, _ in taken if resource in plan.members)
    assign_members([booking], {booking.id: Held(taken, members, wish.starts_at + timedelta(minutes=longest))})


def _conflict(
    plan: ServiceSchedule, wish: FrontDeskRequest, resources: Sequence[int], venue: Venue, *, free: int
) -> str:
    """What is in the way, by name where it is one thing."""
    if wish.quantity > 1:
        if not free:
            return _("No spots are available at this time. Choose another time or fewer guests.")
        return ngettext(
            "Only %(num)d spot is available at this time. Choose another time or fewer guests.",
            "Only %(num)d spots are available at this time. Choose another time or fewer guests.",
            free,
        )
    spans = [plan.span(wish.starts_at, resource) for resource in resources]
    taken = find_conflicts(resources, (min(begins for begins, _ in spans), max(ends for _, ends in spans)))
    nobody = _("No one is available for %(service)s at this time.", service=wish.service.title)
    choose = _("Choose another time.")
    if len(resources) > 1 or not taken:
        return f"{nobody} {choose}"
    others = wish.member_id is None and len(plan.resources) > 1  # who are not in
    return f"{f'{nobody} ' if others else ''}{taken[0].words(venue.zone)} {choose}"
