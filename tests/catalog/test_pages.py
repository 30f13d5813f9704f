"""Services as the provider edits them."""

import re
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.bookings.enums import ItemState
from app.bookings.models import BookingItem
from app.catalog.actions.adding import MAX_SERVICES
from app.catalog.models import ListedStart, Service
from app.catalog.queries import add_ons_of, kept_services, removed_services
from app.db import session
from app.team.models import Member
from app.venues.models import Resource, Venue
from tests.factories import make_category, make_item, make_member, make_service, make_venue
from tests.pictures.samples import encoded, halves
from tests.support import Jobs, sign_in, statements, utc

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland
HOME = "/venue/services/"
PRICE = "Write the price in dollars, such as 110 or 110.50. Where it costs nothing, write 0."
NASTY = '<script>alert("x")</script>'


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue(slug="hazel-bodywork")
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


@pytest.fixture
def june(venue: Venue) -> Member:
    member = make_member(venue)
    session.commit()
    return member


def kept(venue: Venue) -> Sequence[Service]:
    session.expire_all()
    return kept_services(venue)


def typed(**values: str) -> dict[str, str]:
    usual = {
        "title": "Unwinding massage",
        "category": "massage",
        "duration_minutes": "60",
        "price_cents": "$110",
        "after_minutes": "15",
        "max_quantity": "1",
        "active": "y",
    }
    return {**usual, **values}


def shown_by(page: str) -> dict[str, str]:
    """What a browser would send of a form as it was shown."""
    form = page.split('id="service-form"', 1)[1].split('id="picture"', 1)[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', form)
    for box in boxes:
        name = re.findall(r'name="([^"]+)"', box)[0]
        if " checked" in box:
            found[name] = "y"
        else:
            found.pop(name, None)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r'<option selected value="([^"]*)"', options)[0]
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL):
        found[name] = text
    return found


def edited(client: FlaskClient, service: Service, **changed: str | None) -> TestResponse:
    """Open the form, change some of it, save."""
    path = f"{HOME}{service.slug}/edit"
    form = {**shown_by(client.get(path).text), **changed}
    return client.post(path, data={name: value for name, value in form.items() if value is not None})


def errors(page: str) -> list[str]:
    return re.findall(r'<li><a href="#[^"]+">(.*?)</a></li>', page.split('class="error-summary"', 1)[1])


def book_it(service: Service, *, quantity: int = 1, hours: int = 0) -> BookingItem:
    item = make_item(service, AT + timedelta(hours=hours), quantity=quantity, state=ItemState.CONFIRMED)
    book(claims=[Claim(item.id, service.id, item.starts_at, quantity)])
    session.commit()
    return item


def columns(service: Service) -> dict[str, object]:
    return {column.name: getattr(service, column.name) for column in Service.__table__.columns}


# Adding


def test_before_there_is_anything_the_page_says_what_to_do(client: FlaskClient, venue: Venue) -> None:
    page = client.get(HOME).text
    assert "Nothing to book yet." in page
    assert f"{HOME}new" in page
    page = client.get(f"{HOME}new").text
    for kind in ("A treatment by a person", "A room or sauna for several", "A class at set times"):
        assert kind in page
    assert "Add a person first" in page


def test_a_treatment_with_what_is_each_ones_own(client: FlaskClient, venue: Venue, june: Member) -> None:
    maren = make_member(venue, name="Maren Oyelaran")
    session.commit()
    own = {f"does-{june.slug}": "y", f"does-{maren.slug}": "y", f"price-{maren.slug}": "140"}
    given = typed(**own, **{f"minutes-{maren.slug}": "1 h 15 min"}, description=f"Slow. {NASTY}")
    assert client.post(f"{HOME}new/kind/treatment", data=given).location == HOME
    (service,) = kept(venue)
    assert (service.title, service.price_cents, service.duration_minutes) == ("Unwinding massage", 11000, 60)
    assert [(one.price_cents, one.duration_minutes) for one in service.performers] == [(None, None), (14000, 75)]
    page = client.get(HOME).text
    assert "$110 – $140" in page
    assert "60 min – 75 min" in page
    assert "June and Maren" in page
    for public in ("/venues/hazel-bodywork", "/venues/hazel-bodywork/unwinding-massage"):
        shown = client.get(public).text
        assert "Unwinding massage" in shown
        assert NASTY not in shown


