"""Which reminders are sent, when and how often, and the content of the emails."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from syrupy.assertion import SnapshotAssertion

from app.accounts.enums import Reminders
from app.accounts.models import User
from app.bookings.enums import Actor, BookingState, OrderKind, OrderState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order
from app.bookings.models.reschedules import Reschedule
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.reminders import tasks
from app.reminders.actions import choose, remind
from app.reminders.enums import ReminderKind
from app.reminders.queries import reminders_of
from tests.email.kept import as_kept
from tests.email.outbox import Outbox
from tests.factories import add, make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.support import NOW, Jobs, statements, utc

__all__ = ["as_kept"]

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland
ADA = "ada@example.com"
DAY, HOURS = ReminderKind.DAY, ReminderKind.HOURS
DAY_BEFORE, TWO_HOURS_BEFORE = AT - timedelta(days=1), AT - timedelta(hours=2)

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def massage() -> Service:
    venue = make_venue(
        slug="hazel-bodywork",
        directions="Up the stairs beside the bakery.",
        arrival_note="Come ten minutes early. The door code is 4 2 7.",
    )
    return make_service(venue, members=[make_member(venue)])


@pytest.fixture
def wren() -> User:
    return make_user(email="wren@example.com")


def booked(
    service: Service, user: User | None, at: datetime = AT, *, known_at: datetime = NOW, **values: object
) -> Booking:
    """Create a booking that was confirmed at an instant."""
    order = make_order(
        user=user,
        total_cents=service.first_option.price_cents,
        state=OrderState.CONFIRMED,
        created_at=known_at,
        public_id=values.pop("order_id", "CW-7K3M-Q2XD"),
        email=user.email if user else "ada@example.com",
    )
    booking = make_booking(service, at, order=order, public_id=values.pop("booking_id", "CW-9BBB-AAAA"))
    booking.served_by = "June Castellano"
    booking.state = BookingState.CONFIRMED
    add(
        BookingTransition(
            booking_id=booking.id,
            from_state=BookingState.HELD,
            to_state=BookingState.CONFIRMED,
            actor=Actor.SYSTEM,
            at=known_at,
        )
    )
    session.commit()
    return booking


def kinds(at: datetime) -> list[str]:
    """List the kinds of reminders that one look at an instant schedules."""
    with clock.pinned(at):
        tasks.send_due()
    session.commit()
    sent = session.execute(
        text("SELECT args ->> 'kind' FROM procrastinate_jobs WHERE task_name = 'reminders.email' ORDER BY id")
    )
    found = [row[0] for row in sent]
    session.execute(text("DELETE FROM procrastinate_jobs"))
    session.commit()
    return found


def test_reminders_are_sent_once_a_day_and_two_hours_before(massage: Service, wren: User) -> None:
    booking = booked(massage, wren)
    assert kinds(DAY_BEFORE - timedelta(minutes=1)) == []
    assert kinds(DAY_BEFORE) == ["day"]
    assert kinds(DAY_BEFORE + timedelta(minutes=5)) == []
    assert kinds(TWO_HOURS_BEFORE) == ["hours"]
    assert kinds(TWO_HOURS_BEFORE + timedelta(minutes=5)) == []
    assert [(row.kind, row.starts_at) for row in reminders_of(booking.id)] == [(DAY, AT), (HOURS, AT)]


def test_after_an_outage_only_useful_reminders_are_sent(massage: Service, wren: User) -> None:
    booked(massage, wren)
    assert kinds(AT - timedelta(hours=1)) == ["hours"]
    assert kinds(AT) == []


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Reminders.BOTH, ["day", "hours"]),
        (Reminders.DAY, ["day"]),
        (Reminders.HOURS, ["hours"]),
        (Reminders.NONE, []),
    ],
)
def test_reminders_follow_the_choice_of_the_guest(
    massage: Service, wren: User, choice: Reminders, expected: list[str]
) -> None:
    booked(massage, wren)
    choose(person=wren, reminders=choice)
    assert [*kinds(DAY_BEFORE), *kinds(TWO_HOURS_BEFORE)] == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(hours=24), ["day", "hours"]),
        (timedelta(hours=23, minutes=59), ["hours"]),
        (timedelta(hours=1, minutes=59), []),
    ],
)
def test_guests_who_book_after_a_reminder_is_due_do_not_get_it(
    massage: Service, wren: User, before: timedelta, expected: list[str]
) -> None:
    booked(massage, wren, known_at=AT - before)
    found = [*kinds(AT - timedelta(hours=23, minutes=30)), *kinds(AT - timedelta(minutes=110))]
    assert found == expected


@pytest.mark.parametrize("state", [state for state in BookingState if state is not BookingState.CONFIRMED])
def test_only_confirmed_bookings_get_reminders(massage: Service, wren: User, state: BookingState) -> None:
    booking = booked(massage, wren)
    booking.state = state
    booking.accept_by = AT if state is BookingState.REQUESTED else None
    session.commit()
    assert kinds(DAY_BEFORE) == []


def test_a_request_accepted_late_gets_no_reminder_right_away(massage: Service, wren: User) -> None:
    """The request was made days ahead and accepted twenty hours before; the acceptance itself was an email."""
    booking = booked(massage, wren)
    session.execute(text("UPDATE booking_transition SET at = :at"), {"at": AT - timedelta(hours=20)})
    assert kinds(AT - timedelta(hours=19)) == []
    assert kinds(TWO_HOURS_BEFORE) == ["hours"]
    assert reminders_of(booking.id)


def test_checking_in_does_not_suppress_a_reminder(massage: Service, wren: User) -> None:
    """Checking in is a transition from confirmed to confirmed and does not tell when the guest learned of the
    booking."""
    booking = booked(massage, wren)
    same = BookingState.CONFIRMED
    add(BookingTransition(booking_id=booking.id, from_state=same, to_state=same, actor=Actor.PROVIDER, at=DAY_BEFORE))
    assert kinds(DAY_BEFORE + timedelta(minutes=1)) == ["day"]


def test_a_rescheduled_booking_gets_new_reminders(massage: Service, wren: User) -> None:
    booking = booked(massage, wren)
    assert kinds(DAY_BEFORE) == ["day"]
    later = AT + timedelta(days=2)
    move(booking, later, at=DAY_BEFORE + timedelta(hours=1))
    assert kinds(TWO_HOURS_BEFORE) == []
    assert kinds(later - timedelta(days=1)) == ["day"]
    assert [row.starts_at for row in reminders_of(booking.id)] == [AT, later]


def test_rescheduling_to_the_next_day_sends_no_reminder_right_away(massage: Service, wren: User) -> None:
    booking = booked(massage, wren, AT + timedelta(days=5))
    move(booking, AT, at=DAY_BEFORE + timedelta(hours=4))
    assert kinds(DAY_BEFORE + timedelta(hours=4, minutes=5)) == []
    assert kinds(TWO_HOURS_BEFORE) == ["hours"]


def move(booking: Booking, to: datetime, *, at: datetime) -> None:
    hour = timedelta(hours=1)
    add(
        Reschedule(
            booking_id=booking.id,
            actor=Actor.PROVIDER,
            at=at,
            sequence=booking.sequence + 1,
            from_starts_at=booking.starts_at,
            from_ends_at=booking.starts_at + hour,
            from_served_by="",
            from_reservations=[],
            from_keep_percent=100,
            from_cents=11000,
            to_starts_at=to,
            to_ends_at=to + hour,
            to_served_by="",
            to_cents=11000,
        )
    )
    booking.starts_at, booking.ends_at, booking.sequence = to, to + hour, booking.sequence + 1
    session.commit()


def at_the_desk(service: Service, *, wants: bool = True, email: str = ADA) -> Booking:
    guest = add(Guest(venue_id=service.venue_id, name="Ada Quist", email=email, reminders=wants))
    booking = booked(service, make_user())
    venue_order = session.get_one(VenueOrder, booking.venue_order_id)
    venue_order.guest_id = guest.id
    order = session.get_one(Order, venue_order.order_id)
    order.kind, order.user_id, order.email, order.name = OrderKind.FRONT_DESK, None, email, "Ada Quist"
    order.settled_by = SettledBy.CASH
    session.commit()
    return booking


@pytest.mark.parametrize(
    ("wants", "email", "expected"),
    [(True, ADA, ["day"]), (False, ADA, []), (True, "", [])],
)
def test_front_desk_guests_get_reminders_only_if_they_agreed(
    massage: Service, wants: bool, email: str, expected: list[str]
) -> None:
    """The order has an email only if the guest agreed to get emails."""
    at_the_desk(massage, wants=wants, email=email)
    assert kinds(DAY_BEFORE) == expected


def test_two_concurrent_workers_send_each_reminder_once(app: Flask, massage: Service, wren: User) -> None:
    for number in range(5):
        booked(
            massage,
            wren,
            AT + timedelta(minutes=number),
            order_id=f"CW-000{number}-AAAA",
            booking_id=f"CW-000{number}-BBBB",
        )
    both = threading.Barrier(2)

    def work() -> int:
        with app.app_context(), clock.pinned(DAY_BEFORE + timedelta(minutes=10)):
            both.wait(20)
            sent = remind(DAY)
            session.commit()
            return sent

    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(work) for _ in range(2)]
    assert sum(each.result() for each in tries) == 5
    assert session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar() == 5


def test_looking_for_reminders_runs_two_statements_if_none_is_due(massage: Service, wren: User) -> None:
    booked(massage, wren)
    with statements() as sent:
        tasks.send_due()
    assert len(sent) == 2


def test_a_booking_canceled_before_sending_gets_no_reminder(
    massage: Service, wren: User, outbox: Outbox, jobs: Jobs
) -> None:
    booking = booked(massage, wren)
    with clock.pinned(DAY_BEFORE):
        tasks.send_due()
        booking.state = BookingState.CANCELED
        jobs.run()
    assert outbox.mails() == []


def test_what_it_says_a_day_before(
    massage: Service, wren: User, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion
) -> None:
    booked(massage, wren)
    with clock.pinned(DAY_BEFORE):
        tasks.send_due()
        jobs.run()
    assert reminder_text(outbox) == as_kept


def test_what_it_says_two_hours_before(
    massage: Service, wren: User, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion
) -> None:
    wren.reminders = Reminders.HOURS
    booked(massage, wren)
    with clock.pinned(TWO_HOURS_BEFORE):
        tasks.send_due()
        jobs.run()
    assert reminder_text(outbox) == as_kept


def test_what_a_guest_of_the_desk_reads(
    massage: Service, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion
) -> None:
    at_the_desk(massage)
    with clock.pinned(DAY_BEFORE):
        tasks.send_due()
        jobs.run()
    assert reminder_text(outbox) == as_kept


def reminder_text(outbox: Outbox) -> str:
    """Return the only email, with its signed link replaced by a constant."""
    return re.sub(r"/reminders/[\w.-]+", "/reminders/SIGNED", outbox.as_read(outbox.mail()))
