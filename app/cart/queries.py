"""A cart as its owner sees it now: prices, unavailable times with alternatives, and conflicts between bookings."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.availability.engine.types import Refusal, Start
from app.availability.enums import UnavailableReason
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.cart.errors import CartErrorCode
from app.cart.models import Cart, CartLine
from app.cart.travel_time import Leg, TravelConflict, distance_miles, travel_conflicts, walk_minutes
from app.catalog.models import Service, ServiceOption
from app.catalog.queries import WITH_STAFF
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.deals.pricing import PriceList, Quote, quote
from app.deals.queries.prices import price_lists
from app.passes.queries import pass_rules
from app.venues.models import Venue, VenuePhoto

LIFE = timedelta(hours=24)
# How far from an unavailable time to look for alternatives.
NEAR = timedelta(days=3)
CHOICES = 3


@dataclass(frozen=True, slots=True)
class PricedStart:
    """An available start with its price."""

    start: Start
    quote: Quote


@dataclass(frozen=True, slots=True)
class LineView:
    """A cart line, priced and checked at the moment it is viewed."""

    line: CartLine
    venue: Venue
    quote: Quote
    refusal: Refusal | None
    nearest: Sequence[PricedStart] = ()

    @property
    def service(self) -> Service:
        return self.line.service

    @property
    def starts_at(self) -> datetime:
        return self.line.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.line.starts_at + timedelta(minutes=self.minutes)

    @property
    def minutes(self) -> int:
        """The duration with add-ons: with the chosen team member, or the option's own with anyone."""
        return self.line.option.minutes_with(self.line.member_id) + self.extra_minutes

    @property
    def extra_minutes(self) -> int:
        return sum(add_on.minutes for add_on in self.line.extras)

    @property
    def is_free(self) -> bool:
        return self.refusal is None

    @property
    def is_offered(self) -> bool:
        """Whether the guest could choose another time; otherwise the pages of the service no longer exist."""
        return self.service.active and self.venue.is_public

    @property
    def more_expensive(self) -> bool:
        """Whether the price is higher than the one that the guest agreed to; a lower price needs no consent."""
        return self.is_free and self.quote.price_cents > self.line.quoted_cents

    @property
    def is_ready(self) -> bool:
        return self.is_free and not self.more_expensive

    @property
    def free_until(self) -> datetime:
        """The last instant at which cancellation is free."""
        return self.line.starts_at - timedelta(hours=self.service.free_hours)

    @property
    def max_quantity(self) -> int:
        """The most guests: one with a chosen team member, who serves one guest at a time."""
        return 1 if self.line.member_id is not None else self.service.max_quantity


@dataclass(frozen=True, slots=True)
class VenueGroup:
    venue: Venue
    lines: Sequence[LineView]
    # From the previous venue in the cart; None for the first.
    walk_minutes: int | None = None
    miles: float | None = None


@dataclass(frozen=True, slots=True)
class CartView:
    groups: Sequence[VenueGroup] = ()
    clashes: Sequence[TravelConflict] = ()
    code: str | None = None
    plans: Mapping[int, ServiceSchedule] = field(default_factory=dict)  # by option id
    lines: Sequence[LineView] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", [line for group in self.groups for line in group.lines])

    @property
    def unavailable(self) -> list[LineView]:
        return [line for line in self.lines if not line.is_free]

    @property
    def more_expensive(self) -> list[LineView]:
        return [line for line in self.lines if line.more_expensive]

    @property
    def list_cents(self) -> int:
        """The usual price of the lines that can be booked.

        A line whose time is unavailable costs nothing until the guest chooses another time.
        """
        return sum(line.quote.list_cents for line in self.lines if line.is_free)

    @property
    def total_cents(self) -> int:
        return sum(line.quote.price_cents for line in self.lines if line.is_free)

    @property
    def discount_cents(self) -> int:
        return self.list_cents - self.total_cents

    @property
    def code_used(self) -> bool:
        return any(line.quote.code_used for line in self.lines)

    @property
    def is_ready(self) -> bool:
        return bool(self.lines) and all(line.is_ready for line in self.lines)


def is_live() -> ColumnElement[bool]:
    """Return the condition for lines that were added less than 24 hours ago and have not started."""
    return and_(CartLine.added_at > clock.now() - LIFE, CartLine.starts_at > clock.now())


def cart_of_user(user_id: int) -> Cart | None:
    return session.scalar(select(Cart).where(Cart.user_id == user_id))


def guest_cart(key: str) -> Cart | None:
    """Return the cart with this key, unless it belongs to an account, which requires a login instead."""
    return session.scalar(select(Cart).where(Cart.key == key, Cart.user_id.is_(None)))


def count_lines(cart: Cart) -> int:
    """Return the number of lines that the badge shows."""
    query = select(func.count()).where(CartLine.cart_id == cart.id, is_live())
    return session.scalar(query) or 0


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
    return session.scalars(
        select(CartLine)
        .where(CartLine.cart_id == cart.id, is_live())
        .order_by(CartLine.starts_at, CartLine.id)
        .options(
            joinedload(CartLine.service).options(*WITH_STAFF),
            joinedload(CartLine.option).selectinload(ServiceOption.members),
            joinedload(CartLine.member),
            selectinload(CartLine.add_ons),
        )
    ).all()


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
    in_order = [views[line.id] for line in lines]
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
