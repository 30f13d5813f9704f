"""Removing a team member, and what happens to their bookings."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.bookings.enums import BookingState
from app.bookings.models.refunds import Refund
from app.catalog.models import Service, ServiceTeamMember
from app.core import clock
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_member
from tests.support import utc
from tests.team.people import AT, booked, june, massage, team, venue, words

__all__ = ["june", "massage", "venue"]


def test_member_without_bookings_can_be_removed_and_restored(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    session.commit()
    assert "June has no upcoming bookings." in client.get("/venue/team/june/remove").text
    page = client.post("/venue/team/june/remove", follow_redirects=True).text
    assert "June Castellano is no longer on your team." in page
    assert 'action="/venue/team/june/restore?at=1"' in page
    assert team(venue) == []
    assert client.get("/venue/team/june").status_code == 404
    assert "June Castellano" not in client.get(f"/venues/{venue.slug}").text
    assert client.get(f"/venues/{venue.slug}/massage?with=june").status_code in {200, 302, 404}
    client.post("/venue/team/june/restore?at=1")
    assert team(venue) == ["June Castellano"]


def test_removing_a_member_requires_a_decision_about_each_booking(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    priya = make_member(venue, name="Priya Raman", slug="priya")
    session.add(ServiceTeamMember(service_id=massage.id, member_id=priya.id))
    first, second = booked(massage, june), booked(massage, june, AT + timedelta(hours=1))
    booked(massage, priya, AT + timedelta(hours=1))
    page = words(client.get("/venue/team/june/remove").text)
    assert "June has 2 upcoming bookings." in page
    assert "Reassign to Priya Raman" in page
    assert "Priya is already booked at that time." in page

    half = client.post("/venue/team/june/remove", data={f"of-{first.public_id}": "priya"})
    assert half.status_code == 422
    assert ": Reassign or cancel this booking." in words(half.text)

    given = {f"of-{first.public_id}": "priya", f"of-{second.public_id}": "cancel"}
    without = client.post("/venue/team/june/remove", data=given)
    assert without.status_code == 422
    assert "Enter a reason for the guests." in without.text

    done = client.post("/venue/team/june/remove", data={**given, "reason": "June moved."}, follow_redirects=True)
    assert "1 booking reassigned. 1 booking canceled. We’re refunding $110.00." in done.text
    assert team(venue) == ["Priya Raman"]
    session.refresh(first)
    session.refresh(second)
    assert (first.served_by, first.state, second.state) == (
        "Priya Raman",
        BookingState.CONFIRMED,
        BookingState.CANCELED,
    )
    assert session.scalars(select(Refund.booking_id)).all() == [second.id]


def test_member_who_became_unavailable_before_saving_is_refused(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    priya = make_member(venue, name="Priya Raman", slug="priya")
    session.add(ServiceTeamMember(service_id=massage.id, member_id=priya.id))
    booking = booked(massage, june)
    assert "Reassign to Priya Raman" in client.get("/venue/team/june/remove").text
    booked(massage, priya)
    response = client.post("/venue/team/june/remove", data={f"of-{booking.public_id}": "priya", "reason": "Moved."})
    assert response.status_code == 422
    assert "Moved." in response.text
    assert "Priya is already booked at that time." in words(response.text)
    assert team(venue) == ["June Castellano", "Priya Raman"]


def test_bookings_can_be_reassigned_without_removing_the_member(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    priya = make_member(venue, name="Priya Raman", slug="priya")
    session.add(ServiceTeamMember(service_id=massage.id, member_id=priya.id))
    first, second = booked(massage, june), booked(massage, june, AT + timedelta(hours=1))
    assert "Keep with June" in client.get("/venue/team/june/bookings").text
    client.post("/venue/team/june/bookings", data={f"of-{second.public_id}": "priya", f"of-{first.public_id}": ""})
    session.refresh(first)
    session.refresh(second)
    assert (first.served_by, second.served_by) == ("June Castellano", "Priya Raman")


def test_past_day_in_the_calendar_still_shows_a_former_member(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    make_member(venue, name="Priya Raman", slug="priya")
    with clock.pinned(utc("2026-05-11 18:00")):
        booked(massage, june, utc("2026-05-12 18:00"))
    client.post("/venue/team/june/remove")
    page = client.get("/calendar/?day=2026-05-12").text
    assert "June" in page
    assert "Wren Abernathy" in page
    assert "June" not in client.get("/calendar/?day=2026-05-20").text


def test_cart_with_a_former_member_says_so(client: FlaskClient, venue: Venue, massage: Service) -> None:
    session.commit()
    line = {"venue": venue.slug, "service": "massage", "with": "june", "start": "2026-05-15T18:00Z", "quantity": "1"}
    assert client.post("/cart/lines", data=line).status_code == 303
    client.post("/venue/team/june/remove")
    page = client.get("/cart/")
    assert page.status_code == 200
    assert "No longer" in page.text
