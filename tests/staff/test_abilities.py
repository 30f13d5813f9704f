"""The table of abilities, and what reads it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.staff.copy import table
from app.venues.abilities import ABILITIES, LABELS
from app.venues.enums import Ability, StaffRole
from tests.factories import make_user, make_venue
from tests.support import sign_in
from tests.venue_factories import make_staff

ALL = {"Calendar", "Bookings", "Guests", "Deals", "Reports", "Services", "Team", "Hours", "Listing"}


def test_every_ability_is_in_the_table_and_owners_have_all() -> None:
    assert ABILITIES.keys() == LABELS.keys() == set(Ability)
    assert [ability for ability, roles in ABILITIES.items() if StaffRole.OWNER not in roles] == []


def test_the_guide_for_owners_has_the_table(app: Flask) -> None:
    with app.test_request_context():
        rows = [f"| {label} | {' | '.join(words)} |" for label, words in table()]
    guide = Path("docs/provider-guide.md").read_text()
    assert [row for row in rows if row not in guide] == []


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (StaffRole.MANAGER, ALL),
        (StaffRole.FRONT_DESK, {"Calendar", "Bookings", "Guests"}),
    ],
)
def test_navigation_shows_only_what_the_role_may_open(client: FlaskClient, role: StaffRole, seen: set[str]) -> None:
    sign_in(client, make_staff(make_venue(), role).user)
    nav = client.get("/calendar/").text.partition('class="main-nav"')[2].partition("</nav>")[0]
    assert {each.partition("<")[0] for each in nav.split(">")} & ALL == seen


def test_provider_without_a_venue_is_led_to_list_one(client: FlaskClient) -> None:
    sign_in(client, make_user(role=Role.PROVIDER))
    assert client.get("/venue/deals/").headers["Location"] == "/venue/start"


def test_staff_cannot_list_a_second_venue(client: FlaskClient) -> None:
    sign_in(client, make_staff(make_venue(), StaffRole.MANAGER).user)
    assert client.get("/venue/start").headers["Location"] == "/venue/home"
