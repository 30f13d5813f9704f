"""The weekly email to venues about guests of sitewide deals who may have come."""

import pytest

from app.bookings.actions.attendance import check_in
from app.bookings.charges import CHECK_IN_WITHIN
from app.bookings.models.bookings import Booking
from app.core import clock
from app.payouts.tasks import ask_about_unseen
from app.venues.enums import PaymentTerms
from tests.bookings.test_charges import sold
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.support import Jobs


@pytest.fixture
def booking(db: None, now: None) -> Booking:
    return sold(PaymentTerms.DEPOSIT)


def test_owner_is_asked_whether_the_guest_of_a_sitewide_deal_came(booking: Booking, jobs: Jobs, outbox: Outbox) -> None:
    ask_about_unseen()
    jobs.run()
    mail = outbox.mail()
    assert mail["subject"] == "Did this guest come?"
    assert "to get the $16.00 that CozyWish pays for their deal." in mail["text"]
    assert "Thu, May 14, Wren Abernathy" in mail["text"]
    assert "You have until Jun 13." in mail["text"]
    assert "/venue/payouts/#unseen" in mail["text"]


@pytest.mark.parametrize("is_here", [True, False])
def test_owner_is_not_asked_about_a_guest_who_came_nor_after_the_time_is_up(
    booking: Booking, jobs: Jobs, outbox: Outbox, is_here: bool
) -> None:
    if is_here:
        check_in(booking_id=booking.id, user_id=make_user().id)
    with clock.pinned(clock.now() if is_here else booking.starts_at + CHECK_IN_WITHIN):
        ask_about_unseen()
        jobs.run()
    assert outbox.mails() == []


def test_owner_who_answers_before_the_email_is_sent_gets_none(booking: Booking, jobs: Jobs, outbox: Outbox) -> None:
    ask_about_unseen()
    check_in(booking_id=booking.id, user_id=make_user().id)
    jobs.run()
    assert outbox.mails() == []
