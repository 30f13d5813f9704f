"""Editing services as the owner does, and the effect on existing bookings."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.availability.actions import Claim, book
from app.bookings.enums import BookingState
from app.catalog.models import ListedStart
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Resource, Venue
from tests.catalog.editor import AT, HOME, book_it, columns, edited, errors, june, kept, shown_by, venue
from tests.factories import make_booking, make_member, make_service, make_venue

__all__ = ["june", "venue"]


def test_saving_an_unchanged_service_form_changes_nothing(client: FlaskClient, venue: Venue, june: TeamMember) -> None:
    massage = make_service(
        venue, members=[june], own={june.slug: {"price_cents": 12550}}, buffer_after_minutes=12, max_quantity=1
    )
    yoga = make_service(venue, capacity=9, listed=[(1, 1080)], title="Yoga", minutes=52, minimum_notice_minutes=45)
    before = [columns(one) for one in (massage, yoga)]
    for service in (massage, yoga):
        assert edited(client, service).status_code == 303
    assert [columns(one) for one in kept(venue)] == before
    assert [one.price_cents for one in kept(venue)[0].first_option.members] == [12550]
    assert session.scalars(select(ListedStart.minute)).all() == [1080]


def test_a_new_price_does_not_change_existing_bookings(client: FlaskClient, venue: Venue, june: TeamMember) -> None:
    massage = make_service(venue, members=[june], max_quantity=1)
    booking = book_it(massage)
    assert edited(client, massage, **{"price-0": "125.50"}).status_code == 303
    assert "1 existing booking keeps its price and time." in client.get(HOME).text
    assert (kept(venue)[0].first_option.price_cents, booking.price_cents) == (12550, 11000)


def test_a_service_can_have_its_own_rules_and_return_to_the_venues_rules(client: FlaskClient, venue: Venue) -> None:
    sauna = make_service(venue, capacity=4)
    own: dict[str, str | None] = {
        "minimum_notice_minutes": "240",
        "cancel_free_hours": "48",
        "cancel_keep_percent": "50",
    }
    assert edited(client, sauna, **own).status_code == 303
    session.expire_all()
    assert (sauna.minimum_notice, sauna.booking_window, sauna.free_hours, sauna.keep_percent) == (240, 60, 48, 50)
    assert edited(client, sauna, **dict.fromkeys(own, "")).status_code == 303
    session.expire_all()
    assert (sauna.minimum_notice, sauna.booking_window, sauna.free_hours, sauna.keep_percent) == (0, 60, 24, 100)


def test_bookings_stay_with_a_team_member_who_no_longer_provides_the_service(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    maren = make_member(venue, name="Maren Oyelaran")
    massage = make_service(venue, members=[june, maren])
    for hours in (0, 3):
        booking = make_booking(massage, AT + timedelta(hours=hours), state=BookingState.CONFIRMED)
        book(claims=[Claim(booking.id, booking.option_id, booking.starts_at, member_id=june.id)])
    session.commit()
    assert edited(client, massage, max_quantity="1", **{f"does-{june.slug}": None}).status_code == 303
    assert "2 bookings with June don’t change." in client.get(HOME).text
    assert [one.member_id for one in kept(venue)[0].performers] == [maren.id]


def test_a_capacity_below_the_booked_spots_is_refused(client: FlaskClient, venue: Venue) -> None:
    sauna = make_service(venue, capacity=6)
    book_it(sauna, quantity=4)
    response = edited(client, sauna, places="3", max_quantity="2")
    assert response.status_code == 422
    assert errors(response.text) == [
        "4 spots are booked on Tue, May 19, 1:00 PM. Keep at least 4 spots until those bookings are over."
    ]
    assert 'value="3"' in response.text
    assert edited(client, sauna, places="4", max_quantity="2").status_code == 303
    session.expire_all()
    assert session.get_one(Resource, sauna.resource_id).capacity == 4


def test_a_second_tab_sees_the_service_values_that_the_first_saved(client: FlaskClient, venue: Venue) -> None:
    sauna = make_service(venue, capacity=6, title="Sauna", max_quantity=1)
    session.commit()
    path = f"{HOME}{sauna.slug}/edit"
    first = second = shown_by(client.get(path).text)
    assert client.post(path, data={**first, "price-0": "55"}).status_code == 303
    response = client.post(path, data={**second, "title": "Cedar sauna", "price-0": "60"})
    assert response.status_code == 422
    assert "Someone (maybe you, in another tab) saved changes" in response.text
    assert "Saved value: <q>55</q>" in response.text
    assert 'value="60"' in response.text
    again = shown_by(response.text)
    assert client.post(path, data=again).status_code == 303
    (found,) = kept(venue)
    assert (found.title, found.first_option.price_cents) == ("Cedar sauna", 6000)


def test_services_of_other_venues_are_not_found(client: FlaskClient, venue: Venue) -> None:
    theirs = make_service(make_venue(name="Alder & Salt"), capacity=2, slug="theirs")
    session.commit()
    for way in ("edit", "copy", "remove", "show", "restore"):
        assert client.post(f"{HOME}theirs/{way}", data={"active": "0"}).status_code == 404
    session.expire_all()
    assert theirs.active
