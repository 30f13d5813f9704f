"""Calendar URLs that no page of ours creates: each gets a clean response, and none causes a server error."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.availability.models import Block
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import add, make_member, make_service, make_venue
from tests.paid_day import booked
from tests.support import NOW, sign_in

# The first and last instants that can be written, in zones in which they are out of range.
ODD = [
    ("0001-01-01T00:00:00+14:00", "0001-01-01T01:00:00+14:00"),
    ("0001-01-01T00:00:00+00:00", "0001-01-01T01:00:00+00:00"),
    ("9999-12-31T22:00:00-12:00", "9999-12-31T23:00:00-12:00"),
    ("9999-12-31T23:00:00+00:00", "9999-12-31T23:30:00+00:00"),
    ("2026-05-19T20:00:00+00:00", "2026-05-19T19:00:00+00:00"),
    ("2026-05-19T20:00:00", "2026-05-19T21:00:00"),
    ("2026-05-19", "2026-05-20"),
    ("", ""),
    ("yesterday", "tomorrow"),
]


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue()
    make_service(venue, members=[make_member(venue)])
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


@pytest.fixture
def block(venue: Venue) -> Block:
    made = add(Block(venue_id=venue.id, begins=NOW, ends=NOW + timedelta(hours=1)))
    session.commit()
    return made


@pytest.fixture
def booking(venue: Venue) -> Booking:
    return booked(session.scalars(select(Service)).one(), NOW + timedelta(hours=3))


@pytest.mark.parametrize(("begins", "ends"), ODD)
def test_invalid_times_never_cause_a_server_error(client: FlaskClient, block: Block, begins: str, ends: str) -> None:
    args = {"begins": begins, "ends": ends, "who": "june", "sequence": "0"}
    for answer in (
        client.post(f"/calendar/blocks/{block.public_id}/put", query_string=args),
        client.post("/calendar/blocks/restore", query_string=args),
        client.get("/calendar/version", query_string=args),
    ):
        assert answer.status_code < 500, answer.request.path


@pytest.mark.parametrize("day", ["0001-01-01", "0002-01-01", "9998-12-31", "9999-12-31", "2026-02-30", "x"])
def test_invalid_or_extreme_days_never_cause_a_server_error(client: FlaskClient, venue: Venue, day: str) -> None:
    for path in (
        "/calendar/",
        "/calendar/week",
        "/calendar/three-days",
        "/calendar/blocks/new",
        "/calendar/new-booking",
        "/calendar/daily-schedule",
        "/calendar/bookings",
    ):
        args = {
            "day": day,
            "start": "25:99",
            "who": "-1",
            "first": day,
            "last": day,
            "from": day,
            "to": day,
            "page": "-1",
        }
        assert client.get(path, query_string=args).status_code in {200, 404}, path


@pytest.mark.parametrize("sequence", ["-1", "99999999999999999999", "1e3", "", "x"])
def test_blocks_do_not_change_for_an_unknown_version(client: FlaskClient, block: Block, sequence: str) -> None:
    begins, ends = (NOW + timedelta(hours=n) for n in (5, 6))
    args = {"begins": begins.isoformat(), "ends": ends.isoformat(), "who": "june", "sequence": sequence}
    client.post(f"/calendar/blocks/{block.public_id}/put", query_string=args)
    session.expire_all()
    assert session.get_one(Block, block.id).begins == NOW


def test_blocks_and_team_members_of_other_venues_are_out_of_reach(client: FlaskClient, block: Block) -> None:
    other = make_venue(name="Alder & Salt")
    make_service(other, members=[make_member(other, name="Tomas Reyes")])
    sign_in(client, session.get_one(User, other.owner_id))
    begins, ends = NOW.isoformat(), (NOW + timedelta(hours=1)).isoformat()
    args = {"begins": begins, "ends": ends, "sequence": "0"}
    for act in ("put", "move", "remove", "undo"):
        assert client.post(f"/calendar/blocks/{block.public_id}/{act}", query_string=args).status_code == 404
    assert client.get(f"/calendar/blocks/{block.public_id}").status_code == 404
    keys = [member.slug for member in session.query(TeamMember).filter_by(venue_id=block.venue_id)]
    ids = [str(member.resource_id) for member in session.query(TeamMember).filter_by(venue_id=block.venue_id)]
    client.post("/calendar/blocks/restore", query_string={**args, "who": [*keys, *ids]})
    session.expire_all()
    assert [made.venue_id for made in session.query(Block)] == [block.venue_id]


@pytest.mark.parametrize("day", ["9999-12-31", "9999-12-28", "0001-01-01", "2026-02-31", "", "x" * 5000])
@pytest.mark.parametrize("pressed", ["1", "9999-12-31T23:00", "0001-01-01T00:00"])
def test_forms_with_an_invalid_day_still_render(client: FlaskClient, booking: Booking, day: str, pressed: str) -> None:
    typed = {"day": day, "begins": "10:00", "minutes": "60", "look": pressed}
    assert client.post(f"/calendar/bookings/{booking.public_id}/reschedule", data=typed).status_code == 200
    there = {
        "service": booking.service.slug,
        "member": "",
        "day": day,
        "time": "10:00",
        "quantity": "1",
        "look": pressed,
    }
    assert client.post("/calendar/new-booking", data=there).status_code == 200
