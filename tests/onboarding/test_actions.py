"""Permanent removal of deleted venues."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.onboarding.actions import delete_listing, forget_deleted
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_order, make_service, make_venue
from tests.support import NOW, utc

pytestmark = pytest.mark.usefixtures("db")

LATER = NOW + timedelta(days=30, seconds=1)


def deleted(*, booked: bool) -> int:
    """Delete a venue with a service, and optionally a booking, at NOW."""
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    if booked:
        make_booking(service, utc("2026-05-01 17:00"), order=make_order(total_cents=service.first_option.price_cents))
    with clock.pinned(NOW):
        delete_listing(venue=venue, by=session.get_one(User, venue.owner_id))
    session.commit()
    return venue.id


def left() -> list[int]:
    session.expunge_all()
    return list(session.scalars(select(Venue.id).order_by(Venue.id)))


def test_deleted_venue_stays_as_long_as_it_can_be_restored() -> None:
    venue = deleted(booked=False)
    with clock.pinned(NOW + timedelta(days=30)):
        assert forget_deleted() == 0
    assert left() == [venue]


def test_expired_deleted_venues_are_removed_unless_they_were_ever_booked() -> None:
    deleted(booked=False)
    kept, standing = deleted(booked=True), make_venue().id
    with clock.pinned(LATER):
        assert forget_deleted() == 1
    assert left() == [kept, standing]
