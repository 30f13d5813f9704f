"""The header of a venue's pages marks the area that is open."""

import re

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.db import session
from tests.factories import make_venue
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
    ],
)
def test_work_header_marks_the_open_area(client: FlaskClient, path: str, area: str) -> None:
    sign_in(client, session.get_one(User, make_venue().owner_id))
    page = client.get(path).text
    header = page[page.index('class="main-nav"') : page.index("</nav>")]
    assert CURRENT.findall(header) == [area]
