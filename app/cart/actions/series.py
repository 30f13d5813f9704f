"""Adding and removing the lines of a repeating booking. Nothing here holds a time: only checkout does."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload, selectinload

from app.availability.actions import SlotUnavailable
from app.availability.engine.types import Refusal
from app.availability.queries import load_schedules
from app.cart.actions.carts import MAX_LINES, SlotRequest, lock
from app.cart.actions.lines import check_member, check_quantity, chosen_add_ons, option_sold
from app.cart.errors import CartErrorCode
from app.cart.models import Cart, CartLine
from app.cart.queries import count_lines, is_live, view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.core.ids import token


def add_series(
    *, cart: Cart, slot: SlotRequest, starts: Sequence[datetime], weeks: int, own_bookings: Collection[int] = ()
) -> str:
    """Add a line for each start of a repeating booking, or none if this raises: then the caller must roll back.

    `slot` says what is booked at each start. Lines for the same slots join the series. Returns the key of the series.
    A fixed number of statements. Raises NotFound, DomainError, Conflict and SlotUnavailable as `add_line` does.
    """
    option = option_sold(slot.option_id)
    check_member(option.service, slot.member_id)
    check_quantity(option.service, slot)
    lock(cart=cart)
    add_ons = chosen_add_ons(option.service, slot)
    window = min(starts), max(starts) + timedelta(minutes=1)
    plan = load_schedules([option], window, except_bookings=own_bookings)[option.id]
    plan = plan.extended_by(sum(add_on.minutes for add_on in add_ons))
    checked = [plan.check(at, quantity=slot.quantity, member_id=slot.member_id) for at in starts]
    refused = {number: found for number, found in enumerate(checked) if isinstance(found, Refusal)}
    if refused:
        raise SlotUnavailable(refused)
    known = _lines_at(cart, option.service_id, slot.member_id, starts)
    if count_lines(cart) + len(set(starts)) - len(known) > MAX_LINES:
        raise DomainError(CartErrorCode.CART_FULL, number=MAX_LINES)
    key = token()
    for at in dict.fromkeys(starts):
        line = known.get(at)
        if line is None:
            line = CartLine(
                cart_id=cart.id,
                service_id=option.service_id,
                member_id=slot.member_id,
                starts_at=at,
                quoted_cents=0,
            )
            session.add(line)
        line.option_id, line.quantity, line.added_at, line.add_ons = option.id, slot.quantity, clock.now(), add_ons
        line.series_key, line.series_weeks, line.pays_each = key, weeks, False
    session.flush()
    for view in view_of(cart, except_bookings=own_bookings).lines:
        if view.line.series_key == key:
            view.line.quoted_cents = view.quote.price_cents
    session.flush()
    return key


def remove_series(*, cart: Cart, key: str) -> int:
    """Remove all lines of a repeating booking and return how many there were. Raises NotFound."""
    removed = session.scalars(
        delete(CartLine).where(CartLine.cart_id == cart.id, CartLine.series_key == key).returning(CartLine.id)
    ).all()
    if not removed:
        raise NotFound(CartErrorCode.NO_SUCH_LINE)
    return len(removed)


def set_payment(*, cart: Cart, key: str, each: bool) -> None:
    """Choose whether the guest pays for each date of a repeating booking afterwards, by card, or for all now.

    Raises NotFound, or Conflict if the venue doesn't offer that: then its own terms apply.
    """
    lines = session.scalars(
        select(CartLine)
        .where(CartLine.cart_id == cart.id, CartLine.series_key == key)
        .options(joinedload(CartLine.service).joinedload(Service.venue))
    ).all()
    if not lines:
        raise NotFound(CartErrorCode.NO_SUCH_LINE)
    if each and not lines[0].service.can_pay_each_date:
        raise Conflict(CartErrorCode.PAYS_AS_THE_VENUE_SAYS)
    for line in lines:
        line.pays_each = each
    session.flush()


def _lines_at(
    cart: Cart, service_id: int, member_id: int | None, starts: Sequence[datetime]
) -> Mapping[datetime, CartLine]:
    """Return the live lines for the same slots by start; expired ones are deleted. Two statements, three with lines."""
    same = (
        CartLine.cart_id == cart.id,
        CartLine.service_id == service_id,
        CartLine.member_id.is_not_distinct_from(member_id),
        CartLine.starts_at.in_(starts),
    )
    session.execute(delete(CartLine).where(*same, ~is_live()))
    found = session.scalars(select(CartLine).where(*same).options(selectinload(CartLine.add_ons)))
    return {line.starts_at: line for line in found}
