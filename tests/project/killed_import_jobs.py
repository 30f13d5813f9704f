"""The killed_jobs cases for imports."""

from datetime import timedelta

from app.core.db import session
from app.imports.actions.chunks import check_import, import_chunk
from app.imports.actions.emails import start_emailing
from app.imports.actions.undo import undo_import
from app.imports.actions.uploads import check_columns, create_import, start_import
from app.imports.enums import Duplicates, ImportKind
from app.imports.models import Import
from app.imports.reading import read_sheet
from app.venues.models import Venue
from tests.project.killed_jobs import Arguments, World, case, staffed
from tests.support import NOW


def uploaded() -> Import:
    """Upload a file with two bookings, whose columns the owner has chosen."""
    service = staffed()
    venue = session.get_one(Venue, service.venue_id)
    lines = "".join(f"{NOW.date() + timedelta(days=n)},1 PM,{service.title},Ada,ada@example.com\n" for n in (5, 6))
    found = create_import(
        venue=venue,
        user_id=venue.owner_id,
        kind=ImportKind.BOOKINGS,
        filename="a.csv",
        sheet=read_sheet(f"Date,Time,Service,Guest,Email\n{lines}".encode()),
    )
    check_columns(found=found, columns=found.columns, day_first=False, duplicates=Duplicates.OURS)
    return found


def started() -> Import:
    found = uploaded()
    check_import(import_id=found.id)
    start_import(found=found)
    return found


def imported() -> Import:
    found = started()
    import_chunk(import_id=found.id)
    return found


@case("imports.check")
def _(_: World) -> Arguments:
    return {"import_id": uploaded().id}


@case("imports.run")
def _(_: World) -> Arguments:
    return {"import_id": started().id}


@case("imports.undo")
def _(_: World) -> Arguments:
    found = imported()
    undo_import(found=found)
    return {"import_id": found.id}


@case("imports.start_emails")
def _(_: World) -> Arguments:
    found = imported()
    start_emailing(found=found)
    return {"import_id": found.id}


@case("imports.forget_old")
def _(_: World) -> Arguments:
    uploaded().created_at = NOW - timedelta(days=8)
    session.flush()
    return {}
