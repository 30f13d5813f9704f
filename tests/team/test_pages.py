"""The team as the provider edits it, and as guests see it."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.accounts.models import User
from app.availability.actions import Claim, book
from app.availability.queries import plans
from app.bookings.enums import ItemState
from app.bookings.models import BookingItem, Refund
from app.catalog.models import Performer, Service
from app.catalog.queries import sold
from app.db import session
from app.hours.queries import week_of
from app.team.models import Member, TimeOff
from app.team.queries import members_of
from app.venues.models import Venue
from tests.factories import make_item, make_member, make_service, make_venue
from tests.support import sign_in, statements, utc

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland
NASTY = '<img src=x onerror="alert(1)">'
OTHER_SCRIPTS = ("春子 山本", "Зоя Ким", "ایران دخت", "Ñandú Ødegård", "W" * 80)


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue()
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


@pytest.fixture
def june(venue: Venue) -> Member:
    return make_member(venue, name="June Castellano", slug="june")


@pytest.fixture
def massage(venue: Venue, june: Member) -> Service:
    return make_service(venue, members=[june], title="Unwinding massage", slug="massage")


def team(venue: Venue) -> list[str]:
    session.expire_all()
    return [member.name for member in members_of(venue)]


def booked(service: Service, member: Member, at: object = AT) -> BookingItem:
    item = make_item(service, at, state=ItemState.CONFIRMED, with_whom=member.name)  # type: ignore[arg-type]
    book(claims=[Claim(item.id, service.id, item.starts_at, 1, member.id)])
    session.commit()
    return item


def seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found[1]


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_list_says_what_each_does_and_what_is_missing(client: FlaskClient, venue: Venue, massage: Service) -> None:
    make_member(venue, name="Tobias Lind", title="Apprentice")
    session.commit()
    page = words(client.get("/venue/team/").text)
    for said in ("June Castellano", "Performs Unwinding massage", "Whenever the venue is open", "Apprentice"):
        assert said in page
    assert "Nothing yet, so nobody can book Tobias." in page
    assert "2 of 5" in page


def test_somebody_is_added_with_what_she_performs(client: FlaskClient, venue: Venue, massage: Service) -> None:
    given = {"name": " Priya  Raman ", "title": "Deep tissue", "services": ["massage"]}
    response = client.post("/venue/team/new", data=given)
    assert response.location == "/venue/team/priya"
    assert team(venue) == ["June Castellano", "Priya Raman"]
    performers = session.scalars(select(Performer.member_id).where(Performer.service_id == massage.id)).all()
    assert len(performers) == 2


@pytest.mark.parametrize("name", ["New Moon", "Order Lee"])
def test_a_name_that_is_a_page_too_gets_another_address(client: FlaskClient, venue: Venue, name: str) -> None:
    location = client.post("/venue/team/new", data={"name": name}).location
    assert location.endswith("-2")
    assert client.get(location).status_code == 200


@pytest.mark.parametrize("name", OTHER_SCRIPTS)
def test_a_name_in_any_script_is_shown_everywhere(client: FlaskClient, venue: Venue, name: str) -> None:
    location = client.post("/venue/team/new", data={"name": name}).location
    for path in ("/venue/team/", location, f"{location}/remove", f"/venues/{venue.slug}"):
        assert name in client.get(path).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": " "}, "Write the name that guests will read."),
        ({"name": "W" * 81}, "Write the name in 80 characters or fewer."),
        ({"name": "Ada", "title": "T" * 81}, "Write the title in 80 characters or fewer."),
        ({"name": "Ada", "services": ["of-nobody"]}, "The list changed meanwhile."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: FlaskClient, venue: Venue, given: dict[str, str], said: str
) -> None:
    response = client.post("/venue/team/new", data=given)
    assert response.status_code == 422
    assert said in response.text
    assert given["name"].strip() in response.text
    assert team(venue) == []


def test_a_sixth_is_refused_and_keeps_what_was_typed(client: FlaskClient, venue: Venue) -> None:
    for number in range(5):
        make_member(venue, name=f"Nadia{number} Ferris")
    session.commit()
    assert "That is all five." in client.get("/venue/team/").text
    assert "5 team members at most" in client.get("/venue/team/new").text
    response = client.post("/venue/team/new", data={"name": "Ada Whitlock", "title": "Late comer"})
    assert response.status_code == 422
    assert "A venue has 5 team members at most. Remove one to add another." in response.text
    assert "Late comer" in response.text


def test_what_guests_read_of_her_is_text_and_nothing_else(client: FlaskClient, venue: Venue, massage: Service) -> None:
    session.commit()
    given = {
        "name": NASTY,
        "title": NASTY,
        "bio": f"First.\n{NASTY}",
        "languages": ["es", "en"],
        "services": ["massage"],
        "buffer_minutes": "15",
        "seen": seen(client.get("/venue/team/june").text),
    }
    assert client.post("/venue/team/june", data=given).status_code == 303
    saved = session.scalars(select(Member)).one()
    session.refresh(saved)
    assert (saved.name, saved.languages, saved.buffer_minutes) == (NASTY, ["en", "es"], 15)
    for path in (
        f"/venues/{venue.slug}",
        f"/venues/{venue.slug}/massage?with=june",
        "/venue/team/",
        "/venue/team/june",
    ):
        page = client.get(path).text
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page
    assert "Speaks English and Spanish" in client.get(f"/venues/{venue.slug}").text


def test_ticking_services_keeps_what_they_cost_and_take_with_her(
    client: FlaskClient, venue: Venue, massage: Service, june: Member
) -> None:
    stones, facial = (make_service(venue, members=[june], title=title, slug=title) for title in ("stones", "facial"))
    session.get_one(Performer, (massage.id, june.id)).price_cents = 9900
    session.commit()
    given = {"name": june.name, "services": ["massage", "stones"], "buffer_minutes": "0"}
    client.post("/venue/team/june", data={**given, "seen": seen(client.get("/venue/team/june").text)})
    rows = session.execute(select(Performer.service_id, Performer.price_cents).order_by(Performer.service_id)).all()
    assert [tuple(row) for row in rows] == [(massage.id, 9900), (stones.id, None)]
    assert facial.id not in [row.service_id for row in rows]


def test_who_saves_an_old_form_sees_both(client: FlaskClient, june: Member) -> None:
    session.commit()
    old = seen(client.get("/venue/team/june").text)
    first = {"name": "June Park", "buffer_minutes": "0", "seen": old}
    assert client.post("/venue/team/june", data=first).status_code == 303
    response = client.post("/venue/team/june", data={**first, "name": "June Castellano-Park"})
    assert response.status_code == 422
    assert "Saved now: <q>June Park</q>" in response.text
    assert "June Castellano-Park" in response.text


def test_the_order_is_changed_and_said(client: FlaskClient, venue: Venue, june: Member) -> None:
    make_member(venue, name="Priya Raman", slug="priya")
    session.commit()
    moved = client.post("/venue/team/order", data={"move": "priya:up"}, headers=HTMX)
    assert "Priya Raman is now 1 of 2." in moved.text
    assert team(venue) == ["Priya Raman", "June Castellano"]
    client.post("/venue/team/order", data={"order": "june,priya"})
    assert team(venue) == ["June Castellano", "Priya Raman"]
    assert client.post("/venue/team/order", data={"order": "june"}).status_code == 409


WEEK = {"monday-opens": "10:00 AM", "monday-closes": "2:00 PM", "act": "save"}


def test_she_follows_the_venue_until_she_has_hours_of_her_own(client: FlaskClient, venue: Venue, june: Member) -> None:
    session.commit()
    page = client.get("/venue/team/june/hours")
    assert "June is there whenever the venue is open" in words(page.text)
    assert 'name="monday' not in page.text
    editor = client.get("/venue/team/june/hours?own=1").text
    closed = {f"{day}-closed": "1" for day in ("sunday", "tuesday", "wednesday", "thursday", "friday", "saturday")}
    response = client.post("/venue/team/june/hours", data={**WEEK, **closed, "seen": seen(editor)})
    assert response.status_code == 303, words(response.text)
    assert week_of(venue, june) == {0: [(600, 840)]}
    assert week_of(venue)[0] == [(600, 1200)]
    client.post("/venue/team/june/hours", data={"act": "follow"})
    assert week_of(venue, june) == {}


def test_a_week_without_any_hours_is_not_saved_for_her(client: FlaskClient, venue: Venue, june: Member) -> None:
    session.commit()
    editor = client.get("/venue/team/june/hours?own=1").text
    days = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    sent = {**{f"{day}-closed": "1" for day in days}, "act": "save", "seen": seen(editor)}
    response = client.post("/venue/team/june/hours", data=sent)
    assert response.status_code == 422
    assert "Every day is closed, so nobody could be booked." in response.text


def test_hours_that_leave_a_visit_out_ask_first(
    client: FlaskClient, venue: Venue, june: Member, massage: Service
) -> None:
    item = booked(massage, june)
    editor = client.get("/venue/team/june/hours?own=1").text
    closed = {f"{day}-closed": "1" for day in ("sunday", "tuesday", "wednesday", "thursday", "friday", "saturday")}
    sent = {**WEEK, **closed, "seen": seen(editor)}
    asked = client.post("/venue/team/june/hours", data=sent)
    assert asked.status_code == 409
    assert "1 visit is booked then." in words(asked.text)
    assert "Wren Abernathy" in asked.text
    assert week_of(venue, june) == {}
    keep = re.search(r'name="keep" value="([^"]+)"', asked.text)
    assert keep is not None
    assert client.post("/venue/team/june/hours", data={**sent, "keep": keep[1]}).status_code == 303
    assert week_of(venue, june) == {0: [(600, 840)]}
    session.refresh(item)
    assert item.state is ItemState.CONFIRMED


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("days", {"first": "2026-05-22"}, "Fri, May 22"),
        ("days", {"first": "2026-05-22", "last": "2026-05-24", "note": "Vermont"}, "Fri, May 22 – Sun, May 24"),
        ("hours", {"first": "2026-05-22", "begins": "12:00", "ends": "13:00"}, "Fri, May 22, 12:00 – 1:00 PM"),
        (
            "hours",
            {"first": "2026-05-22", "begins": "22:00", "ends": "02:00"},
            "Fri, May 22, 10:00 PM – Sat, May 23, 2:00 AM",
        ),
        (
            "weekly",
            {"weekday": "1", "begins": "12:00", "ends": "13:00", "first": "2026-05-14"},
            "Every Tuesday, 12:00 PM – 1:00 PM",
        ),
        ("weekly", {"weekday": "1", "first": "2026-05-14", "last": "2026-08-30"}, "Every Tuesday, until Sun, Aug 30"),
    ],
)
def test_time_off_of_each_kind(client: FlaskClient, june: Member, kind: str, given: dict[str, str], said: str) -> None:
    session.commit()
    response = client.post(f"/venue/team/june/time-off?kind={kind}", data=given, follow_redirects=True)
    assert said in words(response.text)
    off = session.scalars(select(TimeOff)).one()
    assert off.note == given.get("note", "")
    client.post(f"/venue/team/june/time-off/{off.key}/remove")
    assert session.scalars(select(TimeOff)).all() == []


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("days", {}, "Choose the first day."),
        ("days", {"first": "tomorrow"}, "Choose a date, or write it as 2026-05-19."),
        ("days", {"first": "2026-05-22", "last": "2026-05-21"}, "The last day comes after the first."),
        ("days", {"first": "9999-12-31"}, "Choose a date within 3 years."),
        ("hours", {"first": "2026-05-22", "begins": "25:00", "ends": "13:00"}, "Choose a time, or write it as 14:30."),
        ("weekly", {"weekday": "1", "first": "2026-05-14", "begins": "12:00"}, "Give both times, or none for all day."),
        (
            "weekly",
            {"weekday": "1", "first": "2026-05-14", "begins": "13:00", "ends": "12:00"},
            "It ends after it begins, on the same day.",
        ),
        ("weekly", {"weekday": "9", "first": "2026-05-14"}, "Not a valid choice"),
        ("days", {"first": "2026-05-22", "note": "n" * 81}, "Write 80 characters or fewer."),
    ],
)
def test_half_a_time_off_is_refused_in_words(
    client: FlaskClient, june: Member, kind: str, given: dict[str, str], said: str
) -> None:
    session.commit()
    response = client.post(f"/venue/team/june/time-off?kind={kind}", data=given)
    assert response.status_code == 422
    assert said in response.text
    assert session.scalars(select(TimeOff)).all() == []


def test_time_off_over_a_visit_lists_it_and_asks(
    client: FlaskClient, venue: Venue, june: Member, massage: Service
) -> None:
    booked(massage, june)
    given = {"first": "2026-05-15"}
    asked = client.post("/venue/team/june/time-off?kind=days", data=given)
    assert asked.status_code == 409
    assert "Fri, May 15, 11:00 AM, Unwinding massage, Wren Abernathy" in words(asked.text)
    assert session.scalars(select(TimeOff)).all() == []
    keep = re.search(r'name="keep" value="([^"]+)"', asked.text)
    assert keep is not None
    assert client.post("/venue/team/june/time-off?kind=days", data={**given, "keep": keep[1]}).status_code == 303
    assert len(session.scalars(select(TimeOff)).all()) == 1


def test_who_is_booked_meanwhile_is_asked_about_too(
    client: FlaskClient, venue: Venue, june: Member, massage: Service
) -> None:
    booked(massage, june)
    asked = client.post("/venue/team/june/time-off?kind=days", data={"first": "2026-05-15"})
    keep = re.search(r'name="keep" value="([^"]+)"', asked.text)
    assert keep is not None
    booked(massage, june, AT + timedelta(hours=2))
    again = client.post("/venue/team/june/time-off?kind=days", data={"first": "2026-05-15", "keep": keep[1]})
    assert again.status_code == 409
    assert "2 visits are booked then." in words(again.text)


def test_somebody_without_visits_leaves_and_comes_back(client: FlaskClient, venue: Venue, massage: Service) -> None:
    session.commit()
    assert "Nothing is booked with June ahead." in client.get("/venue/team/june/remove").text
    page = client.post("/venue/team/june/remove", follow_redirects=True).text
    assert "June Castellano is no longer on the team." in page
    assert 'action="/venue/team/june/restore?at=1"' in page
    assert team(venue) == []
    assert client.get("/venue/team/june").status_code == 404
    assert "June Castellano" not in client.get(f"/venues/{venue.slug}").text
    assert client.get(f"/venues/{venue.slug}/massage?with=june").status_code in {200, 302, 404}
    client.post("/venue/team/june/restore?at=1")
    assert team(venue) == ["June Castellano"]


def test_leaving_with_visits_takes_a_decision_about_each(
    client: FlaskClient, venue: Venue, june: Member, massage: Service
) -> None:
    priya = make_member(venue, name="Priya Raman", slug="priya")
    session.add(Performer(service_id=massage.id, member_id=priya.id))
    first, second = booked(massage, june), booked(massage, june, AT + timedelta(hours=1))
    booked(massage, priya, AT + timedelta(hours=1))
    page = words(client.get("/venue/team/june/remove").text)
    assert "June has 2 visits to come." in page
    assert "Give it to Priya Raman" in page
    assert "Priya is booked then." in page

    half = client.post("/venue/team/june/remove", data={f"of-{first.public_id}": "priya"})
    assert half.status_code == 422
    assert "Choose what becomes of this visit." in half.text

    given = {f"of-{first.public_id}": "priya", f"of-{second.public_id}": "cancel"}
    without = client.post("/venue/team/june/remove", data=given)
    assert without.status_code == 422
    assert "Write a sentence that the guests will read." in without.text

    done = client.post("/venue/team/june/remove", data={**given, "reason": "June moved."}, follow_redirects=True)
    assert "1 visit goes to somebody else. 1 visit is canceled, $110.00 goes back. The guests get a mail." in done.text
    assert team(venue) == ["Priya Raman"]
    session.refresh(first)
    session.refresh(second)
    assert (first.with_whom, first.state, second.state) == ("Priya Raman", ItemState.CONFIRMED, ItemState.CANCELLED)
    assert session.scalars(select(Refund.item_id)).all() == [second.id]


def test_who_was_free_when_shown_and_is_not_when_saved(
    client: FlaskClient, venue: Venue, june: Member, massage: Service
) -> None:
    priya = make_member(venue, name="Priya Raman", slug="priya")
    session.add(Performer(service_id=massage.id, member_id=priya.id))
    item = booked(massage, june)
    assert "Give it to Priya Raman" in client.get("/venue/team/june/remove").text
    booked(massage, priya)
    response = client.post("/venue/team/june/remove", data={f"of-{item.public_id}": "priya", "reason": "Moved."})
    assert response.status_code == 422
    assert "Moved." in response.text
    assert "Priya is booked then." in words(response.text)
    assert team(venue) == ["June Castellano", "Priya Raman"]


def test_visits_can_be_passed_on_without_leaving(
    client: FlaskClient, venue: Venue, june: Member, massage: Service
) -> None:
    priya = make_member(venue, name="Priya Raman", slug="priya")
    session.add(Performer(service_id=massage.id, member_id=priya.id))
    first, second = booked(massage, june), booked(massage, june, AT + timedelta(hours=1))
    assert "June keeps it" in client.get("/venue/team/june/visits").text
    client.post("/venue/team/june/visits", data={f"of-{second.public_id}": "priya", f"of-{first.public_id}": ""})
    session.refresh(first)
    session.refresh(second)
    assert (first.with_whom, second.with_whom) == ("June Castellano", "Priya Raman")


def test_a_past_day_of_the_calendar_still_shows_who_has_left(
    client: FlaskClient, venue: Venue, june: Member, massage: Service
) -> None:
    make_member(venue, name="Priya Raman", slug="priya")
    with clock.pinned(utc("2026-05-11 18:00")):
        booked(massage, june, utc("2026-05-12 18:00"))
    client.post("/venue/team/june/remove")
    page = client.get("/calendar/?day=2026-05-12").text
    assert "June" in page
    assert "Wren Abernathy" in page
    assert "June" not in client.get("/calendar/?day=2026-05-20").text


def test_lists_take_as_many_statements_with_five_as_with_one(client: FlaskClient, venue: Venue) -> None:
    counts = []
    for count in (1, 4):
        for number in range(count):
            member = make_member(venue, name=f"Nadia{number} Ferris")
            make_service(venue, members=[member])
            session.add(TimeOff(member_id=member.id, weekday=1, begins=0, ends=60, first_on=date(2026, 5, 1)))
        session.commit()
        with statements() as sent:
            assert client.get("/venue/team/").status_code == 200
        counts.append(len(sent))
    assert counts == [8, 8]


def test_a_cart_with_somebody_who_has_left_says_so(client: FlaskClient, venue: Venue, massage: Service) -> None:
    session.commit()
    line = {"venue": venue.slug, "service": "massage", "with": "june", "start": "2026-05-15T18:00Z", "quantity": "1"}
    assert client.post("/cart/items", data=line).status_code == 303
    client.post("/venue/team/june/remove")
    page = client.get("/cart/")
    assert page.status_code == 200
    assert "Just gone" in page.text


def test_a_date_with_other_hours_is_hers_alone(
    client: FlaskClient, venue: Venue, june: Member, massage: Service
) -> None:
    session.commit()
    page = client.get("/venue/team/june/hours/dates").text
    given = {
        "first": "2026-05-15",
        "hours-opens": "4:00 PM",
        "hours-closes": "6:00 PM",
        "note": "School",
        "act": "save",
    }
    response = client.post("/venue/team/june/hours/dates", data={**given, "seen": seen(page)})
    assert response.status_code == 303, words(response.text)
    listed = words(client.get("/venue/team/june/hours").text)
    assert "Fri, May 15 4:00 PM – 6:00 PM School" in listed
    plan = plans(sold([massage.id]), (AT, AT + timedelta(hours=9)))[massage.id]
    assert [start.at for start in plan.starts()][:2] == [utc("2026-05-15 23:00"), utc("2026-05-15 23:15")]
    removed = client.post("/venue/team/june/hours/dates/2026-05-15/remove", follow_redirects=True)
    assert "The week of June holds again." in removed.text
    assert "4:00 PM" not in client.get("/venue/team/june/hours").text


def test_other_hours_over_a_visit_ask_first(client: FlaskClient, june: Member, massage: Service) -> None:
    booked(massage, june)
    page = client.get("/venue/team/june/hours/dates").text
    given = {"first": "2026-05-15", "hours-closed": "1", "act": "save", "seen": seen(page)}
    asked = client.post("/venue/team/june/hours/dates", data=given)
    assert asked.status_code == 409, words(asked.text)
    keep = re.search(r'name="keep" value="([^"]+)"', asked.text)
    assert keep is not None
    assert client.post("/venue/team/june/hours/dates", data={**given, "keep": keep[1]}).status_code == 303
