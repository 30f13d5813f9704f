"""Tests that migration 0028 creates guest records for earlier bookings, starting from rows of the previous version."""

from collections.abc import Iterator, Sequence
from uuid import uuid4

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import Row, text

from app import create_app
from app.core.db import db
from tests import database

BEFORE, AFTER = "0027", "0028"

PLACES = """
INSERT INTO user_account (id, email, password_hash, name, phone, role, session_key) VALUES
    (1, 'maren@example.com', 'x', 'Maren Oyelaran', '', 'provider', 'a'),
    (2, 'ines@example.com', 'x', 'Ines Halvorsen', '', 'provider', 'b'),
    (3, 'wren@example.com', 'x', 'Wren Abernathy', '', 'customer', 'c'),
    (4, 'ida@example.com', 'x', 'Ida Moss', '', 'customer', 'd'),
    (5, 'bo@example.com', 'x', 'Bo Lind', '', 'customer', 'e');
INSERT INTO category (id, slug, name, position) VALUES (1, 'massage', 'Massage', 1);
INSERT INTO venue (
    id, owner_id, slug, name, summary, category_id, phone, street, neighborhood, city, state, postal_code, directions,
    arrival_note, latitude, longitude, zone, status, cancel_free_hours, cancel_keep_percent, notice_minutes,
    horizon_days
)
SELECT id, id, 'venue-' || id, 'Venue ' || id, '', 1, '', '', '', 'Portland', 'OR', '97202', '', '', 45.5, -122.6,
    'America/Los_Angeles', 'approved', 24, 100, 0, 60
FROM generate_series(1, 2) AS id;
"""
# Wren has two bookings at venue 1, the second with another name and number, and one at venue 2; a third order is
# unpaid. Ida paid too late once and got a refund, then booked again. Bo's only order expired.
ORDERS = """
INSERT INTO customer_order
    (id, public_id, user_id, state, name, email, phone, currency, total_cents, held_until, created_at)
VALUES
    (1, 'CW-1', 3, 'confirmed', 'Wren Abbot', 'wren@old.example', '1', 'usd', 0, '2026-12-01', '2026-01-01 12:00Z'),
    (2, 'CW-2', 3, 'confirmed', 'Wren Abernathy', 'wren@example.com', '2', 'usd', 0, '2026-12-01', '2026-02-01 12:00Z'),
    (3, 'CW-3', 3, 'pending', 'Wren A.', 'wren@example.com', '3', 'usd', 0, '2026-12-01', '2026-05-01 12:00Z'),
    (4, 'CW-4', 4, 'refunded', 'Ida M.', 'ida@example.com', '', 'usd', 0, '2026-12-01', '2026-03-01 12:00Z'),
    (5, 'CW-5', 4, 'confirmed', 'Ida Moss', 'ida@example.com', '', 'usd', 0, '2026-12-01', '2026-04-01 12:00Z'),
    (6, 'CW-6', 5, 'expired', 'Bo Lind', 'bo@example.com', '', 'usd', 0, '2026-12-01', '2026-04-01 12:00Z');
INSERT INTO booking (id, public_id, order_id, venue_id, note) VALUES
    (11, 'CW-11', 1, 1, ''), (12, 'CW-12', 2, 1, ''), (13, 'CW-13', 2, 2, ''), (14, 'CW-14', 3, 1, ''),
    (15, 'CW-15', 4, 1, ''), (16, 'CW-16', 5, 1, ''), (17, 'CW-17', 6, 2, '');
"""

KNOWN = [
    (1, "Ida Moss", "ida@example.com", "", "2026-04-01", [16]),
    (1, "Wren Abernathy", "wren@example.com", "2", "2026-01-01", [11, 12]),
    (2, "Wren Abernathy", "wren@example.com", "2", "2026-02-01", [13]),
]


pytestmark = pytest.mark.usefixtures("before")


@pytest.fixture
def before() -> Iterator[None]:
    """Provide a new database at the previous migration, with orders in it."""
    url = database.prepared(f"test_{uuid4().hex}", template="template0")
    with create_app(database.settings_for(database.as_owner(url))).app_context():
        upgrade(revision=BEFORE)
        for statements in (PLACES, ORDERS):
            run(statements)
        yield
        db.engine.dispose()


def run(statement: str) -> Sequence[Row[tuple[object, ...]]]:
    with db.engine.begin() as connection:
        answer = connection.execute(text(statement))
        return answer.all() if answer.returns_rows else []


def guests() -> list[tuple[object, ...]]:
    """Return venue, name, email, phone, creation date and booking ids of each guest."""
    found = run(
        "SELECT guest.venue_id, guest.name, guest.email, guest.phone, guest.created_at::date::text,"
        " array_agg(booking.id ORDER BY booking.id)"
        " FROM guest JOIN booking ON booking.guest_id = guest.id GROUP BY guest.id ORDER BY 1, 2"
    )
    return [tuple(row) for row in found]


def test_0028_makes_a_guest_per_venue_with_the_latest_contact_details() -> None:
    upgrade(revision=AFTER)
    assert guests() == KNOWN
    (made,) = run("SELECT count(*), count(DISTINCT public_id) FROM guest")
    assert tuple(made) == (3, 3)


def test_0028_links_no_guest_to_bookings_of_unconfirmed_orders() -> None:
    upgrade(revision=AFTER)
    assert [row[0] for row in run("SELECT id FROM booking WHERE guest_id IS NULL ORDER BY id")] == [14, 15, 17]


def test_0028_marks_every_earlier_order_as_online() -> None:
    upgrade(revision=AFTER)
    assert [tuple(row) for row in run("SELECT DISTINCT origin, settled_by FROM customer_order")] == [("online", None)]


def test_downgrading_0028_deletes_only_the_front_desk_bookings() -> None:
    upgrade(revision=AFTER)
    run(
        "INSERT INTO customer_order (id, public_id, origin, settled_by, state, name, email, phone, currency,"
        " total_cents, held_until) VALUES (7, 'CW-7', 'desk', 'cash', 'confirmed', 'Mr. Hale', '', '', 'usd', 0, now())"
    )
    run("INSERT INTO booking (id, public_id, order_id, venue_id, note) VALUES (18, 'CW-18', 7, 1, '')")
    downgrade(revision=BEFORE)
    assert [row[0] for row in run("SELECT id FROM booking ORDER BY id")] == [11, 12, 13, 14, 15, 16, 17]
    upgrade(revision=AFTER)
    assert guests() == KNOWN
