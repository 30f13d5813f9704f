"""The header of a venue's and of an admin's pages marks the area that is open."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from app.web.errors import answer
from tests.factories import make_user, make_venue
from tests.support import sign_in

CURRENT = re.compile(r'<a href="[^"]+" aria-current="page">([^<]+)</a>')


@pytest.mark.usefixtures("db", "now")
@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("/calendar/", "Calendar"),
        ("/calendar/bookings", "Bookings"),
        ("/calendar/waitlist", "Bookings"),
        ("/venue/guests/", "Guests"),
        ("/venue/deals/", "Deals"),
        ("/venue/reports/", "Reports"),
        ("/venue/services/", "Services"),
        ("/venue/team/", "Team"),
        ("/venue/hours/", "Hours"),
        ("/venue/", "Listing"),
        ("/venue/photos", "Listing"),
        ("/venue/faqs/", "Listing"),
        ("/venue/booking-links/", "Listing"),
    ],
)
def test_work_header_marks_the_open_area(client: FlaskClient, path: str, area: str) -> None:
    sign_in(client, session.get_one(User, make_venue().owner_id))
    assert marked_in(client.get(path).text) == [area]


@pytest.mark.usefixtures("db", "now")
@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("/admin/", "Today"),
        ("/admin/approve-several", "Approvals"),
        ("/admin/venues", "Venues"),
        ("/admin/featured", "Venues"),
        ("/admin/deals/new", "Deals"),
        ("/admin/people", "Accounts"),
        ("/admin/orders", "Orders"),
        ("/admin/tags", "Categories"),
        ("/admin/content/help", "Content"),
        ("/admin/announcement", "Content"),
        ("/admin/audit-log", "Audit log"),
    ],
)
def test_admin_header_marks_the_open_area(client: FlaskClient, path: str, area: str) -> None:
    sign_in(client, make_user(role=Role.ADMIN))
    assert marked_in(client.get(path).text) == [area]


@pytest.mark.usefixtures("db", "now")
def test_error_pages_of_owners_and_admins_have_their_header_and_way_back(client: FlaskClient) -> None:
    assert "Find a time" in client.get("/venue/nowhere").text
    sign_in(client, session.get_one(User, make_venue().owner_id))
    for path, status in (("/venue/nowhere", 404), ("/admin/venues", 403)):
        page = client.get(path)
        assert page.status_code == status
        assert 'class="bottom-bar"' in page.text
        assert re.search(r'href="/calendar/">Back to today’s calendar', page.text)
        assert "Find a time" not in page.text
    sign_in(client, make_user(role=Role.ADMIN))
    assert re.search(r'href="/admin/">Back to admin home', client.get("/admin/nowhere").text)


def test_a_server_error_of_an_owner_s_page_has_the_owner_s_way_back(app: Flask) -> None:
    with app.test_request_context("/venue/hours/"):
        page = answer(500)
    assert "Back to today’s calendar" in page.get_data(as_text=True)


@pytest.mark.parametrize("name", ["_work_header.html", "admin.html"])
def test_headers_name_endpoints_that_exist(app: Flask, name: str) -> None:
    """A prefix without an endpoint marks nothing, like one from before a rename."""
    template = Path(app.root_path).parent / "templates" / "layouts" / name
    prefixes = set(re.findall(r'"([a-z_]+\.[a-z_]*)"', template.read_text()))
    endpoints = [rule.endpoint for rule in app.url_map.iter_rules()]
    assert prefixes
    assert [prefix for prefix in prefixes if not any(each.startswith(prefix) for each in endpoints)] == []


def marked_in(page: str) -> list[str]:
    """Return the areas that the header of a page marks as open."""
    header = page[page.index('class="main-nav"') : page.index("</nav>")]
    return CURRENT.findall(header)