def test_a_room(client: FlaskClient, venue: Venue) -> None:
    given = typed(title="Sauna circuit", places="8", max_quantity="4", price_cents="48")
    assert client.post(f"{HOME}new/kind/room", data=given).status_code == 303
    (sauna,) = kept(venue)
    assert session.get_one(Resource, sauna.resource_id).lanes == 8
    assert "Up to 8 guests" in client.get(HOME).text


def test_a_class_each_week_and_on_a_date(client: FlaskClient, venue: Venue) -> None:
    given = typed(title="Slow yoga", places="12", **{"on-1": "6 pm, 7:30", "on-3": "18:00"})
    given |= {"date-0": "2026-05-30", "at-0": "10:00 AM", "date-1": "", "at-1": ""}
    assert client.post(f"{HOME}new/kind/class", data=given).status_code == 303
    (yoga,) = kept(venue)
    rows = session.scalars(select(ListedStart).where(ListedStart.service_id == yoga.id).order_by(ListedStart.id))
    assert [(row.weekday, str(row.on_date or ""), row.minute) for row in rows] == [
        (1, "", 450),
        (1, "", 1080),
        (3, "", 1080),
        (None, "2026-05-30", 600),
    ]
    assert "12 places: Tue 7:30 AM, Tue and Thu 6:00 PM, Sat, May 30, 10:00 AM" in client.get(HOME).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "  "}, "Give it a name that guests will know it by, such as “Unwinding massage”."),
        ({"title": "W" * 121}, "Keep the name to 120 letters."),
        (
            {"price_cents": "free"},
            PRICE,
        ),
        ({"price_cents": "-3"}, "A price is $0 or more. Write it without the minus."),
        ({"price_cents": "1e5"}, PRICE),
        ({"price_cents": ""}, "Say what it costs. Where it costs nothing, write 0."),
        ({"duration_minutes": "0"}, "Choose 5 min to 12 h."),
        ({"duration_minutes": "7"}, "Times go in steps of five minutes. Choose 5 or 10."),
        ({"duration_minutes": "725"}, "Choose 5 min to 12 h."),
        ({"after_minutes": "300"}, "Choose up to 4 h."),
        ({"max_quantity": "9"}, "It takes 8, so choose no more."),
        ({"places": "0"}, "Choose 1 to 200 places."),
        ({"places": "many"}, "Write the number of places as a whole number, such as 1."),
        ({"category": "gardening"}, "Choose one of the list."),
        ({"notice_minutes": "soon"}, "Choose one of the list."),
        ({"on-1": "6 pm, 25:00"}, "There is no “25:00” on a clock. Write a time as 9:30 AM or 21:30."),
        ({"on-1": "6 pm, 6:30 pm"}, "Tuesday 6:00 PM and 6:30 PM overlap. Start the second at 7:15 PM or later."),
        ({"on-1": ""}, "Write at least one time at which the class starts, such as 6:00 PM."),
        ({"date-0": "2026-05-30"}, "Write when it starts, such as 10:00 AM."),
        ({"at-0": "10 AM"}, "Choose the date for this time."),
        ({"date-0": "2026-05-13", "at-0": "10 AM"}, "This date has passed. Choose another, or clear it."),
        ({"date-0": "May 30", "at-0": "10 AM"}, "Choose a date, such as 2026-05-30."),
        (
            {"date-9": "2026-05-30", "at-9": "noon, 3 pm"},
            "Write one time here. Give each further one a line of its own.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    client: FlaskClient, venue: Venue, changed: dict[str, str], said: str
) -> None:
    given = {**typed(title="Slow yoga", places="8", **{"on-1": "6 pm"}), **changed}
    response = client.post(f"{HOME}new/kind/class", data=given)
    assert response.status_code == 422
    assert errors(response.text) == [said]
    for name, value in given.items():
        if name not in {"category", "active", "notice_minutes"}:
            assert f'name="{name}"' in response.text
            assert f'value="{value}"' in response.text, name
    assert kept(venue) == []


