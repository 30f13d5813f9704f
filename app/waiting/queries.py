from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app import clock
from app.availability.day_parts import MINUTE, Window
from app.availability.engine import Start
from app.availability.plans import Plan
from app.availability.queries import plans
from app.bookings.enums import BookingState, OrderState
from app.bookings.models import Booking, Order, VenueOrder
from app.cart.models import Cart, CartLine
from app.cart.queries import is_live
from app.catalog.models import Service
from app.db import session
from app.errors import NotFound
from app.venues.models import Venue
from app.waiting.enums import OPEN, WaitState
from app.waiting.models import Wait

# An offer that came to nothing is told so long.
TOLD = timedelta(days=1)

_SHOWN = (
    joinedload(Wait.service, innerjoin=True),
    joinedload(Wait.venue, innerjoin=True),
    joinedload(Wait.member),
    joinedload(Wait.order).selectinload(Order.venue_orders).selectinload(VenueOrder.bookings),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a wish stands now, whether or not the job has written it down yet."""

    wait: Wait

    @property
    def booking(self) -> Booking | None:
        """The visit that is, or was, offered."""
        order = self.wait.order
        return order.venue_orders[0].bookings[0] if order is not None else None

    @property
    def state(self) -> WaitState:
        wait, order = self.wait, self.wait.order
        if order is not None and order.state is OrderState.CONFIRMED:
            return WaitState.TAKEN
        if wait.state is WaitState.OFFERED and order is not None:
            held = order.state is OrderState.PENDING and order.held_until > clock.now()
            return WaitState.OFFERED if held else WaitState.PASSED
        if wait.state is WaitState.WAITING and wait.latest < clock.now():
            return WaitState.OVER
        return wait.state


def wait_of(user_id: int, public_id: str) -> Wait:
    """With all that is shown of it. Raises NotFound: another person's wish does not exist here."""
    wait = session.scalar(select(Wait).where(Wait.public_id == public_id, Wait.user_id == user_id).options(*_SHOWN))
    if wait is None:
        raise NotFound(_("This isn’t on your waitlist. Log in with the account you used to join."))
    return wait


def waits_of(user_id: int) -> list[Standing]:
    """What a person waits for, offers first, then by time; and for a day what an offer was missed for. Three
    statements."""
    ended = Wait.state == WaitState.PASSED, Wait.ended_at > clock.now() - TOLD
    found = session.scalars(
        select(Wait)
        .where(Wait.user_id == user_id, Wait.latest >= clock.now(), or_(Wait.state.in_(OPEN), (ended[0]) & (ended[1])))
        .options(*_SHOWN)
        .order_by(Wait.earliest, Wait.id)
    ).all()
    shown = [standing for wait in found if (standing := Standing(wait)).state is not WaitState.TAKEN]
    return sorted(shown, key=lambda each: each.state is not WaitState.OFFERED)


def offer_in_cart(cart: Cart) -> Wait | None:
    """The wish of the cart's owner for which a time is held now that is in the cart, too. One statement."""
    return session.scalar(
        select(Wait)
        .join(Order, Order.id == Wait.order_id)
        .join(VenueOrder, VenueOrder.order_id == Order.id)
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .join(
            CartLine,
            and_(CartLine.service_id == Booking.service_id, CartLine.starts_at == Booking.starts_at),
        )
        .where(
            CartLine.cart_id == cart.id,
            is_live(),
            Wait.user_id == cart.user_id,
            Wait.state == WaitState.OFFERED,
            Order.state == OrderState.PENDING,
            Order.held_until > clock.now(),
        )
        .limit(1)
    )


def count_open(user_id: int) -> int:
    query = select(func.count(Wait.id)).where(Wait.user_id == user_id, Wait.state.in_(OPEN), Wait.latest >= clock.now())
    return session.scalar(query) or 0


def number_waiting(venue_id: int) -> int:
    """How many wishes are open at a venue. One statement."""
    query = select(func.count(Wait.id)).where(
        Wait.venue_id == venue_id, Wait.state.in_(OPEN), Wait.latest >= clock.now()
    )
    return session.scalar(query) or 0


def number_waiting_on(venue_id: int, window: Window) -> int:
    """How many wait for a time that begins between two instants. One statement."""
    query = select(func.count(Wait.id)).where(
        Wait.venue_id == venue_id,
        Wait.state.in_(OPEN),
        Wait.latest >= clock.now(),
        Wait.earliest < window[1],
        Wait.earliest >= window[0],
    )
    return session.scalar(query) or 0


def somebody_waits(venue_id: int) -> bool:
    """One statement, answered by an index of open wishes alone."""
    return session.scalar(select(Wait.id).where(Wait.venue_id == venue_id, Wait.state.in_(OPEN)).limit(1)) is not None


def venues_waited_for() -> Sequence[int]:
    """Ids of the venues at which somebody waits."""
    return session.scalars(select(Wait.venue_id).where(Wait.state.in_(OPEN)).distinct().order_by(Wait.venue_id)).all()


def lock_open(venue_id: int) -> Sequence[Wait]:
    """Everybody who waits at a venue, the longest first, nobody else's to change until this transaction ends."""
    return session.scalars(
        select(Wait)
        .where(Wait.venue_id == venue_id, Wait.state.in_(OPEN))
        .order_by(Wait.created_at, Wait.id)
        .options(joinedload(Wait.user, innerjoin=True), joinedload(Wait.venue, innerjoin=True))
        .with_for_update(of=Wait)
        .execution_options(populate_existing=True)
    ).all()


def lock_wait(wait_id: int) -> Wait:
    return session.get_one(Wait, wait_id, with_for_update=True, populate_existing=True)


def orders_of(waits: Collection[Wait]) -> dict[int, Order]:
    """The orders of their offers, as they are now, by id. Three statements, none without offers."""
    ids = [wait.order_id for wait in waits if wait.order_id is not None]
    if not ids:
        return {}
    found = session.scalars(
        select(Order)
        .where(Order.id.in_(ids))
        .options(selectinload(Order.venue_orders).selectinload(VenueOrder.bookings))
        .execution_options(populate_existing=True)
    )
    return {order.id: order for order in found}


def got_elsewhere(wait_ids: Collection[int]) -> dict[int, BookingState]:
    """Those who have booked such a time, or are checking one out, since they asked: by the wish's id. One statement."""
    found = session.execute(
        select(Wait.id, Booking.state)
        .join(Order, Order.user_id == Wait.user_id)
        .join(VenueOrder, VenueOrder.order_id == Order.id)
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .where(
            Wait.id.in_(wait_ids),
            Booking.service_id == Wait.service_id,
            Booking.starts_at.between(Wait.earliest, Wait.latest),
            Booking.state.in_((BookingState.PENDING, BookingState.REQUESTED, BookingState.CONFIRMED)),
            Order.created_at >= Wait.created_at,
            Order.id.is_distinct_from(Wait.order_id),
        )
        # What is paid counts before what is only held.
        .order_by(Wait.id, Booking.state == BookingState.PENDING)
    )
    got: dict[int, BookingState] = {}
    for wait_id, state in found:
        got.setdefault(wait_id, state)
    return got


def plans_for(services: Sequence[Service], windows: Sequence[Window]) -> dict[int, Plan]:
    """Good for each start in these windows, by service id."""
    begins, ends = min(first for first, _ in windows), max(last for _, last in windows)
    return plans(services, (begins, ends + MINUTE))


def fitting(plan: Plan, wait: Wait, *, after: datetime) -> list[Start]:
    """The free starts that a wish asks for, in order: not before `after`, and none that was refused."""
    window = max(wait.earliest, after), wait.latest + MINUTE
    if window[0] >= window[1]:
        return []
    found = plan.starts(window, quantity=wait.quantity, member_id=wait.member_id)
    return [start for start in found if start.at not in wait.refused]


def waiting_at(venue: Venue, window: Window | None = None) -> Sequence[Wait]:
    """Who waits at a venue, by time; with service, member and person. One statement."""
    query = (
        select(Wait)
        .join(Wait.service)
        .where(Wait.venue_id == venue.id, Wait.state.in_(OPEN), Wait.latest >= clock.now())
        .order_by(Wait.earliest, Wait.created_at, Wait.id)
        .options(contains_eager(Wait.service), joinedload(Wait.member), joinedload(Wait.user, innerjoin=True))
    )
    if window is not None:
        query = query.where(Wait.earliest <= window[1], Wait.latest >= window[0])
    return session.scalars(query).all()
