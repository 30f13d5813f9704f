"""Former addresses of a venue redirect and keep the query string."""

import pytest
from flask.testing import FlaskClient

from app.core.db import session
from app.venues.models import VenueSlug
from tests.factories import make_service, make_venue
from tests.search_pages.test_queries import ONE


@pytest.mark.parametrize("path", ["/venues/{}", "/venues/{}/massage", "/combo/{}", "/party/{}"])
def test_a_former_address_keeps_its_query(client: FlaskClient, path: str) -> None:
    venue = make_venue(name="Alder", slug="alder")
    make_service(venue, slug="massage", **ONE)
    session.add(VenueSlug(slug="elm", venue_id=venue.id))
    session.flush()
    moved = client.get(f"{path.format('elm')}?day=2026-05-16&quantity=2&extra=a&extra=b")
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{path.format('alder')}?day=2026-05-16&quantity=2&extra=a&extra=b"
