"""Landing pages for search engines, and their metadata."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core.db import session
from app.search_index.actions import reindex
from app.venues.enums import VenueStatus
from tests.factories import make_category, make_member, make_service, make_user, make_venue
from tests.indexing import Know
from tests.search_pages.test_queries import ONE
from tests.search_pages.test_search import AUSTIN, NEAR, PARTIAL, get, heading, make_sold, names
from tests.support import sign_in, statements

pytestmark = pytest.mark.usefixtures("db", "now")


def data_of(page: str) -> Any:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return json.loads(found)


def test_a_category_in_a_town_has_a_landing_page(client: FlaskClient, know: Know) -> None:
    make_category(slug="facial", name="Facials")
    make_sold("Alder")
    make_sold("Birch", category="facial")
    make_sold("Cedar", city="Gresham", latitude=45.50, longitude=-122.43)
    know()
    page = client.get("/massage/portland-or")
    assert (heading(page), names(page)) == ("Massage near Portland, OR", ["Alder", "Cedar"])
    assert '<link rel="canonical" href="http://localhost/massage/portland-or">' in page.text
    assert "noindex" not in page.text
    assert 'href="/facial/portland-or">Facials</a>' in page.text
    assert 'href="/massage/gresham-or">Gresham, OR</a>' in page.text
    listed = data_of(page.text)["itemListElement"]
    assert [(one["position"], one["name"]) for one in listed] == [(1, "Alder"), (2, "Cedar")]
    assert heading(client.get("/near/portland-or")) == "Venues near Portland, OR"
    assert heading(client.get("/categories/massage")) == "Massage"


@pytest.mark.parametrize(
    ("address", "answered"),
    [
        ("/massage/portland-or?page=1", "/massage/portland-or"),
        ("/massage/portland-or?utm_source=x", "/massage/portland-or"),
        ("/massage/portland-or?deals=1", "/search?near=Portland,+OR&kind=massage&deals=1"),
        ("/near/saint-louis-mo", "/near/saint-louis-mo"),
        ("/near/st-louis-mo", "/near/saint-louis-mo"),
    ],
)
def test_each_search_has_one_canonical_address(client: FlaskClient, address: str, answered: str) -> None:
    make_category(slug="massage")
    session.commit()
    page = client.get(address, follow_redirects=True)
    assert page.status_code == 200
    assert f'<link rel="canonical" href="http://localhost{answered}">'.replace("&", "&amp;") in page.text


@pytest.mark.parametrize(
    "path", ["/juggling/portland-or", "/massage/atlantis-zz", "/near/nowhere-or", "/categories/juggling"]
)
def test_an_unknown_category_or_town_returns_404(client: FlaskClient, path: str) -> None:
    make_category(slug="massage")
    session.commit()
    assert client.get(path).status_code == 404


def test_an_unknown_address_takes_no_category_query(client: FlaskClient) -> None:
    for path in ("/nowhere", "/wp-admin/setup.php", "/massage/PORTLAND-OR"):
        with statements() as sent:
            assert client.get(path).status_code == 404
        assert not [one for one in sent if "category" in one]


def test_narrowed_lists_are_not_indexed_by_search_engines(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    for address in ({"near": NEAR, "deals": 1}, {"q": "alder"}, {"near": "97202"}):
        assert '<meta name="robots" content="noindex, follow">' in get(client, **address).text
    assert "noindex" not in get(client).text


def test_a_venue_page_contains_structured_data(client: FlaskClient) -> None:
    venue = make_venue(name="Alder </script>", category="hair", hours=[(18 * 60, 26 * 60)], weekdays=[4])
    make_service(venue, members=[make_member(venue)], title="Short cut", price_cents=7600)
    session.commit()
    data = data_of(client.get(f"/venues/{venue.slug}").text)
    assert (data["@type"], data["name"], data["url"]) == (
        "HairSalon",
        "Alder </script>",
        f"http://localhost/venues/{venue.slug}",
    )
    assert data["address"]["addressLocality"] == "Portland"
    assert data["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": "https://schema.org/Friday",
            "opens": "18:00",
            "closes": "02:00",
        }
    ]
    (offer,) = data["makesOffer"]
    assert (offer["price"], offer["itemOffered"]["name"]) == ("76.00", "Short cut")
    assert data["priceRange"] == "$76–$76"


def test_the_sitemap_lists_only_public_pages(client: FlaskClient) -> None:
    whole = make_category(slug="massage")
    make_category(slug="deep").parent = whole
    venue = make_venue(name="Alder")
    make_service(venue, category="deep", **ONE)
    make_service(make_venue(name="Birch", city="Atlantis"), **ONE)
    hidden = make_venue(status=VenueStatus.SUSPENDED, **AUSTIN)
    make_service(hidden, **ONE)
    session.commit()
    parts = re.findall(r"<loc>http://localhost(/sitemaps/[^<]+)</loc>", client.get("/sitemap.xml").text)
    assert parts == ["/sitemaps/pages.xml", "/sitemaps/places.xml", "/sitemaps/venues-1.xml"]
    files = {path: re.findall(r"<loc>http://localhost([^<]+)</loc>", client.get(path).text) for path in parts}
    assert files["/sitemaps/places.xml"] == [
        *("/categories/deep", "/categories/massage", "/near/portland-or"),
        *("/deep/portland-or", "/massage/portland-or"),
    ]
    assert f"/venues/{venue.slug}" in files["/sitemaps/venues-1.xml"]
    assert f"/venues/{hidden.slug}" not in files["/sitemaps/venues-1.xml"]
    for path in files["/sitemaps/pages.xml"]:
        assert client.get(path).status_code == 200
    robots = client.get("/robots.txt")
    assert "Sitemap: http://localhost/sitemap.xml" in robots.text
    assert robots.headers["Cache-Control"] == "public, max-age=86400"


class TestValidators:
    def test_an_unchanged_page_is_not_sent_again(self, client: FlaskClient, know: Know) -> None:
        venue = make_sold("Alder")
        know()
        get(client, near=NEAR)
        first = get(client, near=NEAR)
        tag = first.headers["ETag"]
        assert first.headers["Cache-Control"] == "private, no-cache"
        assert {"Cookie", "HX-Request"} <= {name.strip() for name in first.headers["Vary"].split(",")}
        with statements() as sent:
            again = client.get("/search", query_string={"near": NEAR}, headers={"If-None-Match": tag})
        assert (again.status_code, again.text) == (304, "")
        assert len(sent) <= 4
        reindex(venue_ids=[venue.id])
        session.commit()
        assert client.get("/search", query_string={"near": NEAR}, headers={"If-None-Match": tag}).status_code == 200

    def test_a_list_is_cached_for_all_guests_until_something_changes(self, client: FlaskClient, know: Know) -> None:
        venue = make_sold("Alder")
        know()
        get(client, near=NEAR)
        with statements() as sent:
            assert names(get(client, near=NEAR)) == ["Alder"]
        assert not [one for one in sent if "search_document" in one]
        venue.name = "Birch"
        reindex(venue_ids=[venue.id])
        session.commit()
        assert names(get(client, near=NEAR)) == ["Birch"]

    def test_an_htmx_response_has_a_different_validator(self, client: FlaskClient) -> None:
        get(client, near=NEAR)
        whole = get(client, near=NEAR)
        part = client.get("/search", query_string={"near": NEAR}, headers=PARTIAL)
        assert part.headers["ETag"] != whole.headers["ETag"]

    def test_a_logged_in_user_gets_no_validator(self, client: FlaskClient) -> None:
        user = make_user()
        session.commit()
        sign_in(client, user)
        assert "ETag" not in get(client, near=NEAR).headers
