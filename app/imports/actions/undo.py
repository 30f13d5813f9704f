"""Undoing an import within a week: what nobody has changed since is removed, and everything else stays.

First bookings, services and options, then guests: so a guest whose only bookings came with the import goes too.
Merged guests and replaced prices stay as they are.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, delete, exists, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from app.availability.slots import lock_resources
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingMessage
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.reschedules import Reschedule
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import AddOn, Service, ServiceOption
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.deals.models import Deal
from app.guests.models import Guest
from app.imports.actions.writing import PRINT_OF_BOOKING, PRINT_OF_GUEST, PRINT_OF_OPTION, PRINT_OF_SERVICE
from app.imports.enums import ImportState, Undone
from app.imports.errors import ImportErrorCode
from app.imports.models import Import, ImportRow
from app.imports.planning.desk import desk_of, resources_of
from app.imports.queries import lock_import
from app.intake.models import IntakeAnswer, IntakeRequest, intake_form_service
from app.venues.actions.reindex import schedule_reindex
from app.venues.queries import lock_venue
from app.waitlist.models import WaitlistEntry

CHUNK = 500


def undo_import(*, found: Import) -> None:
    """Undo an import in jobs. Raises Conflict when that is no longer possible."""
    lock_import(found.id)
    if found.state is not ImportState.DONE:
        raise Conflict(ImportErrorCode.STATE_CHANGED)
    if not found.can_be_undone:
        raise Conflict(ImportErrorCode.UNDO_OVER)
    found.state = ImportState.UNDOING
    session.flush()
    defer("imports.undo", import_id=found.id)


def undo_chunk(*, import_id: int) -> None:
    """Undo the next rows, and defer the same job for the rest."""
    found = lock_import(import_id)
    if found.state is not ImportState.UNDOING:
        return
    lock_venue(found.venue)
    rows = _next_rows(found, ImportRow.made.op("~")("[bso]"), ImportRow.undone.is_(None))
    _undo_bookings(found, [row for row in rows if "b" in row.made])
    _undo_services([row for row in rows if "b" not in row.made])
    if len(rows) < CHUNK:
        rows = _next_rows(found, ImportRow.made.like("%g%"), ImportRow.guest_undone.is_(None))
        _undo_guests(rows)
    if len(rows) < CHUNK:
        found.state = ImportState.UNDONE
    else:
        defer("imports.undo", import_id=found.id)
    schedule_reindex(found.venue_id)
    session.flush()


def _next_rows(found: Import, *waiting: ColumnElement[bool]) -> Sequence[ImportRow]:
    """Return the next rows to undo, as they are now."""
    query = select(ImportRow).where(ImportRow.import_id == found.id, *waiting).order_by(ImportRow.number).limit(CHUNK)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _undo_bookings(found: Import, rows: Sequence[ImportRow]) -> None:
    """Remove the bookings that are as they were imported, with their orders and reservations."""
    ids = [row.booking_id for row in rows if row.booking_id is not None]
    if not rows:
        return
    locked = select(Booking.id).where(Booking.id.in_(ids)).order_by(Booking.id).with_for_update()
    session.scalars(locked).all()
    lock_resources(resources_of(desk_of(found.venue)))
    same = _unchanged(PRINT_OF_BOOKING, ids)
    used = set(session.scalars(select(Booking.id).where(Booking.id.in_(ids), _in_use())))
    gone = [row for row in rows if row.booking_id is None or same.get(row.booking_id) == row.print]
    gone = [row for row in gone if row.booking_id not in used]
    removed = {row.booking_id for row in gone}
    orders = select(VenueOrder.order_id).join(Booking, Booking.venue_order_id == VenueOrder.id)
    session.execute(delete(Order).where(Order.id.in_(orders.where(Booking.id.in_(removed)))))
    _mark(rows, gone={row.id for row in gone}, used={row.id for row in rows if row.booking_id in used})


def _in_use() -> ColumnElement[bool]:
    """Return the condition that something else belongs to a booking."""
    of_booking = (BookingMessage, IntakeAnswer, IntakeRequest, Refund, Reschedule)
    return or_(
        Booking.state != BookingState.CONFIRMED, *(exists().where(each.booking_id == Booking.id) for each in of_booking)
    )


def _undo_services(rows: Sequence[ImportRow]) -> None:
    """Remove services and options that are as they were imported, services first: their options go with them."""
    for row in sorted(rows, key=lambda one: "s" not in one.made):
        is_service = "s" in row.made
        table, print_of = (Service, PRINT_OF_SERVICE) if is_service else (ServiceOption, PRINT_OF_OPTION)
        id_ = session.scalar(
            select(ImportRow.service_id if is_service else ImportRow.option_id).where(ImportRow.id == row.id)
        )
        if id_ is None:
            row.undone = Undone.REMOVED
        elif _unchanged(print_of, [id_]).get(id_) != row.print:
            row.undone = Undone.CHANGED
        elif _has_more(id_) if is_service else _is_only_option(id_):
            row.undone = Undone.IN_USE
        else:
            row.undone = Undone.REMOVED if _delete(table, id_) else Undone.IN_USE
    session.flush()


def _has_more(service_id: int) -> bool:
    """Return whether a deal, an add-on, an intake form or the waitlist belongs to a service: they would go with it."""
    of_service = (Deal, AddOn, WaitlistEntry)
    linked = [exists().where(each.service_id == service_id) for each in of_service]
    forms = exists().where(intake_form_service.c.service_id == service_id)
    return bool(session.scalar(select(or_(*linked, forms))))


def _is_only_option(option_id: int) -> bool:
    """Return whether a service would have no option left."""
    service_id = select(ServiceOption.service_id).where(ServiceOption.id == option_id).scalar_subquery()
    others = (
        ServiceOption.service_id == service_id,
        ServiceOption.id != option_id,
        ServiceOption.removed_at.is_(None),
    )
    return not session.scalar(select(exists().where(*others)))


def _delete(table: type[Service] | type[ServiceOption], id_: int) -> bool:
    """Delete a row unless something refers to it."""
    try:
        with session.begin_nested():
            session.execute(delete(table).where(table.id == id_))
    except IntegrityError:
        return False
    return True


def _undo_guests(rows: Sequence[ImportRow]) -> None:
    """Remove guests who are as they were imported, and who have no booking."""
    ids = [row.guest_id for row in rows if row.guest_id is not None]
    session.scalars(select(Guest.id).where(Guest.id.in_(ids)).order_by(Guest.id).with_for_update()).all()
    same = _unchanged(PRINT_OF_GUEST, ids)
    theirs = exists().where(VenueOrder.guest_id == Guest.id), exists().where(IntakeAnswer.guest_id == Guest.id)
    used = set(session.scalars(select(Guest.id).where(Guest.id.in_(ids), or_(*theirs))))
    removed: set[int] = set()
    for row in rows:
        if row.guest_id in used:
            row.guest_undone = Undone.IN_USE
        elif row.guest_id is not None and same.get(row.guest_id) != row.guest_print:
            row.guest_undone = Undone.CHANGED
        else:
            row.guest_undone = Undone.REMOVED
            removed |= {row.guest_id} if row.guest_id is not None else set()
    session.flush()
    session.execute(delete(Guest).where(Guest.id.in_(removed)))


def _unchanged(print_of: str, ids: Collection[int]) -> dict[int, str]:
    """Return the current hash of each of these rows. One statement."""
    query = f"SELECT id, {print_of.format(id='wanted.id')} AS print FROM unnest(CAST(:ids AS integer[])) AS wanted (id)"  # noqa: S608
    found = session.execute(text(query), {"ids": list(ids)})
    return {row.id: row.print for row in found}


def _mark(rows: Sequence[ImportRow], *, gone: Collection[int], used: Collection[int]) -> None:
    by_result: dict[Undone, list[int]] = {result: [] for result in Undone}
    for row in rows:
        result = Undone.REMOVED if row.id in gone else Undone.IN_USE if row.id in used else Undone.CHANGED
        by_result[result].append(row.id)
    for result, ids in by_result.items():
        session.execute(update(ImportRow).where(ImportRow.id.in_(ids)).values(undone=result))
