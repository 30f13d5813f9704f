"""Featured venues on the home page: choosing, ordering, last day, and removal."""

from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.actions.featured import feature_venue
from app.admin.models import AuditEntry
from app.admin.queries.featured import featured_venues
from app.core import clock
from app.core.db import session
from app.search_index.models import MAX_FEATURED, Featured
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.factories import add, make_user, make_venue
from tests.indexing import Know
from tests.pages import flashed
from tests.search_pages.test_home import board_names, make_deal_venue
from tests.support import NOW, utc
from tests.tabs import DONE, in_tabs


def order() -> list[str]:
    session.expire_all()
    return [row.venue.slug for row in featured_venues()]


def feature(client: FlaskClient, slug: str, **data: str) -> int:
    return client.post(f"/admin/featured/{slug}", data=data).status_code


@pytest.fixture
def three(client: FlaskClient, dana: User) -> None:
    for slug in ("alder", "birch", "cedar"):
        make_venue(slug=slug, name=slug.title())
    session.commit()
    for slug in ("alder", "birch", "cedar"):
        feature(client, slug)


@pytest.mark.usefixtures("three")
def test_featured_venues_are_added_at_the_end_and_reordered(client: FlaskClient) -> None:
    assert order() == ["alder", "birch", "cedar"]
    assert "Cedar is now featured for guests near Portland." in flashed(client, "/admin/featured")
    client.post("/admin/featured-order", data={"move": "cedar:up"})
    assert order() == ["alder", "cedar", "birch"]
    client.post("/admin/featured-order", data={"order": "birch,alder,cedar"})
    assert order() == ["birch", "alder", "cedar"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("data", "status"),
    [({}, 422), ({"move": "alder:sideways"}, 422), ({"move": "dune:up"}, 409), ({"order": "alder,birch"}, 409)],
)
def test_invalid_order_of_featured_venues_changes_nothing(
    client: FlaskClient, data: dict[str, str], status: int
) -> None:
    assert client.post("/admin/featured-order", data=data).status_code == status
    assert order() == ["alder", "birch", "cedar"]


@pytest.mark.usefixtures("three")
def test_removed_featured_venue_can_be_restored_to_its_position(client: FlaskClient) -> None:
    feature(client, "birch", until="2026-05-20")
    went = client.post("/admin/featured/birch/remove").headers["Location"]
    assert order() == ["alder", "cedar"]
    assert "</bdi> is no longer featured." in client.get(went).text
    feature(client, "birch", until="2026-05-20", position="2")
    assert order() == ["alder", "birch", "cedar"]
    assert session.scalars(select(Featured.until).where(Featured.position == 2)).one() == utc("2026-05-21 07:00")
    assert client.post("/admin/featured/birch/remove").status_code == 303
    assert client.post("/admin/featured/birch/remove").status_code == 409
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-3:] == ["venue.unfeature", "venue.feature", "venue.unfeature"]


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("until", "message"), [("2026-05-13", "That day has passed."), ("soon", "05/14/2026"), ("2026-02-31", "05/14/2026")]
)
def test_past_or_invalid_last_day_is_rejected_at_its_field(client: FlaskClient, until: str, message: str) -> None:
    answer = client.post("/admin/featured/alder", data={"until": until})
    assert answer.status_code == 422
    assert message in answer.text
    assert f'value="{until}"' in answer.text


def test_only_live_venues_and_at_most_twelve_can_be_featured(client: FlaskClient, dana: User) -> None:
    make_venue(slug="draft", status=VenueStatus.DRAFT)
    for number in range(MAX_FEATURED + 1):
        make_venue(slug=f"v{number}")
    session.commit()
    assert feature(client, "draft") == 422
    assert feature(client, "nowhere") == 404
    assert [feature(client, f"v{number}") for number in range(MAX_FEATURED + 1)] == [303] * MAX_FEATURED + [422]


def test_database_rejects_two_featured_venues_at_one_position(db: None) -> None:
    add(Featured(venue_id=make_venue().id, position=1))
    add(Featured(venue_id=make_venue().id, position=1))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_featured_venues_lead_the_home_page_of_their_city_until_they_end(client: FlaskClient, know: Know) -> None:
    near, far = make_deal_venue("Near", latitude=45.52, longitude=-122.67), make_deal_venue("Far", latitude=45.60)
    austin = make_deal_venue("Austin", city="Austin", state="TX", latitude=30.2672, longitude=-97.7431)
    know()
    usual = board_names(client.get("/").text)
    add(Featured(venue_id=austin.id, position=1))
    add(Featured(venue_id=(far if usual[0] == "Near" else near).id, position=2, until=NOW + timedelta(hours=1)))
    session.commit()
    client.application.extensions.pop("kept", None)
    assert board_names(client.get("/").text) == usual[::-1]
    with clock.pinned(NOW + timedelta(hours=2)):
        assert unescape(client.get("/").text)
        assert board_names(client.get("/").text) == usual


def test_admins_featuring_venues_at_once_get_separate_positions(app: Flask, db: None) -> None:
    venues, admin = [make_venue().id for _ in range(4)], make_user(role=Role.ADMIN).id
    session.commit()

    def add_one(number: int) -> None:
        venue, by = session.get_one(Venue, venues[number]), session.get_one(User, admin)
        feature_venue(venue=venue, admin=by, until=None)

    assert in_tabs(app, add_one, tabs=4) == [DONE] * 4
    assert [row.position for row in featured_venues()] == [1, 2, 3, 4]
