"""The way through the set-up: where each saved form leads, and what its button says."""

from datetime import date

from flask.testing import FlaskClient

from app.accounts.models import User
from app.core.db import session
from app.hours.actions import set_date, set_week
from app.venues.enums import VenueStatus
from tests.onboarding.test_pages import ANSWERS, SUMMARY, owner, ready
from tests.reading import filled, words

__all__ = ["owner"]


def go_on(client: FlaskClient, path: str, **typed: object) -> str:
    """Save a page's form as its button does during set-up, and return the page that follows."""
    form = filled(client.get(path).text, path)
    response = client.post(path, data={**form, "then": "next", **typed})
    assert response.status_code == 303
    step = client.get(response.location)
    return str(step.location if step.status_code == 303 else response.location)


def test_each_saved_form_leads_to_the_next_open_step(client: FlaskClient, owner: User) -> None:
    client.post("/venue/start", data=ANSWERS)
    assert client.get("/venue/next").location == "/venue/basics"
    page = words(client.get("/venue/basics").text)
    assert "1 of 6 required steps done" in page
    assert "Save and go to Address" in page
    assert go_on(client, "/venue/basics", summary=SUMMARY) == "/venue/location"
    assert "2 of 6 required steps done" in words(client.get("/venue/hours/").text)
    assert client.get("/venue/next?after=venues.location").location == "/venue/hours/"


def test_a_new_team_begins_with_its_owner_and_each_person_can_lead_to_one_more(
    client: FlaskClient, owner: User
) -> None:
    client.post("/venue/start", data=ANSWERS)
    assert 'value="Maren Oyelaran"' in client.get("/venue/team/new").text
    more = client.post("/venue/team/new", data={"name": "Maren Oyelaran", "then": ["next", "another"]})
    assert more.location == "/venue/team/new"
    assert 'value="Maren Oyelaran"' not in client.get("/venue/team/new").text
    last = client.post("/venue/team/new", data={"name": "June", "then": "next"})
    assert last.location == "/venue/next?after=team.index"


def test_after_the_necessary_steps_optional_ones_can_be_skipped(client: FlaskClient, owner: User) -> None:
    ready(owner)
    assert client.get("/venue/next?after=catalog.index").location == "/venue/photos"
    assert "Skip for now and go to FAQs" in words(client.get("/venue/photos").text)
    assert client.get("/venue/next?after=venues.photos").location == "/venue/faqs/"
    assert client.get("/venue/next?after=faqs.index").location == "/venue/"


def test_a_live_listing_has_plain_save_buttons(client: FlaskClient, owner: User) -> None:
    ready(owner, VenueStatus.LIVE)
    page = words(client.get("/venue/basics").text)
    assert "Save details" in page
    assert "required steps" not in page
    assert client.get("/venue/next?after=venues.basics").location == "/venue/"


def test_a_step_leads_forward_before_it_leads_back(client: FlaskClient, owner: User) -> None:
    client.post("/venue/start", data=ANSWERS)
    assert "Save and go to Services" in words(client.get("/venue/team/new").text)


def test_the_last_step_leads_back_to_the_checklist(client: FlaskClient, owner: User) -> None:
    ready(owner)
    assert "Skip for now and go back to the checklist" in words(client.get("/venue/faqs/").text)


def test_a_venue_that_opens_only_on_special_dates_has_hours(client: FlaskClient, owner: User) -> None:
    venue = ready(owner)
    set_week(venue=venue, hours={})
    session.commit()
    assert "Next: Set hours" in words(client.get("/venue/").text)
    set_date(venue=venue, on=date(2026, 6, 1), spans=[(600, 900)])
    session.commit()
    page = words(client.get("/venue/").text)
    assert "Open on dates with special hours only" in page
    assert "Ready to submit for review" in page
