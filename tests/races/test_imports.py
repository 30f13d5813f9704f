"""An import's job and a guest who want one time at once, each with a connection of their own: only one gets it."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as finish
from threading import Event

import pytest
from flask import Flask
from psycopg2.errors import ExclusionViolation
from sqlalchemy import text

from app.bookings.models.bookings import Booking
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.imports.actions import chunks
from app.imports.actions.chunks import check_import, import_chunk
from app.imports.actions.uploads import check_columns, create_import, start_import
from app.imports.copy import why
from app.imports.enums import Duplicates, ImportKind, Outcome
from app.imports.models import ImportRow
from app.imports.planning.plans import Plan
from app.imports.reading import read_sheet
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.venues.models import Venue
from tests.factories import make_member, make_service, make_user, make_venue
from tests.races.overlaps import OVERLAPS
from tests.support import NOW, utc

pytestmark = pytest.mark.usefixtures("db", "now")

AT = utc("2026-05-19 21:30")
FILE = b"Date,Time,Service,Team member,Guest\n5/19/2026,2 PM,Swedish massage,June,Ada Quist\n"
# Long enough to book, if nothing makes the guest wait.
A_MOMENT = 1.5


@pytest.fixture
def massage() -> Service:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)], title="Swedish massage")
    session.commit()
    return service


def started(massage: Service) -> int:
    """Upload a file whose booking overlaps the guest's time by half an hour, and start the import. Return its id."""
    venue = session.get_one(Venue, massage.venue_id)
    found = create_import(
        venue=venue, user_id=venue.owner_id, kind=ImportKind.BOOKINGS, filename="a.csv", sheet=read_sheet(FILE)
    )
    check_columns(found=found, columns=found.columns, day_first=False, duplicates=Duplicates.OURS)
    check_import(import_id=found.id)
    start_import(found=found)
    session.commit()
    return found.id


def guest_books(app: Flask, option_id: int, *, held: Event | None = None, commit: Event | None = None) -> bool:
    """Check out as a guest online; say when the time is held, and commit when told to. Return whether it worked."""
    with app.app_context(), clock.pinned(NOW):
        try:
            user = make_user()
            cart = open_cart(user_id=user.id)
            add_line(cart=cart, slot=SlotRequest(option_id, AT))
            check_out(CheckOut(cart, view_of(cart), user.id, Contact(user.name, user.email)))
            if held and commit:
                held.set()
                commit.wait(20)
            session.commit()
        except DomainError:
            session.rollback()
            return False
        return True


def job(app: Flask, import_id: int) -> None:
    with app.app_context(), clock.pinned(NOW):
        import_chunk(import_id=import_id)
        session.commit()


def overtaken(
    app: Flask, massage: Service, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> list[Future[bool]]:
    """Let a guest book right after the job has found the time free and before it writes. Return the guest's try."""
    tries: list[Future[bool]] = []
    option_id, write = massage.first_option.id, chunks.write_bookings

    def after_the_guest(found: object, plans: Sequence[Plan]) -> None:
        tries.append(pool.submit(guest_books, app, option_id))
        finish(tries, timeout=A_MOMENT)
        write(found, plans)  # type: ignore[arg-type]

    monkeypatch.setattr(chunks, "write_bookings", after_the_guest)
    return tries


def the_row() -> ImportRow:
    session.rollback()
    session.expire_all()
    assert session.scalar(text(OVERLAPS)) == 0
    return session.query(ImportRow).one()


def test_guest_who_books_while_the_job_writes_the_time_is_refused(
    app: Flask, massage: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = started(massage)
    with ThreadPoolExecutor(1) as pool:
        tries = overtaken(app, massage, pool, monkeypatch)
        job(app, import_id)
    assert [each.result() for each in tries] == [False]
    assert the_row().outcome is Outcome.NEW
    assert [booking.served_by for booking in session.query(Booking)] == ["June Castellano"]


def test_without_the_locks_of_the_job_a_guest_gets_the_time_that_it_found_free(
    app: Flask, massage: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = started(massage)
    for lock in ("lock_venue", "lock_resources"):
        monkeypatch.setattr(chunks, lock, lambda _what: None)
    with ThreadPoolExecutor(1) as pool:
        tries = overtaken(app, massage, pool, monkeypatch)
        with pytest.raises(ExclusionViolation):
            job(app, import_id)
    assert [each.result() for each in tries] == [True]
    assert not the_row().done


def test_booking_of_a_guest_who_was_first_is_listed_as_the_conflict(app: Flask, massage: Service) -> None:
    import_id, option_id = started(massage), massage.first_option.id
    held, commit = Event(), Event()
    with ThreadPoolExecutor(2) as pool:
        guest = pool.submit(guest_books, app, option_id, held=held, commit=commit)
        assert held.wait(20)
        importing = pool.submit(job, app, import_id)
        finish([importing], timeout=0.3)
        assert not importing.done(), "the job waits for the guest"
        commit.set()
        importing.result()
    assert guest.result()
    row = the_row()
    assert (row.outcome, row.booking_id) == (Outcome.CONFLICT, None)
    assert why(row) == "A guest is paying for a booking with June. The time may be available after 10:30 AM."