def test_two_guests_need_two_people(client: FlaskClient, venue: Venue, june: Member) -> None:
    response = client.post(f"{HOME}new/kind/treatment", data=typed(max_quantity="2", **{f"does-{june.slug}": "y"}))
    assert errors(response.text) == [
        "2 guests at once need 2 people who perform it. Choose more people, or fewer guests."
    ]
    response = client.post(f"{HOME}new/kind/treatment", data=typed())
    assert errors(response.text) == ["Choose at least one person who performs it."]


def extra(n: int, title: str, price: str, minutes: str = "", *, key: str = "", active: bool = True) -> dict[str, str]:
    line = {f"extra-{n}": title, f"extra-price-{n}": price, f"extra-minutes-{n}": minutes, f"extra-key-{n}": key}
    return {**line, f"extra-active-{n}": "y"} if active else line


def add_ons(service: Service) -> list[tuple[str, int, int, bool]]:
    session.expire_all()
    return [(one.title, one.price_cents, one.minutes, one.active) for one in add_ons_of(service.id)]


def test_add_ons_are_kept_in_their_order_and_can_be_withdrawn(client: FlaskClient, venue: Venue) -> None:
    given = typed(title="Float", places="2", **extra(0, "Hot stones", "$20", "15"), **extra(1, "Tea", "0"))
    assert client.post(f"{HOME}new/kind/room", data=given).status_code == 303
    (service,) = kept(venue)
    assert add_ons(service) == [("Hot stones", 2000, 15, True), ("Tea", 0, 0, True)]
    first, second = add_ons_of(service.id)
    changed = {**extra(0, "", "", key=first.key), **extra(1, "Mint tea", "3", key=second.key, active=False)}
    assert edited(client, service, **{"extra-active-1": None, **changed}).status_code == 303
    assert add_ons(service) == [("Mint tea", 300, 0, False)]
    assert add_ons_of(service.id)[0].key == second.key
    client.post(f"{HOME}{service.slug}/copy")
    assert add_ons(kept(venue)[1]) == [("Mint tea", 300, 0, False)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (extra(0, "Hot stones", ""), "Say what it costs. Where it costs nothing, write 0."),
        (extra(1, "", "20"), "Name it, such as “Hot stones”."),
        (extra(0, "Hot stones", "1,000.01"), "A price is $1,000 at most."),
        (extra(0, "Hot stones", "20", "125"), "Choose up to 2 h."),
        (extra(5, "W" * 61, "20"), "Keep the name to 60 letters."),
    ],
)
def test_an_add_on_that_is_not_whole(client: FlaskClient, venue: Venue, line: dict[str, str], said: str) -> None:
    response = client.post(f"{HOME}new/kind/room", data=typed(places="2", **line))
    assert (response.status_code, errors(response.text)) == (422, [said])
    assert all(f'value="{value}"' in response.text for value in line.values() if value != "y")


def test_there_is_no_fourth_kind(client: FlaskClient, venue: Venue) -> None:
    assert client.get(f"{HOME}new/kind/potion").status_code == 404


# Editing


def test_a_form_that_was_only_looked_at_changes_nothing(client: FlaskClient, venue: Venue, june: Member) -> None:
    massage = make_service(
        venue, members=[june], own={june.slug: {"price_cents": 12550}}, after_minutes=12, max_quantity=1
    )
    yoga = make_service(venue, capacity=9, listed=[(1, 1080)], title="Yoga", minutes=52, notice_minutes=45)
    before = [columns(one) for one in (massage, yoga)]
    for service in (massage, yoga):
        assert edited(client, service).status_code == 303
    assert [columns(one) for one in kept(venue)] == before
    assert [one.price_cents for one in kept(venue)[0].performers] == [12550]
    assert session.scalars(select(ListedStart.minute)).all() == [1080]


