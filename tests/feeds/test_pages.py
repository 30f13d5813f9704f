"""The page of other calendars."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.accounts.models import User
from app.db import session
from app.feeds import tasks
from app.feeds.https_fetcher import HttpsFetcher
from app.feeds.models import BusyFeed, BusyTime, CalendarFeed
from app.team.models import Member
from app.venues.enums import GuestNames
from app.venues.models import Venue
from tests.factories import make_member, make_service, make_venue
from tests.feeds.servers import Server, calendar, says, sends
from tests.house.markup import Page
from tests.support import NOW, Jobs, sign_in, statements

JUNE = calendar("DTSTART:20260519T200000Z\nDTEND:20260519T210000Z\nSUMMARY:Dentist\nLOCATION:Main St")


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue()
    make_service(venue, members=[make_member(venue)])
    return venue


@pytest.fixture
def june(venue: Venue) -> Member:
    return session.scalars(select(Member)).one()


@pytest.fixture
def owner(client: FlaskClient, venue: Venue) -> FlaskClient:
    sign_in(client, session.get_one(User, venue.owner_id))
    return client


@pytest.fixture
def reading(app: Flask) -> Iterator[None]:
    """This application also reads from this machine."""
    before = app.extensions["calendars"]
    app.extensions["calendars"] = HttpsFetcher(local=True)
    yield
    app.extensions["calendars"] = before


def test_an_address_is_made_renewed_and_turned_off(owner: FlaskClient, june: Member) -> None:
    assert owner.post("/venue/feeds/address").status_code == 303
    assert owner.post(f"/venue/feeds/{june.slug}/address").status_code == 303
    first = {feed.member_id: feed.token for feed in session.scalars(select(CalendarFeed))}
    page = owner.get("/venue/feeds").text
    assert all(f"http://localhost/feeds/{token}.ics" in page for token in first.values())
    owner.post(f"/venue/feeds/{june.slug}/address")
    owner.post("/venue/feeds/address/remove")
    session.expire_all()
    (left,) = session.scalars(select(CalendarFeed))
    assert left.member_id == june.id
    assert left.token != first[june.id]


def test_turning_off_what_is_off_is_no_error(owner: FlaskClient) -> None:
    assert owner.post("/venue/feeds/address/remove").status_code == 303


def test_what_it_says_of_guests_is_chosen(owner: FlaskClient, venue: Venue) -> None:
    assert owner.post("/venue/feeds/names", data={"names": "full"}).status_code == 303
    session.refresh(venue)
    assert venue.feed_names is GuestNames.FULL
    for odd in ("", "all", "FULL"):
        answer = owner.post("/venue/feeds/names", data={"names": odd})
        assert answer.status_code == 422


def test_a_calendar_is_read_at_once_and_only_when_it_is_busy_is_kept(
    owner: FlaskClient, june: Member, server: Server, reading: None
) -> None:
    server.answers["/june.ics"] = sends(JUNE, ETag='"one"')
    answer = owner.post(f"/venue/feeds/{june.slug}/busy", data={f"{june.slug}-url": f" {server.url()} "})
    assert answer.status_code == 303
    (feed,) = session.scalars(select(BusyFeed))
    assert (feed.url, feed.etag, feed.fetched_at) == (server.url(), '"one"', NOW)
    assert len(session.scalars(select(BusyTime.id)).all()) == 1
    page = owner.get("/venue/feeds").text
    assert "Read at 10:00 AM. It blocks 1 time in the next six months." in page
    for private in ("Dentist", "Main St", "june.ics"):
        assert private not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Paste the address"),
        ("june", "This is not the address of a calendar"),
        ("https://" + "a" * 2000, "longer than any calendar"),
        ("http://localhost/feeds/mine.ics", "calendar of CozyWish itself"),
        ("https://192.168.0.10/june.ics", "inside a private network"),
        ("https://169.254.169.254/", "inside a private network"),
        ("ftp://example.com/a", "This is not the address of a calendar"),
        ("<script>alert(1)</script>", "This is not the address of a calendar"),
    ],
)
def test_a_bad_address_is_said_at_the_field_and_stays_there(
    owner: FlaskClient, june: Member, reading: None, typed: str, said: str
) -> None:
    answer = owner.post(f"/venue/feeds/{june.slug}/busy", data={f"{june.slug}-url": typed})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert said in answer.text
    assert "<script>alert(1)" not in answer.text
    assert page
    assert session.scalars(select(BusyFeed)).all() == []


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (sends(b"<html>Log in</html>"), "it is no calendar"),
        (sends(calendar(*["DTSTART:20260519T200000Z\nDURATION:PT1H"] * 2001)), "more than 2,000 events"),
        (sends(calendar("DTSTART:20260519T200000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY")), "repeat so often"),
        (sends(b"x" * 1_000_001), "larger than 1 MB"),
        (says(404), "no calendar at that address any more"),
        (says(302, Location="http://10.0.0.1/"), "inside a private network"),
    ],
)
def test_what_is_wrong_with_what_is_there_is_said_at_the_field(
    owner: FlaskClient, june: Member, server: Server, reading: None, what: object, said: str
) -> None:
    server.answers["/june.ics"] = what  # type: ignore[assignment]
    answer = owner.post(f"/venue/feeds/{june.slug}/busy", data={f"{june.slug}-url": server.url()})
    assert answer.status_code == 422
    assert said in answer.text
    assert server.url() in answer.text
    assert session.scalars(select(BusyFeed)).all() == []


def test_a_second_address_that_is_wrong_leaves_the_first_alone(
    owner: FlaskClient, june: Member, server: Server, reading: None
) -> None:
    server.answers["/june.ics"] = sends(JUNE)
    owner.post(f"/venue/feeds/{june.slug}/busy", data={f"{june.slug}-url": server.url()})
    assert owner.post(f"/venue/feeds/{june.slug}/busy", data={f"{june.slug}-url": server.url("/no")}).status_code == 422
    session.expire_all()
    assert session.scalars(select(BusyFeed.url)).all() == [server.url()]


def test_it_is_read_again_by_itself_and_says_when_that_fails(
    owner: FlaskClient, june: Member, server: Server, reading: None, jobs: Jobs
) -> None:
    server.answers["/june.ics"] = sends(JUNE, ETag='"one"')
    owner.post(f"/venue/feeds/{june.slug}/busy", data={f"{june.slug}-url": server.url()})
    with clock.pinned(NOW + timedelta(minutes=16)):
        tasks.refresh()
        jobs.run()
        session.expire_all()
        assert server.asked[-1][1]["If-None-Match"] == '"one"'
        assert "Read at 10:16 AM. It blocks 1 time" in owner.get("/venue/feeds").text
    server.answers["/june.ics"] = says(404)
    with clock.pinned(NOW + timedelta(minutes=32)):
        tasks.refresh()
        tasks.refresh()  # two workers, or one that was late
        jobs.run()
        session.expire_all()
        page = owner.get("/venue/feeds").text
        assert "127.0.0.1 has no calendar at that address any more. Copy its address again." in page
        assert "What it said at 10:16 AM still blocks time. We try again at 10:47 AM." in page
    assert len(server.asked) == 3


def test_read_now_and_stop_reading(owner: FlaskClient, june: Member, server: Server, reading: None) -> None:
    server.answers["/june.ics"] = sends(JUNE)
    owner.post(f"/venue/feeds/{june.slug}/busy", data={f"{june.slug}-url": server.url()})
    server.answers["/june.ics"] = sends(calendar())
    assert owner.post(f"/venue/feeds/{june.slug}/busy/read").status_code == 303
    assert "Nothing in it takes time in the next six months." in owner.get("/venue/feeds").text
    assert owner.post(f"/venue/feeds/{june.slug}/busy/remove").status_code == 303
    assert session.scalars(select(BusyFeed)).all() == []
    assert owner.post(f"/venue/feeds/{june.slug}/busy/remove").status_code == 404
    assert owner.post(f"/venue/feeds/{june.slug}/busy/read").status_code == 404


def test_the_page_takes_a_fixed_number_of_statements(owner: FlaskClient, venue: Venue) -> None:
    counts = []
    for name in ("Tomas Reyes", "Ada Quist"):
        make_member(venue, name=name)
        session.commit()
        session.expire_all()
        with statements() as sent:
            owner.get("/venue/feeds")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8
