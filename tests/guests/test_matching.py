"""How a venue recognizes guests: by account, email or phone number."""

import pytest

from app.core.db import session
from app.guests.actions import GuestContact, know_account, know_at_desk
from app.guests.models import Guest
from app.guests.queries import accounts_reached_by
from tests.factories import make_user, make_venue

pytestmark = pytest.mark.usefixtures("db", "now")

WREN = GuestContact("Wren Abernathy", "wren@example.com", "(503) 555-0187")


def test_an_account_is_one_guest_at_each_venue() -> None:
    hazel, alder, user = make_venue(), make_venue(), make_user()
    first = know_account(venue_id=hazel.id, user_id=user.id, contact=WREN)
    assert know_account(venue_id=hazel.id, user_id=user.id, contact=WREN) is first
    assert know_account(venue_id=alder.id, user_id=user.id, contact=WREN) is not first


def test_an_account_never_inherits_a_record_with_the_email_it_typed() -> None:
    venue, user = make_venue(), make_user()
    theirs = know_at_desk(venue=venue, contact=WREN)
    typed = GuestContact("Mallory", "WREN@example.com", "(503) 555-0199")
    own = know_account(venue_id=venue.id, user_id=user.id, contact=typed)
    assert own is not theirs
    assert (theirs.user_id, theirs.name, theirs.phone) == (None, "Wren Abernathy", "(503) 555-0187")
    assert (own.user_id, own.phone) == (user.id, "(503) 555-0199")


def test_the_front_desk_never_finds_accounts_by_typed_contact_data() -> None:
    venue = make_venue()
    tied = know_account(venue_id=venue.id, user_id=make_user().id, contact=WREN)
    for contact in (GuestContact("Wren A.", "wren@example.com"), GuestContact("Wren A.", phone="503 555 0187")):
        assert know_at_desk(venue=venue, contact=contact) is not tied


def test_a_second_account_with_the_same_email_has_its_own_record() -> None:
    venue = make_venue()
    first = know_account(venue_id=venue.id, user_id=make_user().id, contact=WREN)
    assert know_account(venue_id=venue.id, user_id=make_user().id, contact=WREN) is not first


@pytest.mark.parametrize(
    "contact",
    [
        GuestContact("W. Abernathy", "WREN@example.com"),
        GuestContact("W. Abernathy", phone="503 555 0187"),
        GuestContact("W. Abernathy", phone="+1 (503) 555-0187"),
        GuestContact("W. Abernathy", "other@example.com", "503.555.0187"),
    ],
)
def test_the_front_desk_recognizes_a_guest_by_email_or_phone(contact: GuestContact) -> None:
    venue = make_venue()
    guest = know_at_desk(venue=venue, contact=WREN)
    assert know_at_desk(venue=venue, contact=contact) is guest
    assert (guest.name, guest.email) == ("Wren Abernathy", "wren@example.com")


def test_the_same_name_alone_does_not_match_a_guest() -> None:
    venue = make_venue()
    guest = know_at_desk(venue=venue, contact=GuestContact("Wren Abernathy"))
    assert know_at_desk(venue=venue, contact=GuestContact("Wren Abernathy")) is not guest


def test_venues_do_not_share_guest_records() -> None:
    guest = know_at_desk(venue=make_venue(), contact=WREN)
    other = know_at_desk(venue=make_venue(), contact=WREN)
    assert other is not guest
    assert session.query(Guest).count() == 2


def test_records_of_accounts_are_looked_up_only_with_an_email_or_a_phone_number() -> None:
    venue = make_venue()
    known = know_account(venue_id=venue.id, user_id=make_user().id, contact=WREN)
    assert list(accounts_reached_by(venue, email="", phone="503 555 0187")) == [known]
    assert list(accounts_reached_by(venue, email="", phone="none")) == []
