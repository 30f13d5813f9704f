"""Whom a venue knows: by an account, by an address, by a number."""

import pytest

from app.db import session
from app.guests.actions import Contact, know_account, know_at_desk
from app.guests.models import Guest
from tests.factories import make_user, make_venue

pytestmark = pytest.mark.usefixtures("db", "now")

WREN = Contact("Wren Abernathy", "wren@example.com", "(503) 555-0187")


def test_an_account_is_one_guest_of_each_venue() -> None:
    hazel, alder, user = make_venue(), make_venue(), make_user()
    first = know_account(venue_id=hazel.id, user_id=user.id, contact=WREN)
    assert know_account(venue_id=hazel.id, user_id=user.id, contact=WREN) is first
    assert know_account(venue_id=alder.id, user_id=user.id, contact=WREN) is not first


def test_whom_the_desk_knew_by_her_address_keeps_her_notes_when_she_makes_an_account() -> None:
    venue, user = make_venue(), make_user()
    guest = know_at_desk(venue=venue, contact=Contact("Wren A.", "Wren@Example.com"))
    guest.notes = "No almond oil."
    assert know_account(venue_id=venue.id, user_id=user.id, contact=WREN) is guest
    assert (guest.name, guest.notes, guest.user_id) == ("Wren A.", "No almond oil.", user.id)


def test_a_second_account_with_the_same_address_is_somebody_else() -> None:
    venue = make_venue()
    first = know_account(venue_id=venue.id, user_id=make_user().id, contact=WREN)
    assert know_account(venue_id=venue.id, user_id=make_user().id, contact=WREN) is not first


@pytest.mark.parametrize(
    "contact",
    [
        Contact("W. Abernathy", "WREN@example.com"),
        Contact("W. Abernathy", phone="503 555 0187"),
        Contact("W. Abernathy", phone="+1 (503) 555-0187"),
        Contact("W. Abernathy", "other@example.com", "503.555.0187"),
    ],
)
def test_the_desk_knows_her_again(contact: Contact) -> None:
    venue = make_venue()
    guest = know_at_desk(venue=venue, contact=WREN)
    assert know_at_desk(venue=venue, contact=contact) is guest
    assert (guest.name, guest.email) == ("Wren Abernathy", "wren@example.com")


def test_the_same_name_alone_is_somebody_else() -> None:
    venue = make_venue()
    guest = know_at_desk(venue=venue, contact=Contact("Wren Abernathy"))
    assert know_at_desk(venue=venue, contact=Contact("Wren Abernathy")) is not guest


def test_another_venue_does_not_know_her() -> None:
    guest = know_at_desk(venue=make_venue(), contact=WREN)
    other = know_at_desk(venue=make_venue(), contact=WREN)
    assert other is not guest
    assert session.query(Guest).count() == 2
