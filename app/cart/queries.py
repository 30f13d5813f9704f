"""A cart as its owner sees it now: prices, unavailable times with alternatives, and conflicts between bookings."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.availability.engine.types import Refusal, Start
from app.availability.enums import UnavailableReason
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.cart.errors import CartErrorCode
from app.cart.models import Cart, CartLine
from app.cart.shown import CartView, LineView, PricedStart, VenueGroup
from app.cart.travel_time import Leg, distance_miles, travel_conflicts, walk_minutes
from app.catalog.models import ServiceOption
from app.catalog.queries import WITH_STAFF
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.deals.pricing import PriceList, Quote, quote
from app.deals.queries.prices import price_lists
from app.passes.queries import pass_rules
from app.tax.queries import rules_in
from app.venues.models import Venue, VenuePhoto

LIFE = timedelta(hours=24)
# How far from an unavailable time to look for alternatives.
NEAR = timedelta(days=3)
CHOICES = 3


def is_live() -> ColumnElement[bool]:
    """Return the condition for lines that were added less than 24 hours ago and have not started.

    The time is that at which the statement runs.
    """
    added_after: BindParameter[datetime] = bindparam(None, callable_=lambda: clock.now() - LIFE)
    return and_(CartLine.added_at > added_after, CartLine.starts_at > bindparam(None, callable_=clock.now))


def cart_of_user(user_id: int) -> Cart | None:
    return session.scalar(_cart_of_user(), {"user_id": user_id})


@cache
def _cart_of_user() -> Select[Cart]:
    """Return the query, built once because every page of a guest sends it."""
    return select(Cart).where(Cart.user_id == bindparam("user_id"))


def guest_cart(key: str) -> Cart | None:
    """Return the cart with this key, unless it belongs to an account, which requires a login instead."""
    return session.scalar(select(Cart).where(Cart.key == key, Cart.user_id.is_(None)))


def count_lines(cart: Cart) -> int:
    """Return the number of lines that the badge shows."""
    return session.scalar(_count_lines(), {"cart_id": cart.id}) or 0


@cache
def _count_lines() -> Select[int]:
    """Return the query, built once because every page of a guest sends it."""
    return select(func.count()).where(CartLine.cart_id == bindparam("cart_id"), is_live())


def count_guest_lines(key: str) -> int:
    """Return the same for a guest's cart with this key, in one statement."""
    query = (
        select(func.count(CartLine.id))
        .join(Cart, Cart.id == CartLine.cart_id)
        .where(Cart.key == key, Cart.user_id.is_(None), is_live())
    )
    return session.scalar(query) or 0


def line_of(cart: Cart, public_id: str) -> CartLine:
    """Return a line of the cart. Raises NotFound, also for a line of another cart."""
    line = session.scalar(
        select(CartLine)
        .where(CartLine.cart_id == cart.id, CartLine.public_id == public_id)
        .options(
            joinedload(CartLine.service),
            joinedload(CartLine.option),
            joinedload(CartLine.member),
            selectinload(CartLine.add_ons),
        )
    )
    if line is None:
        raise NotFound(CartErrorCode.NO_SUCH_LINE)
    return line


def lines_of(cart: Cart) -> Sequence[CartLine]:
    """List the live lines by start, with their services and team members."""
    return session.scalars(_lines_of(), {"cart_id": cart.id}).all()


@cache
def _lines_of() -> Select[CartLine]:
    """Return the query of live lines, built once because every cart sends it."""
    return (
        select(CartLine)
        .where(CartLine.cart_id == bindparam("cart_id"), is_live())
        .order_by(CartLine.starts_at, CartLine.id)
        .options(
            joinedload(CartLine.service).options(*WITH_STAFF),
            joinedload(CartLine.option).selectinload(ServiceOption.members),
            joinedload(CartLine.member),
            selectinload(CartLine.add_ons),
        )
    )


