from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from app.bookings.enums import UPCOMING_STATES, BookingState, OrderKind, OrderState, RefundState
from app.bookings.models import (
    Booking,
    BookingMessage,
    BookingTransition,
    Order,
    OrderLine,
    PendingReschedule,
    Refund,
    Reschedule,
    VenueOrder,
    not_retried,
)
from app.cart.models import Cart
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.venues.models import Venue, VenuePicture

# A booking counts as completed this long after its end.
COMPLETES_AFTER = timedelta(hours=1)

PAID_FOR = (OrderState.CONFIRMED, OrderState.REFUNDED)

SHOWN = UPCOMING_STATES | frozenset({BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.CANCELED})

# Everything that a page about an order shows: five statements.
WHOLE = (
    selectinload(Order.lines),
    selectinload(Order.venue_orders).options(
        joinedload(VenueOrder.venue).selectinload(Venue.pictures).joinedload(VenuePicture.picture),
        selectinload(VenueOrder.bookings).joinedload(Booking.service).joinedload(Service.picture),
    ),
)


def pending_order(cart: Cart) -> Order | None:
    """Return the pending order that holds the times of a cart, if there is one."""
    return session.scalar(
        select(Order)
        .where(Order.cart_id == cart.id, Order.state == OrderState.PENDING)
        .options(selectinload(Order.venue_orders).selectinload(VenueOrder.bookings))
    )


def held_bookings(cart: Cart | None) -> Collection[int]:
    """Return the ids of the bookings held by a cart's own pending order or by a pending offer to its owner.

    One statement; none without a cart.
    """
    if cart is None:
        return ()
    offered = (Order.kind == OrderKind.WAITLIST) & (Order.user_id == cart.user_id)
    return session.scalars(
        select(Booking.id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .where(or_(Order.cart_id == cart.id, offered), Order.state == OrderState.PENDING)
    ).all()


def order_of(user_id: int, public_id: str) -> Order:
    """Return a user's order with everything that its page shows.

    Raises NotFound if the order does not exist or belongs to another user.
    """
    order = session.scalar(select(Order).where(Order.public_id == public_id, Order.user_id == user_id).options(*WHOLE))
    if order is None:
        raise NotFound(_("We can’t find that order in your account."))
    return order


def refunds_of(order_id: int) -> Sequence[Refund]:
    """List the refunds of an order, oldest first, without failed ones that were retried. One statement."""
    return not_retried(session.scalars(select(Refund).where(Refund.order_id == order_id).order_by(Refund.id)).all())


def refundable_cents(booking: Booking) -> int:
    """Return how much of the payments for a booking has not been refunded, in cents. One statement.

    A failed refund still counts as refundable. Zero for bookings from the front desk: we never had that money.
    """
    return sum(cents for _, cents in refundable_by_order(booking))


def refundable_by_order(booking: Booking) -> list[tuple[int, int]]:
    """List the refundable cents of a booking by the order that paid: (order id, cents), newest order first.

    One statement. The same rules apply as for `refundable_cents`.
    """
    gone = (
        select(func.coalesce(func.sum(Refund.amount_cents), 0))
        .where(Refund.booking_id == booking.id, Refund.order_id == Order.id, Refund.state != RefundState.FAILED)
        .correlate(Order)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Order.id, func.sum(OrderLine.amount_cents) - gone)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(OrderLine.booking_id == booking.id, Order.state.in_(PAID_FOR), Order.kind != OrderKind.FRONT_DESK)
        .group_by(Order.id)
        .order_by(Order.id.desc())
    )
    return [(order_id, int(cents)) for order_id, cents in rows]


def load_order(order_id: int) -> Order:
    """Load an order with everything that an email shows."""
    return session.scalars(select(Order).where(Order.id == order_id).options(*WHOLE)).one()