def test_a_price_that_changes_leaves_what_is_booked_as_it_was(client: FlaskClient, venue: Venue, june: Member) -> None:
    massage = make_service(venue, members=[june], max_quantity=1)
    item = book_it(massage)
    assert edited(client, massage, price_cents="125.50").status_code == 303
    assert "1 visit booked already keeps its price and time." in client.get(HOME).text
    session.expire_all()
    assert (massage.price_cents, item.price_cents) == (12550, 11000)


def test_rules_of_its_own_and_back_to_the_venues(client: FlaskClient, venue: Venue) -> None:
    sauna = make_service(venue, capacity=4)
    own: dict[str, str | None] = {"notice_minutes": "240", "cancel_free_hours": "48", "cancel_keep_percent": "50"}
    assert edited(client, sauna, **own).status_code == 303
    session.expire_all()
    assert (sauna.notice, sauna.horizon, sauna.free_hours, sauna.keep_percent) == (240, 60, 48, 50)
    assert edited(client, sauna, **dict.fromkeys(own, "")).status_code == 303
    session.expire_all()
    assert (sauna.notice, sauna.horizon, sauna.free_hours, sauna.keep_percent) == (0, 60, 24, 100)


def test_who_does_it_no_more_keeps_what_is_booked_with_her(client: FlaskClient, venue: Venue, june: Member) -> None:
    maren = make_member(venue, name="Maren Oyelaran")
    massage = make_service(venue, members=[june, maren])
    for hours in (0, 3):
        item = make_item(massage, AT + timedelta(hours=hours), state=ItemState.CONFIRMED)
        book(claims=[Claim(item.id, massage.id, item.starts_at, member_id=june.id)])
    session.commit()
    assert edited(client, massage, max_quantity="1", **{f"does-{june.slug}": None}).status_code == 303
    assert "2 visits with June stay booked." in client.get(HOME).text
    assert [one.member_id for one in kept(venue)[0].performers] == [maren.id]


def test_a_room_may_not_be_smaller_than_what_is_booked(client: FlaskClient, venue: Venue) -> None:
    sauna = make_service(venue, capacity=6)
    book_it(sauna, quantity=4)
    response = edited(client, sauna, places="3", max_quantity="2")
    assert response.status_code == 422
    assert errors(response.text) == ["4 places are booked on Tue, May 19, 1:00 PM. Keep at least 4 until then."]
    assert 'value="3"' in response.text
    assert edited(client, sauna, places="4", max_quantity="2").status_code == 303
    session.expire_all()
    assert session.get_one(Resource, sauna.resource_id).lanes == 4


def test_two_tabs_see_each_other(client: FlaskClient, venue: Venue) -> None:
    sauna = make_service(venue, capacity=6, title="Sauna", max_quantity=1)
    session.commit()
    path = f"{HOME}{sauna.slug}/edit"
    first = second = shown_by(client.get(path).text)
    assert client.post(path, data={**first, "price_cents": "55"}).status_code == 303
    response = client.post(path, data={**second, "title": "Cedar sauna", "price_cents": "60"})
    assert response.status_code == 422
    assert "This was saved meanwhile" in response.text
    assert "Saved now: <q>55</q>" in response.text
    assert 'value="60"' in response.text
    again = shown_by(response.text)
    assert client.post(path, data=again).status_code == 303
    session.expire_all()
    assert (sauna.title, sauna.price_cents) == ("Cedar sauna", 6000)


def test_another_venues_service_is_not_there(client: FlaskClient, venue: Venue) -> None:
    theirs = make_service(make_venue(name="Alder & Salt"), capacity=2, slug="theirs")
    session.commit()
    for way in ("edit", "copy", "remove", "show", "restore"):
        assert client.post(f"{HOME}theirs/{way}", data={"active": "0"}).status_code == 404
    session.expire_all()
    assert theirs.active


# The list


