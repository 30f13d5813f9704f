"""Admin pages of venues: search, details, suspending and reinstating."""

from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.admin.models import AuditEntry
from app.bookings.enums import BookingState
from app.core.db import session
from app.venues.actions.create import rename_venue
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_order, make_service, make_venue
from tests.support import NOW, Jobs, statements

NAMES = ("Hazel Bodywork", "Alder & Salt", "Blue Ridge Yoga")


@pytest.fixture
def three(client: FlaskClient) -> list[Venue]:
    hazel, alder, ridge = (make_venue(name=name, slug=name.split()[0].lower()) for name in NAMES)
    ridge.city, ridge.state = "Asheville", "NC"
    alder.status = VenueStatus.SUSPENDED
    owner = session.get_one(User, hazel.owner_id)
    owner.name, owner.email = "Ada Quill", "ada@quill.example"
    session.commit()
    return [hazel, alder, ridge]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "hab"),
        ("q=hazel", "h"),
        ("q=HAZEL+portland", "h"),
        ("q=asheville,+nc", "b"),
        ("q=nc", "b"),
        ("q=quill", "h"),
        ("q=ada@quill.example", "h"),
        ("q=%25", ""),
        ("q=nobody", ""),
        ("q=alder+%26+salt", "a"),
        ("q=_", ""),
        ("state=suspended", "a"),
        ("state=live&q=blue", "b"),
        ("state=on-fire", "hab"),
        ("page=2", ""),
        ("page=minus", "hab"),
    ],
)
def test_venues_are_found_by_text_and_status(
    client: FlaskClient, dana: User, three: list[Venue], query: str, found: str
) -> None:
    shown = unescape(client.get(f"/admin/venues?{query}").text)
    assert {name for name in NAMES if f"<bdi>{name}</bdi></a>" in shown} == {n for n in NAMES if n[0].lower() in found}


def test_venue_page_shows_its_numbers_and_owner(client: FlaskClient, dana: User, three: list[Venue]) -> None:
    service = make_service(three[0], members=[make_member(three[0])])
    for days, state in ((3, BookingState.CONFIRMED), (-2, BookingState.COMPLETED), (-40, BookingState.COMPLETED)):
        at = NOW + timedelta(days=days)
        make_booking(service, at, order=make_order(created_at=min(at, NOW - timedelta(days=1))), state=state)
    session.commit()
    shown = client.get("/admin/venues/hazel").text
    for figure in ("<dd>1</dd>", "<dd>2</dd>", "<dd>$220</dd>"):  # two of three were booked in the last 30 days
        assert figure in shown
    assert "Ada Quill" in shown
    assert "Pacific" in shown


def test_former_venue_slug_redirects_to_the_current_one(client: FlaskClient, dana: User, three: list[Venue]) -> None:
    rename_venue(venue=three[0], name="Hazel House")
    session.commit()
    assert client.get("/admin/venues/hazel").headers["Location"] == "/admin/venues/hazel-house"
    assert client.get("/admin/venues/nowhere").status_code == 404


def test_suspending_requires_a_reason_and_can_be_undone(
    client: FlaskClient, dana: User, three: list[Venue], jobs: Jobs
) -> None:
    assert "Enter a reason" in client.post("/admin/venues/hazel/suspend", data={"reason": " "}).text
    assert client.get("/venues/hazel").status_code == 200
    client.post("/admin/venues/hazel/suspend", data={"reason": "No <b>license</b>."})
    session.refresh(three[0])
    assert three[0].status is VenueStatus.SUSPENDED
    assert "venues.email_status" in jobs.waiting()
    assert "No &lt;b&gt;license&lt;/b&gt;." in client.get("/admin/venues/hazel").text
    again = client.post("/admin/venues/hazel/suspend", data={"reason": "Once more."})
    assert again.status_code == 422
    assert "Hazel Bodywork is suspended." in again.text
    client.post("/admin/venues/hazel/reinstate")
    session.refresh(three[0])
    assert three[0].status is VenueStatus.LIVE
    actions = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.action, entry.before, entry.after) for entry in actions] == [
        ("venue.suspend", {"status": "live"}, {"status": "suspended"}),
        ("venue.reinstate", {"status": "suspended"}, {"status": "live"}),
    ]


def test_venue_that_was_never_live_cannot_be_suspended(client: FlaskClient, dana: User, three: list[Venue]) -> None:
    three[0].status = VenueStatus.DRAFT
    session.commit()
    assert "There’s nothing to suspend." in client.get("/admin/venues/hazel/suspend").text
    assert client.post("/admin/venues/hazel/suspend", data={"reason": "No."}).status_code == 422


def test_overlong_suspension_reason_is_rejected_and_stays_in_the_form(
    client: FlaskClient, dana: User, three: list[Venue]
) -> None:
    answer = client.post("/admin/venues/hazel/suspend", data={"reason": "a" * 1001})
    assert (answer.status_code, "a" * 1001 in answer.text) == (422, True)


@pytest.mark.parametrize("number", [1, 3])
def test_venue_list_takes_the_same_number_of_statements_for_one_or_many(
    client: FlaskClient, dana: User, number: int
) -> None:
    for _ in range(number):
        make_venue()
    session.commit()
    with statements() as sent:
        client.get("/admin/venues")
    assert len(sent) == 4  # the admin, counts by status, the venues, their photos


def test_venue_page_takes_eight_statements(client: FlaskClient, dana: User, three: list[Venue]) -> None:
    with statements() as sent:
        client.get("/admin/venues/hazel")
    assert len(sent) == 8
