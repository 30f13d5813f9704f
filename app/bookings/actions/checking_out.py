"""From a cart to a pending order that holds every time in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.availability import actions as availability
from app.availability.actions import Claim, Held
from app.bookings.enums import LineKind
from app.bookings.models import Booking, BookingItem, Order, OrderLine
from app.bookings.queries import items_of
from app.cart.models import Cart
from app.cart.queries import CartView, LineView
from app.db import session
from app.errors import Conflict
from app.team.models import Member
from app.venues.actions import touched

HOLD = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class CheckOut:
    """Who checks out what: the cart as it was shown, all of it ready."""

    cart: Cart
    view: CartView
    user_id: int
    contact: Contact
    notes: Mapping[int, str] = field(default_factory=dict)  # by venue id


def check_out(wanted: CheckOut) -> Order:
    """Make one pending order of a cart and hold every time for 30 minutes, all or nothing.

    Raises Conflict when the cart is not ready or another order holds it, SlotGone when a time went meanwhile; the
    transaction must be rolled back then.
    """
    session.execute(select(Cart.id).where(Cart.id == wanted.cart.id).with_for_update())
    if not wanted.view.is_ready:
        raise Conflict("Something in your cart needs a decision first.")
    order = _new_order(wanted)
    items = [_new_item(booking, line) for booking, line in _bookings(order, wanted)]
    session.flush()
    held = availability.hold(claims=[claim(item) for item in items], until=order.held_until, read=wanted.view.plans)
    name_members(items, held)
    session.add_all(_lines(order, items))
    for group in wanted.view.groups:
        touched(group.venue.id)
    session.flush()
    return order


def _new_order(wanted: CheckOut) -> Order:
    order = Order(
        user_id=wanted.user_id,
        cart_id=wanted.cart.id,
        name=wanted.contact.name,
        email=wanted.contact.email,
        phone=wanted.contact.phone,
        code=wanted.view.code if wanted.view.code_used else None,
        total_cents=wanted.view.total_cents,
        held_until=clock.now() + HOLD,
    )
    session.add(order)
    session.flush()
    return order


def _bookings(order: Order, wanted: CheckOut) -> Sequence[tuple[Booking, LineView]]:
    """One booking for each venue, paired with each of its lines."""
    pairs = []
    for group in wanted.view.groups:
        booking = Booking(order_id=order.id, venue_id=group.venue.id, note=wanted.notes.get(group.venue.id, ""))
        session.add(booking)
        pairs += [(booking, line) for line in group.lines]
    session.flush()
    return pairs


def _new_item(booking: Booking, line: LineView) -> BookingItem:
    """Freeze what was agreed: words, price and policy."""
    service, quote = line.service, line.quote
    item = BookingItem(
        booking_id=booking.id,
        service_id=service.id,
        member_id=line.line.member_id,
        deal_id=quote.deal_id,
        title=service.title,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        before_minutes=service.before_minutes,
        after_minutes=service.after_minutes,
        quantity=quote.quantity,
        add_ons=[
            {"id": each.id, "title": each.title, "minutes": each.minutes, "cents": each.price_cents}
            for each in line.line.extras
        ],
        list_cents=quote.list_cents,
        discount_cents=quote.discount_cents,
        price_cents=quote.price_cents,
        price_reason=quote.reason,
        cancel_free_hours=service.free_hours,
        cancel_keep_percent=service.keep_percent,
    )
    session.add(item)
    return item


def claim(item: BookingItem) -> Claim:
    return Claim(item.id, item.service_id, item.starts_at, item.quantity, item.member_id, item.extra_minutes)


def name_members(items: Sequence[BookingItem], held: Mapping[int, Held]) -> None:
    """Write down who will serve, in words, and until when: the reservation may be gone when somebody reads it."""
    ids = {member for places in held.values() for member in places.member_ids}
    people = {member.id: member for member in session.scalars(select(Member).where(Member.id.in_(ids)))}
    for item in items:
        serving = [people[member] for member in held[item.id].member_ids]
        item.with_whom = " and ".join(member.name for member in serving)
        item.after_minutes = max(item.after_minutes, *(member.buffer_minutes for member in serving), 0)
        item.ends_at = held[item.id].ends_at


def _lines(order: Order, items: Sequence[BookingItem]) -> list[OrderLine]:
    """An amount for each item at its usual price, one for each add-on and one for what it is less; together the
    charge."""
    lines: list[OrderLine] = []

    def add(item: BookingItem, kind: LineKind, text: str, cents: int) -> None:
        position = len(lines) + 1
        lines.append(
            OrderLine(order_id=order.id, item_id=item.id, position=position, kind=kind, text=text, amount_cents=cents)
        )

    for item in items:
        guests = f" × {item.quantity}" if item.quantity > 1 else ""
        add(item, LineKind.ITEM, f"{item.title}{guests}", item.service_cents)
        for extra in item.extras:
            add(item, LineKind.ITEM, f"{extra.title}{guests}", extra.cents * item.quantity)
        if item.discount_cents:
            add(item, LineKind.DISCOUNT, item.price_reason, -item.discount_cents)
    return lines


def is_unchanged(order: Order, view: CartView) -> bool:
    """Whether a pending order still lasts and holds just what the cart has."""

    def wish(part: BookingItem | LineView) -> tuple[object, ...]:
        if isinstance(part, BookingItem):
            extras = {extra.id for extra in part.extras}
            return part.service_id, part.member_id, part.starts_at, part.quantity, frozenset(extras)
        extras = {add_on.id for add_on in part.line.extras}
        return part.service.id, part.line.member_id, part.starts_at, part.line.quantity, frozenset(extras)

    held = {wish(item) for booking in order.bookings for item in booking.items}
    return held == {wish(line) for line in view.lines} and order.held_until > clock.now()


def set_contact(*, order: Order, contact: Contact, notes: Mapping[int, str]) -> None:
    """Who comes, and what each venue (by id) should know."""
    order.name, order.email, order.phone = contact.name, contact.email, contact.phone
    for booking in order.bookings:
        booking.note = notes.get(booking.venue_id, booking.note)
    session.flush()


def extend_hold(*, order: Order, minutes: int) -> None:
    """Let a pending order's times be held until so many minutes from now."""
    order.held_until = clock.now() + timedelta(minutes=minutes)
    availability.extend(item_ids=[item.id for item in items_of(order.id)], until=order.held_until)
    session.flush()
