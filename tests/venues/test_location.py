"""The owner's pages of a venue's location: the address, its matches, and the pin."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from contextvars import copy_context

import psycopg2
import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from app.venues.places import zip_area
from app.venues.queries import venue_owned_by, waiting_submission
from tests.factories import make_user, make_venue
from tests.reading import filled, words
from tests.sandbox.servers import GeocoderSandbox
from tests.support import sign_in
from tests.venues.test_geocoder import DOCUMENTED, answer

ADDRESS = {"street": "2800 SE Clinton St", "city": "Portland", "state": "OR", "postal_code": "97202"}


@pytest.fixture
def owner(client: FlaskClient) -> User:
    person = make_user(role=Role.PROVIDER)
    session.commit()
    sign_in(client, person)
    return person


def draft(owner: User, **values: object) -> Venue:
    """Return a draft without an address, in the center of its ZIP code."""
    area = zip_area("97202")
    assert area is not None
    place = {"street": "", "latitude": area.latitude, "longitude": area.longitude, "position_confirmed": False}
    venue = make_venue(owner_id=owner.id, **{"status": VenueStatus.DRAFT, **place, **values})
    session.commit()
    return venue


def kept(owner: User) -> Venue:
    session.expire_all()
    venue = venue_owned_by(owner)
    assert venue is not None
    return venue


def standing(client: FlaskClient, path: str = "/venue/location") -> dict[str, list[str]]:
    return filled(client.get(path).text, path)


def save(client: FlaskClient, **changed: str) -> str:
    """Save an address and return where it leads."""
    response = client.post("/venue/location", data={**standing(client), **ADDRESS, **changed})
    return response.location or words(response.text)


def is_at_center(venue: Venue) -> bool:
    area = zip_area(venue.postal_code)
    return area is not None and (venue.latitude, venue.longitude) == (area.latitude, area.longitude)


def test_the_only_match_gets_the_pin_and_the_owner_confirms_it(
    client: FlaskClient, owner: User, geocoder: GeocoderSandbox
) -> None:
    draft(owner)
    assert save(client) == "/venue/location/pin?lookup=one"
    assert geocoder.asked() == ["2800 SE Clinton St, Portland, OR 97202"]
    venue = kept(owner)
    assert (venue.street, venue.position_confirmed, is_at_center(venue)) == ("2800 SE Clinton St", False, False)
    shown = client.get("/venue/location/pin?lookup=one").text
    assert "We placed the pin by your address. It may be off by a building, so move it to your front door." in words(
        shown
    )
    form = filled(shown, "/venue/location/pin")
    assert client.post("/venue/location/pin", data={**form, "latitude": "45.5040"}).status_code == 303
    assert (kept(owner).latitude, kept(owner).position_confirmed) == (45.504, True)
    # The same address is not looked up again, and its pin stays confirmed.
    assert save(client, directions="Ring twice.") == "/venue/next?after=venues.location"
    assert (len(geocoder.asked()), kept(owner).directions, kept(owner).position_confirmed) == (1, "Ring twice.", True)


def test_the_owner_chooses_among_several_matches(client: FlaskClient, owner: User, geocoder: GeocoderSandbox) -> None:
    draft(owner)
    shown = client.post("/venue/location", data={**standing(client), **ADDRESS, "street": "2800 Clinton"}).text
    assert "2800 Clinton St, Portland, OR 97202 2800 Clinton Ave, Portland, OR 97202" in words(shown)
    assert "None of these: start at the center of ZIP code 97202" in words(shown)
    assert is_at_center(kept(owner))
    chosen = filled(shown, "/venue/location/match")
    assert client.post("/venue/location/match", data=chosen).location == "/venue/location/pin"
    venue = kept(owner)
    assert (f"{venue.latitude},{venue.longitude}", venue.position_confirmed) == (chosen["position"][0], False)


@pytest.mark.parametrize("position", ["", "north", "1,2,3", "91,0", "nan,nan", "40.7,-74.0", "45.5"])
def test_an_impossible_match_leaves_the_pin_where_it_is(client: FlaskClient, owner: User, position: str) -> None:
    draft(owner, street="2800 Clinton")
    response = client.post("/venue/location/match", data={"position": position})
    assert response.location.startswith("/venue/location/pin")
    assert is_at_center(kept(owner))


@pytest.mark.parametrize(
    ("fault", "outcome", "says"),
    [
        ({"status": 503}, "no-answer", "The address look-up didn’t respond in time. Your address is saved."),
        ({"body": "[]"}, "no-answer", "The address look-up didn’t respond in time. Your address is saved."),
        ({"body": answer()}, "none", "We couldn’t find this address on the map. Your address is saved."),
        (
            {"body": answer(DOCUMENTED)},
            "elsewhere",
            "We found this address only far from ZIP code 97202, or not in OR.",
        ),
    ],
)
def test_without_a_match_the_pin_is_at_the_center_of_the_zip_code(
    client: FlaskClient, owner: User, geocoder: GeocoderSandbox, fault: dict[str, object], outcome: str, says: str
) -> None:
    geocoder.fault(**fault)
    draft(owner)
    where = save(client, directions="Ring twice.")
    assert where == f"/venue/location/pin?lookup={outcome}"
    assert (kept(owner).street, kept(owner).directions, is_at_center(kept(owner))) == (
        "2800 SE Clinton St",
        "Ring twice.",
        True,
    )
    shown = words(client.get(where).text)
    assert says in shown
    assert "The pin is at the center of ZIP code 97202. Move it to your front door." in shown
    assert ("4600 Silver Hill Rd, Washington, DC 20233" in shown) == (outcome == "elsewhere")


def test_address_page_promises_a_look_up_only_with_a_geocoder(
    app: Flask, client: FlaskClient, owner: User, geocoder: GeocoderSandbox
) -> None:
    draft(owner)
    assert "We look up your address" in words(client.get("/venue/location").text)
    app.extensions["geocoder"] = None
    page = words(client.get("/venue/location").text)
    assert "After you save your address, you place the pin on a map yourself." in page
    assert "look" not in page.lower()


def test_without_a_geocoder_the_pin_is_at_the_center_of_the_zip_code(client: FlaskClient, owner: User) -> None:
    draft(owner)
    assert save(client, city="Bend", postal_code="97703") == "/venue/location/pin?lookup=off"
    assert is_at_center(kept(owner))
    assert kept(owner).city == "Bend"


def test_a_confirmed_pin_stays_in_its_zip_code_until_it_is_checked(client: FlaskClient, owner: User) -> None:
    before = draft(owner, street="2800 SE Clinton St", latitude=45.504, longitude=-122.638, position_confirmed=True)
    save(client, street="2810 SE Clinton St")
    venue = kept(owner)
    assert (venue.position, venue.position_confirmed) == (before.position, False)


IN_TRANSACTION = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in %'"


def test_no_transaction_is_open_during_the_look_up(client: FlaskClient, owner: User, geocoder: GeocoderSandbox) -> None:
    draft(owner)
    form = {**standing(client), **ADDRESS}
    geocoder.fault(seconds=1)
    with (
        ThreadPoolExecutor(1) as pool,
        closing(psycopg2.connect(current_app.extensions["settings"].database_url)) as other,
    ):
        saving = pool.submit(copy_context().run, client.post, "/venue/location", data=form)
        while not geocoder.asked() and not saving.done():
            time.sleep(0.01)
        with other.cursor() as cursor:
            cursor.execute(IN_TRANSACTION)
            assert cursor.fetchone() == (0,)
        assert not saving.done()
        assert saving.result().location == "/venue/location/pin?lookup=one"


def test_a_new_address_of_a_live_venue_is_reviewed_with_its_pin(
    client: FlaskClient, owner: User, geocoder: GeocoderSandbox
) -> None:
    venue = draft(owner, status=VenueStatus.LIVE, street="3128 SE Division St", position_confirmed=True)
    save(client)
    sent = waiting_submission(venue)
    assert sent is not None
    assert sent.proposed["position_confirmed"] is False
    client.post("/venue/location/pin", data=standing(client, "/venue/location/pin"))
    sent = waiting_submission(venue)
    assert sent is not None
    assert "position_confirmed" not in sent.proposed  # as it is now
    assert (kept(owner).street, is_at_center(kept(owner))) == ("3128 SE Division St", True)


def test_confirming_a_pin_that_stays_needs_no_review(client: FlaskClient, owner: User) -> None:
    venue = draft(owner, status=VenueStatus.LIVE, street="3128 SE Division St")
    client.post("/venue/location/pin", data=standing(client, "/venue/location/pin"))
    assert waiting_submission(venue) is None
    assert kept(owner).position_confirmed


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"state": "WA"}, "is in Portland, OR"),
        ({"postal_code": "9720"}, "We can’t find ZIP code 9720"),
        ({"city": "Paris", "postal_code": "SW1A 1AA"}, "We can’t find ZIP code SW1A 1AA"),
        ({"street": ""}, "Enter the street and number of your front door."),
        ({"street": "P.O. Box 12"}, "Guests can’t come to a PO box."),
        ({"street": "po box 12"}, "Guests can’t come to a PO box."),
        ({"street": "9" * 121}, "Shorten this to 120 characters."),
        ({"directions": "x" * 301}, "Shorten this to 300 characters."),
    ],
)
def test_an_invalid_address_is_refused_without_a_look_up(
    client: FlaskClient, owner: User, geocoder: GeocoderSandbox, changed: dict[str, str], says: str
) -> None:
    draft(owner)
    response = client.post("/venue/location", data={**standing(client), **ADDRESS, **changed})
    assert response.status_code == 422
    assert says in words(response.text)
    assert next(iter(changed.values())) in response.text
    assert geocoder.asked() == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"latitude": "north"}, "Enter degrees as a number"),
        ({"latitude": "91"}, "Enter a latitude from −90 to 90."),
        ({"latitude": "NaN"}, "Enter a latitude from −90 to 90."),
        ({"latitude": "40.7"}, "miles from ZIP code 97202"),
    ],
)
def test_an_invalid_pin_is_refused_with_a_message(
    client: FlaskClient, owner: User, changed: dict[str, str], says: str
) -> None:
    draft(owner, street="2800 SE Clinton St")
    response = client.post("/venue/location/pin", data={**standing(client, "/venue/location/pin"), **changed})
    assert response.status_code == 422
    assert says in words(response.text)
    assert not kept(owner).position_confirmed


def test_the_pin_of_a_venue_without_an_address_leads_to_its_address(client: FlaskClient, owner: User) -> None:
    draft(owner)
    assert client.get("/venue/location/pin").location == "/venue/location"
