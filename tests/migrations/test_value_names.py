"""Migration 0049 renames stored values, and the checks and indexes that name them, in both directions."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app import create_app
from app.core.db import db
from tests import database

BEFORE, AFTER = "0048", "0049"
PERSON = """
    INSERT INTO user_account (id, email, password_hash, name, phone, role, session_key, public_id)
    VALUES (1, 'wren@example.com', 'x', 'Wren Abernathy', '', 'customer', 'k', 'P-1')
"""
ORDERS = """
    INSERT INTO customer_order (id, public_id, origin, settled_by, user_id, state, name, email, phone, currency,
        total_cents, held_until)
    VALUES (1, 'CW-1', 'desk', 'cash', NULL, 'confirmed', 'Mr. Hale', '', '', 'usd', 0, now()),
           (2, 'CW-2', 'online', NULL, 1, 'pending', 'Wren', 'wren@example.com', '', 'usd', 0, now())
"""
STORED = (
    "SELECT string_agg(origin || ' ' || state, ', ' ORDER BY id), (SELECT role FROM user_account) FROM customer_order"
)
# Checks and partial indexes of the renamed columns.
DEFINITIONS = """
    SELECT pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'c' AND conrelid IN ('customer_order'::regclass, 'reservation'::regclass, 'deal'::regclass)
    UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename IN ('customer_order', 'reservation', 'deal')
    UNION ALL SELECT prosrc FROM pg_proc WHERE proname = 'refund_is_ours'
"""


@pytest.fixture(autouse=True)
def before() -> Iterator[None]:
    """Provide a database of its own at the version before, with an account and two orders."""
    url = database.prepared(f"test_{uuid4().hex}", template="template0")
    with create_app(database.settings_for(database.as_owner(url))).app_context():
        upgrade(revision=BEFORE)
        with db.engine.begin() as connection:
            for statement in (PERSON, ORDERS):
                connection.execute(text(statement))
        yield
        db.engine.dispose()


def stored() -> tuple[str, ...]:
    with db.engine.begin() as connection:
        return tuple(connection.execute(text(STORED)).one())


def definitions() -> str:
    with db.engine.begin() as connection:
        return " ".join(connection.scalars(text(DEFINITIONS)))


def test_values_and_their_definitions_are_renamed_and_back() -> None:
    upgrade(revision=AFTER)
    assert stored() == ("front_desk confirmed, online pending", "guest")
    for old, new in (("desk", "front_desk"), ("import", "external"), ("rejected", "changes_requested")):
        assert f"'{old}'" not in definitions()
        assert f"'{new}'" in definitions()
    downgrade(revision=BEFORE)
    assert stored() == ("desk confirmed, online pending", "customer")
    assert "'front_desk'" not in definitions()
