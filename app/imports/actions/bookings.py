"""Creating the bookings of a chunk, each as the front desk would: a confirmed order that is paid at the venue."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range

from app.availability.actions import Held
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.availability.schedules import Lane
from app.bookings import stored_texts
from app.bookings.enums import Actor, BookingState, OrderKind, OrderState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import Base, session
from app.imports.actions.copying import copy_values, take_ids
from app.imports.models import Import
from app.imports.planning.bookings import Placement
from app.imports.planning.plans import KnownGuest, Plan
from app.orders.actions.create import LineItem, assigned, terms
from app.orders.actions.order_lines import Sold, line_values

# Ids are taken in advance, so that each table is written in one statement.
SEQUENCES = ("customer_order_id_seq", "venue_order_id_seq", "booking_id_seq")
# In the order in which their foreign keys allow it.
WRITTEN = (Order, VenueOrder, Booking, OrderLine, BookingTransition, Reservation)


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
    rows: dict[type[Base], list[dict[str, Any]]] = {table: [] for table in WRITTEN}
    held: dict[int, Held] = {}
    agreed = str(stored_texts.PRICE_AGREED)  # looking up a text takes as long as all else about a booking
    for plan, (order_id, venue_order_id, booking_id) in zip(plans, take_ids(SEQUENCES, len(plans)), strict=True):
        placed: Placement = plan.work
        rows[Order].append(_order(order_id, plan.guest, placed))
        rows[VenueOrder].append(
            {
                "id": venue_order_id,
                "order_id": order_id,
                "venue_id": found.venue_id,
                "guest_id": plan.guest.id if plan.guest else None,
                "note": placed.values.notes,
            }
        )
        booking = _booking(booking_id, venue_order_id, placed, agreed=agreed)
        rows[Booking].append(booking)
        rows[OrderLine] += line_values(order_id, [_sold(booking)])
        rows[BookingTransition].append(_transition(booking_id, user_id=found.user_id))
        serving = (placed.serving,) if placed.serving else ()
        held[booking_id] = Held((placed.lane,), serving, placed.ends_at, tuple(placed.besides))
        rows[Reservation].append(_reservation(booking_id, placed.lane, placed.span))
        rows[Reservation] += [_reservation(booking_id, lane, placed.besides_span) for lane in placed.besides]
        plan.booking_id, plan.made = booking_id, f"{plan.made}b"
    who = assigned({each["id"]: each["buffer_after_minutes"] for each in rows[Booking]}, held)
    for each in rows[Booking]:
        each.update(who[each["id"]])
    for table, values in rows.items():
        copy_values(table, values)


def _order(order_id: int, guest: KnownGuest | None, placed: Placement) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": order_id,
        "kind": OrderKind.IMPORT,
        "state": OrderState.CONFIRMED,
        "name": guest.name if guest else placed.values.guest.name,
        "email": "",
        "phone": guest.phone if guest else "",
        "total_cents": placed.quote.price_cents,
        "held_until": now,
        "created_at": now,
        "settled_at": now,
        "settled_by": SettledBy.UNPAID,
    }


def _booking(booking_id: int, venue_order_id: int, placed: Placement, *, agreed: str) -> dict[str, Any]:
    values = terms(LineItem(placed.option, placed.starts_at, placed.ends_at, placed.quote, placed.member_id))
    values |= {"id": booking_id, "venue_order_id": venue_order_id, "state": BookingState.CONFIRMED}
    values["accept_within_hours"] = None
    if values["discount_cents"]:
        values["price_reason"] = agreed
    return values


def _sold(booking: Mapping[str, Any]) -> Sold:
    return Sold(
        booking["id"],
        booking["title"],
        booking["quantity"],
        booking["list_cents"],
        booking["discount_cents"],
        booking["price_reason"],
    )


def _transition(booking_id: int, *, user_id: int) -> dict[str, Any]:
    states = {"from_state": BookingState.HELD, "to_state": BookingState.CONFIRMED}
    who = {"actor": Actor.PROVIDER, "user_id": user_id}
    return {"booking_id": booking_id, **states, **who, "reason": "", "at": clock.now()}


def _reservation(booking_id: int, lane: Lane, span: tuple[datetime, datetime]) -> dict[str, Any]:
    return {
        "resource_id": lane[0],
        "lane": lane[1],
        "during": Range(*span, bounds="[)"),
        "kind": ReservationKind.BOOKING,
        "state": ReservationState.CONFIRMED,
        "booking_id": booking_id,
    }
