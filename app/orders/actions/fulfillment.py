"""The end of a pending order: paid and confirmed, paid too late and refunded, or expired."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.availability import actions as availability
from app.availability.actions import SlotUnavailable
from app.availability.slots import lock_resources_of
from app.bookings import stored_texts
from app.bookings.actions.desk_payments import settle_desk_order
from app.bookings.actions.earnings import record_earnings
from app.bookings.actions.refunds import lock_booking, queue_refund
from app.bookings.enums import LATER_KINDS, Actor, BookingState, OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import charged_by, lock_order
from app.bookings.states import transition
from app.bookings.taxes import note_charged
from app.cart.actions import carts as cart_actions
from app.cart.actions.carts import SlotRequest
from app.cart.queries import cart_of_user
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.deals.actions.redemptions import DealExhausted, redeem
from app.guests.actions import GuestContact, know_account
from app.orders.actions.create import assign_members, claim
from app.orders.actions.credit import release_credit, settle_credit
from app.passes.actions import return_uses, settle_uses
from app.venues.actions.reindex import schedule_reindex
from app.venues.queries import keep_public


def _expire(order: Order) -> None:
    """Expire an order for which nothing was held."""
    order.state, order.settled_at = OrderState.EXPIRED, clock.now()
    session.flush()


@dataclass(frozen=True, slots=True)
class Fulfillment:
    """What a locked order does when it is paid, and when it ends unpaid or is waived.

    `email` is the job that tells the guest about the payment. It takes the order, and is queued once the receipts have
    their numbers, so that the email can carry them.
    """

    confirm: Callable[[Order], None]
    expire: Callable[[Order], None] = _expire
    email: str = ""


def confirm_order(*, order_id: int) -> Order:
    """Confirm a paid order: keep its times or book them again. If one is unavailable, refund the whole order.

    Idempotent, under a lock on the order: it ends confirmed or refunded, and a second call changes nothing.
    """
    order = lock_order(order_id)
    if order.state in {OrderState.PENDING, OrderState.EXPIRED}:
        _fulfill(order)
    return order


def _fulfill(order: Order) -> None:
    fulfillment = FULFILLMENTS[order.kind]
    fulfillment.confirm(order)
    email = fulfillment.email if order.state is OrderState.CONFIRMED else ""  # a refund has its own
    defer("receipts.issue", order_id=order.id, email=email)


def expire_order(*, order_id: int) -> None:
    """Expire a pending order and release its times. The cart keeps its lines.

    Does nothing if the order is no longer pending.
    """
    order = lock_order(order_id)
    if order.state is OrderState.PENDING:
        FULFILLMENTS[order.kind].expire(order)
        release_credit(order)


def _confirm_bookings(order: Order) -> None:
    """Confirm the bookings of a locked order, or refund all of them."""
    bookings = bookings_of_order(order.id)
    order.settled_at = clock.now()
    if settle_credit(order) and settle_uses(booking_ids=[each.id for each in bookings]) and _secure(bookings):
        _confirm(order, bookings)
    else:
        _refund_all(order, bookings)
    session.flush()


def _expire_bookings(order: Order) -> None:
    """Expire the bookings of a locked, pending order."""
    bookings = bookings_of_order(order.id)
    for booking in bookings:
        transition(booking, BookingState.EXPIRED, actor=Actor.SYSTEM, reason=str(stored_texts.HOLD_EXPIRED))
    availability.release(booking_ids=[booking.id for booking in bookings])
    return_uses(booking_ids=[booking.id for booking in bookings])
    order.state, order.settled_at = OrderState.EXPIRED, clock.now()
    for venue_id in {booking.venue_order.venue_id for booking in bookings}:
        schedule_reindex(venue_id)
    session.flush()


def _secure(bookings: Sequence[Booking]) -> bool:
    """Confirm every booking's held time, and book lost ones again if all are available. Returns whether it worked."""
    venues = {booking.venue_order.venue_id for booking in bookings}
    public = keep_public(venues)
    if not _keep_deals(bookings):
        return False
    lock_resources_of({booking.service_id for booking in bookings})
    kept = availability.confirm(booking_ids=[booking.id for booking in bookings])
    lost = [booking for booking in bookings if kept[booking.id] < booking.reservations_needed]
    if not lost:
        return True
    if not venues.issubset(public):
        return False  # Held times stay booked, but a venue that is no longer public takes no new bookings.
    try:
        with session.begin_nested():
            availability.release(booking_ids=[booking.id for booking in lost])
            held = availability.book(claims=[claim(booking) for booking in lost])
    except SlotUnavailable:
        return False
    assign_members(lost, held)
    return True


