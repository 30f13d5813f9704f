"""Reschedules by the guest at the same or a lower price, and when they are rejected."""

import pytest
from flask import Flask

from app.accounts.models import User
from app.availability.actions import Claim, SlotUnavailable, book
from app.bookings.enums import Actor
from app.bookings.queries.history import reschedules_of
from app.bookings.queries.refunds import refundable_cents
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.rescheduling.actions.guest_changes import TermsChanged
from app.rescheduling.actions.records import VersionConflict
from app.venues.models import Venue
from tests.factories import make_add_on, make_booking
from tests.payments.reschedules import HOUR, ONE, TEN, back, massage, moved, paid, reserved, wren
from tests.sandbox.servers import StripeSandbox
from tests.support import Jobs

__all__ = ["massage", "wren"]


def test_rescheduling_at_the_same_price_needs_no_payment(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, ONE, wren, stripe)
    moved(booking, ONE + 2 * HOUR, 0)
    assert reserved(booking) == [(ONE + 2 * HOUR, ONE + 3 * HOUR)]
    assert (booking.starts_at, booking.sequence, back(booking)) == (ONE + 2 * HOUR, 1, [])
    assert (booking.cancel_keep_percent, reschedules_of(booking.id)[0].actor) == (100, Actor.GUEST)


def test_rescheduling_to_a_lower_price_refunds_the_difference(
    massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, ONE, wren, stripe)
    moved(booking, TEN, -3300)
    assert (booking.price_cents, booking.price_reason) == (7700, "Off-peak, 30% off")
    assert [cents for _, cents in back(booking)] == [3300]
    assert refundable_cents(booking) == 7700


@pytest.mark.parametrize("difference", [0, -3299, 3300])
def test_rescheduling_is_rejected_when_the_difference_is_not_as_shown(
    massage: Service, wren: User, stripe: StripeSandbox, difference: int
) -> None:
    booking = paid(massage, ONE, wren, stripe)
    with pytest.raises(TermsChanged, match="The price changed while you were deciding"):
        moved(booking, TEN, difference)


def test_increase_of_a_few_cents_is_not_charged(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, ONE, wren, stripe)
    massage.first_option.price_cents += 49
    session.commit()
    moved(booking, ONE + HOUR, 0)
    assert (booking.list_cents, booking.price_cents, booking.price_reason) == (
        11049,
        11000,
        "Your price stays the same",
    )


def test_rescheduled_add_ons_stay_at_their_original_price(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    stones = make_add_on(massage, cents=2000, minutes=15)
    booking = paid(massage, ONE, wren, stripe, add_on_ids=(stones.id,))
    stones.price_cents, stones.active = 5000, False
    session.commit()
    moved(booking, TEN, -3300)
    assert (booking.price_cents, reserved(booking)) == (9700, [(TEN, TEN + 1.25 * HOUR)])


def test_rescheduling_to_an_unavailable_time_is_rejected(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking, other = paid(massage, ONE, wren, stripe), make_booking(massage, ONE + 2 * HOUR)
    book(claims=[Claim(other.id, other.option_id, ONE + 2 * HOUR)])
    with pytest.raises(SlotUnavailable):
        moved(booking, ONE + 2 * HOUR, 0)
    assert reserved(booking) == [(ONE, ONE + HOUR)]


def test_rescheduling_from_an_outdated_page_is_rejected(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, ONE, wren, stripe)
    moved(booking, ONE + HOUR, 0)
    with pytest.raises(VersionConflict):
        moved(booking, ONE + 2 * HOUR, 0, sequence=0)


@pytest.mark.parametrize(
    ("hours", "keep", "move", "before", "can"),
    [
        (24, 100, 24, 24, True),
        (24, 100, 24, 23, False),
        (24, 100, 2, 23, False),  # otherwise rescheduling would avoid the late cancellation fee
        (24, 100, 48, 47, False),
        (24, 0, 2, 3, True),
        (24, 100, None, 47, False),
    ],
)
def test_guest_can_reschedule_only_until_the_deadline(
    massage: Service,
    wren: User,
    stripe: StripeSandbox,
    hours: int,
    keep: int,
    move: int | None,
    before: int,
    can: bool,
) -> None:
    booking = paid(massage, ONE, wren, stripe)
    booking.cancel_free_hours, booking.cancel_keep_percent, booking.reschedule_hours = hours, keep, move
    session.commit()
    with clock.pinned(ONE - before * HOUR):
        if can:
            moved(booking, ONE + 24 * HOUR, 0)
            assert booking.starts_at == ONE + 24 * HOUR
        else:
            with pytest.raises(Conflict, match=r"call Hazel Bodywork at \(503\) 555-0142"):
                moved(booking, ONE + 24 * HOUR, 0)


def test_reschedule_deadline_is_frozen_with_the_booking(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    session.get_one(Venue, massage.venue_id).reschedule_hours = None
    assert paid(massage, ONE, wren, stripe).reschedule_hours is None


def test_booking_of_a_service_no_longer_offered_cannot_be_rescheduled(
    massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, ONE, wren, stripe)
    massage.active = False
    session.commit()
    with pytest.raises(Conflict, match="no longer offered"):
        moved(booking, ONE + HOUR, 0)


def test_rescheduling_emails_the_guest_and_the_venue(
    massage: Service, wren: User, stripe: StripeSandbox, app: Flask, jobs: Jobs
) -> None:
    booking = paid(massage, ONE, wren, stripe)
    moved(booking, TEN, -3300)
    assert {"bookings.email_rescheduled", "bookings.email_venue_rescheduled", "payments.pay_refund"} <= set(
        jobs.waiting()
    )
