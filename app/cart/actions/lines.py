"""Filling and changing a cart. Nothing here holds a time: only checkout does."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.availability.actions import SlotUnavailable
from app.availability.engine.types import Refusal
from app.availability.queries import load_schedules
from app.cart.actions.carts import MAX_LINES, SlotRequest, drop_expired_line, line_for, lock
from app.cart.errors import CartErrorCode
from app.cart.models import Cart, CartLine
from app.cart.queries import count_lines, line_of, view_of
from app.catalog.models import AddOn, Service, ServiceOption
from app.catalog.queries import active_options, add_ons_offered
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.deals.pricing import quote
from app.deals.queries.prices import price_lists


def add_line(*, cart: Cart, slot: SlotRequest, own_bookings: Collection[int] = ()) -> CartLine:
    """Add a slot request to the cart.

    If the cart has the same time already, its line gets the larger quantity, and the option and add-ons that were
    chosen last.
    `own_bookings` are the bookings of the cart's pending order, whose holds do not conflict, as in every function
    here.

    Raises NotFound (unknown option or team member), DomainError (quantity, full cart), Conflict (add-on no longer
    offered) and SlotUnavailable.
    """
    option = option_sold(slot.option_id)
    service = option.service
    check_member(service, slot.member_id)
    check_quantity(service, slot)
    lock(cart=cart)
    add_ons = chosen_add_ons(service, slot)
    line = line_for(cart, slot)
    if line is not None and line.quantity > slot.quantity:
        slot = replace(slot, quantity=line.quantity)
    _check_available(option, slot, add_ons, own_bookings=own_bookings)
    line = line or _new_line(cart, option, slot)
    line.option_id, line.quantity, line.added_at, line.add_ons = option.id, slot.quantity, clock.now(), add_ons
    _agree(cart, line, option, own_bookings=own_bookings)
    return line


def add_together(*, cart: Cart, slots: Sequence[SlotRequest], own_bookings: Collection[int] = ()) -> None:
    """Add all slot requests of a combo or a group, or none: if this raises, the caller must roll back.

    Raises what `add_line` raises.
    """
    for slot in slots:
        add_line(cart=cart, slot=slot, own_bookings=own_bookings)


def change_quantity(*, cart: Cart, line_id: str, quantity: int, own_bookings: Collection[int] = ()) -> CartLine:
    """Change the number of guests of a line. Raises NotFound, DomainError and SlotUnavailable."""
    lock(cart=cart)
    line = line_of(cart, line_id)
    option, slot = option_sold(line.option_id), SlotRequest(line.option_id, line.starts_at, quantity, line.member_id)
    check_quantity(option.service, slot)
    _check_available(option, slot, line.extras, own_bookings=own_bookings)
    line.quantity = quantity
    _agree(cart, line, option, own_bookings=own_bookings)
    return line


def change_time(
    *,
    cart: Cart,
    line_id: str,
    starts_at: datetime,
    member_id: int | None,
    option_id: int | None = None,
    add_on_ids: tuple[int, ...] | None = None,
    own_bookings: Collection[int] = (),
) -> CartLine:
    """Change a line's start (UTC), team member, option or add-ons; None leaves the option or add-ons as they are.

    Raises NotFound, DomainError and SlotUnavailable.
    """
    lock(cart=cart)
    line = line_of(cart, line_id)
    quantity = 1 if member_id is not None else line.quantity
    chosen = tuple(add_on.id for add_on in line.extras) if add_on_ids is None else add_on_ids
    option = option_sold(line.option_id if option_id is None else option_id)
    if option.service_id != line.service_id:
        raise NotFound(CartErrorCode.NO_SUCH_LINE)
    slot = SlotRequest(option.id, starts_at, quantity, member_id, chosen)
    check_member(option.service, member_id)
    add_ons = chosen_add_ons(option.service, slot)
    _check_available(option, slot, add_ons, own_bookings=own_bookings)
    twin = line_for(cart, slot)
    if twin is not None and twin.id != line.id:
        session.delete(twin)
        session.flush()
    drop_expired_line(cart, slot)
    line.option_id, line.starts_at, line.member_id, line.quantity = option.id, starts_at, member_id, quantity
    line.added_at, line.add_ons = clock.now(), add_ons
    _agree(cart, line, option, own_bookings=own_bookings)
    return line


def accept_price(*, cart: Cart, line_id: str, cents: int, own_bookings: Collection[int] = ()) -> None:
    """Accept a line's higher price, if it is the one that was shown. Raises NotFound and DomainError.

    The price is the one within the cart: if a deal has one use left, only one of two bookings gets it.
    """
    lock(cart=cart)
    line = line_of(cart, line_id)
    shown = {view.line.id: view.quote.price_cents for view in view_of(cart, except_bookings=own_bookings).lines}
    if line.id not in shown:
        raise NotFound(CartErrorCode.NO_SUCH_LINE)
    price = shown[line.id]
    if price > cents:
        raise DomainError(CartErrorCode.PRICE_CHANGED)
    line.quoted_cents = price
    session.flush()


def remove_line(*, cart: Cart, line_id: str) -> SlotRequest:
    """Remove a line and return its slot request, so that it can be restored. Raises NotFound."""
    line = line_of(cart, line_id)
    session.delete(line)
    session.flush()
    extras = tuple(add_on.id for add_on in line.extras)
    return SlotRequest(line.option_id, line.starts_at, line.quantity, line.member_id, extras)


def option_sold(option_id: int) -> ServiceOption:
    """Return an option that is sold now, with everything needed for its times and prices. Raises NotFound."""
    option = next(iter(active_options([option_id])), None)
    if option is None or not option.service.venue.is_public:
        raise NotFound(CartErrorCode.SERVICE_NOT_OFFERED)
    return option


def check_member(service: Service, member_id: int | None) -> None:
    if member_id is not None and member_id not in {performer.member_id for performer in service.performers}:
        raise NotFound(CartErrorCode.MEMBER_NOT_OFFERED)


def check_quantity(service: Service, slot: SlotRequest) -> None:
    if slot.quantity < 1:
        raise DomainError(CartErrorCode.NO_GUESTS)
    if slot.member_id is not None and slot.quantity > 1:
        raise DomainError(CartErrorCode.ONE_GUEST_PER_MEMBER)
    if slot.quantity > service.max_quantity:
        raise DomainError(CartErrorCode.TOO_MANY_GUESTS, num=service.max_quantity)


def chosen_add_ons(service: Service, slot: SlotRequest) -> list[AddOn]:
    """Return the chosen add-ons. Raises Conflict if one is no longer offered with the service."""
    chosen = (
        [add_on for add_on in add_ons_offered(service.id) if add_on.id in slot.add_on_ids] if slot.add_on_ids else []
    )
    if len(chosen) < len(set(slot.add_on_ids)):
        raise Conflict(CartErrorCode.ADD_ON_NOT_OFFERED)
    return chosen


def _check_available(
    option: ServiceOption, slot: SlotRequest, add_ons: Sequence[AddOn], *, own_bookings: Collection[int]
) -> None:
    """Raise SlotUnavailable unless the slot request can be booked now."""
    window = slot.starts_at, slot.starts_at + timedelta(minutes=1)
    extra = sum(add_on.minutes for add_on in add_ons)
    plan = load_schedules([option], window, except_bookings=own_bookings)[option.id].extended_by(extra)
    checked = plan.check(slot.starts_at, quantity=slot.quantity, member_id=slot.member_id)
    if isinstance(checked, Refusal):
        raise SlotUnavailable({0: checked})


def _agree(cart: Cart, line: CartLine, option: ServiceOption, *, own_bookings: Collection[int]) -> None:
    """Accept the price that the cart shows for an available line.

    A deal with few uses left goes to the lines that were added first, so its price depends on the whole cart.
    """
    session.flush()
    prices = price_lists([option], except_bookings=own_bookings)[option.id]
    priced = quote(
        prices,
        start=line.starts_at,
        at=clock.now(),
        quantity=line.quantity,
        member_id=line.member_id,
        code=cart.code,
        extra_cents=sum(add_on.price_cents for add_on in line.extras),
    )
    if any(rule.left is not None for rule in prices.rules):
        lines = view_of(cart, except_bookings=own_bookings).lines
        priced = next((view.quote for view in lines if view.line.id == line.id), priced)
    line.quoted_cents = priced.price_cents
    session.flush()


def _new_line(cart: Cart, option: ServiceOption, slot: SlotRequest) -> CartLine:
    if count_lines(cart) >= MAX_LINES:
        raise DomainError(CartErrorCode.CART_FULL, number=MAX_LINES)
    drop_expired_line(cart, slot)
    line = CartLine(
        cart_id=cart.id,
        service_id=option.service_id,
        option_id=option.id,
        member_id=slot.member_id,
        starts_at=slot.starts_at,
        quantity=slot.quantity,
        quoted_cents=0,
        added_at=clock.now(),
    )
    session.add(line)
    return line
