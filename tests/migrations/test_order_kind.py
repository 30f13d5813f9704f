"""Migration 0052 tells orders apart by kind instead of by nullable columns, in both directions."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask_migrate import downgrade, upgrade

from app import create_app
from app.core.db import db
from tests import database
from tests.migrations.test_guests import run

BEFORE, AFTER = "0051", "0052"
PLACES = """
INSERT INTO user_account (id, email, password_hash, name, phone, role, session_key, public_id) VALUES
    (1, 'maren@example.com', 'x', 'Maren Oyelaran', '', 'provider', 'a', 'P-1'),
    (2, 'wren@example.com', 'x', 'Wren Abernathy', '', 'guest', 'b', 'P-2');
INSERT INTO category (id, slug, name, position) VALUES (1, 'massage', 'Massage', 1);
INSERT INTO venue (
    id, owner_id, slug, name, summary, category_id, phone, street, neighborhood, city, state, postal_code, directions,
    arrival_note, latitude, longitude, zone, status, cancel_free_hours, cancel_keep_percent, notice_minutes,
    horizon_days
) VALUES (1, 1, 'alder', 'Alder', '', 1, '', '', '', 'Portland', 'OR', '97202', '', '', 45.5, -122.6,
    'America/Los_Angeles', 'live', 24, 100, 0, 60);
"""
# Order 1 has a cart; the cart of order 2 was deleted; 3 is the last offer to a waitlist entry; 4 is from the front
# desk; 5 and 6 are for rescheduling the first order's booking.
ROWS = """
INSERT INTO service (id, venue_id, slug, title, description, category_id, kind, duration_minutes, price_cents,
    position, before_minutes, after_minutes, step_minutes, max_quantity, active)
    VALUES (1, 1, 'swedish', 'Swedish massage', '', 1, 'staffed', 60, 11000, 1, 0, 0, 15, 1, true);
INSERT INTO cart (id, key, user_id, created_at) VALUES (1, 'c', 2, now());
INSERT INTO customer_order (id, public_id, origin, settled_by, user_id, cart_id, state, name, email, phone, currency,
    total_cents, held_until)
SELECT v.*, 'Wren', '', '', 'usd', 0, now() FROM (VALUES
    (1, 'CW-1', 'online', NULL, 2, 1, 'confirmed'),
    (2, 'CW-2', 'online', NULL, 2, NULL, 'expired'),
    (3, 'CW-3', 'online', NULL, 2, NULL, 'pending'),
    (4, 'CW-4', 'front_desk', 'cash', NULL, NULL, 'confirmed'),
    (5, 'CW-5', 'online', NULL, 2, NULL, 'expired'),
    (6, 'CW-6', 'online', NULL, 2, NULL, 'pending')
) AS v;
INSERT INTO venue_order (id, order_id, venue_id, note) VALUES (1, 1, 1, ''), (4, 4, 1, '');
INSERT INTO booking (id, public_id, venue_order_id, service_id, title, served_by, starts_at, ends_at, before_minutes,
    after_minutes, quantity, state, list_cents, discount_cents, price_cents, price_reason, cancel_free_hours,
    cancel_keep_percent, sequence)
SELECT id, 'CW-B' || id, id, 1, 'Swedish massage', '', '2026-06-01 12:00Z', '2026-06-01 13:00Z', 0, 0, 1, 'confirmed',
    0, 0, 0, '', 24, 100, 0 FROM (VALUES (1), (4)) AS v (id);
UPDATE customer_order SET reschedules_booking_id = 1 WHERE id IN (5, 6);
INSERT INTO waitlist_entry (id, public_id, user_id, venue_id, service_id, quantity, earliest, latest, state, order_id,
    created_at)
VALUES (1, 'WT-1', 2, 1, 1, 1, now(), now(), 'offered', 3, now()),
    (2, 'WT-2', 2, 1, 1, 1, now(), now() + interval '1 day', 'waiting', NULL, now());
"""
KINDS = ["cart", "cart", "waitlist", "front_desk", "reschedule", "reschedule"]
ORIGINS = ["online", "online", "online", "front_desk", "online", "online"]
# What reads the column apart from the application: checks, an index and a trigger's function.
READERS = """
    SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid = 'customer_order'::regclass
    UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename = 'customer_order'
    UNION ALL SELECT prosrc FROM pg_proc WHERE proname = 'refund_is_ours'
"""


@pytest.fixture(autouse=True)
def before() -> Iterator[None]:
    """Provide a database of its own at the version before, with an order of each kind."""
    url = database.prepared(f"test_{uuid4().hex}", template="template0")
    with create_app(database.settings_for(database.as_owner(url))).app_context():
        upgrade(revision=BEFORE)
        run(PLACES)
        run(ROWS)
        yield
        db.engine.dispose()


def stored(column: str) -> list[object]:
    return [row[0] for row in run(f"SELECT {column} FROM customer_order ORDER BY id")]


def readers(column: str) -> int:
    return sum(column in str(row[0]) and "front_desk" in str(row[0]) for row in run(READERS))


def test_every_order_gets_its_kind_and_its_origin_back() -> None:
    upgrade(revision=AFTER)
    assert stored("kind") == KINDS
    assert (readers("kind"), readers("origin")) == (4, 0)
    downgrade(revision=BEFORE)
    assert stored("origin") == ORIGINS
    assert (readers("kind"), readers("origin")) == (0, 4)
    upgrade(revision=AFTER)
    assert stored("kind") == KINDS
