"""The email that offers a time."""

import pytest

from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.catalog.models import Service
from app.core.db import session
from app.core.jobs import defer
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.support import Jobs
from tests.waitlist.lines import fill_afternoon, in_line

pytestmark = pytest.mark.usefixtures("db", "now")


def test_the_offer_email_names_the_booking_the_deadline_and_what_follows(
    massage: Service, outbox: Outbox, jobs: Jobs
) -> None:
    booked = fill_afternoon(massage)
    wait = in_line(massage, user=make_user(email="wren@example.com"))
    cancel_booking(booking_id=booked[2].id, actor=Actor.PROVIDER, user_id=None)
    jobs.run()
    text = outbox.as_read(outbox.mail("wren@example.com"))
    assert "Held for you until 10:15 AM" in text
    assert "Sat, May 16, 2:00 – 3:00 PM PDT" in text
    assert "Saturday afternoon" in text
    assert "until 10:15 AM PDT" in text
    assert f"/waitlist/{wait.public_id}" in text
    assert "take you off the waitlist" in text


def test_an_offer_answered_before_sending_is_not_emailed(massage: Service, outbox: Outbox, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    wait = in_line(massage, user=make_user(email="wren@example.com"))
    cancel_booking(booking_id=booked[2].id, actor=Actor.PROVIDER, user_id=None)
    jobs.run()
    session.refresh(wait)
    before = len(outbox.mails())
    order_id = wait.order_id or 0
    wait.order_id, wait.state = None, "waiting"  # type: ignore[assignment]
    session.commit()
    defer("waitlist.email_offer", wait_id=wait.id, order_id=order_id)
    jobs.run()
    assert len(outbox.mails()) == before
