from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.availability.day_parts import MINUTE, Window
from app.availability.engine.types import Start
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.bookings.enums import BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.cart.models import Cart, CartLine
from app.cart.queries import is_live
from app.catalog.models import ServiceOption
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.venues.models import Venue
from app.waitlist.enums import OPEN, WaitlistState
from app.waitlist.errors import WaitlistErrorCode
from app.waitlist.models import WaitlistEntry

# How long an unanswered offer is still shown.
EXPIRED_OFFER_SHOWN_FOR = timedelta(days=1)

_SHOWN = (
    joinedload(WaitlistEntry.service, innerjoin=True),
    joinedload(WaitlistEntry.option, innerjoin=True),
    joinedload(WaitlistEntry.venue, innerjoin=True),
    joinedload(WaitlistEntry.member),
    joinedload(WaitlistEntry.order).selectinload(Order.venue_orders).selectinload(VenueOrder.bookings),
)


@dataclass(frozen=True, slots=True)
class EntryStatus:
    """The current status of an entry, whether or not the job has stored it yet."""

    wait: WaitlistEntry

    @property
    def booking(self) -> Booking | None:
        """Return the booking that is or was offered."""
        order = self.wait.order
        return order.venue_orders[0].bookings[0] if order is not None else None

    @property
    def state(self) -> WaitlistState:
        wait, order = self.wait, self.wait.order
        if order is not None and order.state is OrderState.CONFIRMED:
            return WaitlistState.TAKEN
        if wait.state is WaitlistState.OFFERED and order is not None:
            held = order.state is OrderState.PENDING and order.held_until > clock.now()
            return WaitlistState.OFFERED if held else WaitlistState.PASSED
        if wait.state is WaitlistState.WAITING and wait.latest < clock.now():
            return WaitlistState.OVER
        return wait.state


def entry_of(user_id: int, public_id: str) -> WaitlistEntry:
    """Return an entry with everything that its pages show. Raises NotFound for entries of other users."""
    wait = session.scalar(
        select(WaitlistEntry)
        .where(WaitlistEntry.public_id == public_id, WaitlistEntry.user_id == user_id)
        .options(*_SHOWN)
    )
    if wait is None:
        raise NotFound(WaitlistErrorCode.NO_SUCH_ENTRY)
    return wait


def entries_of(user_id: int) -> list[EntryStatus]:
    """List a user's entries, offers first, then by time; for one day, also those whose offer was not answered. Three
    statements."""
    ended = WaitlistEntry.state == WaitlistState.PASSED, WaitlistEntry.ended_at > clock.now() - EXPIRED_OFFER_SHOWN_FOR
    found = session.scalars(
        select(WaitlistEntry)
        .where(
            WaitlistEntry.user_id == user_id,
            WaitlistEntry.latest >= clock.now(),
            or_(WaitlistEntry.state.in_(OPEN), (ended[0]) & (ended[1])),
        )
        .options(*_SHOWN)
        .order_by(WaitlistEntry.earliest, WaitlistEntry.id)
    ).all()
    shown = [status for wait in found if (status := EntryStatus(wait)).state is not WaitlistState.TAKEN]
    return sorted(shown, key=lambda each: each.state is not WaitlistState.OFFERED)


def offer_in_cart(cart: Cart) -> WaitlistEntry | None:
    """Return the cart owner's entry whose held time is also in the cart. One statement."""
    return session.scalar(
        select(WaitlistEntry)
        .join(Order, Order.id == WaitlistEntry.order_id)
        .join(VenueOrder, VenueOrder.order_id == Order.id)
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .join(
            CartLine,
            and_(CartLine.service_id == Booking.service_id, CartLine.starts_at == Booking.starts_at),
        )
        .where(
            CartLine.cart_id == cart.id,
            is_live(),
            WaitlistEntry.user_id == cart.user_id,
            WaitlistEntry.state == WaitlistState.OFFERED,
            Order.state == OrderState.PENDING,
            Order.held_until > clock.now(),
        )
        .limit(1)
    )


def open_windows(user_id: int, option_id: int, *, member_id: int | None, quantity: int) -> list[Window]:
    """List the windows of a user's open entries that a time with this team member, or with anyone, would serve. One
    statement."""
    found = session.execute(
        select(WaitlistEntry.earliest, WaitlistEntry.latest).where(
            WaitlistEntry.user_id == user_id,
            WaitlistEntry.option_id == option_id,
            or_(WaitlistEntry.member_id.is_(None), WaitlistEntry.member_id == member_id),
            WaitlistEntry.quantity == quantity,
            WaitlistEntry.state.in_(OPEN),
            WaitlistEntry.latest >= clock.now(),
        )
    )
    return [(earliest, latest) for earliest, latest in found]


def count_open(user_id: int) -> int:
    query = select(func.count(WaitlistEntry.id)).where(
        WaitlistEntry.user_id == user_id, WaitlistEntry.state.in_(OPEN), WaitlistEntry.latest >= clock.now()
    )
    return session.scalar(query) or 0