def lock_order(order_id: int) -> Order:
    """Load an order fresh and lock its row until the transaction ends."""
    return session.scalars(
        select(Order).where(Order.id == order_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def bookings_of_order(order_id: int) -> Sequence[Booking]:
    """Load the bookings of an order fresh, by id."""
    return session.scalars(
        select(Booking)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(VenueOrder.order_id == order_id)
        .order_by(Booking.id)
        .options(contains_eager(Booking.venue_order))
        .execution_options(populate_existing=True)
    ).all()


def lapsed_orders(at: datetime, *, limit: int = 100) -> Sequence[int]:
    """Return the ids of pending orders whose hold has ended, the longest overdue first."""
    return session.scalars(
        select(Order.id)
        .where(Order.state == OrderState.PENDING, Order.held_until <= at)
        .order_by(Order.held_until)
        .limit(limit)
    ).all()


def bookings_of_user(user_id: int) -> Sequence[Booking]:
    """List everything that a user has booked, with venue, service, photos and refunds. Three statements."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(Order.user_id == user_id, Booking.state.in_(SHOWN))
        .order_by(Booking.starts_at, Booking.id)
        .options(*_WITH_VENUE)
    ).all()


def booking_of_user(user_id: int, public_id: str) -> Booking:
    """Return a user's booking. Raises NotFound if it does not exist or belongs to another user."""
    return _shown_booking(public_id, Order.user_id == user_id, _("We can’t find that booking in your account."))


def upcoming_at(venue_id: int) -> Sequence[Booking]:
    """List a venue's booked or held bookings that are not over, by start, with their orders. One statement."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(
            VenueOrder.venue_id == venue_id,
            Booking.state.in_({BookingState.HELD, *UPCOMING_STATES}),
            Booking.ends_at > clock.now(),
        )
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def booking_of_venue(venue_id: int, public_id: str) -> Booking:
    """Return a venue's booking. Raises NotFound if it does not exist or belongs to another venue."""
    return _shown_booking(public_id, VenueOrder.venue_id == venue_id, _("We can’t find that booking at your venue."))


def _shown_booking(public_id: str, whose: ColumnElement[bool], otherwise: str) -> Booking:
    booking = session.scalar(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(whose, Booking.public_id == public_id, Booking.state.in_(SHOWN))
        .options(*_WITH_VENUE)
    )
    if booking is None:
        raise NotFound(otherwise)
    return booking


_WITH_VENUE = (
    contains_eager(Booking.venue_order).options(
        contains_eager(VenueOrder.order),
        joinedload(VenueOrder.guest),
        joinedload(VenueOrder.venue, innerjoin=True).selectinload(Venue.pictures).joinedload(VenuePicture.picture),
    ),
    joinedload(Booking.service, innerjoin=True).joinedload(Service.picture),
    selectinload(Booking.refunds),
    undefer(Booking.paid_cents),
)


def pending_reschedule_order(booking_id: int) -> Order | None:
    """Return the pending order that pays to reschedule a booking. At most one exists."""
    return session.scalar(
        select(Order).where(Order.reschedules_booking_id == booking_id, Order.state == OrderState.PENDING)
    )


def reschedule_orders(booking_id: int) -> Sequence[Order]:
    """List the pending and paid orders that reschedule a booking, oldest first. One statement."""
    return session.scalars(
        select(Order)
        .where(Order.reschedules_booking_id == booking_id, Order.state.in_((OrderState.PENDING, *PAID_FOR)))
        .order_by(Order.id)
    ).all()


def order_that_reschedules(order_id: int) -> Order:
    """Return an order that pays to reschedule a booking."""
    return session.get_one(Order, order_id)


def pending_reschedule(order_id: int) -> PendingReschedule:
    return session.get_one(PendingReschedule, order_id)


def load_booking(booking_id: int) -> Booking:
    """Load a booking with its venue, order and refunds, for emails and jobs."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(Booking.id == booking_id)
        .options(*_WITH_VENUE)
    ).one()


def rescheduled_booking_id(order: Order) -> int:
    """Return the id of the booking that a reschedule order is for. Raises ValueError for any other order."""
    if order.reschedules_booking_id is None:
        raise ValueError(f"order {order.public_id} reschedules no booking")
    return order.reschedules_booking_id


def rescheduled_by(order: Order) -> list[Booking]:
    """Return the booking that an order pays to reschedule; empty if it pays for something else."""
    return [load_booking(rescheduled_booking_id(order))] if order.is_reschedule else []


def refund_of(refund_id: int) -> Refund:
    return session.get_one(Refund, refund_id)


def message_of(message_id: int) -> BookingMessage:
    return session.get_one(BookingMessage, message_id)


def messages_of(booking_id: int) -> Sequence[BookingMessage]:
    """List the venue's messages to the guest about a booking, oldest first. One statement."""
    return session.scalars(
        select(BookingMessage).where(BookingMessage.booking_id == booking_id).order_by(BookingMessage.id)
    ).all()


def history_of(booking_id: int) -> Sequence[BookingTransition]:
    """List the recorded transitions of a booking, oldest first."""
    return session.scalars(
        select(BookingTransition).where(BookingTransition.booking_id == booking_id).order_by(BookingTransition.id)
    ).all()


def reschedules_of(booking_id: int) -> Sequence[Reschedule]:
    """List the reschedules of a booking, oldest first. One statement."""
    return session.scalars(select(Reschedule).where(Reschedule.booking_id == booking_id).order_by(Reschedule.id)).all()


def last_reschedule_of(booking_id: int) -> Reschedule | None:
    """Return the latest reschedule of a booking, if any. One statement."""
    return session.scalar(
        select(Reschedule).where(Reschedule.booking_id == booking_id).order_by(Reschedule.id.desc()).limit(1)
    )


def cancellations(booking_ids: Collection[int]) -> dict[int, BookingTransition]:
    """Return the transition that canceled each booking, by booking id, without active bookings. One statement."""
    found = session.scalars(
        select(BookingTransition).where(
            BookingTransition.booking_id.in_(booking_ids), BookingTransition.to_state == BookingState.CANCELED
        )
    )
    return {move.booking_id: move for move in found}


def unanswered_requests(*, limit: int = 100) -> Sequence[Booking]:
    """Lock and list requests whose venue missed the deadline to respond, the longest overdue first.

    Rows that another transaction has locked are skipped.
    """
    return session.scalars(
        select(Booking)
        .where(Booking.state == BookingState.REQUESTED, Booking.answer_by <= clock.now())
        .order_by(Booking.answer_by, Booking.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def finished_bookings(*, limit: int = 500) -> Sequence[Booking]:
    """Lock and list confirmed bookings that ended an hour ago or more, the oldest first.

    Rows that another transaction has locked are skipped.
    """
    return session.scalars(
        select(Booking)
        .where(Booking.state == BookingState.CONFIRMED, Booking.ends_at <= clock.now() - COMPLETES_AFTER)
        .order_by(Booking.ends_at, Booking.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