def test_the_list_is_in_groups_and_its_order_can_be_changed(client: FlaskClient, venue: Venue) -> None:
    hair = make_category(slug="hair", name="Hair")
    for slug, category in (("one", "massage"), ("cut", hair.slug), ("two", "massage"), ("three", "massage")):
        make_service(venue, capacity=1, slug=slug, title=slug.title(), category=category)
    session.commit()

    def order() -> list[str]:
        return [service.slug for service in kept(venue)]

    response = client.post(f"{HOME}order?of=massage", data={"move": "three:up"}, headers=HTMX)
    assert "Three is now 2 of 3." in response.text
    assert order() == ["one", "three", "two", "cut"]
    client.post(f"{HOME}order?of=massage", data={"order": "two,one,three"})
    assert order() == ["two", "one", "three", "cut"]
    assert client.post(f"{HOME}order", data={"move": "kind.hair:up"}).status_code == 303
    assert order() == ["cut", "two", "one", "three"]
    stale = client.post(f"{HOME}order?of=massage", data={"order": "two,one"})
    assert stale.status_code == 409
    assert "The list changed meanwhile" in stale.text
    assert client.post(f"{HOME}order?of=gone", data={"move": "two:up"}).status_code == 409
    assert order() == ["cut", "two", "one", "three"]


def test_hidden_is_not_offered_and_shown_again_is(client: FlaskClient, venue: Venue, jobs: Jobs) -> None:
    make_service(venue, capacity=2, slug="sauna", title="Cedar sauna")
    session.commit()
    response = client.post(f"{HOME}sauna/show", data={"active": "0"}, headers=HTMX)
    assert 'aria-checked="false"' in response.text
    assert "Cedar sauna is hidden." in response.text
    assert "discovery.reindex" in jobs.waiting()
    assert client.get("/venues/hazel-bodywork/sauna").status_code == 404
    client.post(f"{HOME}sauna/show", data={"active": "1"})
    assert client.get("/venues/hazel-bodywork/sauna").status_code == 200


def test_a_copy_has_everything_but_the_bookings_and_is_hidden(client: FlaskClient, venue: Venue) -> None:
    yoga = make_service(
        venue, capacity=9, listed=[(1, 1080)], slug="yoga", title="Yoga", notice_minutes=45, before_minutes=10
    )
    session.commit()
    response = client.post(f"{HOME}yoga/copy")
    assert response.location == f"{HOME}copy-of-yoga/edit"
    first, copy = kept(venue)
    assert (first.id, copy.title, copy.active) == (yoga.id, "Copy of Yoga", False)
    assert (copy.notice_minutes, copy.before_minutes, copy.kind) == (45, 10, yoga.kind)
    assert copy.resource is not None
    assert copy.resource_id != yoga.resource_id
    assert copy.resource.lanes == 9
    starts = select(ListedStart.weekday, ListedStart.minute).where(ListedStart.service_id == copy.id)
    assert [tuple(row) for row in session.execute(starts)] == [(1, 1080)]
    assert edited(client, copy, title="Yin yoga", active="y").status_code == 303
    assert client.get("/venues/hazel-bodywork/yin-yoga").status_code == 200, "its address follows its new name"


def test_a_copy_of_what_people_do_has_what_is_each_ones_own(client: FlaskClient, venue: Venue, june: Member) -> None:
    make_service(venue, members=[june], own={june.slug: {"price_cents": 14000, "duration_minutes": 75}}, slug="massage")
    session.commit()
    client.post(f"{HOME}massage/copy")
    assert [(one.price_cents, one.duration_minutes) for one in kept(venue)[1].performers] == [(14000, 75)]


def test_removed_is_gone_at_once_and_comes_back_as_it_was(client: FlaskClient, venue: Venue) -> None:
    sauna = make_service(venue, capacity=2, slug="sauna", title="Cedar sauna")
    book_it(sauna)
    assert client.post(f"{HOME}sauna/remove").location == HOME
    page = client.get(HOME).text
    assert "Cedar sauna is off your list. 1 visit to come stays booked." in page
    assert kept(venue) == []
    assert [service.id for service in removed_services(venue)] == [sauna.id]
    assert client.get("/venues/hazel-bodywork/sauna").status_code == 404
    assert session.scalars(select(BookingItem.state)).all() == [ItemState.CONFIRMED]
    undo = re.findall(rf'action="({HOME}sauna/restore\?active=1)"', page)[0]
    assert client.post(undo).location == HOME
    assert "Cedar sauna is back on your list." in client.get(HOME).text
    assert [service.active for service in kept(venue)] == [True]
    assert client.post(undo).status_code == 404, "it is not among the removed any more"


