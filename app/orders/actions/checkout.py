"""Checkout: turns a cart into a pending order that holds all of its times."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.accounts.queries.users import lock_user
from app.availability import actions as availability
from app.bookings.enums import OrderKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import bookings_of_order, rescheduled_booking_ids
from app.cart.actions.carts import lock
from app.cart.models import Cart
from app.cart.shown import CartView, LineView, VenueGroup
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.orders.actions.create import Contact, LineItem, OrderRequest, SeriesKey, VenueRequest, create_order
from app.orders.errors import OrderErrorCode
from app.orders.limits import HOLD_DURATION, held_count, unpaid_checkouts, upcoming_count
from app.venues.enums import PaymentTerms

# An account that lets this many orders expire unpaid within an hour must wait before the next one.
MOST_UNPAID = 6
HOUR = timedelta(hours=1)
# How many unpaid spots at one venue an account can hold at a time.
MOST_HELD = 20


@dataclass(frozen=True, slots=True)
class CheckOut:
    """A checkout: the account, its contact, and the cart as it was shown, with every line ready."""

    cart: Cart
    view: CartView
    user_id: int
    contact: Contact
    notes: Mapping[int, str] = field(default_factory=dict)  # by venue id


def check_out(wanted: CheckOut) -> Order:
    """Create one pending order for a cart and hold every time for 30 minutes, all or nothing.

    Raises Conflict if the cart is not ready, a venue is no longer public, a deal is used up, another order holds the
    cart or a limit is reached; SlotUnavailable if a time is no longer available. The caller must roll back then.
    """
    lock(cart=wanted.cart)
    view = wanted.view
    if not view.is_ready:
        raise Conflict(OrderErrorCode.CART_NEEDS_ATTENTION)
    lock_user(wanted.user_id)
    _refuse_unpaid(wanted.user_id)
    for group in view.groups:
        _refuse_too_many(group, wanted.user_id)
        _refuse_too_large(group, wanted.user_id)
    series = series_in(view)
    groups = [
        VenueRequest(
            group.venue.id, [agreed_line(line, series) for line in group.lines], wanted.notes.get(group.venue.id, "")
        )
        for group in view.groups
    ]
    return create_order(
        OrderRequest(
            kind=OrderKind.CART,
            user_id=wanted.user_id,
            contact=wanted.contact,
            groups=groups,
            until=clock.now() + HOLD_DURATION,
            read=view.plans,
            cart_id=wanted.cart.id,
            code=view.code if view.code_used else None,
        )
    )


def _refuse_too_many(group: VenueGroup, user_id: int) -> None:
    """Enforce the venue's limit on upcoming bookings. The account is locked, so that waitlist offers count too."""
    most = group.venue.max_upcoming
    if most is None:
        return
    booked = upcoming_count(venue_id=group.venue.id, user_id=user_id)
    if booked + len(group.lines) <= most:
        return
    raise Conflict(
        OrderErrorCode.TOO_MANY_UPCOMING, venue=group.venue.name, most=most, booked=booked, adding=len(group.lines)
    )


def _refuse_unpaid(user_id: int) -> None:
    """Refuse an account that keeps holding times without paying: other guests cannot book them."""
    if unpaid_checkouts(user_id, since=clock.now() - HOUR) >= MOST_UNPAID:
        raise Conflict(OrderErrorCode.TOO_MANY_UNPAID, number=MOST_UNPAID)


def _refuse_too_large(group: VenueGroup, user_id: int) -> None:
    held = held_count(venue_id=group.venue.id, user_id=user_id)
    if held + sum(line.line.quantity for line in group.lines) > MOST_HELD:
        raise Conflict(OrderErrorCode.TOO_MANY_HELD, number=MOST_HELD, venue=group.venue.name)


def series_in(view: CartView) -> set[str]:
    """Return the keys of repeating bookings of which the cart has more than one line."""
    number = Counter(line.line.series_key for line in view.lines)
    return {key for key, lines in number.items() if key is not None and lines > 1}


def agreed_line(line: LineView, series: Collection[str]) -> LineItem:
    """Return a cart line as it was shown. `series` are the keys of repeating bookings."""
    key, weeks = line.line.series_key, line.line.series_weeks
    return LineItem(
        option=line.line.option,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        quote=line.quote,
        member_id=line.line.member_id,
        extras=line.line.extras,
        series=SeriesKey(key, weeks) if key in series and key and weeks else None,
        pays_each=line.line.pays_each,
    )


def is_unchanged(order: Order, view: CartView) -> bool:
    """Return whether a pending order is still held and matches the cart exactly."""

    def slot_key(part: Booking | LineView) -> tuple[object, ...]:
        if isinstance(part, Booking):
            extras = {extra.id for extra in part.extras}
            weeks = part.series.every_weeks if part.series else None
            slot = part.option_id, part.member_id, part.starts_at, part.quantity
            return *slot, weeks, frozenset(extras), part.payment_terms is PaymentTerms.EACH_DATE
        line, extras = part.line, {add_on.id for add_on in part.line.extras}
        weeks = line.series_weeks if line.series_key in series else None
        slot = line.option_id, line.member_id, part.starts_at, line.quantity
        return *slot, weeks, frozenset(extras), part.policy.terms is PaymentTerms.EACH_DATE

    series = series_in(view)

    held = {slot_key(booking) for venue_order in order.venue_orders for booking in venue_order.bookings}
    return held == {slot_key(line) for line in view.lines} and order.held_until > clock.now()


def set_contact(*, order: Order, contact: Contact, notes: Mapping[int, str]) -> None:
    """Set the guest's contact details and the note for each venue (by id)."""
    order.name, order.email, order.phone = contact.name, contact.email, contact.phone
    for venue_order in order.venue_orders:
        venue_order.note = notes.get(venue_order.venue_id, venue_order.note)
    session.flush()


def agree_to_charges(*, order: Order, card_id: int | None) -> None:
    """Record that the guest agrees to the policies, and to charges to a saved card, or one that they enter next."""
    order.agreed_at, order.card_id = clock.now(), card_id
    session.flush()


def extend_hold(*, order: Order, minutes: int) -> None:
    """Hold a pending order's times until `minutes` from now."""
    order.held_until = clock.now() + timedelta(minutes=minutes)
    moved = rescheduled_booking_ids(order) if order.is_reschedule else []
    availability.extend(
        booking_ids=[*moved, *(booking.id for booking in bookings_of_order(order.id))], until=order.held_until
    )
    session.flush()
