"""The Block time form: confirming an end on the next day, and the hour that it proposes."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.availability.models import Block
from app.core import clock
from app.core.db import session
from app.front_desk.actions.blocks import BlockedTime, add_block
from app.front_desk.queries import bookables
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.calendar.desk import june, massage, venue
from tests.factories import make_member, make_service
from tests.support import utc
from tests.venue_factories import open_on

__all__ = ["june", "massage", "venue"]

pytestmark = pytest.mark.usefixtures("db", "now", "massage")

NEW = "/calendar/blocks/new"
OVERNIGHT = {"day": "2026-05-14", "begins": "17:00", "ends": "16:00", "note": "Inventory"}
UNTIL = "2026-05-15T16:00:00-07:00"


def confirmation(page: str) -> str:
    found = re.search(r'name="until" value="([^"]+)"', page)
    assert found, "this page asks nothing"
    return found[1]


def proposed(client: FlaskClient, first_answer: str = "") -> str:
    page = client.get(f"{NEW}?{first_answer}").text
    return re.findall(r'id="begins"[^>]*value="([^"]+)"', page)[0]


def test_an_end_before_the_start_asks_before_it_blocks_the_next_day(client: FlaskClient, june: TeamMember) -> None:
    typed = {**OVERNIGHT, "who": june.slug}
    first_answer = client.post(NEW, data=typed)
    assert first_answer.status_code == 409
    assert "Block time until Fri, May 15, 4:00 PM?" in first_answer.text
    assert 'value="Inventory"' in first_answer.text
    assert session.scalars(select(Block)).all() == []
    until = confirmation(first_answer.text)
    assert client.post(NEW, data={**typed, "ends": "15:00", "until": until}).status_code == 409, "another end"
    assert client.post(NEW, data={**typed, "until": until}).status_code == 303
    assert session.scalars(select(Block)).one().ends == utc("2026-05-15 23:00")
    for day in ("2026-05-14", "2026-05-15"):
        assert "5:00 PM – Fri, 4:00 PM" in client.get(f"/calendar/?day={day}").text, day


def test_a_block_until_midnight_asks_nothing(client: FlaskClient, june: TeamMember) -> None:
    typed = {**OVERNIGHT, "ends": "00:00", "who": june.slug}
    assert client.post(NEW, data=typed).status_code == 303
    assert session.scalars(select(Block)).one().ends == utc("2026-05-15 07:00")


def test_a_saved_block_asks_only_about_other_times(client: FlaskClient, venue: Venue, june: TeamMember) -> None:
    at = utc("2026-05-15 00:00")  # 5 PM in Portland
    block = add_block(venue=venue, blocked_time=BlockedTime(bookables(venue), at, at + timedelta(hours=23)))
    session.commit()
    address = f"/calendar/blocks/{block.public_id}"
    seen = client.get(address).text.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    typed = {**OVERNIGHT, "who": june.slug, "seen": seen}
    assert client.post(address, data={**typed, "ends": "15:00"}).status_code == 409
    assert client.post(address, data=typed).status_code == 303


def test_the_form_proposes_the_first_available_hour_of_another_day(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    assert proposed(client) == "10:00", "now, today"
    with clock.pinned(utc("2026-05-14 08:20")):  # 1:20 AM in Portland
        assert proposed(client, "day=2026-05-15") == "10:00", "the venue opens"
    begins = utc("2026-05-15 17:30")
    add_block(venue=venue, blocked_time=BlockedTime(bookables(venue), begins, begins + timedelta(hours=2)))
    session.commit()
    assert proposed(client, "day=2026-05-15") == "12:30", "after what is blocked; half an hour before it is too short"
    assert proposed(client, "day=2026-05-15&start=14:45") == "14:45"


def test_the_form_proposes_an_available_hour_of_the_requested_team_member(client: FlaskClient, venue: Venue) -> None:
    maren = make_member(venue, name="Maren Oyelaran")
    make_service(venue, members=[maren], title="Facial")
    who = [each for each in bookables(venue) if each.member_id == maren.id]
    begins = utc("2026-05-15 17:00")
    add_block(venue=venue, blocked_time=BlockedTime(who, begins, begins + timedelta(hours=3)))
    session.commit()
    assert proposed(client, f"day=2026-05-15&who={maren.slug}") == "13:00"
    assert proposed(client, "day=2026-05-15") == "10:00", "anyone"


def test_the_form_proposes_noon_on_closed_days_and_the_next_hour_after_closing(
    client: FlaskClient, venue: Venue
) -> None:
    open_on(venue, 0, 0, on=date(2026, 5, 15))
    session.commit()
    assert proposed(client, "day=2026-05-15") == "12:00"
    with clock.pinned(utc("2026-05-15 05:20")):  # 10:20 PM in Portland
        assert proposed(client) == "23:00"
