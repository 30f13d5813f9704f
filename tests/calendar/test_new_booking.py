"""The Add booking form of the front desk."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.bookings.enums import BookingState, OrderKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.core.db import session
from app.guests.actions import GuestContact, know_account
from app.guests.models import Guest
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.calendar.desk import AT, june, massage, typed, venue
from tests.factories import (
    add,
    make_add_on,
    make_deal,
    make_member,
    make_service,
    make_user,
    make_venue,
)
from tests.reading import filled, taking_focus
from tests.reading import words as text_of
from tests.sale_factories import make_offer, make_pass
from tests.support import statements

__all__ = ["june", "massage", "venue"]

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.mark.parametrize("view", ["", "rooms", "three-days", "week", "daily-schedule"])
def test_add_in_the_bottom_bar_opens_the_day_on_screen(client: FlaskClient, massage: Service, view: str) -> None:
    page = client.get(f"/calendar/{view}?day=2026-06-02").text
    bar = page[page.index('class="bottom-bar"') :]
    assert 'href="/calendar/new-booking?day=2026-06-02"' in bar
    assert 'href="/calendar/new-booking"' in client.get("/calendar/bookings").text


def test_a_booking_is_added_with_only_a_name_and_a_time(client: FlaskClient, massage: Service) -> None:
    answer = client.post("/calendar/new-booking", data=typed(massage))
    booking = session.scalars(select(Booking)).one()
    assert answer.status_code == 303
    assert answer.location == f"/calendar/?day=2026-05-14&booking={booking.public_id}"
    assert (booking.state, booking.starts_at) == (BookingState.CONFIRMED, AT)
    page = client.get(answer.location).text
    assert "Mr. Hale" in page
    assert "Due at venue" in page
    assert "First booking." in page


def test_the_form_starts_with_the_clicked_gap(client: FlaskClient, massage: Service, june: TeamMember) -> None:
    page = client.get(f"/calendar/new-booking?day=2026-05-15&start=14:30&who={june.slug}").text
    assert 'value="2026-05-15"' in page
    assert 'value="14:30"' in page
    assert f'selected value="{june.slug}"' in page
    assert "Add booking, $110.00" in page


@pytest.mark.parametrize(
    "address", ["", "start=soon", "start=24:30", "day=9999-12-31", "day=0001-01-01&start=", "who=x"]
)
def test_an_invalid_gap_proposes_the_current_time(client: FlaskClient, massage: Service, address: str) -> None:
    page = client.get(f"/calendar/new-booking?{address}").text
    assert 'value="10:00"' in page
    assert 'value="2026-05-14"' in page


def test_choosing_a_suggested_time_books_nothing_and_preserves_the_input(client: FlaskClient, massage: Service) -> None:
    make_add_on(massage)
    session.commit()
    answer = client.post("/calendar/new-booking", data=typed(massage, look="2026-05-14T15:15", note="Sore neck"))
    assert answer.status_code == 200
    for kept in ('value="15:15"', "Mr. Hale", "Sore neck", "Hot stones, $20"):
        assert kept in answer.text
    assert session.scalars(select(Order)).all() == []


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"guest": ""}, "Enter a name."),
        ({"service": "nothing"}, "Choose an option from the list."),
        ({"time": "25:99"}, "Time"),
        ({"day": "0000-00-00"}, "Date"),
        ({"phone": "12"}, "Enter a full phone number"),
        ({"email": "nobody"}, "Enter an email address"),
        ({"price": "-5"}, "Enter a price of $0 or more"),
        ({"quantity": "0"}, "Enter a number from 1 to 20"),
        ({"settled_by": "gold"}, "Not a valid choice"),
        ({"day": "2036-05-14"}, "Choose a time from"),
        ({"send_email": "y"}, "Enter an email address for"),
    ],
)
def test_invalid_input_is_explained_and_preserved(
    client: FlaskClient, massage: Service, more: dict[str, str], message: str
) -> None:
    answer = client.post("/calendar/new-booking", data=typed(massage, more, note="Sore neck"))
    assert answer.status_code == 422
    assert message in answer.text
    assert "Sore neck" in answer.text
    assert session.scalars(select(Order)).all() == []


def test_submitting_an_occupied_time_names_the_guest_and_suggests_other_times(
    client: FlaskClient, massage: Service
) -> None:
    client.post("/calendar/new-booking", data=typed(massage))
    answer = client.post("/calendar/new-booking", data=typed(massage, guest="Ada", time="13:30"))
    assert answer.status_code == 422
    assert "June is booked with Mr. Hale on Thu, May 14" in answer.text
    assert "2:00 PM" in answer.text


def look(client: FlaskClient, service: Service, **typed_too: str) -> str:
    """Return the text of the form after a choice in it."""
    return text_of(client.post("/calendar/new-booking", data=typed(service, look="1", **typed_too)).text)


def offered(page: str) -> list[str]:
    """List the times suggested beside the form, as their buttons send them."""
    return re.findall(r'id="free-[^"]+" value="([^"]+)"', page)


def test_a_conflict_is_shown_as_soon_as_the_time_is_chosen(client: FlaskClient, massage: Service) -> None:
    client.post("/calendar/new-booking", data=typed(massage))
    assert "June is booked with Mr. Hale on Thu, May 14, 1:00 – 2:00 PM." in look(client, massage, time="13:30")
    assert "This booking is outside your business hours (Thu, May 14, 9:00 PM)" in look(client, massage, time="21:00")
    free = look(client, massage, time="14:00")
    assert "June is booked" not in free
    assert "isn’t open" not in free


def test_suggested_times_are_the_nearest_available_ones_of_the_day(client: FlaskClient, massage: Service) -> None:
    client.post("/calendar/new-booking", data=typed(massage, day="2026-05-15", time="12:00"))
    page = client.post("/calendar/new-booking", data=typed(massage, look="1", day="2026-05-15", time="12:00")).text
    times = [at.removeprefix("2026-05-15T") for at in offered(page)]
    assert times == sorted(times)
    assert len(times) == 8
    assert {"11:00", "13:00"} <= set(times), "before and after what is taken"
    assert not {at for at in times if "11:00" < at < "13:00"}


def test_a_day_without_available_times_suggests_the_next_ones(client: FlaskClient, massage: Service) -> None:
    page = client.post("/calendar/new-booking", data=typed(massage, look="1", time="23:30", day="2026-05-13")).text
    assert "Next available: Thu, May 14" in text_of(page)
    assert len(offered(page)) == 6


def test_a_suggested_time_names_the_only_available_team_member(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    maren = make_member(venue, name="Maren Oyelaran")
    service = make_service(venue, members=[june, maren])
    session.commit()
    client.post("/calendar/new-booking", data=typed(service, member=june.slug))
    page = look(client, service)
    assert "1:00 PM, Maren" in page
    assert "2:00 PM, Maren" not in page
    client.post("/calendar/new-booking", data=typed(service, member=maren.slug, guest="Ada"))
    assert f"No one is available for {service.title} at this time. Choose another time." in look(client, service)


def test_the_form_for_another_day_proposes_its_first_available_time(client: FlaskClient, massage: Service) -> None:
    client.post("/calendar/new-booking", data=typed(massage, day="2026-05-15", time="10:00"))
    sent = filled(client.get("/calendar/new-booking?day=2026-05-15").text, "/calendar/new-booking")
    assert sent["time"] == ["11:00"]


def test_the_proposed_time_follows_the_day_until_the_owner_chooses_one(client: FlaskClient, massage: Service) -> None:
    client.post("/calendar/new-booking", data=typed(massage, day="2026-05-15", time="10:00"))
    sent = filled(client.get("/calendar/new-booking").text, "/calendar/new-booking")
    assert sent["time"] == ["10:00"]
    on_friday = {**sent, "day": "2026-05-15", "look": "1"}
    assert filled(client.post("/calendar/new-booking", data=on_friday).text, "/calendar/new-booking")["time"] == [
        "11:00"
    ]
    chosen = {**on_friday, "time": "13:20"}
    assert filled(client.post("/calendar/new-booking", data=chosen).text, "/calendar/new-booking")["time"] == ["13:20"]


def test_the_form_runs_the_same_statements_for_available_and_closed_times(
    client: FlaskClient, massage: Service
) -> None:
    counts = []
    for time in ("13:00", "21:00"):
        with statements() as sent:
            look(client, massage, time=time)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_booking_outside_business_hours_needs_confirmation(client: FlaskClient, massage: Service) -> None:
    late = typed(massage, time="21:00")
    answer = client.post("/calendar/new-booking", data=late)
    assert answer.status_code == 409
    assert 'name="force"' in answer.text
    assert taking_focus(answer.text) == ["note warn"]
    assert client.post("/calendar/new-booking", data={**late, "force": "1"}).status_code == 303


def test_the_confirmation_names_the_team_member(client: FlaskClient, massage: Service) -> None:
    page = client.post("/calendar/new-booking", data=typed(massage), follow_redirects=True).text
    assert "Booking added: Mr. Hale, Thu, May 14, 1:00 PM with June Castellano, $110.00." in text_of(page)


def test_submitting_the_same_form_twice_books_once(client: FlaskClient, venue: Venue) -> None:
    sauna = make_service(venue, capacity=4, title="Sauna circuit")
    session.commit()
    form = typed(sauna, code="CW-7K3M-Q2XD")
    first, second = (client.post("/calendar/new-booking", data=form) for _ in range(2))
    assert first.location == second.location
    assert len(session.scalars(select(Order)).all()) == 1


def test_choosing_a_suggested_guest_uses_the_existing_record(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    known = add(Guest(venue_id=venue.id, name="Ada Whitlock", phone="(503) 555-0111"))
    session.commit()
    client.post("/calendar/new-booking", data=typed(massage, guest="Ada Whitlock, (503) 555-0111"))
    assert session.scalars(select(Guest)).all() == [known]
    assert session.scalars(select(Order.name)).one() == "Ada Whitlock"


def suggested(client: FlaskClient, typed_so_far: str) -> list[str]:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    page = client.get("/venue/guests/suggest", query_string={"q": typed_so_far}, headers=headers).text
    return re.findall(r'data-fill="([^"]+)"', page)


def test_guests_of_the_venue_are_suggested_by_name_phone_and_email(client: FlaskClient, venue: Venue) -> None:
    add(Guest(venue_id=venue.id, name="Ada Whitlock", phone="(503) 555-0111"))
    add(Guest(venue_id=venue.id, name="Adam Ng", email="adam@example.com"))
    add(Guest(venue_id=make_venue().id, name="Ada Elsewhere"))
    session.commit()
    assert suggested(client, "ada") == ["Adam Ng, adam@example.com", "Ada Whitlock, (503) 555-0111"]
    assert suggested(client, "5550111") == ["Ada Whitlock, (503) 555-0111"]
    assert suggested(client, "%") == suggested(client, "") == []
    assert client.get("/venue/guests/suggest?q=ada").location == "/venue/guests/?q=ada"


def test_pressing_enter_books_nothing(client: FlaskClient, massage: Service) -> None:
    form = client.get("/calendar/new-booking").text.partition('action="/calendar/new-booking"')[2]
    first = re.search(r"<button[^>]*>", form)
    assert first is not None
    assert 'name="look"' in first[0], "a form sends itself by its first button"
    client.post("/calendar/new-booking", data=typed(massage, look="1"))
    assert session.scalars(select(Order)).all() == []


def test_a_known_name_asks_whether_it_is_the_same_guest(client: FlaskClient, venue: Venue, massage: Service) -> None:
    known = add(Guest(venue_id=venue.id, name="Ada Whitlock", phone="(503) 555-0111"))
    session.commit()
    address = client.post("/calendar/new-booking", data=typed(massage, guest="ada whitlock"))
    assert address.status_code == 422
    assert 'name="whom"' in address.text
    client.post("/calendar/new-booking", data=typed(massage, guest="ada whitlock", whom=known.public_id))
    assert session.scalars(select(Guest)).all() == [known]
    client.post("/calendar/new-booking", data=typed(massage, guest="ada whitlock", whom="new", time="15:00"))
    assert len(session.scalars(select(Guest)).all()) == 2


def test_contact_data_of_an_account_asks_whether_it_is_that_guest(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    robin = make_user(name="Robin Vale")
    tied = know_account(
        venue_id=venue.id, user_id=robin.id, contact=GuestContact("Robin Vale", "robin@example.com", "(503) 555-0111")
    )
    session.commit()
    form = typed(massage, guest="Ada", phone="503 555 0111")
    address = client.post("/calendar/new-booking", data=form)
    assert (address.status_code, 'name="whom"' in address.text, "Robin Vale" in address.text) == (422, True, True)
    client.post("/calendar/new-booking", data={**form, "whom": "new"})
    venue_order = session.scalars(select(VenueOrder)).one()
    assert venue_order.guest_id != tied.id
    assert client.post("/calendar/new-booking", data={**form, "time": "15:00"}).status_code == 303, (
        "the venue knows Ada now"
    )


def test_guests_of_other_venues_respond_with_404(client: FlaskClient, massage: Service) -> None:
    other = add(Guest(venue_id=make_venue().id, name="Ada Whitlock"))
    session.commit()
    assert client.post("/calendar/new-booking", data=typed(massage, whom=other.public_id)).status_code == 404
    assert client.get(f"/calendar/new-booking?guest={other.public_id}").status_code == 404
    assert client.get(f"/venue/guests/{other.public_id}").status_code == 404


def test_the_button_shows_the_price_with_a_deal(client: FlaskClient, venue: Venue, massage: Service) -> None:
    make_deal(venue=venue, percent=30)
    session.commit()
    assert "Add booking, $77.00" in client.get("/calendar/new-booking").text
    assert session.scalars(select(Order).where(Order.kind == OrderKind.FRONT_DESK)).all() == []


def test_the_form_offers_what_the_guest_has_paid_for_before_it_books(client: FlaskClient, massage: Service) -> None:
    wren = make_user(name="Wren Abernathy", email="wren@example.com")
    held = make_pass(wren, make_offer(massage.first_option))
    know_account(venue_id=massage.venue_id, user_id=wren.id, contact=GuestContact(wren.name, wren.email))
    session.commit()
    form = typed(massage, guest="Wren Abernathy, wren@example.com")
    asked = client.post("/calendar/new-booking", data=form)
    assert asked.status_code == 422
    assert "Included in “Five massages”" in asked.text
    assert "After that, 4 bookings are left. The guest pays $0.00 and gets an email." in text_of(asked.text)
    form |= {"pass_shown": "1"}
    page = client.post("/calendar/new-booking", data={**form, "use_pass": "y", "look": "1"}).text
    assert "Add booking, $0.00" in page
    assert client.post("/calendar/new-booking", data={**form, "use_pass": "y"}).status_code == 303
    session.refresh(held)
    assert held.uses_left == 4
    assert session.scalars(select(Booking.price_cents)).one() == 0
