"""Bookings that the venue adds for a guest at the front desk or on the phone.

The rules for guests (minimum notice, booking window, fixed starts) do not apply. A time out of hours needs
confirmation. Double booking is never possible.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.availability.actions import Held
from app.availability.engine import Resource, Start, working_ranges
from app.availability.enums import ReservationState
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.availability.slots import reserve
from app.bookings.conflicts import OutsideHours, SlotTaken, find_conflicts
from app.bookings.email_quotas import no_booking_email
from app.bookings.enums import Actor, BookingState, OrderKind, OrderState, SettledBy
from app.bookings.models import Booking, Order, VenueOrder
from app.bookings.states import transition
from app.catalog.models import AddOn, Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.formats import moment, month, usd
from app.core.ids import public_id
from app.core.jobs import defer
from app.deals.actions.redemptions import redeem
from app.deals.pricing import Quote, quote
from app.deals.queries import price_lists
from app.guests.models import Guest
from app.orders.actions.create import LineItem, assign_members, lines_of, new_booking
from app.team.models import TeamMember
from app.venues.actions.reindexing import schedule_reindex
from app.venues.models import Venue

# How long ago a booking that is added now may have started, and how far ahead it may start.
AGO, AHEAD = timedelta(days=7), timedelta(days=730)
AGREED = lazy_gettext("Price agreed in person")


class PriceIncreased(Conflict):
    """The price is higher than the page showed."""


@dataclass(frozen=True, slots=True)
class FrontDeskRequest:
    """A booking that the venue wants to add.

    `price_cents` is the agreed total if it differs from the list price. `shown_cents` is the price that the page
    showed, if it showed one.
    """

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
    send_email: bool = False,
    anyway: bool = False,
    code: str | None = None,
) -> Booking:
    """Add a confirmed booking for a guest in the venue's records.

    Nothing is paid online. `send_email` emails the guest about the booking unless `no_booking_email` gives a reason why
    the venue may not. `code` is the order number if it is already known: the database refuses the same one twice.

    Raises DomainError for a time too far in the past or future, or if an email is wanted without an address;
    OutsideHours for a time out of hours unless `anyway`; SlotTaken if the time is occupied; PriceIncreased if the price
    rose; DealExhausted if its deal was just used up. The caller must roll back then.
    """
    _check_booking_window(wish.starts_at, venue)
    if send_email and not guest.email:
        raise DomainError(
            _("Enter an email address for %(guest)s, or clear “Email a confirmation and reminders.”", guest=guest.name)
        )
    send_email = send_email and not no_booking_email(venue)
    plan = plan_for(wish)
    serving = _providers(plan, wish, venue, anyway=anyway)
    order = _order(guest, wish, code or public_id(), send_email=send_email)
    venue_order = VenueOrder(order_id=order.id, venue_id=venue.id, guest_id=guest.id, note=wish.note)
    session.add(venue_order)
    session.flush()
    booking = _item(venue_order, wish)
    redeem(wanted=Counter(booking.deal_ids), except_bookings=[booking.id])
    _take(booking, wish, plan, serving, venue)
    order.total_cents = booking.price_cents
    session.add_all(lines_of(order, [booking]))
    transition(booking, BookingState.CONFIRMED, actor=Actor.PROVIDER, user_id=user_id)
    if send_email:
        defer("bookings.email_added", booking_id=booking.id)
    schedule_reindex(venue.id)
    session.flush()
    return order_of_venue(venue.id, order.public_id) or booking


def order_of_venue(venue_id: int, code: str) -> Booking | None:
    """Return the booking that this venue added under an order number, if it did. One statement."""
    return session.scalar(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(VenueOrder.venue_id == venue_id, Order.public_id == code, Order.kind == OrderKind.FRONT_DESK)
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
    )


def price_of(wish: FrontDeskRequest) -> Quote:
    """Quote the current list price. One statement.

    The service must be loaded with `catalog.queries.WITH_STAFF`.
    """
    return quote(
        price_lists([wish.service])[wish.service.id],
        start=wish.starts_at,
        at=clock.now(),
        quantity=wish.quantity,
        member_id=wish.member_id,
        extra_cents=wish.extra_cents,
    )


def plan_for(
    wish: FrontDeskRequest, *, ahead: timedelta = timedelta(minutes=1), ignore_rules: bool = False
) -> ServiceSchedule:
    """Load the schedule of the service with its add-ons, for starts from the requested one until `ahead` later.

    `ignore_rules` drops the minimum notice and widens the booking window to AHEAD.
    """
    window = wish.starts_at, wish.starts_at + ahead
    plan = load_schedules([wish.service], window, include_inactive=True)[wish.service.id].extended_by(
        wish.extra_minutes
    )
    return replace(plan, notice=0, horizon=AHEAD.days) if ignore_rules else plan


def why_not(plan: ServiceSchedule, wish: FrontDeskRequest, venue: Venue) -> str:
    """Return what would need confirmation or be refused if this were booked now; empty if nothing would.

    Uses only the schedule, plus one statement if there is a conflict.
    """
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
    """Return the team members or rooms that can serve: the ones working then first, others only if `anyway`.

    Raises OutsideHours if too few are working and not `anyway`, DomainError if no team member offers the service.
    """
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
    """Return whether the venue is open and the team member works for the whole booking."""
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


def _order(guest: Guest, wish: FrontDeskRequest, code: str, *, send_email: bool) -> Order:
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
    """Reserve lanes of the providers, preferring the ones who are working then."""
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
    """Describe the conflict, by name if it is a single one."""
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
    others = wish.member_id is None and len(plan.resources) > 1  # the others are not working then
    return f"{f'{nobody} ' if others else ''}{taken[0].words(venue.zone)} {choose}"
