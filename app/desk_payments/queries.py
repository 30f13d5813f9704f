"""Payment links, and a day's payments in person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.availability.engine.local_time import resolve_wall
from app.bookings.enums import OrderKind, OrderState, SettledBy
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.desk_payments import DeskPayment
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.desk_payments.models import CashCount
from app.venues.models import Venue

MOST_COUNTS = 60


def link_of(booking_id: int) -> Order | None:
    """Return the newest order that a guest can pay, or has paid, at a link for a booking. One statement."""
    return session.scalar(
        select(Order)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(OrderLine.booking_id == booking_id, Order.pay_key.is_not(None), Order.kind != OrderKind.TIP)
        .order_by(Order.id.desc())
        .limit(1)
    )


def is_open(order: Order) -> bool:
    """Return whether an order can still be paid."""
    return order.state is OrderState.PENDING and order.held_until > clock.now()


def order_at_link(key: str) -> Order:
    """Return the order that is paid at a link. Raises NotFound."""
    order = session.scalar(select(Order).where(Order.pay_key == key).execution_options(populate_existing=True))
    if order is None:
        raise NotFound(BookingErrorCode.NO_SUCH_PAYMENT_LINK)
    return order


@dataclass(frozen=True, slots=True)
class DeskDay:
    """What guests paid in person on one day at a venue, in cents."""

    payments: Sequence[DeskPayment]

    def taken(self, method: SettledBy) -> int:
        """Return what was paid in one way, without tips."""
        return sum(each.amount_cents for each in self.payments if each.method is method)

    @property
    def cash_cents(self) -> int:
        return self.taken(SettledBy.CASH)

    @property
    def tips(self) -> dict[str, int]:
        """Return the recorded tips by who provided the service."""
        found: dict[str, int] = {}
        for each in self.payments:
            if each.tip_cents:
                found[each.booking.served_by] = found.get(each.booking.served_by, 0) + each.tip_cents
        return found


def desk_day(venue: Venue, day: date) -> DeskDay:
    """Return what was paid in person on a day in the venue's time zone, newest first. One statement."""
    begins, ends = (resolve_wall(venue.zone, on, 0, edge="start") for on in (day, day + timedelta(days=1)))
    query = (
        select(DeskPayment)
        .where(
            DeskPayment.venue_id == venue.id,
            DeskPayment.at >= begins,
            DeskPayment.at < ends,
            DeskPayment.undone_at.is_(None),
        )
        .order_by(DeskPayment.at.desc(), DeskPayment.id.desc())
        .options(
            joinedload(DeskPayment.user),
            joinedload(DeskPayment.booking).joinedload(Booking.venue_order).joinedload(VenueOrder.order),
        )
    )
    return DeskDay(session.scalars(query).all())


def counts_of(venue_id: int) -> Sequence[CashCount]:
    """List the newest cash counts of a venue. One statement."""
    query = select(CashCount).where(CashCount.venue_id == venue_id).order_by(CashCount.id.desc()).limit(MOST_COUNTS)
    return session.scalars(query.options(joinedload(CashCount.user))).all()
