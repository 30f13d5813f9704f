"""The day's numbers beside those of the same weekday a week ago."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from sqlalchemy import text

from app.accounts.actions.security_events import record_event
from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import User
from app.admin.actions.security_log import resolve_event
from app.admin.queries.today import Attention, PeriodTotals, numbers_of_today
from app.bookings.enums import BookingState, OrderState, RefundState
from app.bookings.models.refunds import Refund
from app.core.db import session
from app.core.worker_status import WorkerState, WorkerStatus
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.privacy.actions.requests import ANSWER_WITHIN, add_request
from app.privacy.enums import RequestKind
from app.two_factor.actions.resets import approve_reset, request_reset
from tests.admin.waiting import make_changed, make_waiting_deal
from tests.factories import add, make_booking, make_order, make_passkey, make_service, make_user, make_venue
from tests.pages import read
from tests.queue import add_job, add_worker
from tests.support import NOW, statements, utc

PORTLAND = ZoneInfo("America/Los_Angeles")  # NOW is 10 AM there


def paid(at: str, cents: int = 11000, state: OrderState = OrderState.CONFIRMED) -> None:
    venue = make_venue(created_at=utc("2026-01-01 12:00"))
    long_ago = {"created_at": utc("2026-01-01 12:00")}
    order = make_order(total_cents=cents, state=state, settled_at=utc(at))
    make_booking(make_service(venue, capacity=2), NOW + timedelta(days=3), order=order, state=BookingState.CONFIRMED)
    payment = {"order_id": order.id, "amount_cents": cents, "email": "a@example.com", "session_expires_at": NOW}
    add(Payment(**payment, state=PaymentState.PAID, paid_at=utc(at)))
    session.execute(text("UPDATE user_account SET created_at = :created_at"), long_ago)


def test_day_is_in_the_office_zone_and_compared_until_the_same_time(db: None, now: None) -> None:
    paid("2026-05-14 06:59")  # a minute before midnight there
    paid("2026-05-14 07:00")
    paid("2026-05-14 16:00", 5050)
    paid("2026-05-14 16:30", state=OrderState.REFUNDED)
    paid("2026-05-07 16:59")  # by this time last week
    paid("2026-05-07 17:30")  # later that day
    make_user().created_at = NOW - timedelta(hours=1)
    session.flush()
    found = numbers_of_today(NOW, PORTLAND)
    assert found.so_far == PeriodTotals(accounts=1, venues=0, bookings=2, cents=11000 + 5050 + 11000)
    assert found.by_then == PeriodTotals(0, 0, 1, 11000)
    assert found.week_ago == PeriodTotals(0, 0, 2, 22000)


def test_attention_counts_reviews_refunds_and_failed_jobs(db: None, now: None) -> None:
    add_worker()
    running = WorkerStatus(WorkerState.RUNNING)
    nothing = Attention(0, 0, 0, 0, 0, 0, alarms=0, requests_due=0, requests_overdue=0, resets=[], worker=running)
    assert numbers_of_today(NOW, PORTLAND).care == nothing
    assert numbers_of_today(NOW, PORTLAND).care.nothing_else
    make_changed()
    # The email about it is due by the pinned clock, so long ago by the queue's.
    session.execute(text("DELETE FROM procrastinate_jobs"))
    make_waiting_deal()
    booking = make_booking(make_service(make_venue(), capacity=2), NOW)
    for state, cents in ((RefundState.DUE, 500), (RefundState.SENT, 700), (RefundState.FAILED, 900)):
        add(Refund(booking_id=booking.id, amount_cents=cents, state=state, reason="By the venue."))
    add_job(status="failed")
    found = numbers_of_today(NOW, PORTLAND).care
    assert found == replace(nothing, waiting=2, refunds_due=2, refunds_due_cents=1200, refunds_failed=1, jobs_failed=1)


def test_open_alarms_and_due_requests_need_attention_until_they_are_done(client: FlaskClient, dana: User) -> None:
    add_worker()
    event = record_event(SecurityEventKind.GUESSING, user=make_user())
    week = NOW.date() + timedelta(days=7)
    for due in (NOW.date() - timedelta(days=1), NOW.date(), week, week + timedelta(days=1)):
        received = due - ANSWER_WITHIN
        add_request(kind=RequestKind.ACCESS, person="Robin", received_on=received, note="", by=dana)
    session.commit()
    page = read(client, "/admin/")
    assert "1 severe security event isn’t resolved. See security events" in page
    assert "1 privacy request is overdue. See privacy requests" in page
    assert "2 privacy requests are due within a week. See privacy requests" in page
    listed = read(client, "/admin/security-log?severity=severe&open=y")
    assert listed.count("Resolve event") == 1
    resolve_event(public_id=event.public_id, note="Robin forgot the password.", admin=dana)
    session.commit()
    assert "severe security event" not in read(client, "/admin/")


def test_request_to_remove_second_factors_needs_attention_until_it_ends(client: FlaskClient, dana: User) -> None:
    add_worker()
    robin = make_user(name="Robin Lake")
    make_passkey(robin)
    reset = request_reset(user=robin, reason="They called us.", by=make_user(role=Role.ADMIN))
    session.commit()
    assert "Robin Lake lost their second factors." in read(client, "/admin/")
    assert not numbers_of_today(NOW, PORTLAND).care.nothing_else
    approve_reset(user=robin, by=dana)
    session.commit()
    assert reset.approved_at is not None
    assert "Robin Lake" not in read(client, "/admin/")


def test_admin_home_says_that_the_worker_is_missing_or_behind(client: FlaskClient, dana: User) -> None:
    session.commit()
    assert "The worker isn’t running." in client.get("/admin/").text
    add_worker()
    add_job(due=timedelta(minutes=-12, seconds=-5))
    session.commit()
    assert "The worker is behind: 1 job is late. The oldest was due 12 minutes ago." in client.get("/admin/").text


def test_admin_home_shows_the_numbers_of_the_day(client: FlaskClient, dana: User) -> None:
    paid("2026-05-14 16:00", 5050)
    add_worker()
    session.commit()
    with statements() as sent:
        shown = client.get("/admin/").text
    assert len(sent) == 11
    for phrase in ("Thursday, May 14", "$50.50", "0 by this time last Thursday", "Nothing is in review."):
        assert phrase in shown
