"""Adding services of each kind, as the owner does."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.catalog.models import ListedStart, Service
from app.catalog.queries import add_ons_of
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Resource, Venue
from tests.catalog.editor import HOME, NASTY, PRICE, edited, errors, june, kept, typed, venue
from tests.factories import make_member

__all__ = ["june", "venue"]


def test_an_empty_service_list_says_what_to_do_first(client: FlaskClient, venue: Venue) -> None:
    page = client.get(HOME).text
    assert "No services yet." in page
    assert "add your team first" in page
    assert f"{HOME}new" in page
    page = client.get(f"{HOME}new").text
    for kind in ("Treatment by a team member", "Room or sauna", "Class at set times"):
        assert kind in page
    assert "Add your team first" in page


def test_a_treatment_can_have_prices_and_durations_by_team_member(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    maren = make_member(venue, name="Maren Oyelaran")
    session.commit()
    own = {f"does-{june.slug}": "y", f"does-{maren.slug}": "y", f"price-0-{maren.slug}": "140"}
    given = typed(**own, **{f"length-0-{maren.slug}": "1 hr 15 min"}, description=f"Slow. {NASTY}")
    assert client.post(f"{HOME}new/type/treatment", data=given).location == HOME
    (service,) = kept(venue)
    assert (service.title, service.first_option.price_cents, service.first_option.duration_minutes) == (
        "Unwinding massage",
        11000,
        60,
    )
    assert [(own.member_id, own.price_cents, own.duration_minutes) for own in service.first_option.members] == [
        (maren.id, 14000, 75)
    ]
    page = client.get(HOME).text
    assert "$110 – $140" in page
    assert "1 hr – 1 hr 15 min" in page
    assert "June and Maren" in page
    for public in ("/venues/hazel-bodywork", "/venues/hazel-bodywork/unwinding-massage"):
        shown = client.get(public).text
        assert "Unwinding massage" in shown
        assert NASTY not in shown


def test_a_room_is_added_with_its_capacity(client: FlaskClient, venue: Venue) -> None:
    given = typed(title="Sauna circuit", places="8", max_quantity="4", **{"price-0": "48"})
    assert client.post(f"{HOME}new/type/room", data=given).status_code == 303
    (sauna,) = kept(venue)
    assert session.get_one(Resource, sauna.resource_id).capacity == 8
    assert "Up to 8 guests" in client.get(HOME).text


def test_a_class_is_added_with_weekly_and_dated_starts(client: FlaskClient, venue: Venue) -> None:
    given = typed(title="Slow yoga", places="12", **{"on-1": "6 pm, 7:30", "on-3": "18:00"})
    given |= {"date-0": "2026-05-30", "at-0": "10:00 AM", "date-1": "", "at-1": ""}
    assert client.post(f"{HOME}new/type/class", data=given).status_code == 303
    (yoga,) = kept(venue)
    rows = session.scalars(select(ListedStart).where(ListedStart.service_id == yoga.id).order_by(ListedStart.id))
    assert [(row.weekday, str(row.on_date or ""), row.minute) for row in rows] == [
        (1, "", 450),
        (1, "", 1080),
        (3, "", 1080),
        (None, "2026-05-30", 600),
    ]
    assert "12 spots: Tue 7:30 AM, Tue and Thu 6:00 PM, Sat, May 30, 10:00 AM" in client.get(HOME).text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title": "  "}, "Enter a name for guests to see, like “Unwinding massage”."),
        ({"title": "W" * 121}, "Use 120 characters or fewer. You entered 121 characters."),
        (
            {"price-0": "free"},
            PRICE,
        ),
        ({"price-0": "-3"}, "Enter a price of $0 or more, without a minus sign."),
        ({"price-0": "1e5"}, PRICE),
        ({"price-0": ""}, "Enter a price. Enter 0 if it’s free."),
        ({"length-0": "0"}, "Enter 5 min to 12 hr."),
        ({"length-0": "7"}, "Times go in 5-minute steps. Enter 5 or 10."),
        ({"length-0": "725"}, "Enter 5 min to 12 hr."),
        ({"buffer_after_minutes": "300"}, "Enter 240 minutes (4 hours) or less."),
        ({"max_quantity": "9"}, "This service has 8 spots. Enter 8 guests per booking or fewer."),
        ({"places": "0"}, "Enter a number from 1 to 200."),
        ({"places": "many"}, "Enter a whole number, like 1."),
        ({"category": "gardening"}, "Choose an option from the list."),
        ({"minimum_notice_minutes": "soon"}, "Choose an option from the list."),
        ({"on-1": "6 pm, 25:00"}, "“25:00” isn’t a valid time. Enter a time like 9:30 AM or 10:00 PM."),
        ({"on-1": "6 pm, 6:30 pm"}, "Tuesday 6:00 PM and 6:30 PM overlap. Start the second class at 7:15 PM or later."),
        ({"on-1": ""}, "Enter at least one start time, on any weekday or date, like 6:00 PM."),
        ({"date-0": "2026-05-30"}, "Enter a start time, like 10:00 AM."),
        ({"at-0": "10 AM"}, "Choose a date for this time."),
        ({"date-0": "2026-05-13", "at-0": "10 AM"}, "This date has passed. Choose another date, or clear it."),
        ({"date-0": "May 30", "at-0": "10 AM"}, "Choose a date, or enter a date like 05/30/2026."),
        (
            {"date-9": "2026-05-30", "at-9": "noon, 3 pm"},
            "Enter one time here. Use another line for each other time.",
        ),
    ],
)
def test_errors_are_shown_at_their_field_and_no_input_is_lost(
    client: FlaskClient, venue: Venue, changed: dict[str, str], message: str
) -> None:
    given = {**typed(title="Slow yoga", places="8", **{"on-1": "6 pm"}), **changed}
    response = client.post(f"{HOME}new/type/class", data=given)
    assert response.status_code == 422
    assert errors(response.text) == [message]
    for name, value in given.items():
        if name not in {"category", "active", "minimum_notice_minutes"}:
            assert f'name="{name}"' in response.text
            assert f'value="{value}"' in response.text, name
    assert kept(venue) == []


def test_two_guests_per_booking_need_two_team_members(client: FlaskClient, venue: Venue, june: TeamMember) -> None:
    response = client.post(f"{HOME}new/type/treatment", data=typed(max_quantity="2", **{f"does-{june.slug}": "y"}))
    assert errors(response.text) == ["For 2 guests per booking, choose at least 2 team members. Or enter fewer guests."]
    response = client.post(f"{HOME}new/type/treatment", data=typed())
    assert errors(response.text) == ["Choose at least one team member."]


def extra(n: int, title: str, price: str, minutes: str = "", *, key: str = "", active: bool = True) -> dict[str, str]:
    line = {f"extra-{n}": title, f"extra-price-{n}": price, f"extra-minutes-{n}": minutes, f"extra-key-{n}": key}
    return {**line, f"extra-active-{n}": "y"} if active else line


def add_ons(service: Service) -> list[tuple[str, int, int, bool]]:
    session.expire_all()
    return [(one.title, one.price_cents, one.minutes, one.active) for one in add_ons_of(service.id)]


def test_add_ons_keep_their_order_and_can_be_changed_removed_and_copied(client: FlaskClient, venue: Venue) -> None:
    given = typed(title="Float", places="2", **extra(0, "Hot stones", "$20", "15"), **extra(1, "Tea", "0"))
    assert client.post(f"{HOME}new/type/room", data=given).status_code == 303
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
    ("line", "message"),
    [
        (extra(0, "Hot stones", ""), "Enter a price. Enter 0 if it’s free."),
        (extra(1, "", "20"), "Enter a name, like “Hot stones”."),
        (extra(0, "Hot stones", "1,000.01"), "Enter a price of up to $1,000."),
        (extra(0, "Hot stones", "20", "125"), "Enter 120 minutes (2 hours) or less."),
        (extra(5, "W" * 61, "20"), "Use 60 characters or fewer. You entered 61 characters."),
    ],
)
def test_an_invalid_add_on_is_refused_and_no_input_is_lost(
    client: FlaskClient, venue: Venue, line: dict[str, str], message: str
) -> None:
    response = client.post(f"{HOME}new/type/room", data=typed(places="2", **line))
    assert (response.status_code, errors(response.text)) == (422, [message])
    assert all(f'value="{value}"' in response.text for value in line.values() if value != "y")


def test_an_unknown_kind_of_service_is_not_found(client: FlaskClient, venue: Venue) -> None:
    assert client.get(f"{HOME}new/type/potion").status_code == 404
