"""Emails about rescheduled bookings: sent once, with the last time the guest knew of and the current one."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from syrupy.assertion import SnapshotAssertion

from app.availability.actions import Claim, book
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.history import reschedules_of
from app.catalog.models import Service, ServiceOption
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.orders.actions.fulfillment import confirm_order, expire_order
from app.rescheduling.actions.by_guest import reschedule_by_guest
from app.rescheduling.actions.by_venue import reschedule_by_venue, undo_reschedule
from app.rescheduling.actions.slot_choice import Destination
from app.venues.models import Venue
from tests.email.kept import as_kept
from tests.email.outbox import Outbox
from tests.factories import make_booking, make_member
from tests.paid_day import MASSAGE, TUESDAY, booking_called, make_day
from tests.support import Jobs

__all__ = ["as_kept"]

pytestmark = pytest.mark.usefixtures("db", "now")

HOUR = timedelta(hours=1)


@pytest.fixture
def booking() -> Booking:
    """Return a massage booking on Tuesday at 1 PM with June."""
    make_day()
    booking = booking_called(MASSAGE)
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at)])
    session.commit()
    return booking


def move(booking: Booking, hours: float, length: float = 1, *, reason: str = "", by_guest: bool = False) -> None:
    """Reschedule a booking to `hours` after 1 PM, for `length` hours."""
    to = Destination(TUESDAY + hours * HOUR, TUESDAY + (hours + length) * HOUR)
    now = booking.sequence
    reschedule_by_venue(booking_id=booking.id, to=to, sequence=now, reason=reason, requested_by_guest=by_guest)


def test_moved_by_the_venue(booking: Booking, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    move(booking, 2, reason="The boiler is looked at.\nWe are <strong>sorry.")
    jobs.run()
    assert outbox.as_read(outbox.mail()) == as_kept


def test_moved_because_the_guest_asked(
    booking: Booking, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion
) -> None:
    move(booking, 2, by_guest=True)
    jobs.run()
    assert outbox.as_read(outbox.mail()) == as_kept


def test_lengthened(booking: Booking, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    move(booking, 0, 1.5)
    jobs.run()
    assert outbox.as_read(outbox.mail()) == as_kept


def herself(booking: Booking, cents: int) -> Order | None:
    """Reschedule a booking as its guest to 3 PM, where it costs `cents`. Return the order for the difference, if any is
    due."""
    session.get_one(ServiceOption, booking.option_id).price_cents = cents
    session.flush()
    done = reschedule_by_guest(
        booking_id=booking.id,
        starts_at=TUESDAY + 2 * HOUR,
        member_id=None,
        sequence=booking.sequence,
        difference=cents - booking.price_cents,
        user_id=session.scalars(select(Order.user_id)).one() or 0,
    )
    return done if isinstance(done, Order) else None


def sent(outbox: Outbox, jobs: Jobs, task: str, **arguments: int) -> str:
    """Run one job and return its only email, as it arrived."""
    session.execute(text("DELETE FROM procrastinate_jobs"))
    defer(task, **arguments)
    jobs.run()
    return outbox.as_read(outbox.mail())


@pytest.mark.parametrize("cents", [7700, 6000], ids=["for the same price", "for less"])
def test_moved_by_the_guest(
    booking: Booking, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion, cents: int
) -> None:
    herself(booking, cents)
    assert sent(outbox, jobs, "bookings.email_rescheduled", booking_id=booking.id, sequence=1) == as_kept


@pytest.mark.parametrize("cents", [7700, 6000], ids=["for the same price", "for less"])
def test_moved_by_the_guest_for_the_venue(
    booking: Booking, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion, cents: int
) -> None:
    herself(booking, cents)
    assert sent(outbox, jobs, "bookings.email_venue_rescheduled", booking_id=booking.id, sequence=1) == as_kept


def pays_to_reschedule(booking: Booking) -> None:
    order = herself(booking, 11000)
    assert order is not None
    confirm_order(order_id=order.id)
    session.commit()


def test_guest_who_pays_to_reschedule_gets_one_email_with_the_receipt(
    booking: Booking, outbox: Outbox, jobs: Jobs
) -> None:
    pays_to_reschedule(booking)
    jobs.run()
    [mail] = outbox.mails("wren@example.com")
    assert mail["subject"] == "You rescheduled Unwinding massage to Tue, May 19, 3:00 PM PDT"
    assert "The price difference of $33.00 is paid." in mail["text"]
    assert [each["name"].rsplit(".", 1)[1] for each in mail["attachments"]] == ["ics", "pdf"]


def test_receipt_of_a_reschedule_arrives_also_if_the_booking_was_canceled_since(
    booking: Booking, outbox: Outbox, jobs: Jobs
) -> None:
    pays_to_reschedule(booking)
    cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None, reason="June is ill.")
    jobs.run()
    subjects = {mail["subject"].split(":")[0] for mail in outbox.mails("wren@example.com")}
    assert subjects == {"Hazel Bodywork canceled your booking", "You paid $33.00 to Hazel Bodywork"}


@pytest.mark.parametrize("canceled", [False, True], ids=["it stays", "it is canceled"])
def test_the_difference_was_paid_too_late(
    booking: Booking, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion, canceled: bool
) -> None:
    order = herself(booking, 11000)
    assert order is not None
    order.public_id = "CW-8X2K-MVDF"
    expire_order(order_id=order.id)
    if canceled:
        cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None, reason="")
    else:
        other = make_booking(session.get_one(Service, booking.service_id), TUESDAY + 2 * HOUR)
        book(claims=[Claim(other.id, booking.option_id, other.starts_at)])
    confirm_order(order_id=order.id)
    assert sent(outbox, jobs, "bookings.email_reschedule_too_late", order_id=order.id) == as_kept


def test_several_reschedules_send_one_email_about_the_last(booking: Booking, outbox: Outbox, jobs: Jobs) -> None:
    for hours in (2, 3, 4):
        move(booking, hours)
    jobs.run()
    mail = outbox.mail()
    assert mail["subject"] == "Hazel Bodywork rescheduled your booking: Unwinding massage, Tue, May 19, 5:00 PM PDT"
    assert "Tue, May 19, 1:00 – 2:00 PM PDT with June Castellano" in mail["text"]
    assert all(each.guest_notified_at == clock.now() for each in reschedules_of(booking.id))


def test_next_email_starts_from_the_time_in_the_previous_one(booking: Booking, outbox: Outbox, jobs: Jobs) -> None:
    move(booking, 2)
    jobs.run()
    move(booking, 4)
    jobs.run()
    assert "Tue, May 19, 3:00 – 4:00 PM PDT with June Castellano" in outbox.mails()[-1]["text"]


def test_undone_reschedule_sends_no_email(booking: Booking, outbox: Outbox, jobs: Jobs) -> None:
    move(booking, 2)
    undo_reschedule(booking_id=booking.id, sequence=1)
    jobs.run()
    assert outbox.mails() == []
    assert all(each.guest_notified_at for each in reschedules_of(booking.id))


def test_canceling_a_rescheduled_booking_sends_only_the_cancellation_email(
    booking: Booking, outbox: Outbox, jobs: Jobs
) -> None:
    move(booking, 2)
    cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None, reason="June is ill.")
    jobs.run()
    assert [mail["subject"].split(":")[0] for mail in outbox.mails()] == ["Hazel Bodywork canceled your booking"]


def test_reschedule_email_is_sent_a_minute_later(booking: Booking) -> None:
    move(booking, 2)
    due = session.scalar(
        text("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'bookings.email_rescheduled'")
    )
    assert due == clock.now() + timedelta(minutes=1)


def test_job_that_runs_twice_sends_one_email(booking: Booking, outbox: Outbox, jobs: Jobs) -> None:
    move(booking, 2)
    session.execute(
        text(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status)"
            " SELECT task_name, queue_name, args, 'todo' FROM procrastinate_jobs"
            " WHERE task_name = 'bookings.email_rescheduled'"
        )
    )
    jobs.run()
    assert len(outbox.mails()) == 1


def test_email_names_the_new_team_member(booking: Booking, outbox: Outbox, jobs: Jobs) -> None:
    venue = session.get_one(Venue, session.get_one(VenueOrder, booking.venue_order_id).venue_id)
    tobias = make_member(venue, name="Tobias Lind", slug="tobias")
    to = Destination(TUESDAY, TUESDAY + HOUR, tobias.id)
    reschedule_by_venue(booking_id=booking.id, to=to, sequence=0, force=True)
    jobs.run()
    mail = outbox.mail()
    assert mail["subject"] == "Hazel Bodywork changed your booking: Unwinding massage, Tue, May 19, 1:00 PM PDT"
    assert "with Tobias Lind" in mail["text"]
