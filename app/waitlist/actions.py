"""Joining the waitlist, getting an offer and declining it. Accepting an offer leads to the regular checkout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.accounts.queries import lock_user
from app.availability.day_parts import Window
from app.availability.schedules import ServiceSchedule
from app.bookings.enums import BookingState, OrderKind, OrderState
from app.bookings.models import Order
from app.catalog.models import Service
from app.catalog.queries import active_services
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.core.jobs import defer
from app.deals.pricing import PriceList, quote
from app.deals.queries import price_lists
from app.orders.actions.create import Contact, LineItem, OrderRequest, VenueRequest, create_order
from app.orders.limits import upcoming_count
from app.venues.models import Venue
from app.waitlist.enums import OPEN, WaitlistState
from app.waitlist.models import WaitlistEntry
from app.waitlist.queries import (
    count_open,
    fitting,
    got_elsewhere,
    has_waitlist,
    lock_entry,
    lock_open,
    orders_of,
    plans_for,
)

HOLD = timedelta(minutes=15)
MOST_OPEN = 5
# Venue time. Nobody gets an offer at night: 15 minutes to answer at 3:00 AM are useless.
FIRST_HOUR, LAST_HOUR = 8, 21
# How many starts to try for one guest when others book them at the same moment.
TRIES = 3
LOOK = "waitlist.offer_next"


@dataclass(frozen=True, slots=True)
class WaitlistRequest:
    """Any start of a service within a window, with one team member or anyone, for a number of guests."""

    service: Service
    window: Window
    member_id: int | None = None
    quantity: int = 1


class AlreadyAvailable(Conflict):
    """The error when joining the waitlist is unnecessary: `starts` can be booked now."""

    def __init__(self, starts: Sequence[datetime]) -> None:
        super().__init__(_("A time is available then. Book it now, or choose another part of the day."))
        self.starts = starts


def join_waitlist(*, user_id: int, wish: WaitlistRequest) -> WaitlistEntry:
    """Add an entry at the end of the waitlist. If the guest already has the same open entry, return that one.

    Raises AlreadyAvailable if a matching time can be booked now, DomainError if the request can never be fulfilled or
    exceeds the limit of open entries, and NotFound if the team member does not provide the service.
    """
    _check(wish)
    lock_user(user_id)  # so that concurrent requests cannot exceed the limit
    earliest, latest = wish.window
    known = _open_entry(
        user_id=user_id, service_id=wish.service.id, member_id=wish.member_id, earliest=earliest, latest=latest
    )
    if known is not None:
        return known
    if count_open(user_id) >= MOST_OPEN:
        raise DomainError(
            _("You can be on up to %(number)s waitlists. Leave one before you join another.", number=MOST_OPEN)
        )
    plan = plans_for([wish.service], [wish.window])[wish.service.id]
    new = WaitlistEntry(
        user_id=user_id,
        venue_id=wish.service.venue_id,
        service_id=wish.service.id,
        member_id=wish.member_id,
        quantity=wish.quantity,
        earliest=earliest,
        latest=latest,
        refused=[],
    )
    _check_window(plan, wish)
    free = fitting(plan, new, after=clock.now())
    if free:
        raise AlreadyAvailable([start.at for start in free])
    session.add(new)
    session.flush()
    return new


def _check(wish: WaitlistRequest) -> None:
    if wish.member_id is not None and wish.member_id not in {one.member_id for one in wish.service.performers}:
        raise NotFound(_("This team member doesn’t offer this service. Choose another, or Anyone available."))
    if not 1 <= wish.quantity <= wish.service.max_quantity:
        raise DomainError(
            ngettext(
                "You can book this service for up to %(num)d guest. Choose fewer guests.",
                "You can book this service for up to %(num)d guests. Choose fewer guests.",
                wish.service.max_quantity,
            )
        )
    if wish.member_id is not None and wish.quantity > 1:
        raise DomainError(_("A team member can take 1 guest at a time. For more guests, choose Anyone available."))


def _check_window(plan: ServiceSchedule, wish: WaitlistRequest) -> None:
    now, zone = clock.now(), plan.zone
    day = wish.window[0].astimezone(zone).date()
    if wish.window[1] < now + max(timedelta(minutes=plan.notice), HOLD):
        raise DomainError(_("It’s too late to join the waitlist for that time. Choose a later time or another day."))
    if day > now.astimezone(zone).date() + timedelta(days=plan.horizon):
        raise DomainError(
            ngettext(
                "Bookings open %(num)d day ahead. Choose an earlier day.",
                "Bookings open %(num)d days ahead. Choose an earlier day.",
                plan.horizon,
            )
        )
    if not any(opens <= wish.window[1] and wish.window[0] < closes for opens, closes in plan.open_on(day)):
        raise DomainError(
            _("%(venue)s is closed at that time. Choose another time or day.", venue=wish.service.venue.name)
        )


def _open_entry(
    *, user_id: int, service_id: int, member_id: int | None, earliest: datetime, latest: datetime
) -> WaitlistEntry | None:
    """Return the open entry for the same service, team member and window, of which there is at most one."""
    return session.scalar(
        select(WaitlistEntry).where(
            WaitlistEntry.user_id == user_id,
            WaitlistEntry.service_id == service_id,
            WaitlistEntry.member_id.is_not_distinct_from(member_id),
            WaitlistEntry.earliest == earliest,
            WaitlistEntry.latest == latest,
            WaitlistEntry.state.in_(OPEN),
        )
    )


def leave_waitlist(*, wait_id: int) -> None:
    """End a waitlist entry. An open offer must be declined first. Raises Conflict if the entry has ended."""
    wait = lock_entry(wait_id)
    if wait.state not in OPEN:
        raise Conflict(_("You’re no longer on this waitlist."))
    _end(wait, WaitlistState.WITHDRAWN)
    session.flush()


def rejoin_waitlist(*, wait_id: int) -> None:
    """Undo leaving the waitlist, in the same position as before. Raises Conflict if the time has passed or the guest
    has joined again since, and DomainError if they have too many open entries."""
    wait = lock_entry(wait_id)
    if wait.state is not WaitlistState.WITHDRAWN or wait.latest < clock.now():
        raise Conflict(_("You can’t rejoin this waitlist. Check the available times instead."))
    lock_user(wait.user_id)  # as `join_waitlist` does
    if _open_entry(
        user_id=wait.user_id,
        service_id=wait.service_id,
        member_id=wait.member_id,
        earliest=wait.earliest,
        latest=wait.latest,
    ):
        raise Conflict(_("You’re already on this waitlist."))
    if count_open(wait.user_id) >= MOST_OPEN:
        raise DomainError(
            _("You can be on up to %(number)s waitlists. Leave one before you join another.", number=MOST_OPEN)
        )
    wait.state, wait.order_id, wait.ended_at = WaitlistState.WAITING, None, None
    session.flush()
    on_slot_freed(wait.venue_id)


def refuse(*, wait_id: int) -> int | None:
    """Record that the offered start is declined, and return the id of the order that holds it, which the caller must
    then release; None if no offer is open. Call `settle_offer` afterwards to update the entry."""
    wait = lock_entry(wait_id)
    if wait.state is not WaitlistState.OFFERED or wait.order_id is None:
        return None
    wait.refused = [*wait.refused, _start_of(orders_of([wait])[wait.order_id])]
    session.flush()
    return wait.order_id


def settle_offer(*, wait_id: int) -> WaitlistEntry:
    """Update an entry from the order of its offer."""
    wait = lock_entry(wait_id)
    _settle([wait])
    session.flush()
    return wait


def _settle(waits: Sequence[WaitlistEntry]) -> None:
    """Update entries from the orders of their offers. Paid: the entry is fulfilled. Declined: it waits for another
    time. Not answered: it ends, because it would delay everyone else by 15 minutes at each opening."""
    orders = orders_of([wait for wait in waits if wait.state is WaitlistState.OFFERED])
    for wait in waits:
        order = orders.get(wait.order_id or 0)
        if wait.state is not WaitlistState.OFFERED or order is None or order.state is OrderState.PENDING:
            continue
        if order.state is OrderState.CONFIRMED:
            _end(wait, WaitlistState.TAKEN)
        elif _start_of(order) in wait.refused:
            wait.state, wait.order_id = WaitlistState.WAITING, None
        else:
            _end(wait, WaitlistState.PASSED)


def _start_of(order: Order) -> datetime:
    return order.venue_orders[0].bookings[0].starts_at


def _end(wait: WaitlistEntry, state: WaitlistState) -> None:
    wait.state, wait.ended_at = state, clock.now()


def on_slot_freed(venue_id: int) -> None:
    """Report that times at a venue may have become available: a job then makes offers in turn. Costs one statement if
    the waitlist is empty."""
    if has_waitlist(venue_id):
        defer(LOOK, lock=lock_of(venue_id), venue_id=venue_id)


def lock_of(venue_id: int) -> str:
    return f"waiting:{venue_id}"


def offer_next(*, venue_id: int) -> WaitlistEntry | None:
    """Offer a time to the guest who has waited longest for one that is available; None if there is nothing to offer.

    Each transaction makes one offer: its resources are locked like those of any checkout. Holding the time reports a
    change at the venue, so the next look follows. Concurrent calls wait for each other and offer nothing twice.
    """
    waits = lock_open(venue_id)
    _settle(waits)
    waiting = [wait for wait in waits if wait.state is WaitlistState.WAITING]
    services = (
        {service.id: service for service in active_services({wait.service_id for wait in waiting})} if waiting else {}
    )
    _end_hopeless(waiting, services)
    session.flush()
    venue = session.get_one(Venue, venue_id)
    if not venue.is_public or is_night(venue.zone, clock.now()):
        return None
    busy = {wait.user_id for wait in waits if wait.state is WaitlistState.OFFERED}
    asked = [wait for wait in waiting if wait.state is WaitlistState.WAITING and wait.user_id not in busy]
    return _offer_first(asked, services)


def _end_hopeless(waiting: Sequence[WaitlistEntry], services: Mapping[int, Service]) -> None:
    """End the entries that can no longer be fulfilled, and those whose guests have booked a matching time
    themselves."""
    got = got_elsewhere([wait.id for wait in waiting]) if waiting else {}
    for wait in waiting:
        service = services.get(wait.service_id)
        performing = {one.member_id for one in service.performers} if service else set()
        gone = service is None or (wait.member_id is not None and wait.member_id not in performing)
        if got.get(wait.id) in {BookingState.CONFIRMED, BookingState.REQUESTED}:
            _end(wait, WaitlistState.TAKEN)
        elif gone or wait.latest < clock.now() or wait.user.is_suspended:
            _end(wait, WaitlistState.OVER)


def _offer_first(asked: Sequence[WaitlistEntry], services: Mapping[int, Service]) -> WaitlistEntry | None:
    checking_out = got_elsewhere([wait.id for wait in asked]) if asked else {}
    asked = [wait for wait in asked if wait.id not in checking_out and not _has_enough(wait)]
    if not asked:
        return None
    wanted = [services[service_id] for service_id in sorted({wait.service_id for wait in asked})]
    read = plans_for(wanted, [(wait.earliest, wait.latest) for wait in asked])
    prices = price_lists(wanted)
    for wait in asked:
        service = services[wait.service_id]
        for start in fitting(read[service.id], wait, after=clock.now() + HOLD)[:TRIES]:
            if offer(wait, service, start.at, read, prices[service.id]):
                return wait
    return None


def _has_enough(wait: WaitlistEntry) -> bool:
    """Return whether the guest has reached the venue's limit of upcoming bookings."""
    most = wait.venue.max_upcoming
    if most is not None:
        lock_user(wait.user_id)  # as checking out does, so that both count each other
    return most is not None and upcoming_count(venue_id=wait.venue_id, user_id=wait.user_id) >= most