def view_of(cart: Cart | None, *, except_bookings: Collection[int] = ()) -> CartView:
    """Return the cart as it is now. A fixed number of statements.

    `except_bookings` are the bookings of the cart's own pending order: their holds do not make a time unavailable.
    """
    lines = lines_of(cart) if cart else []
    if cart is None or not lines:
        return CartView()
    window = clock.now() - timedelta(days=1), max(line.starts_at for line in lines) + NEAR
    venues = _venues({line.service.venue_id for line in lines})
    options = list({line.option_id: line.option for line in lines}.values())
    found = load_schedules(options, window, except_bookings=except_bookings)
    prices = price_lists(options, except_bookings=except_bookings)
    passes = pass_rules(cart.user_id, [option.id for option in options], except_bookings=except_bookings)
    views: dict[int, LineView] = {}
    # A deal or package with few uses left goes to the lines that were added first, so that adding a booking never
    # raises the price of another one.
    used, pass_uses = Counter[int](), Counter[int]()
    for line in sorted(lines, key=lambda each: each.id):
        left = prices[line.option_id].without(used).with_passes(passes.get(line.option_id, ()), pass_uses)
        view = view_of_line(line, venues[line.service.venue_id], found.get(line.option_id), left, cart)
        if view.is_free:
            used.update(view.quote.deal_ids)
            pass_uses.update(view.quote.pass_uses)
        views[line.id] = view
    rules = rules_in({venue.state for venue in venues.values()})
    in_order = [views[line.id].with_taxes(rules) for line in lines]
    return CartView(
        list(_grouped(in_order)), travel_conflicts([_stop(view) for view in in_order if view.is_free]), cart.code, found
    )


def view_of_line(line: CartLine, venue: Venue, plan: ServiceSchedule | None, prices: PriceList, cart: Cart) -> LineView:
    now = clock.now()

    def price(at: datetime) -> Quote:
        return quote(
            prices,
            start=at,
            at=now,
            quantity=line.quantity,
            member_id=line.member_id,
            code=cart.code,
            extra_cents=sum(add_on.price_cents for add_on in line.extras),
        )

    if plan is None or not venue.is_public:
        return LineView(line, venue, price(line.starts_at), Refusal(UnavailableReason.CLOSED))
    plan = plan.extended_by(sum(add_on.minutes for add_on in line.extras))
    checked = plan.check(line.starts_at, quantity=line.quantity, member_id=line.member_id)
    if isinstance(checked, Start):
        return LineView(line, venue, price(line.starts_at), None)
    near = plan.nearest(line.starts_at, quantity=line.quantity, member_id=line.member_id, count=CHOICES)
    choices = [PricedStart(start, price(start.at)) for start in near]
    return LineView(line, venue, price(line.starts_at), checked, choices)


def _venues(ids: Collection[int]) -> dict[int, Venue]:
    found = session.scalars(
        select(Venue).where(Venue.id.in_(ids)).options(selectinload(Venue.photos).joinedload(VenuePhoto.photo))
    )
    return {venue.id: venue for venue in found}


def _grouped(views: Sequence[LineView]) -> Iterator[VenueGroup]:
    """Yield the lines by venue in the order of first times, with the distance from the previous one of the same day."""
    before: LineView | None = None
    for venue_id in dict.fromkeys(view.venue.id for view in views):
        lines = [view for view in views if view.venue.id == venue_id]
        venue = lines[0].venue
        goes_on = before is not None and _day(before) == _day(lines[0])
        miles = distance_miles(*before.venue.position, *venue.position) if before and goes_on else None
        yield VenueGroup(venue, lines, walk_minutes(miles) if miles is not None else None, miles)
        before = lines[-1]


def _day(view: LineView) -> date:
    """Return the local date of a booking at its venue."""
    return view.starts_at.astimezone(view.venue.zone).date()


def _stop(view: LineView) -> Leg:
    latitude, longitude = view.venue.position
    name = view.service.title
    return Leg(name, view.venue.id, view.venue.name, latitude, longitude, view.starts_at, view.ends_at, view.venue.zone)