def number_waiting(venue_id: int) -> int:
    """Count the open entries at a venue. One statement."""
    query = select(func.count(WaitlistEntry.id)).where(
        WaitlistEntry.venue_id == venue_id, WaitlistEntry.state.in_(OPEN), WaitlistEntry.latest >= clock.now()
    )
    return session.scalar(query) or 0


def number_waiting_on(venue_id: int, window: Window) -> int:
    """Count the open entries whose window starts between two instants. One statement."""
    query = select(func.count(WaitlistEntry.id)).where(
        WaitlistEntry.venue_id == venue_id,
        WaitlistEntry.state.in_(OPEN),
        WaitlistEntry.latest >= clock.now(),
        WaitlistEntry.earliest < window[1],
        WaitlistEntry.earliest >= window[0],
    )
    return session.scalar(query) or 0


def has_waitlist(venue_id: int) -> bool:
    """Return whether a venue has open entries. One statement, which only needs the index of open entries."""
    return (
        session.scalar(
            select(WaitlistEntry.id).where(WaitlistEntry.venue_id == venue_id, WaitlistEntry.state.in_(OPEN)).limit(1)
        )
        is not None
    )


def venues_with_waitlist() -> Sequence[int]:
    """List the ids of the venues with open entries."""
    return session.scalars(
        select(WaitlistEntry.venue_id).where(WaitlistEntry.state.in_(OPEN)).distinct().order_by(WaitlistEntry.venue_id)
    ).all()


def lock_open(venue_id: int) -> Sequence[WaitlistEntry]:
    """List and lock a venue's open entries until this transaction ends, the oldest first."""
    return session.scalars(
        select(WaitlistEntry)
        .where(WaitlistEntry.venue_id == venue_id, WaitlistEntry.state.in_(OPEN))
        .order_by(WaitlistEntry.created_at, WaitlistEntry.id)
        .options(joinedload(WaitlistEntry.user, innerjoin=True), joinedload(WaitlistEntry.venue, innerjoin=True))
        .with_for_update(of=WaitlistEntry)
        .execution_options(populate_existing=True)
    ).all()


def lock_entry(wait_id: int) -> WaitlistEntry:
    return session.get_one(WaitlistEntry, wait_id, with_for_update=True, populate_existing=True)


def orders_of(waits: Collection[WaitlistEntry]) -> dict[int, Order]:
    """Map order ids to the current orders of the entries' offers. Three statements; none without offers."""
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
    """Map entry ids to the state of a matching booking that the same guest has made, or is checking out, since joining.
    One statement."""
    found = session.execute(
        select(WaitlistEntry.id, Booking.state)
        .join(Order, Order.user_id == WaitlistEntry.user_id)
        .join(VenueOrder, VenueOrder.order_id == Order.id)
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .where(
            WaitlistEntry.id.in_(wait_ids),
            # Of any length: a guest who has booked the service then needs no offer.
            Booking.service_id == WaitlistEntry.service_id,
            Booking.starts_at.between(WaitlistEntry.earliest, WaitlistEntry.latest),
            Booking.state.in_((BookingState.HELD, BookingState.REQUESTED, BookingState.CONFIRMED)),
            Order.created_at >= WaitlistEntry.created_at,
            Order.id.is_distinct_from(WaitlistEntry.order_id),
        )
        # Paid bookings take precedence over held ones.
        .order_by(WaitlistEntry.id, Booking.state == BookingState.HELD)
    )
    got: dict[int, BookingState] = {}
    for wait_id, state in found:
        got.setdefault(wait_id, state)
    return got


def plans_for(options: Sequence[ServiceOption], windows: Sequence[Window]) -> dict[int, ServiceSchedule]:
    """Load the schedules that cover every start in these windows, by option id."""
    begins, ends = min(first for first, _ in windows), max(last for _, last in windows)
    return load_schedules(options, (begins, ends + MINUTE))


def matching_starts(plan: ServiceSchedule, wait: WaitlistEntry, *, after: datetime) -> list[Start]:
    """List the available starts for an entry, in order: none before `after`, and none that was declined."""
    window = max(wait.earliest, after), wait.latest + MINUTE
    if window[0] >= window[1]:
        return []
    found = plan.starts(window, quantity=wait.quantity, member_id=wait.member_id)
    return [start for start in found if start.at not in wait.refused]


def entries_at(venue: Venue, window: Window | None = None) -> Sequence[WaitlistEntry]:
    """List a venue's open entries by time, with service, team member and user. One statement."""
    query = (
        select(WaitlistEntry)
        .join(WaitlistEntry.service)
        .where(WaitlistEntry.venue_id == venue.id, WaitlistEntry.state.in_(OPEN), WaitlistEntry.latest >= clock.now())
        .order_by(WaitlistEntry.earliest, WaitlistEntry.created_at, WaitlistEntry.id)
        .options(
            contains_eager(WaitlistEntry.service),
            joinedload(WaitlistEntry.member),
            joinedload(WaitlistEntry.user, innerjoin=True),
        )
    )
    if window is not None:
        query = query.where(WaitlistEntry.earliest <= window[1], WaitlistEntry.latest >= window[0])
    return session.scalars(query).all()
