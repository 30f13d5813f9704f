"""The preview and the import itself, in chunks of rows.

Each chunk is one transaction of a job, which locks the import first. A job that dies, or runs twice, finds the rows
that are done and goes on with the next ones.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from app.availability.engine.local_time import parse_wall
from app.availability.slots import lock_resources
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.imports.actions.bookings import drop_expired_holds, write_bookings
from app.imports.actions.services import write_services
from app.imports.actions.writing import write_guests, write_outcomes
from app.imports.cells import BadCell, BookingValues, Cells, read_booking, read_guest, read_service
from app.imports.enums import ImportKind, ImportState, Outcome
from app.imports.models import Import, ImportRow
from app.imports.planning.bookings import BookingPlanner
from app.imports.planning.desk import desk_of, resources_of
from app.imports.planning.guests import GuestBook, GuestPlanner
from app.imports.planning.plans import Plan, RowInput, restored
from app.imports.planning.services import ServicePlanner
from app.imports.queries import lock_import
from app.venues.actions.reindex import schedule_reindex
from app.venues.queries import lock_venue

CHUNK = 1_000  # rows of a transaction
Planner = GuestPlanner | ServicePlanner | BookingPlanner


def check_import(*, import_id: int) -> None:
    """Find out what would happen to each row, for the preview. Changes nothing else."""
    found = lock_import(import_id)
    if found.state is not ImportState.CHECKING:
        return
    rows = session.execute(_columns().where(ImportRow.import_id == found.id).order_by(ImportRow.number))
    inputs = sorted((_read(found, *row) for row in rows), key=_order)
    planner = _planner(found)
    for begins in range(0, len(inputs), CHUNK):
        chunk = inputs[begins : begins + CHUNK]
        plans = _plans(planner, chunk)
        for plan in plans:
            # Nothing is created yet.
            plan.made, plan.service_id, plan.option_id = "", None, None
        write_outcomes(plans, done=False)
    found.state = ImportState.PREVIEW
    session.flush()


def import_chunk(*, import_id: int) -> None:
    """Import the next rows, and defer the same job for the rest."""
    found = lock_import(import_id)
    if found.state is not ImportState.RUNNING:
        return
    waiting = ImportRow.import_id == found.id, ImportRow.outcome.is_not(None), ~ImportRow.done
    most = found.rows if found.kind is ImportKind.SERVICES else CHUNK
    in_order = _values().where(*waiting).order_by(ImportRow.starts_at, ImportRow.number)
    rows = session.execute(in_order.limit(most + 1)).all()
    if rows:
        _import(found, [_again(found, *row) for row in rows[:most]])
    if len(rows) <= most:
        found.state, found.finished_at = ImportState.DONE, clock.now()
        session.flush()
    else:
        defer("imports.run", import_id=found.id)


def _import(found: Import, inputs: Sequence[RowInput]) -> None:
    venue = found.venue
    lock_venue(venue)
    planner = _planner(found)
    if isinstance(planner, BookingPlanner):
        resources = resources_of(planner.desk)
        lock_resources(resources)
        drop_expired_holds(resources)
    plans = _plans(planner, inputs)
    write_guests(venue, plans, import_id=found.id)
    if isinstance(planner, ServicePlanner):
        write_services(venue, plans, team=planner.team)
    if isinstance(planner, BookingPlanner):
        write_bookings(found, [plan for plan in plans if plan.outcome is Outcome.NEW])
        schedule_reindex(venue.id)
    session.flush()
    write_outcomes(plans, done=True)


def _columns() -> Select[int, int, list[str]]:
    return select(ImportRow.id, ImportRow.number, ImportRow.cells)


def _values() -> Select[int, int, list[Any] | None, datetime | None]:
    return select(ImportRow.id, ImportRow.number, ImportRow.given, ImportRow.starts_at)


def _planner(found: Import) -> Planner:
    if found.kind is ImportKind.SERVICES:
        return ServicePlanner(found.venue, found.duplicates)
    book = GuestBook(found.venue_id, found.duplicates)
    return GuestPlanner(book) if found.kind is ImportKind.GUESTS else BookingPlanner(desk_of(found.venue), book)


def _plans(planner: Planner, inputs: Sequence[RowInput]) -> list[Plan]:
    planner.prepare(inputs)
    return [planner.plan(row) for row in inputs]


def _read(found: Import, row_id: int, number: int, cells: Iterable[str]) -> RowInput:
    """Read the cells of a row, and keep the first that cannot be read."""
    given = Cells(list(cells), found.columns)
    try:
        if found.kind is ImportKind.GUESTS:
            return RowInput(row_id, number, read_guest(given))
        if found.kind is ImportKind.SERVICES:
            return RowInput(row_id, number, read_service(given))
        values = read_booking(given, day_first=found.day_first)
        return RowInput(row_id, number, values, starts_at=parse_wall(found.venue.zone, values.local))
    except BadCell as bad:
        return RowInput(row_id, number, None, bad)


def _again(found: Import, row_id: int, number: int, given: list[Any] | None, starts_at: datetime | None) -> RowInput:
    """Return a row as the check read it."""
    return RowInput(row_id, number, restored(found.kind, given) if given else None, starts_at=starts_at)


def _order(row: RowInput) -> tuple[bool, float, int]:
    """Return the key by which rows are planned: bookings by their start."""
    at = row.starts_at if isinstance(row.values, BookingValues) else None
    return at is None, at.timestamp() if at else 0.0, row.number
