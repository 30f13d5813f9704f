"""The waitlist from the time picker to the offer, with and without permission."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.orders import held_bookings
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.venues.models import Venue
from app.waitlist.actions.entries import HOLD
from app.waitlist.actions.offers import offer_next
from app.waitlist.enums import WaitlistState
from app.waitlist.models import WaitlistEntry
from tests.factories import make_user
from tests.support import NOW, Jobs, sign_in, statements, utc
from tests.waitlist.lines import AFTERNOON, TWO, fill, fill_afternoon, in_line


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = make_user(email="wren@example.com")
    sign_in(client, user)
    return user


@pytest.fixture
def booked(massage: Service) -> list[Booking]:
    return fill_afternoon(massage)


def path(service: Service) -> str:
    return f"/venues/{session.get_one(Venue, service.venue_id).slug}/{service.slug}"


def free(booking: Booking) -> None:
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None)
    session.commit()
    offer_next(venue_id=session.get_one(Service, booking.service_id).venue_id)
    session.commit()


SATURDAY_AFTERNOON = {"day": "2026-05-16", "when": "afternoon", "with": "any", "quantity": "1"}


def test_the_picker_links_to_the_waitlist_for_full_parts_of_the_day(
    client: FlaskClient, massage: Service, booked: list[Booking]
) -> None:
    page = client.get(f"{path(massage)}?day=2026-05-16&with=any").text
    assert "waitlist?day=2026-05-16&amp;when=afternoon" in page
    assert "when=evening" not in page


def test_a_full_day_can_be_selected_and_has_a_waitlist(client: FlaskClient, massage: Service) -> None:
    fill(massage, *(utc("2026-05-16 17:00") + timedelta(hours=n) for n in range(10)))
    page = client.get(f"{path(massage)}?day=2026-05-16").text
    assert "Saturday is full" in page
    assert "waitlist?day=2026-05-16" in page
    assert re.search(r'<a class="day"[^>]*day=2026-05-16', page)


def test_the_picker_offers_no_waitlist_that_the_guest_is_on(
    client: FlaskClient, wren: User, massage: Service, booked: list[Booking]
) -> None:
    in_line(massage, user=wren)
    part, time = "waitlist?day=2026-05-16&amp;when=afternoon", "Join the waitlist for 2"
    page = client.get(f"{path(massage)}?day=2026-05-16&why=14:00").text
    assert (page.count("on-waitlist"), part in page, time in page) == (2, False, False)
    assert "waitlist?day=2026-05-16&amp;" not in page, "only the whole day has a waitlist to join"
    assert "waitlist?day=2026-05-16" in page
    page = client.get(f"{path(massage)}?day=2026-05-17&gone=2026-05-16T21:00Z").text
    assert "on-waitlist" in page
    assert time not in page
    sign_in(client, make_user())
    page = client.get(f"{path(massage)}?day=2026-05-16&why=14:00").text
    assert ("on-waitlist" in page, part in page, time in page) == (False, True, True)


def test_a_single_unavailable_time_links_to_the_waitlist(
    client: FlaskClient, massage: Service, booked: list[Booking]
) -> None:
    text = client.get(f"{path(massage)}?gone=2026-05-16T21:00Z").text
    assert "Join the waitlist for 2:00 PM" in text
    page = client.get(f"{path(massage)}?day=2026-05-16&why=14:00").text
    assert "Join the waitlist for 2:00 PM" in page
    assert "at=14:00" in page.replace("%3A", ":")
    form = client.get(f"{path(massage)}/waitlist?day=2026-05-16&at=14:00").text
    assert re.search(r'value="hours" checked', form)
    assert form.count('value="14:00"') == 2
    assert "Join the waitlist for 2:30 AM" not in client.get(f"{path(massage)}?day=2026-05-16&why=02:30").text


def test_logging_in_preserves_the_waitlist_form(client: FlaskClient, massage: Service, booked: list[Booking]) -> None:
    answer = client.post(f"{path(massage)}/waitlist", data=SATURDAY_AFTERNOON)
    assert answer.status_code == 303
    assert answer.location.startswith("/login?next=")
    back = client.get(answer.location).text
    assert "day%3D2026-05-16%26when%3Dafternoon" in back or "day=2026-05-16&amp;when=afternoon" in back
    form = client.get(f"{path(massage)}/waitlist?day=2026-05-16&when=afternoon").text
    assert 'value="2026-05-16"' in form
    assert re.search(r'value="afternoon" checked', form)


def test_a_waitlist_entry_is_listed_with_bookings_and_can_be_left_and_rejoined(
    client: FlaskClient, massage: Service, booked: list[Booking], wren: User
) -> None:
    answer = client.post(f"{path(massage)}/waitlist", data=SATURDAY_AFTERNOON)
    assert (answer.status_code, answer.location) == (303, "/bookings/#waiting")
    page = client.get("/bookings/").text
    assert "We’ll email you if a time becomes available on Saturday afternoon." in page
    assert "Saturday, May 16, afternoon" in page
    wait = session.query(WaitlistEntry).one()
    client.post(f"/waitlist/{wait.public_id}/leave")
    left = client.get("/bookings/").text
    assert "You left the waitlist for Saturday afternoon." in left
    assert f"/waitlist/{wait.public_id}/rejoin" in left
    assert "Leave waitlist" not in left
    client.post(f"/waitlist/{wait.public_id}/rejoin")
    back = client.get("/bookings/").text
    assert ("You kept your position." in back, "Leave waitlist" in back) == (True, True)


@pytest.mark.parametrize(
    ("page", "header"),
    [("/bookings/#waiting", "HX-Refresh"), ("/bookings/", "HX-Refresh"), ("/bookings/?show=past", "HX-Redirect")],
)
def test_leaving_reloads_the_page_when_only_its_fragment_differs(
    client: FlaskClient, massage: Service, booked: list[Booking], wren: User, page: str, header: str
) -> None:
    client.post(f"{path(massage)}/waitlist", data=SATURDAY_AFTERNOON)
    wait = session.query(WaitlistEntry).one()
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{page}"}
    answer = client.post(f"/waitlist/{wait.public_id}/leave", headers=headers)
    assert [name for name in ("HX-Refresh", "HX-Redirect") if name in answer.headers] == [header]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"day": ""}, "Choose a day."),
        ({"day": "soon"}, "Choose a date"),
        ({"day": "2031-01-01"}, "Choose a date within"),
        ({"day": "2026-05-13"}, "It’s too late to join the waitlist for that time."),
        ({"day": "2026-12-01"}, "Bookings open 60 days ahead."),
        ({"when": "dawn"}, "Choose a part of the day."),
        ({"when": "hours"}, "Enter the earliest start that works for you."),
        ({"when": "hours", "first": "15:00", "last": "14:00"}, "The latest start must be after the earliest start."),
        ({"when": "hours", "first": "soon", "last": "14:00"}, "Choose a time, or enter a time like 2:30 PM."),
        ({"when": "hours", "first": "02:00", "last": "03:00"}, "is closed at that time."),
        ({"with": "nobody"}, "Choose an option from the list."),
        ({"quantity": "9"}, "Choose an option from the list."),
        ({"quantity": "many"}, "Choose an option from the list."),
        ({"minutes": "9" * 50}, "Choose an option from the list."),
    ],
)
def test_invalid_waitlist_input_is_explained_and_preserved(
    client: FlaskClient,
    massage: Service,
    booked: list[Booking],
    wren: User,
    changed: dict[str, str],
    message: str,
) -> None:
    typed = {**SATURDAY_AFTERNOON, **changed}
    answer = client.post(f"{path(massage)}/waitlist", data=typed)
    assert answer.status_code == 422
    assert message in answer.text
    if typed["when"] == "hours" and typed.get("last"):
        assert f'value="{typed["last"]}"' in answer.text
    assert session.query(WaitlistEntry).count() == 0


def test_available_times_are_shown_instead_of_joining_the_waitlist(
    client: FlaskClient, massage: Service, wren: User
) -> None:
    answer = client.post(f"{path(massage)}/waitlist", data=SATURDAY_AFTERNOON)
    assert answer.status_code == 409
    assert "These times are available." in answer.text
    assert "start=2026-05-16T19:00Z" in answer.text.replace("%3A", ":")


def test_an_invalid_url_shows_the_default_form(client: FlaskClient, massage: Service) -> None:
    answer = client.get(f"{path(massage)}/waitlist?day=x&when=y&with=z&quantity=-1&at=99:99&first=q")
    assert answer.status_code == 200


def test_the_offer_page_shows_deadline_price_payment_and_decline(
    client: FlaskClient, massage: Service, booked: list[Booking], wren: User
) -> None:
    wait = in_line(massage, user=wren)
    free(booked[2])
    page = client.get(f"/waitlist/{wait.public_id}").text
    assert "Until 10:15 AM PDT, no one else can book it." in page
    assert "Sat, May 16, 2:00 – 3:00 PM PDT" in page
    order = session.get_one(Order, wait.order_id)
    assert f'href="/checkout/{order.public_id}"' in page
    assert "Continue to payment, $110.00" in page
    assert f"/waitlist/{wait.public_id}/decline" in page
    assert client.get(f"/checkout/{order.public_id}").status_code == 200
    assert "Held for you until 10:15 AM PDT" in client.get("/bookings/").text


def test_declining_an_offer_immediately_offers_it_to_the_next_guest(
    client: FlaskClient, massage: Service, booked: list[Booking], wren: User, jobs: Jobs
) -> None:
    wait, other = in_line(massage, user=wren), in_line(massage)
    free(booked[2])
    answer = client.post(f"/waitlist/{wait.public_id}/decline")
    assert answer.status_code == 303
    jobs.run()
    session.refresh(wait)
    session.refresh(other)
    assert (wait.state, other.state) == (WaitlistState.WAITING, WaitlistState.OFFERED)
    assert "We’re offering this time to the next guest." in client.get("/bookings/").text
    assert client.post(f"/waitlist/{wait.public_id}/decline").status_code == 303  # a second click changes nothing


def test_an_expired_offer_is_shown_as_expired_before_any_job_runs(
    client: FlaskClient, massage: Service, booked: list[Booking], wren: User
) -> None:
    wait = in_line(massage, user=wren)
    free(booked[2])
    with clock.pinned(NOW + HOLD):
        page = client.get(f"/waitlist/{wait.public_id}").text
        assert "Your offer expired." in page
        assert "when=afternoon" in page
        assert "you didn’t respond in time" in client.get("/bookings/").text


def test_leaving_the_waitlist_releases_an_open_offer(
    client: FlaskClient, massage: Service, booked: list[Booking], wren: User
) -> None:
    wait = in_line(massage, user=wren)
    free(booked[2])
    client.post(f"/waitlist/{wait.public_id}/leave")
    session.refresh(wait)
    assert wait.state is WaitlistState.WITHDRAWN
    assert session.query(Order).filter_by(state=OrderState.PENDING).count() == 0
    assert "You left the waitlist." in client.get(f"/waitlist/{wait.public_id}").text


def test_checking_out_an_offered_time_in_the_cart_leads_to_the_offer(
    client: FlaskClient, massage: Service, booked: list[Booking], wren: User
) -> None:
    wait = in_line(massage, user=wren)
    free(booked[2])
    cart = open_cart(user_id=wren.id)
    add_line(cart=cart, slot=SlotRequest(massage.first_option.id, TWO), own_bookings=held_bookings(cart))
    session.commit()
    assert "no longer free" not in client.get("/cart/").text
    answer = client.post("/checkout")
    assert (answer.status_code, answer.location) == (303, f"/waitlist/{wait.public_id}")


def test_paying_for_an_expired_offer_leads_to_the_bookings(
    client: FlaskClient, massage: Service, booked: list[Booking], wren: User
) -> None:
    wait = in_line(massage, user=wren)
    free(booked[2])
    order = session.get_one(Order, wait.order_id)
    with clock.pinned(NOW + HOLD):
        contact = {"name": "Wren", "email": wren.email, "phone": "(503) 555-0187", "agree": "y"}
        answer = client.post(f"/checkout/{order.public_id}", data=contact)
        assert (answer.status_code, answer.location) == (303, "/bookings/")
        assert "no longer held, and you weren’t charged" in client.get("/bookings/").text


@pytest.mark.parametrize("way", ["GET ", "POST /decline", "POST /leave", "POST /rejoin"])
def test_waitlist_entries_of_other_users_respond_with_404(
    client: FlaskClient, massage: Service, booked: list[Booking], wren: User, way: str
) -> None:
    wait = in_line(massage)
    free(booked[2])
    method, page = way.split(" ")
    assert client.open(f"/waitlist/{wait.public_id}{page}", method=method).status_code == 404
    session.refresh(wait)
    assert wait.state is WaitlistState.OFFERED


def test_the_owner_sees_the_venues_waitlist_with_a_fixed_number_of_statements(
    client: FlaskClient, massage: Service, booked: list[Booking]
) -> None:
    in_line(massage, user=make_user(name="Robin Vale"))
    in_line(massage, AFTERNOON, user=make_user(name="Ida Moss"))
    venue = session.get_one(Venue, massage.venue_id)
    sign_in(client, session.get_one(User, venue.owner_id))
    with statements() as few:
        page = client.get("/calendar/waitlist").text
    assert page.index("Robin Vale") < page.index("Ida Moss")
    assert "Saturday, May 16" in page
    for _ in range(3):
        in_line(massage)
    with statements() as many:
        client.get("/calendar/waitlist")
    assert len(few) == len(many)


def test_the_calendar_day_shows_the_number_of_guests_on_the_waitlist(
    client: FlaskClient, massage: Service, booked: list[Booking]
) -> None:
    in_line(massage)
    in_line(massage, (TWO, TWO + timedelta(minutes=30)))
    sign_in(client, session.get_one(User, session.get_one(Venue, massage.venue_id).owner_id))
    page = client.get("/calendar/?day=2026-05-16").text
    assert 'href="/calendar/waitlist#on-2026-05-16">2 guests on the waitlist</a>' in page
    assert "wait for a time" not in client.get("/calendar/?day=2026-05-17").text
    assert "Start between 2:00 PM and 2:30 PM" in client.get("/calendar/waitlist").text


def test_the_bookings_page_runs_the_same_statements_for_one_or_four_entries(
    client: FlaskClient, massage: Service, booked: list[Booking], wren: User
) -> None:
    def counted() -> int:
        with statements() as sent:
            assert client.get("/bookings/").status_code == 200
        return len(sent)

    in_line(massage, user=wren)
    one = counted()
    for minutes in range(1, 4):
        in_line(massage, (AFTERNOON[0] + timedelta(minutes=minutes), AFTERNOON[1]), user=wren)
    assert counted() == one
