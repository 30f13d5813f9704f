"""Uploading a file, saying what its columns are, starting the import, and throwing the file away."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import and_, delete, insert, or_, update

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.imports.columns import guess_columns
from app.imports.enums import Duplicates, ImportKind, ImportState, Outcome
from app.imports.errors import ImportErrorCode
from app.imports.models import Import, ImportRow
from app.imports.queries import lock_import
from app.imports.reading import MOST_ROWS, Sheet
from app.venues.models import Venue

# A venue has at most 100 services with 6 options each.
MOST = {ImportKind.GUESTS: MOST_ROWS, ImportKind.SERVICES: 1_000, ImportKind.BOOKINGS: MOST_ROWS}
# Files that were never imported are deleted, and imported ones lose the text of their rows.
NEVER_IMPORTED, FORGET = timedelta(days=7), timedelta(days=30)


def create_import(*, venue: Venue, user_id: int, kind: ImportKind, filename: str, sheet: Sheet) -> Import:
    """Store the rows of a file, with its columns as we guess them. Raises DomainError if there are too many rows."""
    if len(sheet.rows) > MOST[kind]:
        raise DomainError(ImportErrorCode.TOO_MANY_ROWS, most=MOST[kind])
    found = Import(
        venue_id=venue.id,
        user_id=user_id,
        kind=kind,
        filename=filename[-120:],
        headers=list(sheet.headers),
        has_header=sheet.has_header,
        columns=guess_columns(kind, sheet.headers),
        rows=len(sheet.rows),
    )
    session.add(found)
    session.flush()
    session.execute(
        insert(ImportRow),
        [{"import_id": found.id, "number": number, "cells": cells} for number, cells in sheet.rows],
    )
    return found


def check_columns(*, found: Import, columns: Mapping[str, int], day_first: bool, duplicates: Duplicates) -> None:
    """Save what the columns are, and find out in a job what would happen to each row. Raises Conflict once imported."""
    _lock_in(found, ImportState.COLUMNS, ImportState.PREVIEW)
    found.columns, found.day_first, found.duplicates = dict(columns), day_first, duplicates
    found.state = ImportState.CHECKING
    session.flush()
    defer("imports.check", import_id=found.id)


def start_import(*, found: Import) -> None:
    """Import the file in jobs. Raises Conflict if that has begun already."""
    _lock_in(found, ImportState.PREVIEW)
    found.state = ImportState.RUNNING
    # Nothing that the job finds can repair a value that cannot be read.
    unreadable = ImportRow.import_id == found.id, ImportRow.outcome == Outcome.INVALID
    session.execute(update(ImportRow).where(*unreadable).values(done=True))
    session.flush()
    defer("imports.run", import_id=found.id)


def discard_import(*, found: Import) -> None:
    """Delete an uploaded file. Raises Conflict once it is being imported."""
    _lock_in(found, ImportState.COLUMNS, ImportState.CHECKING, ImportState.PREVIEW)
    session.execute(delete(Import).where(Import.id == found.id))
    session.flush()


def forget_old() -> None:
    """Delete the files that nobody imported, and the text of the rows of old imports."""
    now = clock.now()
    early = ImportState.COLUMNS, ImportState.CHECKING, ImportState.PREVIEW
    session.execute(delete(Import).where(Import.state.in_(early), Import.created_at < now - NEVER_IMPORTED))
    session.execute(
        update(ImportRow)
        .where(
            ImportRow.import_id == Import.id,
            and_(Import.finished_at < now - FORGET, or_(ImportRow.cells != [], ImportRow.detail != {})),
        )
        .values(cells=[], detail={})
    )


def _lock_in(found: Import, *states: ImportState) -> None:
    """Lock the import, reload it, and raise Conflict unless it is in one of these states."""
    lock_import(found.id)
    if found.state not in states:
        raise Conflict(ImportErrorCode.STATE_CHANGED)
