"""The constraint against overlapping reservations: the race happens without it and cannot happen with it."""

import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest
from sqlalchemy import func, select, text

from app.availability.models import Reservation
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.core.db import session
from tests import database
from tests.factories import add, make_booking, make_member, make_order, make_service, make_venue
from tests.races.contest import Contest, Crowd
from tests.races.overlaps import OVERLAPS
from tests.sizes import sized
from tests.support import utc
from tests.venue_factories import make_facility

pytestmark = pytest.mark.slow

ATTEMPTS, WORKERS = sized(2000, 300), sized(16, 6)
KILL_AT = 5  # promises
SLOTS = 20
FIRST = utc("2026-05-15 17:00")  # Friday, 10 AM in Portland


@pytest.fixture
def slots() -> list[datetime]:
    """Return twenty adjacent one-hour slots over two days."""
    return [FIRST + timedelta(days=n // 10, hours=n % 10) for n in range(SLOTS)]


def contest_over(url: str, service: Service, slots: list[datetime]) -> Contest:
    venue_order = add(VenueOrder(order_id=make_order().id, venue_id=service.venue_id))
    session.commit()
    return Contest(url, service.id, service.first_option.id, venue_order.id, slots)


def each(slots: list[datetime], winners: int) -> Counter[str]:
    return Counter({slot.isoformat(): winners for slot in slots})


def overlaps() -> int:
    return session.scalar(text(OVERLAPS)) or 0


def taken() -> Counter[str]:
    rows = session.execute(text("SELECT lower(during) AS at FROM reservation"))
    return Counter(row.at.astimezone(UTC).isoformat() for row in rows)


def insert_without_asking(url: str, barrier: threading.Barrier, resource_id: int) -> None:
    """Check whether a spot is available, then reserve it, as an application without the constraint would."""
    connection = psycopg2.connect(url)
    span = f"[{FIRST.isoformat()},{(FIRST + timedelta(hours=1)).isoformat()})"
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM reservation WHERE resource_id = %s AND during && %s", (resource_id, span))
        free = cursor.fetchone() is None
        barrier.wait()
        if free:
            cursor.execute(
                "INSERT INTO reservation (resource_id, lane, during, kind, state, note, booking_id)"
                " VALUES (%s, 1, %s, 'booking', 'confirmed', '', (SELECT min(id) FROM booking))",
                (resource_id, span),
            )
    connection.close()


@pytest.fixture
def unguarded(database_url: str, db: None) -> Iterator[None]:
    """Remove the constraint from the reservation table for the duration of a test."""
    database.execute(database_url, "ALTER TABLE reservation DROP CONSTRAINT ex_reservation_overlap")
    yield
    session.rollback()
    database.execute(database_url, "TRUNCATE reservation")
    database.execute(
        database_url,
        "ALTER TABLE reservation ADD CONSTRAINT ex_reservation_overlap"
        " EXCLUDE USING gist (resource_id WITH =, lane WITH =, during WITH &&)",
    )


def race_of_two(url: str) -> list[BaseException | None]:
    member = session.scalar(text("SELECT resource_id FROM team_member"))
    barrier = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(insert_without_asking, url, barrier, member) for _ in range(2)]
    return [each.exception() for each in tries]


def test_overlaps_happen_without_the_constraint(unguarded: None, database_url: str) -> None:
    venue = make_venue()
    make_booking(make_service(venue, members=[make_member(venue)]), FIRST)
    session.commit()
    race_of_two(database_url)
    assert overlaps() == 1


def test_race_for_one_slot_has_one_winner_with_the_constraint(db: None, database_url: str) -> None:
    venue = make_venue()
    make_booking(make_service(venue, members=[make_member(venue)]), FIRST)
    session.commit()
    failures = race_of_two(database_url)
    assert overlaps() == 0
    (loser,) = [each for each in failures if each]
    # Each finds the other's row and waits for it. The first to wait is rejected; if both wait, PostgreSQL picks one.
    # That is why the application locks the resource first.
    assert isinstance(loser, (psycopg2.errors.ExclusionViolation, psycopg2.errors.DeadlockDetected))


def test_contested_slots_have_one_winner_each(db: None, database_url: str, slots: list[datetime]) -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    crowd = Crowd(contest_over(database_url, service, slots), ATTEMPTS, WORKERS)
    assert set(crowd.run()) == {0}
    assert crowd.promises == taken() == each(slots, 1)
    assert overlaps() == 0


def test_class_with_three_spots_has_three_winners_per_slot(db: None, database_url: str, slots: list[datetime]) -> None:
    service = make_service(make_venue(), capacity=3)
    crowd = Crowd(contest_over(database_url, service, slots), ATTEMPTS, WORKERS)
    assert set(crowd.run()) == {0}
    assert crowd.promises == taken() == each(slots, 3)
    assert overlaps() == 0


def test_one_room_for_three_members_has_one_winner_per_slot(db: None, database_url: str, slots: list[datetime]) -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue) for _ in range(3)])
    room = make_facility(venue, [service])
    crowd = Crowd(contest_over(database_url, service, slots), ATTEMPTS, WORKERS)
    assert set(crowd.run()) == {0}
    in_room = session.scalars(select(Reservation).where(Reservation.resource_id == room.resource_id)).all()
    assert crowd.promises == each(slots, 1) == Counter(one.begins.isoformat() for one in in_room)
    assert session.scalar(select(func.count(Reservation.id))) == 2 * SLOTS, "a lost race leaves nothing behind"
    assert overlaps() == 0


def test_killed_workers_leave_no_overlap_and_no_broken_promise(
    db: None, database_url: str, slots: list[datetime]
) -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    crowd = Crowd(contest_over(database_url, service, slots), ATTEMPTS, WORKERS)
    crowd.on_promise = lambda: crowd.kill_every_other() if crowd.promises.total() == KILL_AT else None
    ended = crowd.run()
    assert ended == [-signal.SIGKILL, 0] * (len(ended) // 2)
    assert overlaps() == 0
    # Every promised spot is reserved. A process killed between its commit and its promise leaves a spot unpromised.
    assert taken() == each(slots, 1)
    assert crowd.promises <= taken()