def _keep_deals(bookings: Sequence[Booking]) -> bool:
    """Return whether all bookings still have their deals.

    Certain while they are held; once the hold has expired, others may have used up the deals.
    """
    lost = [booking for booking in bookings if booking.state is BookingState.EXPIRED]
    try:
        redeem(wanted=Counter(id_ for booking in lost for id_ in booking.deal_ids))
    except DealExhausted:
        return False
    return True


def _confirm(order: Order, bookings: Sequence[Booking]) -> None:
    for booking in bookings:
        finalize_booking(booking)
    order.state = OrderState.CONFIRMED
    link_guest(order, bookings)
    cart_id = order.cart_id or _own_cart(order)
    if cart_id is not None:
        slots = [
            SlotRequest(booking.option_id, booking.starts_at, booking.quantity, booking.member_id)
            for booking in bookings
        ]
        cart_actions.clear(cart_id=cart_id, slots=slots)
    for venue_id in {booking.venue_order.venue_id for booking in bookings}:
        defer("bookings.email_venue_confirmed", order_id=order.id, venue_id=venue_id)
        schedule_reindex(venue_id)
    for venue_order_id in sorted({booking.venue_order_id for booking in bookings}):
        defer("intake.ask", venue_order_id=venue_order_id)


def finalize_booking(booking: Booking) -> None:
    """Change a paid booking to confirmed, or to requested with a deadline if the venue must accept it."""
    if booking.accept_within_hours is None:
        transition(booking, BookingState.CONFIRMED, actor=Actor.SYSTEM, reason="paid")
        return
    booking.accept_by = answer_deadline(booking, clock.now())
    transition(booking, BookingState.REQUESTED, actor=Actor.SYSTEM, reason="paid")


def answer_deadline(booking: Booking, paid_at: datetime) -> datetime:
    """Return the deadline for the venue to respond, never later than the start."""
    return min(paid_at + timedelta(hours=booking.accept_within_hours or 0), booking.starts_at)


def link_guest(order: Order, bookings: Sequence[Booking]) -> None:
    """Link each venue order to the account's guest record at that venue."""
    if order.user_id is None:
        return
    contact = GuestContact(order.name, order.email, order.phone)
    for venue_order in {booking.venue_order_id: booking.venue_order for booking in bookings}.values():
        guest = know_account(venue_id=venue_order.venue_id, user_id=order.user_id, contact=contact)
        venue_order.guest_id = guest.id


def _own_cart(order: Order) -> int | None:
    """Return the cart of an order's account: an offered time may be in it as well."""
    cart = cart_of_user(order.user_id) if order.user_id is not None else None
    return cart.id if cart else None


def _refund_all(order: Order, bookings: Sequence[Booking]) -> None:
    """Refund an order that was paid too late. Nothing is booked."""
    availability.release(booking_ids=[booking.id for booking in bookings])
    return_uses(booking_ids=[booking.id for booking in bookings])
    order.state = OrderState.REFUNDED
    session.flush()
    for booking in bookings:
        if booking.state is BookingState.HELD:
            transition(booking, BookingState.EXPIRED, actor=Actor.SYSTEM, reason="paid after the time had gone")
        queue_refund(booking, booking.price_cents + booking.tax_cents, str(stored_texts.TIME_LOST))
    defer("bookings.email_too_late", order_id=order.id)
    for venue_id in {booking.venue_order.venue_id for booking in bookings}:
        schedule_reindex(venue_id)


def _confirm_charge(order: Order) -> None:
    """Note that what a booking left for later, or a fee instead of it, is paid."""
    order.state, order.settled_at = OrderState.CONFIRMED, clock.now()
    for booking_id, charged in charged_by(order.id).items():
        booking = lock_booking(booking_id)
        booking.later_cents = max(0, booking.later_cents - charged.cents)
        note_charged(booking, charged)
        settle_desk_order(booking)
        record_earnings([booking.id])
    session.flush()


_OF_BOOKINGS = Fulfillment(confirm=_confirm_bookings, expire=_expire_bookings, email="bookings.email_confirmed")
_OF_CHARGES = Fulfillment(confirm=_confirm_charge, email="later_charges.email_charged")
# Front desk orders are confirmed from the start. Rescheduling is a feature above this one: `create_app` adds its part.
FULFILLMENTS = {OrderKind.CART: _OF_BOOKINGS, OrderKind.WAITLIST: _OF_BOOKINGS}
FULFILLMENTS |= dict.fromkeys(LATER_KINDS, _OF_CHARGES)
