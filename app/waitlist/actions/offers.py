"""Getting an offer and declining it. Accepting an offer leads to the regular checkout."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.accounts.queries.users import lock_user
from app.availability.schedules import ServiceSchedule
from app.bookings.enums import BookingState, OrderKind, OrderState
from app.bookings.models.orders import Order
from app.catalog.models import ServiceOption
from app.catalog.queries import active_options
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.deals.pricing import PriceList, quote
from app.deals.queries.prices import price_lists
from app.orders.actions.create import Contact, LineItem, OrderRequest, VenueRequest, create_order
from app.orders.limits import upcoming_count
from app.passes.queries import pass_rules
from app.venues.models import Venue
from app.waitlist.actions.entries import HOLD, end_entry
from app.waitlist.enums import WaitlistState
from app.waitlist.models import WaitlistEntry
from app.waitlist.queries import got_elsewhere, lock_entry, lock_open, matching_starts, orders_of, plans_for

# Venue time. Nobody gets an offer at night: 15 minutes to answer at 3:00 AM are useless.
FIRST_HOUR, LAST_HOUR = 8, 21
# How many starts to try for one guest when others book them at the same moment.
TRIES = 3


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
            end_entry(wait, WaitlistState.TAKEN)
        elif _start_of(order) in wait.refused:
            wait.state, wait.order_id = WaitlistState.WAITING, None
        else:
            end_entry(wait, WaitlistState.PASSED)


def _start_of(order: Order) -> datetime:
    return order.venue_orders[0].bookings[0].starts_at


def offer_next(*, venue_id: int) -> WaitlistEntry | None:
    """Offer a time to the guest who has waited longest for one that is available; None if there is nothing to offer.

    Each transaction makes one offer: its resources are locked like those of any checkout. Holding the time reports a
    change at the venue, so the next look follows. Concurrent calls wait for each other and offer nothing twice.
    """
    waits = lock_open(venue_id)
    _settle(waits)
    waiting = [wait for wait in waits if wait.state is WaitlistState.WAITING]
    options = {option.id: option for option in active_options({wait.option_id for wait in waiting})} if waiting else {}
    _end_hopeless(waiting, options)
    session.flush()
    venue = session.get_one(Venue, venue_id)
    if not venue.is_public or is_night(venue.zone, clock.now()):
        return None
    busy = {wait.user_id for wait in waits if wait.state is WaitlistState.OFFERED}
    waiting = [wait for wait in waiting if wait.state is WaitlistState.WAITING and wait.user_id not in busy]
    return _offer_first(waiting, options)


def _end_hopeless(waiting: Sequence[WaitlistEntry], options: Mapping[int, ServiceOption]) -> None:
    """End the entries that can no longer be fulfilled, and those whose guests have booked a matching time
    themselves."""
    got = got_elsewhere([wait.id for wait in waiting]) if waiting else {}
    for wait in waiting:
        option = options.get(wait.option_id)
        performing = {one.member_id for one in option.service.performers} if option else set()
        is_impossible = option is None or (wait.member_id is not None and wait.member_id not in performing)
        if got.get(wait.id) in {BookingState.CONFIRMED, BookingState.REQUESTED}:
            end_entry(wait, WaitlistState.TAKEN)
        elif is_impossible or wait.latest < clock.now() or wait.user.is_suspended:
            end_entry(wait, WaitlistState.OVER)


def _offer_first(waiting: Sequence[WaitlistEntry], options: Mapping[int, ServiceOption]) -> WaitlistEntry | None:
    checking_out = got_elsewhere([wait.id for wait in waiting]) if waiting else {}
    waiting = [wait for wait in waiting if wait.id not in checking_out and not _has_enough(wait)]
    if not waiting:
        return None
    wanted = [options[option_id] for option_id in sorted({wait.option_id for wait in waiting})]
    read = plans_for(wanted, [(wait.earliest, wait.latest) for wait in waiting])
    prices = price_lists(wanted)
    for wait in waiting:
        option = options[wait.option_id]
        for start in matching_starts(read[option.id], wait, after=clock.now() + HOLD)[:TRIES]:
            if offer(wait, option, start.at, read, prices[option.id]):
                return wait
    return None


def _has_enough(wait: WaitlistEntry) -> bool:
    """Return whether the guest has reached the venue's limit of upcoming bookings."""
    most = wait.venue.max_upcoming
    if most is not None:
        lock_user(wait.user_id)  # as checking out does, so that both count each other
    return most is not None and upcoming_count(venue_id=wait.venue_id, user_id=wait.user_id) >= most


def offer(
    wait: WaitlistEntry, option: ServiceOption, at: datetime, read: Mapping[int, ServiceSchedule], prices: PriceList
) -> bool:
    """Hold a start for the guest of a locked entry; False if it is no longer available.

    A package or membership of the guest pays for it as in their cart.
    """
    now, user = clock.now(), wait.user
    prices = prices.with_passes(pass_rules(user.id, [option.id]).get(option.id, ()), {})
    price = quote(prices, start=at, at=now, quantity=wait.quantity, member_id=wait.member_id)
    ends = at + timedelta(minutes=option.minutes_with(wait.member_id))
    wanted = OrderRequest(
        kind=OrderKind.WAITLIST,
        user_id=user.id,
        contact=Contact(user.name, user.email, user.phone),
        groups=[VenueRequest(wait.venue_id, [LineItem(option, at, ends, price, wait.member_id)])],
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
