"""Creating the bookings of a chunk, each as the front desk would: a confirmed order that is paid at the venue."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range

from app.availability.actions import Held
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.availability.schedules import Lane
from app.bookings import stored_texts
from app.bookings.enums import Actor, BookingState, OrderKind, OrderState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.states import transition
from app.core import clock
from app.core.db import session
from app.imports.actions.copying import copy_rows, take_ids
from app.imports.models import Import
from app.imports.planning.bookings import Placement
from app.imports.planning.plans import KnownGuest, Plan
from app.orders.actions.create import LineItem, assign_members, lines_of, new_booking

# Ids are taken in advance, so that each table is written in one statement.
SEQUENCES = ("customer_order_id_seq", "venue_order_id_seq", "booking_id_seq")


def drop_expired_holds(resource_ids: Collection[int]) -> None:
    """Delete expired holds of these resources, which must be locked: the exclusion constraint still sees them."""
    session.execute(
        delete(Reservation).where(
            Reservation.resource_id.in_(resource_ids),
            Reservation.state == ReservationState.HELD,
            Reservation.expires_at <= clock.now(),
        )
    )


def write_bookings(found: Import, plans: Sequence[Plan]) -> None:
    """Create the planned bookings and reserve their times. Their resources must be locked since the plans were made.

    Their orders have no email address, so that no guest gets an email before the owner says so.
    """
    if not plans:
        return
    ids = take_ids(SEQUENCES, len(plans))
    orders: list[Order] = []
    parts: list[VenueOrder] = []
    bookings: list[Booking] = []
    lines: list[OrderLine] = []
    reservations: list[Reservation] = []
    held: dict[int, Held] = {}
    with session.no_autoflush:
        for plan, (order_id, venue_order_id, booking_id) in zip(plans, ids, strict=True):
            placed: Placement = plan.work
            orders.append(_order(order_id, plan.guest, placed))
            parts.append(
                VenueOrder(
                    id=venue_order_id,
                    order_id=order_id,
                    venue_id=found.venue_id,
                    guest_id=plan.guest.id if plan.guest else None,
                    note=placed.values.notes,
                )
            )
            booking = _booking(booking_id, parts[-1], placed)
            bookings.append(booking)
            lines += lines_of(orders[-1], [booking])
            serving = (placed.serving,) if placed.serving else ()
            held[booking_id] = Held((placed.lane,), serving, placed.ends_at, tuple(placed.besides))
            reservations.append(_reservation(booking_id, placed.lane, placed.span))
            reservations += [_reservation(booking_id, lane, placed.besides_span) for lane in placed.besides]
            plan.booking_id, plan.made = booking_id, f"{plan.made}b"
        assign_members(bookings, held)
        moves = [
            transition(booking, BookingState.CONFIRMED, actor=Actor.PROVIDER, user_id=found.user_id)
            for booking in bookings
        ]
        for move in moves:
            session.expunge(move)
    for rows in (orders, parts, bookings, lines, moves, reservations):
        copy_rows(rows)


def _order(order_id: int, guest: KnownGuest | None, placed: Placement) -> Order:
    now = clock.now()
    return Order(
        id=order_id,
        kind=OrderKind.IMPORT,
        state=OrderState.CONFIRMED,
        name=guest.name if guest else placed.values.guest.name,
        email="",
        phone=guest.phone if guest else "",
        total_cents=placed.quote.price_cents,
        held_until=now,
        created_at=now,
        settled_at=now,
        settled_by=SettledBy.UNPAID,
    )


def _booking(booking_id: int, venue_order: VenueOrder, placed: Placement) -> Booking:
    booking = new_booking(
        venue_order, LineItem(placed.option, placed.starts_at, placed.ends_at, placed.quote, placed.member_id)
    )
    session.expunge(booking)  # it is written with the others, by COPY
    booking.id, booking.state, booking.accept_within_hours = booking_id, BookingState.HELD, None
    if booking.discount_cents:
        booking.price_reason = str(stored_texts.PRICE_AGREED)
    return booking


def _reservation(booking_id: int, lane: Lane, span: tuple[datetime, datetime]) -> Reservation:
    return Reservation(
        resource_id=lane[0],
        lane=lane[1],
        during=Range(*span, bounds="[)"),
        kind=ReservationKind.BOOKING,
        state=ReservationState.CONFIRMED,
        booking_id=booking_id,
    )
