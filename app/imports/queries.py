from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.guests.models import Guest
from app.imports.enums import ImportKind, ImportState, Outcome, Undone
from app.imports.errors import ImportErrorCode
from app.imports.models import Import, ImportRow
from app.venues.models import Venue

PAGE = 50
SAMPLES = 3
# How many imports of a venue the page lists.
LISTED = 30


def import_of(venue: Venue, key: str) -> Import:
    """Return an import of this venue. Raises NotFound for those of other venues."""
    found = session.scalar(select(Import).where(Import.venue_id == venue.id, Import.key == key))
    if found is None:
        raise NotFound(ImportErrorCode.NO_SUCH_IMPORT)
    return found


def lock_import(import_id: int) -> Import:
    """Lock an import until this transaction ends, and load it and its venue as they are now. Raises NotFound."""
    found = session.scalar(
        select(Import)
        .where(Import.id == import_id)
        .options(joinedload(Import.venue, innerjoin=True))
        .with_for_update(of=Import)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(ImportErrorCode.NO_SUCH_IMPORT)
    return found


def imports_of(venue: Venue) -> Sequence[Import]:
    """List the venue's imports, the newest first. One statement."""
    query = select(Import).where(Import.venue_id == venue.id).order_by(Import.created_at.desc(), Import.id.desc())
    return session.scalars(query.limit(LISTED)).all()


def samples(found: Import) -> list[list[str]]:
    """Return up to three values of each column, for the page that maps columns. One statement."""
    rows = session.scalars(
        select(ImportRow.cells).where(ImportRow.import_id == found.id).order_by(ImportRow.number).limit(20)
    ).all()
    columns = range(len(found.headers))
    return [[row[place] for row in rows if place < len(row) and row[place]][:SAMPLES] for place in columns]


def first_values(found: Import, column: int, *, limit: int = 200) -> Sequence[str]:
    """Return the first values of a column. One statement."""
    rows = select(ImportRow.cells).where(ImportRow.import_id == found.id).order_by(ImportRow.number).limit(limit)
    return [row[column] for row in session.scalars(rows) if column < len(row)]


def counts(found: Import) -> Mapping[Outcome, int]:
    """Count the rows by outcome, without those that have none yet. One statement."""
    rows = session.execute(
        select(ImportRow.outcome, func.count())
        .where(ImportRow.import_id == found.id, ImportRow.outcome.is_not(None))
        .group_by(ImportRow.outcome)
    )
    return {outcome: number for outcome, number in rows if outcome is not None}


def notes_count(found: Import) -> int:
    """Count the new rows that come with a note, such as a time out of hours. One statement."""
    noted = ImportRow.outcome == Outcome.NEW, ImportRow.reason.is_not(None)
    return session.scalar(select(func.count()).where(ImportRow.import_id == found.id, *noted)) or 0


def done_count(found: Import) -> int:
    """Count the rows that were worked on: imported or, while it is undone, looked at. One statement."""
    rows = select(func.count()).where(ImportRow.import_id == found.id)
    if found.state is ImportState.UNDOING:
        return session.scalar(rows.where(ImportRow.undone.is_not(None) | ImportRow.guest_undone.is_not(None))) or 0
    return session.scalar(rows.where(ImportRow.done)) or 0


@dataclass(frozen=True, slots=True)
class RowPage:
    rows: Sequence[ImportRow]
    page: int
    has_more: bool


def rows_of(found: Import, *, outcome: Outcome | None, page: int) -> RowPage:
    """Return a page of rows with this outcome; of all rows without one. One statement."""
    query = select(ImportRow).where(ImportRow.import_id == found.id).order_by(ImportRow.number)
    if outcome is not None:
        query = query.where(ImportRow.outcome == outcome)
    rows = session.scalars(query.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    return RowPage(rows[:PAGE], page, len(rows) > PAGE)


def guests_by_id(ids: Collection[int]) -> Mapping[int, Guest]:
    """Return these guests by id. One statement."""
    return {guest.id: guest for guest in session.scalars(select(Guest).where(Guest.id.in_(ids)))}


def bookings_by_id(ids: Collection[int]) -> Mapping[int, Booking]:
    """Return these bookings by id. One statement."""
    return {booking.id: booking for booking in session.scalars(select(Booking).where(Booking.id.in_(ids)))}


def undone_counts(found: Import) -> Mapping[Undone, int]:
    """Count what undoing did, by result: each booking, service, option and guest that the import created. One
    statement."""
    results = (
        select(ImportRow.undone.label("result"))
        .where(ImportRow.import_id == found.id, ImportRow.undone.is_not(None))
        .union_all(
            select(ImportRow.guest_undone).where(ImportRow.import_id == found.id, ImportRow.guest_undone.is_not(None))
        )
        .subquery()
    )
    rows = session.execute(select(results.c.result, func.count()).group_by(results.c.result))
    return {Undone(result): number for result, number in rows}


def guests_to_email(found: Import) -> int:
    """Count the guests of upcoming bookings of the import who have an email address. One statement."""
    if found.kind is not ImportKind.BOOKINGS:
        return 0
    return (
        session.scalar(
            select(func.count(Guest.id.distinct()))
            .select_from(ImportRow)
            .join(Booking, Booking.id == ImportRow.booking_id)
            .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
            .join(Guest, Guest.id == VenueOrder.guest_id)
            .where(
                ImportRow.import_id == found.id,
                Booking.state == BookingState.CONFIRMED,
                Booking.starts_at > clock.now(),
                Guest.email != "",
            )
        )
        or 0
    )
