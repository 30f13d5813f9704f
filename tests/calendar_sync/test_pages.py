"""The calendar sync page."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.calendar_sync import tasks
from app.calendar_sync.actions import OWNER_WAITS, READERS, subscribe
from app.calendar_sync.https_fetcher import HttpsFetcher
from app.calendar_sync.models import BusyFeed, BusyTime, CalendarFeed
from app.core import clock
from app.core.db import session
from app.team.models import TeamMember
from app.venues.enums import GuestNames
from app.venues.models import Venue
from tests.calendar_sync.servers import Server, calendar, says, sends
from tests.factories import make_member, make_service, make_venue
from tests.project.markup import Page
from tests.support import NOW, Jobs, sign_in, statements

JUNE = calendar("DTSTART:20260519T200000Z\nDTEND:20260519T210000Z\nSUMMARY:Dentist\nLOCATION:Main St")


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue()
    make_service(venue, members=[make_member(venue)])
    return venue


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    return session.scalars(select(TeamMember)).one()


@pytest.fixture
def owner(client: FlaskClient, venue: Venue) -> FlaskClient:
    sign_in(client, session.get_one(User, venue.owner_id))
    return client


@pytest.fixture
def reading(app: Flask) -> Iterator[None]:
    """Let this application read from this machine, too."""
    before = app.extensions["calendars"]
    app.extensions["calendars"] = HttpsFetcher(local=True)
    yield
    app.extensions["calendars"] = before


def add(owner: FlaskClient, member: TeamMember, url: str, jobs: Jobs) -> None:
    """Save the URL of a calendar on the page and let the worker read it."""
    answer = owner.post(f"/venue/calendar-sync/{member.slug}/busy", data={f"{member.slug}-url": url})
    assert answer.status_code == 303
    jobs.run()


def progress(owner: FlaskClient, member: TeamMember) -> TestResponse:
    """Send the request that the page sends every two seconds while a calendar is read."""
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = owner.get(f"/venue/calendar-sync/{member.slug}/busy", headers=headers)
    assert answer.status_code == 200
    return answer


def test_private_links_can_be_created_replaced_and_turned_off(owner: FlaskClient, june: TeamMember) -> None:
    assert owner.post("/venue/calendar-sync/address").status_code == 303
    assert owner.post(f"/venue/calendar-sync/{june.slug}/address").status_code == 303
    first = {feed.member_id: feed.token for feed in session.scalars(select(CalendarFeed))}
    page = owner.get("/venue/calendar-sync").text
    assert all(f"http://localhost/feeds/{token}.ics" in page for token in first.values())
    owner.post(f"/venue/calendar-sync/{june.slug}/address")
    owner.post("/venue/calendar-sync/address/remove")
    session.expire_all()
    (left,) = session.scalars(select(CalendarFeed))
    assert left.member_id == june.id
    assert left.token != first[june.id]


def test_turning_off_a_missing_link_is_not_an_error(owner: FlaskClient) -> None:
    assert owner.post("/venue/calendar-sync/address/remove").status_code == 303


def test_the_owner_chooses_how_guest_names_appear(owner: FlaskClient, venue: Venue) -> None:
    assert owner.post("/venue/calendar-sync/names", data={"names": "full"}).status_code == 303
    session.refresh(venue)
    assert venue.feed_names is GuestNames.FULL
    for odd in ("", "all", "FULL"):
        answer = owner.post("/venue/calendar-sync/names", data={"names": odd})
        assert answer.status_code == 422


def test_a_new_calendar_is_saved_read_by_a_job_and_shown(
    owner: FlaskClient, june: TeamMember, server: Server, reading: None, jobs: Jobs
) -> None:
    server.answers["/june.ics"] = sends(JUNE, ETag='"one"')
    answer = owner.post(f"/venue/calendar-sync/{june.slug}/busy", data={f"{june.slug}-url": f" {server.url()} "})
    assert answer.status_code == 303
    assert server.requests == []
    page = owner.get("/venue/calendar-sync").text
    assert "Syncing the calendar…" in page
    assert "Read it now" not in page
    waits = progress(owner, june)
    assert "Retarget" not in str(waits.headers)
    assert 'hx-trigger="load delay:2s"' in waits.text

    jobs.run()
    (feed,) = session.scalars(select(BusyFeed))
    assert (feed.url, feed.etag, feed.fetched_at) == (server.url(), '"one"', NOW)
    assert len(session.scalars(select(BusyTime.id)).all()) == 1
    row = progress(owner, june)
    assert (row.headers["HX-Retarget"], row.headers["HX-Reswap"]) == (f"#busy-{june.slug}", "outerHTML")
    for shown in (row.text, owner.get("/venue/calendar-sync").text):
        assert (
            "Last synced at 10:00 AM. We’re blocking 1 busy time from this calendar over the next six months." in shown
        )
        assert "Syncing the calendar…" not in shown
        for private in ("Dentist", "Main St", "june.ics"):
            assert private not in shown


def test_checking_progress_without_javascript_shows_the_whole_page(owner: FlaskClient, june: TeamMember) -> None:
    subscribe(member=june, url="https://calendar.example/june.ics")
    session.commit()
    assert f'href="/venue/calendar-sync/{june.slug}/busy"' in owner.get("/venue/calendar-sync").text
    answer = owner.get(f"/venue/calendar-sync/{june.slug}/busy")
    assert (answer.status_code, answer.location) == (303, f"/venue/calendar-sync#busy-{june.slug}")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Paste the calendar link"),
        ("june", "This isn’t a calendar link"),
        ("https://" + "a" * 2000, "longer than any calendar"),
        ("http://localhost/feeds/mine.ics", "That’s a CozyWish calendar"),
        ("ftp://example.com/a", "This isn’t a calendar link"),
        ("<script>alert(1)</script>", "This isn’t a calendar link"),
    ],
)
def test_an_invalid_calendar_link_is_explained_and_not_saved(
    owner: FlaskClient, june: TeamMember, reading: None, typed: str, message: str
) -> None:
    answer = owner.post(f"/venue/calendar-sync/{june.slug}/busy", data={f"{june.slug}-url": typed})
    assert answer.status_code == 422
    page = Page(answer.text)
    assert message in answer.text
    assert "<script>alert(1)" not in answer.text
    assert page
    assert session.scalars(select(BusyFeed)).all() == []


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (sends(b"<html>Log in</html>"), "isn’t a calendar"),
        (sends(calendar(*["DTSTART:20260519T200000Z\nDURATION:PT1H"] * 2001)), "more than 2,000 events"),
        (
            sends(calendar("DTSTART:20260519T200000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY")),
            "repeat more than 5,000 times",
        ),
        (sends(b"x" * 1_000_001), "larger than 1 MB"),
        (says(404), "no longer has a calendar at that link"),
        (says(302, Location="http://10.0.0.1/"), "inside a private network"),
    ],
)
def test_a_failed_first_reading_preserves_the_link_and_explains_why(
    owner: FlaskClient, june: TeamMember, server: Server, reading: None, jobs: Jobs, what: object, message: str
) -> None:
    server.answers["/june.ics"] = what  # type: ignore[assignment]
    add(owner, june, server.url(), jobs)
    assert session.scalars(select(BusyFeed.url)).all() == [server.url()]
    for shown in (progress(owner, june).text, owner.get("/venue/calendar-sync").text):
        assert message in shown
        assert "Correct the link, or disconnect the calendar. We’ll try again at 10:15 AM." in shown
        assert f'value="{server.url()}"' in shown
        assert "Syncing the calendar…" not in shown


@pytest.mark.parametrize(
    "url", ["https://192.168.0.10/june.ics", "https://169.254.169.254/", "http://example.com/a.ics"]
)
def test_the_job_refuses_private_networks_and_plain_http(
    owner: FlaskClient, june: TeamMember, jobs: Jobs, url: str
) -> None:
    add(owner, june, url, jobs)
    page = owner.get("/venue/calendar-sync").text
    assert ("starts with https://" if url.startswith("http:") else "inside a private network") in page


def test_a_failing_second_link_leaves_the_blocked_times_alone(
    owner: FlaskClient, june: TeamMember, server: Server, reading: None, jobs: Jobs
) -> None:
    server.answers["/june.ics"] = sends(JUNE)
    add(owner, june, server.url(), jobs)
    add(owner, june, server.url("/no"), jobs)
    assert (
        "Times from the previous calendar stay blocked until we can read this one."
        in owner.get("/venue/calendar-sync").text
    )
    assert session.scalars(select(BusyFeed.url)).all() == [server.url("/no")]
    assert len(session.scalars(select(BusyTime.id)).all()) == 1


def test_calendars_are_read_again_regularly_and_failures_are_shown(
    owner: FlaskClient, june: TeamMember, server: Server, reading: None, jobs: Jobs
) -> None:
    server.answers["/june.ics"] = sends(JUNE, ETag='"one"')
    add(owner, june, server.url(), jobs)
    with clock.pinned(NOW + timedelta(minutes=16)):
        tasks.refresh()
        jobs.run()
        session.expire_all()
        assert server.requests[-1][1]["If-None-Match"] == '"one"'
        assert "Last synced at 10:16 AM. We’re blocking 1 busy time" in owner.get("/venue/calendar-sync").text
    server.answers["/june.ics"] = says(404)
    with clock.pinned(NOW + timedelta(minutes=32)):
        tasks.refresh()
        tasks.refresh()  # two workers, or a late one
        jobs.run()
        session.expire_all()
        page = owner.get("/venue/calendar-sync").text
        assert "127.0.0.1 no longer has a calendar at that link. Copy the link again." in page
        assert "Times from the last sync at 10:16 AM stay blocked. We’ll try again at 10:47 AM." in page
        assert server.url() not in page
    assert len(server.requests) == 3


def test_a_calendar_can_be_read_immediately_and_disconnected(
    owner: FlaskClient, june: TeamMember, server: Server, reading: None, jobs: Jobs
) -> None:
    server.answers["/june.ics"] = sends(JUNE)
    add(owner, june, server.url(), jobs)
    server.answers["/june.ics"] = sends(calendar())
    assert owner.post(f"/venue/calendar-sync/{june.slug}/busy/read").status_code == 303
    assert "Syncing the calendar…" in owner.get("/venue/calendar-sync").text
    jobs.run()
    assert "This calendar doesn’t block any time in the next six months." in owner.get("/venue/calendar-sync").text
    assert owner.post(f"/venue/calendar-sync/{june.slug}/busy/remove").status_code == 303
    assert session.scalars(select(BusyFeed)).all() == []
    assert owner.post(f"/venue/calendar-sync/{june.slug}/busy/remove").status_code == 404
    assert owner.post(f"/venue/calendar-sync/{june.slug}/busy/read").status_code == 404
    assert owner.get(f"/venue/calendar-sync/{june.slug}/busy").status_code == 404


def test_the_page_runs_the_same_statements_for_any_number_of_team_members(owner: FlaskClient, venue: Venue) -> None:
    counts = []
    for name in ("Tomas Reyes", "Ada Quist"):
        make_member(venue, name=name)
        session.commit()
        session.expire_all()
        with statements() as sent:
            owner.get("/venue/calendar-sync")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8


def test_at_most_two_calendars_are_read_at_once_and_one_per_venue(venue: Venue, june: TeamMember, jobs: Jobs) -> None:
    people = [june, make_member(venue, name="Tomas Reyes")]
    people += [make_member(make_venue(name=f"Venue {number}")) for number in range(3)]
    for member in people:
        subscribe(member=member, url="https://calendar.example/own.ics")
    tasks.refresh()  # adds no job for a calendar that has one
    found = session.execute(
        text("SELECT lock, priority FROM procrastinate_jobs WHERE task_name = 'calendar_sync.read'")
    ).all()
    assert sorted(row.lock for row in found) == sorted(f"calendars:{member.venue_id % READERS}" for member in people)
    assert READERS == 2
    assert {row.priority for row in found} == {OWNER_WAITS}