def offer(
    wait: WaitlistEntry, service: Service, at: datetime, read: Mapping[int, ServiceSchedule], prices: PriceList
) -> bool:
    """Hold a start for the guest of a locked entry; False if it is no longer available."""
    now, user = clock.now(), wait.user
    price = quote(prices, start=at, at=now, quantity=wait.quantity, member_id=wait.member_id)
    ends = at + timedelta(minutes=service.minutes_with(wait.member_id))
    wanted = OrderRequest(
        kind=OrderKind.WAITLIST,
        user_id=user.id,
        contact=Contact(user.name, user.email, user.phone),
        groups=[VenueRequest(wait.venue_id, [LineItem(service, at, ends, price, wait.member_id)])],
        until=now + HOLD,
        read=read,
    )
    try:
        with session.begin_nested():
            order = create_order(wanted)
    except Conflict:
        return False
    wait.state, wait.order_id = WaitlistState.OFFERED, order.id
    defer("waitlist.email_offer", wait_id=wait.id, order_id=order.id)
    session.flush()
    return True


def is_night(zone: ZoneInfo, at: datetime) -> bool:
    return not FIRST_HOUR <= at.astimezone(zone).hour < LAST_HOUR


def end_passed() -> int:
    """End the entries whose time has passed and return how many. Offers are left to their orders."""
    gone = session.scalars(
        select(WaitlistEntry)
        .where(WaitlistEntry.state == WaitlistState.WAITING, WaitlistEntry.latest < clock.now())
        .with_for_update(skip_locked=True)
    ).all()
    for wait in gone:
        _end(wait, WaitlistState.OVER)
    session.flush()
    return len(gone)
