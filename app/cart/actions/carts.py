"""A cart as a whole: opening, locking and merging it, and the lines for a slot request."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import selectinload

from app.cart.expiry import take_expired
from app.cart.models import Cart, CartLine
from app.cart.queries import cart_of_user, count_lines, is_live
from app.catalog.models import ServiceOption
from app.core.db import session

MAX_LINES = 20


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """An option of a service at a start (UTC) for a number of guests, with a chosen team member or anyone, and with
    add-on ids."""

    option_id: int
    starts_at: datetime
    quantity: int = 1
    member_id: int | None = None
    add_on_ids: tuple[int, ...] = ()


def open_cart(*, user_id: int | None = None) -> Cart:
    """Return the cart of a logged-in user, created if there is none; without a user, a new guest cart."""
    if user_id is None:
        cart = Cart()
        session.add(cart)
        session.flush()
        return cart
    # Two tabs may do this at once: the second finds the cart that the first created.
    session.execute(insert(Cart).values(user_id=user_id).on_conflict_do_nothing(index_elements=["user_id"]))
    found = cart_of_user(user_id)
    if found is None:
        raise RuntimeError("a cart that was just made is gone")
    return found


def merge(*, guest: Cart, user_id: int) -> Cart:
    """Move a guest's lines into the account's cart at login, as far as there is room.

    Identical lines get the larger quantity.
    """
    cart = open_cart(user_id=user_id)
    lock(cart=cart)
    lines = select(CartLine).where(CartLine.cart_id == guest.id).options(selectinload(CartLine.add_ons))
    room = MAX_LINES - count_lines(cart)
    for line in session.scalars(lines.where(is_live()).order_by(CartLine.id)).all():
        slot = SlotRequest(line.option_id, line.starts_at, line.quantity, line.member_id)
        drop_expired_line(cart, slot)
        twin = line_for(cart, slot)
        if twin is None and room > 0:
            line.cart_id, room = cart.id, room - 1
        elif twin is None:
            continue  # the cart is full: the oldest lines stay
        elif line.quantity > twin.quantity:
            twin.quantity, twin.quoted_cents, twin.added_at = line.quantity, line.quoted_cents, line.added_at
            twin.option_id, twin.add_ons = line.option_id, list(line.add_ons)
            twin.series_key, twin.series_weeks = line.series_key, line.series_weeks
    cart.code = guest.code or cart.code
    session.flush()
    take_expired(guest=guest, cart=cart)
    session.execute(delete(Cart).where(Cart.id == guest.id))
    return cart


def clear(*, cart_id: int, slots: list[SlotRequest]) -> None:
    """Remove the lines that have been paid for."""
    for slot in slots:
        session.execute(
            delete(CartLine).where(
                CartLine.cart_id == cart_id,
                CartLine.service_id == _service_of(slot),
                CartLine.starts_at == slot.starts_at,
                CartLine.member_id.is_not_distinct_from(slot.member_id),
            )
        )


def lock(*, cart: Cart) -> None:
    """Lock the cart, so that two tabs change it one after the other and check it out only once."""
    session.execute(select(Cart.id).where(Cart.id == cart.id).with_for_update())


def line_for(cart: Cart, slot: SlotRequest) -> CartLine | None:
    """Return the live line for the same slot request."""
    return session.scalar(
        select(CartLine).where(_is_for(cart, slot), is_live()).options(selectinload(CartLine.add_ons))
    )


def drop_expired_line(cart: Cart, slot: SlotRequest) -> None:
    """Delete an expired line for the same slot request.

    The guest requested it again, so no notice about the old line is due.
    """
    session.execute(delete(CartLine).where(_is_for(cart, slot), ~is_live()))


def _is_for(cart: Cart, slot: SlotRequest) -> ColumnElement[bool]:
    return and_(
        CartLine.cart_id == cart.id,
        CartLine.service_id == _service_of(slot),
        CartLine.starts_at == slot.starts_at,
        CartLine.member_id.is_not_distinct_from(slot.member_id),
    )


def _service_of(slot: SlotRequest) -> ColumnElement[int]:
    """Return the service's id: another option of it at the same start is the same line."""
    return select(ServiceOption.service_id).where(ServiceOption.id == slot.option_id).scalar_subquery()
