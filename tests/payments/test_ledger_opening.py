"""Migration 0022 enters what happened before the ledger as the application would have."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from flask import Flask
from sqlalchemy import select

from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.core import clock
from app.core.db import session
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.payments.actions import fail_refund, start_refund
from tests import database
from tests.payments.test_ledger import after, booking, refund, succeed
from tests.payments.test_settle import massage, order

__all__ = ["booking", "massage", "order"]

Line = tuple[LedgerEvent, str, Account, int | None, int | None, int]


def recorded() -> set[Line]:
    """Return every posting with its event."""
    rows = session.execute(
        select(
            LedgerEntry.event,
            LedgerEntry.key,
            LedgerPosting.account,
            LedgerPosting.booking_id,
            LedgerPosting.venue_id,
            LedgerPosting.amount_cents,
        )
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(LedgerEntry.event != LedgerEvent.FEE)  # entered once it is known
    ).all()
    session.commit()
    return {tuple(row) for row in rows}  # type: ignore[misc]


def enter_anew(app: Flask) -> None:
    """Empty the ledger and enter everything as the migration does."""
    session.commit()
    url = app.extensions["settings"].database_url
    empty = "DELETE FROM ledger_posting; DELETE FROM ledger_entry;"
    database.execute(url, f"SET session_replication_role = replica; {empty}")
    database.execute(url, import_module("migrations.versions.0022_ledger_create").OPENING)


def completed(booking: Booking) -> None:
    after(booking)


def completed_and_refunded(booking: Booking) -> None:
    """Refund a part of the price before the venue earns the rest, so that it is earned in one step."""
    succeed(refund(booking, 3000))
    after(booking)


def canceled_late(booking: Booking) -> None:
    booking.cancel_free_hours, booking.cancel_keep_percent = 24, 40
    with clock.pinned(booking.starts_at - timedelta(hours=1)):
        cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None)


def refunded_without_success(booking: Booking) -> None:
    """Refund a part that Stripe refuses, which is still owed."""
    made = refund(booking, 3000)
    start_refund(refund_id=made.id)
    fail_refund(refund_id=made.id, why="The charge is disputed.")
    after(booking)


@pytest.mark.parametrize("happened", [completed, completed_and_refunded, canceled_late, refunded_without_success])
def test_opening_entries_equal_those_of_today(
    app: Flask, booking: Booking, happened: Callable[[Booking], None]
) -> None:
    happened(booking)
    before = recorded()
    enter_anew(app)
    assert recorded() == before
    assert session.scalars(select(LedgerEntry.is_opening).distinct()).all() == [True]
