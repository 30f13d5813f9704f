"""The team as its owner edits it, and as guests see it."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.catalog.models import OptionTeamMember, Service, ServiceTeamMember
from app.core.db import session
from app.team.models import TeamMember, TimeOff
from app.venues.models import Venue
from tests.factories import make_member, make_service
from tests.support import statements
from tests.team.people import HTMX, NASTY, OTHER_SCRIPTS, june, massage, seen, team, venue, words
from tests.venue_factories import set_own_terms

__all__ = ["june", "massage", "venue"]


def test_team_list_shows_services_hours_and_missing_details(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    make_member(venue, name="Tobias Lind", title="Apprentice")
    session.commit()
    page = words(client.get("/venue/team/").text)
    for phrase in ("June Castellano", "Services Unwinding massage", "Same as business hours", "Apprentice"):
        assert phrase in page
    assert "None yet, so guests can’t book Tobias." in page
    assert "2 of 5" in page


def test_member_is_added_with_their_services(client: FlaskClient, venue: Venue, massage: Service) -> None:
    given = {"name": " Priya  Raman ", "title": "Deep tissue", "services": ["massage"]}
    response = client.post("/venue/team/new", data=given)
    assert response.location == "/venue/team/priya"
    assert team(venue) == ["June Castellano", "Priya Raman"]
    performers = session.scalars(
        select(ServiceTeamMember.member_id).where(ServiceTeamMember.service_id == massage.id)
    ).all()
    assert len(performers) == 2


@pytest.mark.parametrize("name", ["New Moon", "Order Lee"])
def test_name_that_matches_a_page_gets_another_slug(client: FlaskClient, venue: Venue, name: str) -> None:
    location = client.post("/venue/team/new", data={"name": name}).location
    assert location.endswith("-2")
    assert client.get(location).status_code == 200


@pytest.mark.parametrize("name", OTHER_SCRIPTS)
def test_name_in_any_script_is_shown_on_every_page(client: FlaskClient, venue: Venue, name: str) -> None:
    location = client.post("/venue/team/new", data={"name": name}).location
    for path in ("/venue/team/", location, f"{location}/remove", f"/venues/{venue.slug}"):
        assert name in client.get(path).text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": " "}, "Enter the name guests will see."),
        ({"name": "W" * 81}, "Shorten the name to 80 characters."),
        ({"name": "Ada", "title": "T" * 81}, "Shorten the job title to 80 characters."),
        ({"name": "Ada", "services": ["of-nobody"]}, "This list changed while you were editing."),
    ],
)
def test_invalid_new_member_is_refused_without_losing_input(
    client: FlaskClient, venue: Venue, given: dict[str, str], message: str
) -> None:
    response = client.post("/venue/team/new", data=given)
    assert response.status_code == 422
    assert message in response.text
    assert given["name"].strip() in response.text
    assert team(venue) == []


def test_sixth_member_is_refused_without_losing_input(client: FlaskClient, venue: Venue) -> None:
    for number in range(5):
        make_member(venue, name=f"Nadia{number} Ferris")
    session.commit()
    assert "You’ve reached the limit of 5." in client.get("/venue/team/").text
    assert "up to 5 team members" in client.get("/venue/team/new").text
    response = client.post("/venue/team/new", data={"name": "Ada Whitlock", "title": "Late comer"})
    assert response.status_code == 422
    assert "A venue can have up to 5 team members. Remove one to add another." in response.text
    assert "Late comer" in response.text


def test_public_profile_of_a_member_is_escaped_everywhere(client: FlaskClient, venue: Venue, massage: Service) -> None:
    session.commit()
    given = {
        "name": NASTY,
        "title": NASTY,
        "bio": f"First.\n{NASTY}",
        "languages": ["es", "en"],
        "services": ["massage"],
        "buffer_minutes": "15",
        "seen": seen(client.get("/venue/team/june").text),
    }
    assert client.post("/venue/team/june", data=given).status_code == 303
    saved = session.scalars(select(TeamMember)).one()
    session.refresh(saved)
    assert (saved.name, saved.languages, saved.buffer_minutes) == (NASTY, ["en", "es"], 15)
    for path in (
        f"/venues/{venue.slug}",
        f"/venues/{venue.slug}/massage?with=june",
        "/venue/team/",
        "/venue/team/june",
    ):
        page = client.get(path).text
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page
    assert "Speaks English and Spanish" in client.get(f"/venues/{venue.slug}").text


def test_selecting_services_keeps_the_members_own_prices(
    client: FlaskClient, venue: Venue, massage: Service, june: TeamMember
) -> None:
    stones, facial = (make_service(venue, members=[june], title=title, slug=title) for title in ("stones", "facial"))
    set_own_terms(massage, june.id, 9900)
    session.commit()
    given = {"name": june.name, "services": ["massage", "stones"], "buffer_minutes": "0"}
    client.post("/venue/team/june", data={**given, "seen": seen(client.get("/venue/team/june").text)})
    provided = session.scalars(select(ServiceTeamMember.service_id).order_by(ServiceTeamMember.service_id)).all()
    assert provided == [massage.id, stones.id]
    assert facial.id not in provided
    assert [
        tuple(row) for row in session.execute(select(OptionTeamMember.service_id, OptionTeamMember.price_cents))
    ] == [(massage.id, 9900)]


def test_saving_an_outdated_form_shows_both_values(client: FlaskClient, june: TeamMember) -> None:
    session.commit()
    old = seen(client.get("/venue/team/june").text)
    first = {"name": "June Park", "buffer_minutes": "0", "seen": old}
    assert client.post("/venue/team/june", data=first).status_code == 303
    response = client.post("/venue/team/june", data={**first, "name": "June Castellano-Park"})
    assert response.status_code == 422
    assert "Saved value: <q>June Park</q>" in response.text
    assert "June Castellano-Park" in response.text


def test_new_order_of_the_team_is_saved_and_announced(client: FlaskClient, venue: Venue, june: TeamMember) -> None:
    make_member(venue, name="Priya Raman", slug="priya")
    session.commit()
    moved = client.post("/venue/team/order", data={"move": "priya:up"}, headers=HTMX)
    assert "Priya Raman is now 1 of 2." in moved.text
    assert team(venue) == ["Priya Raman", "June Castellano"]
    client.post("/venue/team/order", data={"order": "june,priya"})
    assert team(venue) == ["June Castellano", "Priya Raman"]
    assert client.post("/venue/team/order", data={"order": "june"}).status_code == 409


def test_team_list_takes_as_many_statements_with_five_members_as_with_one(client: FlaskClient, venue: Venue) -> None:
    counts = []
    for count in (1, 4):
        for number in range(count):
            member = make_member(venue, name=f"Nadia{number} Ferris")
            make_service(venue, members=[member])
            session.add(TimeOff(member_id=member.id, weekday=1, begins=0, ends=60, first_on=date(2026, 5, 1)))
        session.commit()
        with statements() as sent:
            assert client.get("/venue/team/").status_code == 200
        counts.append(len(sent))
    assert counts == [9, 9]
