"""Refunds: in parts, never more than was paid, and retried after they fail."""

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.bookings.actions import refunds as refund_actions
from app.bookings.actions.cancel import cancel_booking, cancel_refund
from app.bookings.actions.refunds import issue_refund, retry_refund
from app.bookings.enums import Actor, BookingState, RefundSource, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import load_booking
from app.bookings.queries.refunds import Refundable, refundable_cents
from app.core.db import session
from app.core.errors import Conflict, DomainError
from tests.factories import add, make_service, make_venue
from tests.paid_day import TUESDAY, booked
from tests.support import Jobs
from tests.tabs import DONE, in_tabs, read_together

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def booking(db: None, now: None) -> Booking:
    """Return a paid booking of $100."""
    return booked(make_service(make_venue(), capacity=4, price_cents=10000), TUESDAY)


def refunds() -> list[tuple[int, RefundState]]:
    return [(one.amount_cents, one.state) for one in session.scalars(select(Refund).order_by(Refund.id))]


def test_partial_refund_leaves_the_booking_confirmed(booking: Booking, jobs: Jobs) -> None:
    [refund] = issue_refund(booking_id=booking.id, cents=4000, left=10000, reason="The room was cold.")
    assert (booking.state, refundable_cents(booking)) == (BookingState.CONFIRMED, 6000)
    assert refund.public_id.startswith("RF-")
    assert jobs.waiting() == ["payments.pay_refund"]


@pytest.mark.parametrize("cents", [0, -1, 6001, 10**9])
def test_refund_must_be_positive_and_at_most_the_amount_left(booking: Booking, cents: int) -> None:
    issue_refund(booking_id=booking.id, cents=4000, left=10000, reason="Cold.")
    with pytest.raises(DomainError, match=r"from \$0.01 to \$60.00"):
        issue_refund(booking_id=booking.id, cents=cents, left=6000, reason="Cold.")


def test_refund_from_an_outdated_page_is_rejected(booking: Booking) -> None:
    issue_refund(booking_id=booking.id, cents=4000, left=10000, reason="Cold.")
    with pytest.raises(Conflict, match=r"Another refund was made, and \$60.00 is left."):
        issue_refund(booking_id=booking.id, cents=4000, left=10000, reason="Cold.")


def test_unpaid_bookings_cannot_be_refunded(booking: Booking) -> None:
    booking.state = BookingState.EXPIRED
    session.flush()
    with pytest.raises(Conflict, match="wasn’t paid online"):
        issue_refund(booking_id=booking.id, cents=100, left=10000, reason="Cold.")


def test_canceling_refunds_the_rest_of_the_payment(booking: Booking) -> None:
    issue_refund(booking_id=booking.id, cents=4000, left=10000, reason="Cold.")
    assert cancel_refund(booking, actor=Actor.ADMIN) == 6000
    done = cancel_booking(booking_id=booking.id, actor=Actor.ADMIN, user_id=None, reason="Closed.")
    assert done.refund_cents == 6000
    assert refunds() == [(4000, RefundState.DUE), (6000, RefundState.DUE)]
    with pytest.raises(Conflict, match="already fully refunded"):
        issue_refund(booking_id=booking.id, cents=100, left=0, reason="Cold.")


def test_failed_refund_can_be_retried_once(booking: Booking) -> None:
    [failed] = issue_refund(booking_id=booking.id, cents=4000, left=10000, reason="Cold.")
    with pytest.raises(Conflict, match="didn’t fail"):
        retry_refund(refund_id=failed.id)
    failed.state = RefundState.FAILED
    session.flush()
    again = retry_refund(refund_id=failed.id)
    assert (again.amount_cents, again.reason, again.retries_id) == (4000, "Cold.", failed.id)
    assert again.idempotency_key != failed.idempotency_key
    with pytest.raises(Conflict, match="already retrying this refund"):
        retry_refund(refund_id=failed.id)
    assert load_booking(booking.id).current_refunds == [again]


def test_failed_refund_is_not_retried_when_too_little_is_left(booking: Booking) -> None:
    [failed] = issue_refund(booking_id=booking.id, cents=10000, left=10000, reason="Cold.")
    failed.state = RefundState.FAILED
    session.flush()
    issue_refund(booking_id=booking.id, cents=4000, left=10000, reason="Cold.")
    with pytest.raises(Conflict, match=r"Only \$60.00 is left"):
        retry_refund(refund_id=failed.id)


def test_database_rejects_refunds_above_the_amount_paid(booking: Booking) -> None:
    add(Refund(booking_id=booking.id, amount_cents=9000, reason="One."))
    add(Refund(booking_id=booking.id, amount_cents=9000, reason="It failed.", state=RefundState.FAILED))
    with pytest.raises(IntegrityError) as refused:
        add(Refund(booking_id=booking.id, amount_cents=1001, reason="Two."))
    assert refused.value.orig.diag.constraint_name == "refund_within_paid"  # type: ignore[union-attr]
    session.rollback()


def test_database_rejects_reviving_a_failed_refund_beside_its_replacement(booking: Booking) -> None:
    failed = add(Refund(booking_id=booking.id, amount_cents=10000, reason="One.", state=RefundState.FAILED))
    add(Refund(booking_id=booking.id, amount_cents=10000, reason="Two."))
    with pytest.raises(IntegrityError, match="refunds would exceed"):
        session.execute(text("UPDATE refund SET state = 'sent' WHERE id = :id"), {"id": failed.id})
    session.rollback()


def tab_giving(booking_id: int) -> object:
    return lambda _tab: issue_refund(booking_id=booking_id, cents=4000, left=10000, reason="Cold.")


def test_only_one_of_many_admins_at_once_issues_the_refund(app: Flask, booking: Booking) -> None:
    outcomes = in_tabs(app, tab_giving(booking.id))
    assert outcomes == ["Another refund was made, and $60.00 is left. Check the refunds on this booking first."] * 7 + [
        DONE
    ]
    assert refunds() == [(4000, RefundState.DUE)]


def test_database_limits_refunds_to_the_amount_paid_without_the_lock(
    app: Flask, booking: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        refund_actions, "lock_booking", read_together(lambda booking_id: session.get_one(Booking, booking_id))
    )
    order_id = session.get_one(VenueOrder, booking.venue_order_id).order_id
    monkeypatch.setattr(refund_actions, "refundable_cents", lambda _item: 10000)
    left = [Refundable(order_id, RefundSource.CARD, 10000)]
    monkeypatch.setattr(refund_actions, "refundable_by_source", lambda _item, **_which: left)
    outcomes = in_tabs(app, tab_giving(booking.id))
    assert outcomes == [DONE] * 2 + ["refund_within_paid"] * 6
    assert sum(cents for cents, _ in refunds()) == 8000
