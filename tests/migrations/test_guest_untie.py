"""Tests that migration 0037 detaches guest records that an account took over by typing an email.

Records from the account's own bookings stay attached.
"""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask_migrate import upgrade

from app import create_app
from app.core.db import db
from tests import database
from tests.migrations.test_guests import PLACES, run

BEFORE, AFTER = "0034", "0037"

# At venue 1, the front desk booked Ruth (10), account 3 typed Ruth's email twice, and the front desk booked Ruth again.
# Account 4 (11) booked online, then the front desk found its record by a typed phone number. Hal (12) has no account.
ROWS = """
INSERT INTO guest (id, venue_id, user_id, name, email, phone, notes, created_at) VALUES
    (10, 1, 3, 'Ruth Amsel', 'MALLORY@example.com', '666', 'Bad knee', '2026-01-01'),
    (11, 1, 4, 'Ida Moss', 'ida@example.com', '2', '', '2026-02-01'),
    (12, 1, NULL, 'Hal', '', '3', '', '2026-01-01');
INSERT INTO customer_order
    (id, public_id, origin, settled_by, user_id, name, email, phone, created_at, state, currency, total_cents,
    held_until)
SELECT v.*, 'confirmed', 'usd', 0, now() FROM (VALUES
    (1, 'CW-1', 'desk', 'cash', NULL, 'Ruth Amsel', '', '1', '2026-01-01'::timestamptz),
    (2, 'CW-2', 'online', NULL, 3, 'Mallory', 'ruth@example.com', '666', '2026-02-01'),
    (3, 'CW-3', 'online', NULL, 3, 'Mal', 'MALLORY@example.com', '', '2026-03-01'),
    (4, 'CW-4', 'desk', 'cash', 3, 'Ruth Amsel', '', '666', '2026-04-01'),
    (5, 'CW-5', 'online', NULL, 4, 'Ida Moss', 'ida@example.com', '2', '2026-02-01'),
    (6, 'CW-6', 'desk', 'cash', 4, 'Ida Moss', '', '2', '2026-03-01'),
    (7, 'CW-7', 'desk', 'cash', NULL, 'Hal', '', '3', '2026-01-01')
) AS v;
INSERT INTO booking (id, public_id, order_id, venue_id, note, guest_id) VALUES
    (21, 'CW-21', 1, 1, '', 10), (22, 'CW-22', 2, 1, '', 10), (23, 'CW-23', 3, 1, '', 10), (24, 'CW-24', 4, 1, '', 10),
    (25, 'CW-25', 5, 1, '', 11), (26, 'CW-26', 6, 1, '', 11), (27, 'CW-27', 7, 1, '', 12);
"""


@pytest.fixture
def before() -> Iterator[None]:
    """Provide a new database at the previous migration, with the rows above."""
    url = database.prepared(f"test_{uuid4().hex}", template="template0")
    with create_app(database.settings_for(url)).app_context():
        upgrade(revision=BEFORE)
        run(PLACES)
        run(ROWS)
        yield
        db.engine.dispose()


@pytest.mark.usefixtures("before")
def test_0037_detaches_records_by_typed_email_but_not_by_own_bookings() -> None:
    upgrade(revision=AFTER)
    found = run(
        "SELECT guest.user_id, guest.name, email, phone, notes, array_agg(booking.id ORDER BY booking.id)"
        " FROM guest JOIN booking ON booking.guest_id = guest.id GROUP BY guest.id ORDER BY guest.name"
    )
    assert [tuple(row) for row in found] == [
        (None, "Hal", "", "3", "", [27]),
        (4, "Ida Moss", "ida@example.com", "2", "", [25, 26]),
        (3, "Mal", "MALLORY@example.com", "", "", [22, 23]),
        (None, "Ruth Amsel", "ruth@example.com", "1", "Bad knee", [21, 24]),
    ]
    desk = run("SELECT count(*) FROM customer_order WHERE origin = 'desk' AND user_id IS NOT NULL")
    assert desk[0][0] == 0
