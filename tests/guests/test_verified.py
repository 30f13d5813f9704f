"""A verified email address ties an account to the records that venues made for it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.actions.credentials import mark_verified
from app.accounts.models import User
from app.core.db import session
from app.guests.actions import GuestContact, know_account, know_at_desk, tie_account
from app.guests.models import Guest
from app.venues.models import Venue
from tests.factories import make_user, make_venue
from tests.support import Jobs

ADDRESS = "wren@example.com"


@pytest.fixture
def wren(db: None) -> User:
    return make_user(email=ADDRESS, is_verified=False)


def known(venue: Venue, *, email: str = "Wren@Example.com", phone: str = "") -> Guest:
    return know_at_desk(venue=venue, contact=GuestContact("Wren at the desk", email=email, phone=phone))


def test_verifying_ties_the_oldest_record_of_each_venue(client: FlaskClient, wren: User, jobs: Jobs) -> None:
    first, second = known(make_venue()), known(make_venue())
    newer = Guest(venue_id=first.venue_id, name="Wren", email=ADDRESS)
    session.add(newer)
    mark_verified(user=wren)
    jobs.run()
    assert [guest.user_id for guest in (first, second, newer)] == [wren.id, wren.id, None]


def test_tying_twice_changes_nothing(wren: User) -> None:
    guest = known(make_venue())
    session.add(Guest(venue_id=guest.venue_id, name="Wren", email=ADDRESS))
    mark_verified(user=wren)
    assert [tie_account(user=wren) for _ in range(2)] == [1, 0]


def test_unverified_address_ties_nothing(wren: User) -> None:
    known(make_venue())
    assert tie_account(user=wren) == 0


def test_record_of_another_account_stays_theirs(wren: User) -> None:
    venue, robin = make_venue(), make_user(name="Robin Vale")
    guest = know_account(venue_id=venue.id, user_id=robin.id, contact=GuestContact("Robin Vale", email=ADDRESS))
    mark_verified(user=wren)
    assert (tie_account(user=wren), guest.user_id) == (0, robin.id)


def test_venue_that_knows_the_account_keeps_both_records(wren: User) -> None:
    venue = make_venue()
    own = know_account(venue_id=venue.id, user_id=wren.id, contact=GuestContact("Wren", phone="(503) 555-0101"))
    at_desk = known(venue)
    mark_verified(user=wren)
    assert (tie_account(user=wren), at_desk.user_id) == (0, None)
    assert session.scalars(select(Guest.id).where(Guest.user_id == wren.id)).all() == [own.id]


def test_other_contact_data_ties_nothing(wren: User) -> None:
    known(make_venue(), email="robin@example.com", phone=wren.phone)
    mark_verified(user=wren)
    assert tie_account(user=wren) == 0
