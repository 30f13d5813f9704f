"""The cart pages as guests use them."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.passwords import hash_of
from app.availability.actions import Claim, book
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.expiry import purge
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_option, make_service, make_user, make_venue
from tests.support import sign_in, utc

PASSWORD = "seven quiet hours"
AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland


@pytest.fixture
def sauna(client: FlaskClient) -> Service:
    venue = make_venue(slug="alder", name="Alder & Salt")
    return make_service(venue, capacity=4, slug="circuit", title="Sauna circuit", price_cents=4800)


def line_form(**changed: str) -> dict[str, str]:
    return {"venue": "alder", "service": "circuit", "start": "2026-05-15T18:00Z", "with": "any", **changed}


def add(client: FlaskClient, **changed: str) -> int:
    session.commit()
    return client.post("/cart/lines", data=line_form(**changed)).status_code


def line_of(page: str) -> str:
    return re.findall(r'action="/cart/lines/([^/]+)/remove"', page)[0]


def test_a_guest_cart_is_remembered(client: FlaskClient, sauna: Service) -> None:
    assert add(client, quantity="2") == 303
    page = client.get("/cart/").text
    assert "Sauna circuit" in page
    assert "$96.00" in page
    assert '<span id="cart-count">1</span>' in page


def test_a_double_click_adds_one_line(client: FlaskClient, sauna: Service) -> None:
    add(client)
    add(client)
    assert '<span id="cart-count">1</span>' in client.get("/cart/").text


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"start": ""}, 422),
        ({"start": "2026-05-15T18:00"}, 422),
        ({"start": "0001-01-01T00:00Z"}, 422),
        ({"start": "tomorrow"}, 422),
        ({"quantity": "0"}, 422),
        ({"quantity": "-1"}, 422),
        ({"quantity": "2.5"}, 422),
        ({"quantity": "²"}, 422),
        ({"quantity": "99"}, 422),
        ({"with": "nobody"}, 404),
        ({"venue": "nowhere"}, 404),
        ({"service": "nothing"}, 404),
        ({"venue": "x" * 5000}, 404),
        ({"line": "not-mine"}, 404),
    ],
)
def test_bad_input_gets_the_right_status_and_changes_nothing(
    client: FlaskClient, sauna: Service, changed: dict[str, str], status: int
) -> None:
    assert add(client, **changed) == status
    assert "Your cart is empty." in client.get("/cart/").text


def test_a_price_from_the_client_is_ignored(client: FlaskClient, sauna: Service) -> None:
    add(client, price="1", cents="1", quoted_cents="1")
    assert "$48.00" in client.get("/cart/").text


def test_adding_an_unavailable_time_returns_to_the_time_picker(client: FlaskClient, sauna: Service) -> None:
    booking = make_booking(sauna, AT, quantity=4)
    book(claims=[Claim(booking.id, booking.option_id, AT, 4)])
    session.commit()
    answer = client.post("/cart/lines", data=line_form())
    assert answer.status_code == 303
    assert "is no longer available" in client.get(answer.location).text


def test_an_unavailable_time_in_the_cart_can_be_replaced_with_one_click(client: FlaskClient, sauna: Service) -> None:
    add(client)
    booking = make_booking(sauna, AT, quantity=4)
    book(claims=[Claim(booking.id, booking.option_id, AT, 4)])
    session.commit()
    page = client.get("/cart/").text
    assert "One of your times was just booked" in page
    assert "choose a new time for Sauna circuit" in page
    near = re.findall(r'name="start" value="([^"]+)"', page)
    assert len(near) == 3
    moved = client.post(f"/cart/lines/{line_of(page)}/time", data={"start": near[0]})
    assert moved.status_code == 303
    assert "Choose a time" not in client.get("/cart/").text


def test_a_service_no_longer_offered_can_only_be_removed_from_the_cart(client: FlaskClient, sauna: Service) -> None:
    add(client)
    sauna.active = False
    session.commit()
    page = client.get("/cart/").text
    assert page.count("Alder &amp; Salt no longer offers Sauna circuit. Remove it to check out.") == 2
    assert "To check out, remove Sauna circuit." in page
    assert "See all times" not in page


def test_undo_restores_a_removed_line(client: FlaskClient, sauna: Service) -> None:
    add(client, quantity="3")
    line = line_of(client.get("/cart/").text)
    page = client.post(f"/cart/lines/{line}/remove", headers={"HX-Request": "true", "HX-Request-Type": "partial"}).text
    undo = re.findall(r'action="(/cart/lines\?[^"]+)"', page)[0].replace("&amp;", "&")
    assert client.post(undo).status_code == 303
    assert "× 3" in client.get("/cart/").text


def test_quantity_can_be_changed_in_the_cart_up_to_the_services_limit(client: FlaskClient, sauna: Service) -> None:
    add(client)
    line = line_of(client.get("/cart/").text)
    assert client.post(f"/cart/lines/{line}/quantity", data={"quantity": "3"}).status_code == 303
    assert "$144.00" in client.get("/cart/").text
    refused = client.post(f"/cart/lines/{line}/quantity", data={"quantity": "9"})
    assert refused.status_code == 422
    assert "up to 4 guests" in refused.text


def test_lines_in_another_persons_cart_are_not_found(client: FlaskClient, sauna: Service) -> None:
    add(client)
    line = line_of(client.get("/cart/").text)
    stranger = client.application.test_client()
    for act in ("remove", "quantity", "time", "price"):
        data = {"quantity": "1", "start": "2026-05-15T18:00Z", "cents": "1"}
        assert stranger.post(f"/cart/lines/{line}/{act}", data=data).status_code == 404
    assert "Sauna circuit" in client.get("/cart/").text


def test_a_higher_price_must_be_accepted(client: FlaskClient, sauna: Service) -> None:
    add(client)
    sauna.first_option.price_cents = 5200
    session.commit()
    page = client.get("/cart/").text
    assert "The price was $48.00 when you added this booking. It’s $52.00 now." in page
    assert "A price has gone up." in page
    line = line_of(page)
    assert client.post(f"/cart/lines/{line}/price", data={"cents": "5000"}).status_code == 422
    assert client.post(f"/cart/lines/{line}/price", data={"cents": "5200"}).status_code == 303
    assert "The price was" not in client.get("/cart/").text


def test_the_guest_cart_is_still_there_after_log_in(client: FlaskClient, sauna: Service) -> None:
    add(client)
    user = make_user()
    session.commit()
    sign_in(client, user)
    with client.session_transaction() as cookie:
        assert "cart" in cookie


def test_log_in_says_that_the_cart_has_services_from_before(client: FlaskClient, sauna: Service) -> None:
    user = make_user()
    user.password_hash = hash_of(PASSWORD)
    before = SlotRequest(sauna.first_option.id, utc("2026-05-16 19:00"))
    add_line(cart=open_cart(user_id=user.id), slot=before)
    session.commit()
    add(client)
    assert client.post("/login", data={"email": user.email, "password": PASSWORD}).status_code == 303
    assert "Your cart also has 1 service that you added earlier." in client.get("/cart/").text


def test_guest_checkout_redirects_to_log_in_and_returns_to_the_cart(client: FlaskClient, sauna: Service) -> None:
    add(client)
    answer = client.post("/checkout")
    assert answer.location == "/login?next=/cart/"


@pytest.mark.parametrize("account", [False, True])
def test_expired_lines_are_named_once_on_the_next_cart_page(client: FlaskClient, sauna: Service, account: bool) -> None:
    make_service(session.get_one(Venue, sauna.venue_id), capacity=4, slug="soak", title="Salt soak")
    if account:
        sign_in(client, make_user())
    add(client, start="2026-05-20T18:00Z")
    add(client, service="soak")
    with clock.pinned(AT + timedelta(hours=25)):
        purge()
        session.commit()
        assert client.head("/cart/").status_code == 200
        client.get("/cart/", headers={"Sec-Purpose": "prefetch"})
        assert "We removed" not in client.get("/help").text
        page = client.get("/cart/").text
        assert "We removed Salt soak because its time has passed." in page
        assert "We removed Sauna circuit after 24 hours in your cart." in page
        assert "Your cart is empty." in page
        assert "We removed" not in client.get("/cart/").text


def test_overlapping_bookings_show_a_warning_and_can_be_checked_out(client: FlaskClient, sauna: Service) -> None:
    other = make_venue(slug="hazel", name="Hazel Bodywork")
    make_service(other, members=[make_member(other)], slug="massage", title="Massage")
    add(client)
    add(client, venue="hazel", service="massage", start="2026-05-15T18:30Z")
    page = client.get("/cart/").text
    sentence = "ends at 12:00 PM, but Massage at Hazel Bodywork starts at 11:30 AM."
    assert sentence in page.partition("These bookings overlap: ")[2]
    assert "11:30 AM – 12:30 PM, Anyone available" in page
    assert "Check out" in page
    assert "disabled" not in page.split("Check out")[0].rsplit("<button", 1)[1]


@pytest.mark.parametrize(("day", "says"), [("2026-05-15", True), ("2026-05-16", False)])
def test_the_distance_between_venues_is_shown_only_on_the_same_day(
    client: FlaskClient, sauna: Service, day: str, says: bool
) -> None:
    hazel = make_venue(slug="hazel", name="Hazel Bodywork")
    make_service(hazel, members=[make_member(hazel)], slug="massage")
    add(client)
    add(client, venue="hazel", service="massage", start=f"{day}T21:00Z")
    assert ("from your previous venue" in client.get("/cart/").text) is says


def test_time_zones_are_named_only_if_the_cart_has_several(client: FlaskClient, sauna: Service) -> None:
    far = make_venue(slug="hazel", name="Hazel Bodywork", zone="America/Chicago")
    make_service(far, capacity=4, slug="massage")
    add(client)
    assert "Pacific time" not in client.get("/cart/").text
    add(client, venue="hazel", service="massage", start="2026-05-16T21:00Z")
    page = client.get("/cart/").text
    assert "(Pacific time)" in page
    assert "(Central time)" in page
    sign_in(client, make_user())
    add(client)
    add(client, venue="hazel", service="massage", start="2026-05-16T21:00Z")
    page = client.get(client.post("/checkout").location).text
    assert "11:00 AM PDT" in page
    assert "4:00 PM CDT" in page


def test_another_length_at_the_same_start_replaces_the_first(client: FlaskClient, sauna: Service) -> None:
    make_option(sauna, 90, 7000)
    assert add(client) == 303
    assert add(client, minutes="90") == 303
    page = client.get("/cart/").text
    assert '<span id="cart-count">1</span>' in page
    assert "1 hr 30 min" in page
    assert "$70.00" in page


def test_an_unknown_length_says_to_choose_again(client: FlaskClient, sauna: Service) -> None:
    session.commit()
    response = client.post("/cart/lines", data=line_form(minutes="75"))
    assert response.status_code == 409
    assert "no longer has this length" in response.text