def test_put_back_without_the_undo_is_hidden_first(client: FlaskClient, venue: Venue) -> None:
    make_service(venue, capacity=2, slug="sauna")
    session.commit()
    client.post(f"{HOME}sauna/remove")
    client.post(f"{HOME}sauna/restore")
    assert [service.active for service in kept(venue)] == [False]


def test_long_names_and_other_scripts_stay(client: FlaskClient, venue: Venue) -> None:
    for title in ("מסז׳ שקט", "按摩 " * 30, "W" * 120):
        given = typed(title=title, places="2")
        assert client.post(f"{HOME}new/kind/room", data=given).status_code == 303
    assert [service.title for service in kept(venue)] == ["מסז׳ שקט", ("按摩 " * 30).strip(), "W" * 120]


@pytest.mark.parametrize("path", ["", "{slug}/edit"])
def test_the_pages_take_as_many_statements_for_three_services_as_for_one(
    client: FlaskClient, venue: Venue, june: Member, path: str
) -> None:
    def pages() -> int:
        make_service(venue, members=[june], slug=f"massage-{len(kept(venue))}")
        make_service(venue, capacity=2, listed=[(1, 600)])
        session.commit()
        with statements() as sent:
            assert client.get(HOME + path.format(slug="massage-0")).status_code == 200
        return len(sent)

    assert [pages(), pages(), pages()] == [8 if path else 7] * 3


def test_each_group_has_its_own_first_and_last(client: FlaskClient, venue: Venue) -> None:
    for number, category in enumerate(("massage", "massage", "sauna")):
        make_service(venue, title=f"Service {number}", category=category, members=[])
    session.commit()
    page = client.get("/venue/services/").text
    shut = re.findall(r'aria-label="Move (Service [^"]+)" disabled', page)
    assert shut == ["Service 0 up", "Service 1 down", "Service 2 up", "Service 2 down"]


def test_a_picture_is_added_described_and_removed(client: FlaskClient, venue: Venue, jobs: Jobs) -> None:
    sauna = make_service(venue, capacity=2, max_quantity=2, slug="sauna")
    session.commit()
    path = f"{HOME}sauna/picture"
    for data, said in ((b"", "Choose a picture first."), (b"no picture", "This is not a picture we can read.")):
        response = client.post(path, data={"file": (BytesIO(data), "a.png" if data else ""), "alt": "Benches"})
        assert response.status_code == 422
        assert said in response.text
        assert 'value="Benches"' in response.text
    # What stands in the other form of the page can be sent from there.
    assert client.post(f"{HOME}sauna/edit", data=shown_by(response.text)).status_code == 303
    response = client.post(path, data={"file": (BytesIO(encoded(halves(80, 60))), "a.png"), "alt": "Benches"})
    assert response.location == f"{HOME}sauna/edit#picture"
    jobs.run()
    assert sauna.picture_id is not None
    assert 'alt="Benches"' in client.get(f"{HOME}sauna/edit").text
    assert edited(client, sauna, price_cents="50").status_code == 303
    session.expire_all()
    assert sauna.picture_id is not None
    client.post(path, data={"remove": "y"})
    session.expire_all()
    assert sauna.picture_id is None


def test_a_list_has_an_end(client: FlaskClient, venue: Venue) -> None:
    for _ in range(MAX_SERVICES):
        last = make_service(venue, capacity=1)
    session.commit()
    full = "A list holds 100 services. Remove one to add another."
    response = client.post(f"{HOME}new/kind/room", data=typed(title="Float", places="2"))
    assert (response.status_code, errors(response.text)) == (422, [full])
    response = client.post(f"{HOME}{last.slug}/copy")
    assert response.status_code == 409
    assert full in response.text
    client.post(f"{HOME}{last.slug}/remove")
    assert client.post(f"{HOME}new/kind/room", data=typed(title="Float", places="2")).status_code == 303
