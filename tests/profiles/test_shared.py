"""What venues see of a guest: only what the guest shares, and only where they booked."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import Range

from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.bookings.enums import BookingState
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.served import members_who_served
from app.core.db import session
from app.photos.models import Photo
from app.profiles.actions.profiles import Details, edit_profile, prefer_member, set_photo
from app.profiles.models import PreferredMember
from app.profiles.queries import NOTHING, shared_with
from tests.factories import add, make_member, make_user, make_venue
from tests.profiles.conftest import Visit
from tests.support import NOW, sign_in, statements

pytestmark = pytest.mark.usefixtures("db", "now")

KEY = "a" * 40


@pytest.fixture
def known(visit: Visit) -> Visit:
    """Give the guest a profile of which they share nothing, and log in the owner."""
    share(visit)
    set_photo(user=visit.guest, photo=add(Photo(key=KEY, width=1200, height=900)))
    prefer_member(user=visit.guest, member=visit.member)
    prefer_member(user=visit.guest, member=make_member(make_venue(), name="Odile Marsh"))
    sign_in(visit.client, visit.owner)
    return visit


def share(visit: Visit, **shares: bool) -> None:
    edit_profile(user=visit.guest, details=Details(visit.guest.name, birthday=(2, 29), language="es", **shares))
    session.commit()


SHARED = {
    "shows_photo": f"/photos/{KEY}",
    "shows_birthday": "February 29",
    "shows_language": "Spanish",
    "shows_team": "Prefers",
}


@pytest.mark.parametrize("what", SHARED)
def test_venue_sees_exactly_what_the_guest_shares(known: Visit, what: str) -> None:
    assert not any(words in known.panel + known.guest_page for words in SHARED.values())
    share(known, **{what: True})
    for page in (known.panel, known.guest_page):
        assert [words for words in SHARED.values() if words in page] == [SHARED[what]]


def test_venue_sees_no_team_member_of_another(known: Visit) -> None:
    share(known, shows_team=True)
    assert list(shared_with(known.venue.id, known.guest.id).preferred) == [known.member.name]
    assert "Odile Marsh" not in known.guest_page


def test_photo_is_shown_once_it_is_ready(known: Visit) -> None:
    share(known, shows_photo=True)
    set_photo(user=known.guest, photo=add(Photo(key=KEY, width=1200, height=900, state="waiting")))
    assert shared_with(known.venue.id, known.guest.id).photo is None


def test_venue_that_only_entered_the_address_sees_nothing(known: Visit) -> None:
    share(known, shows_birthday=True)
    session.execute(update(VenueOrder).values(guest_id=None))
    session.commit()
    assert SHARED["shows_birthday"] not in known.guest_page


def test_shared_profile_costs_one_statement(known: Visit) -> None:
    session.commit()
    with statements() as sent:
        found = shared_with(known.venue.id, known.guest.id)
        nobody = shared_with(known.venue.id, None)
    assert len(sent) == 1
    assert (found, nobody) == (NOTHING, NOTHING)


@pytest.fixture
def served(visit: Visit) -> Visit:
    """Complete the booking, performed by its team member, and log in the guest."""
    begins, ends = visit.booking.starts_at, visit.booking.ends_at
    add(
        Reservation(
            resource_id=visit.member.resource_id,
            during=Range(begins, ends, bounds="[)"),
            kind=ReservationKind.BOOKING,
            state=ReservationState.CONFIRMED,
            booking_id=visit.booking.id,
        )
    )
    visit.booking.state = BookingState.COMPLETED
    sign_in(visit.client, visit.guest)
    return visit


def test_guest_prefers_a_team_member_who_served_them(served: Visit) -> None:
    page = f"/bookings/{served.booking.public_id}"
    assert "Prefer June" in served.client.get(page).text
    wanted = {"member": f"{served.venue.slug}/{served.member.slug}", "next": page}
    assert served.client.post("/account/profile/team", data=wanted).location == page
    assert "Prefer June" not in served.client.get(page).text
    assert served.member.name in served.client.get("/account/profile").text
    served.client.post("/account/profile/team/remove", data=wanted)
    assert session.get(PreferredMember, (served.guest.id, served.member.id)) is None


def test_guest_prefers_nobody_who_did_not_serve_them(served: Visit) -> None:
    others = make_member(served.venue, name="Odile Marsh")
    wanted = {"member": f"{served.venue.slug}/{others.slug}"}
    assert served.client.post("/account/profile/team", data=wanted).status_code == 404
    sign_in(served.client, make_user())
    wanted = {"member": f"{served.venue.slug}/{served.member.slug}"}
    assert served.client.post("/account/profile/team", data=wanted).status_code == 404


def test_former_team_members_and_bookings_that_did_not_take_place_are_not_offered(served: Visit) -> None:
    assert len(members_who_served(served.guest.id)) == 1
    served.booking.state = BookingState.NO_SHOW
    session.flush()
    assert members_who_served(served.guest.id) == []
    served.booking.state = BookingState.COMPLETED
    session.execute(
        update(type(served.member))
        .where(type(served.member).id == served.member.id)
        .values(position=None, removed_at=NOW - timedelta(days=1))
    )
    assert members_who_served(served.guest.id) == []
