"""Pages on which a guest reschedules, pays the difference or keeps the old time, and rebooks in one tap."""

import re
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.bookings.enums import BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.queries.orders import pending_reschedule_order
from app.cart.models import CartLine
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.hours.actions import set_date
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_add_on, make_booking, make_service, make_venue
from tests.paid_day import booked
from tests.payments.reschedules import HOUR, ONE, TEN, massage, paid, pay_page, wren
from tests.reading import filled
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, sign_in, statements

__all__ = ["massage", "wren"]


@pytest.fixture
def booking(client: FlaskClient, massage: Service, wren: User, stripe: StripeSandbox) -> Booking:
    """Return a booking on Tuesday at 1 PM for $110; before noon it costs $77."""
    found = paid(massage, ONE, wren, stripe)
    sign_in(client, wren)
    return found


@pytest.fixture
def early(client: FlaskClient, massage: Service, wren: User, stripe: StripeSandbox) -> Booking:
    found = paid(massage, TEN, wren, stripe)
    sign_in(client, wren)
    return found


def at(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%MZ")


def send(client: FlaskClient, booking: Booking, to: datetime, difference: int, **more: object) -> object:
    data = {"start": at(to), "with": "", "sequence": booking.sequence, "difference": difference, **more}
    return client.post(f"/bookings/{booking.public_id}/reschedule", data=data)


def text_of(client: FlaskClient, address: str) -> str:
    return " ".join(client.get(address, follow_redirects=True).text.split())


def test_booking_pages_link_to_rescheduling_while_it_is_possible(client: FlaskClient, booking: Booking) -> None:
    page = text_of(client, f"/bookings/{booking.public_id}")
    assert "You can reschedule online until Mon, May 18, 1:00 PM PDT." in page
    assert f'href="/bookings/{booking.public_id}/reschedule"' in page
    assert f'href="/bookings/{booking.public_id}/reschedule"' in text_of(client, "/bookings/")


def test_pages_say_why_rescheduling_is_not_possible_and_whom_to_call(client: FlaskClient, booking: Booking) -> None:
    with clock.pinned(ONE - 3 * HOUR):
        page = text_of(client, f"/bookings/{booking.public_id}")
        assert f'href="/bookings/{booking.public_id}/reschedule"' not in page
        why = (
            "Online rescheduling ended Mon, May 18, 1:00 PM PDT. To reschedule, call Hazel Bodywork at (503) 555-0142."
        )
        assert why in page
        assert why in text_of(client, f"/bookings/{booking.public_id}/reschedule")


def test_each_time_shows_its_price_difference(client: FlaskClient, booking: Booking) -> None:
    page = text_of(client, f"/bookings/{booking.public_id}/reschedule")
    assert "10:00 AM<small>Save $33</small>" in page
    assert "3:00 PM<small>Same price</small>" in page
    assert "1:00 PM<small>Current time</small>" in page
    strip = page[page.index('class="day-strip"') : page.index("</day-strip>")]
    assert "Save $33" in strip
    assert "$77" not in strip, "what a place costs then says nothing to whoever has paid for one"


def test_closed_day_names_the_next_available_time(client: FlaskClient, massage: Service, booking: Booking) -> None:
    for day in (18, 27):  # May 27 is the last of the two weeks
        set_date(venue=massage.venue, on=date(2026, 5, day), spans=[])
    session.commit()
    times = f"/venues/{massage.venue.slug}/{massage.slug}"
    for address in (f"/bookings/{booking.public_id}/reschedule?day=2026-05-18", f"{times}?day=2026-05-18"):
        page = text_of(client, address)
        assert "Hazel Bodywork is closed on Mon, May 18." in page
        assert "The next available time is" in page
        assert "these two weeks" not in page
        assert "There are no later openings in these two weeks." in text_of(client, address.replace("05-18", "05-27"))


def test_guest_who_chose_a_team_member_can_switch_to_anyone_available(
    client: FlaskClient, massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    venue = session.get_one(Venue, massage.venue_id)
    june = session.scalars(select(TeamMember.id)).one()
    booking = paid(massage, ONE, wren, stripe, member_id=june)
    sign_in(client, wren)
    assert "Anyone available" in text_of(client, f"/bookings/{booking.public_id}/reschedule")
    assert client.get(f"/bookings/{booking.public_id}/reschedule?with=any&start={at(TEN)}").status_code == 200
    send(client, booking, TEN, -3300, **{"with": "any"})
    session.refresh(booking)
    assert (booking.member_id, booking.served_by, venue.name) == (None, "June Castellano", "Hazel Bodywork")


def test_confirmation_shows_the_new_time_and_the_refund(client: FlaskClient, booking: Booking) -> None:
    page = text_of(client, f"/bookings/{booking.public_id}/reschedule?start={at(TEN)}")
    assert "Reschedule to Tue, May 19, 10:00 AM?" in page
    assert "Reschedule and refund $33.00" in page
    assert "Refund to Visa 4242" in page
    assert "Tue, May 19, 10:00 – 11:00 AM PDT" in page
    assert re.search(r"<dt>New price \([^)]+, 30% off\)</dt> <dd>\$77.00</dd>", page)
    assert "Free cancellation for the new time ends Mon, May 18, 10:00 AM PDT." in page


@pytest.mark.parametrize(
    ("keep", "sentence"),
    [
        (100, "Free cancellation has already ended for this time. If you cancel, there’s no refund."),
        (40, "Free cancellation has already ended for this time. If you cancel, you get a 60% refund."),
        (0, "Free cancellation until the start time."),
    ],
)
def test_confirmation_of_a_time_that_starts_soon_says_what_canceling_costs(
    client: FlaskClient, booking: Booking, massage: Service, keep: int, sentence: str
) -> None:
    booking.cancel_keep_percent = keep
    session.get_one(Venue, massage.venue_id).accept_within_hours = 24
    session.commit()
    page = text_of(client, f"/bookings/{booking.public_id}/reschedule?start={at(NOW + 5 * HOUR)}")
    assert f"{sentence} Hazel Bodywork doesn’t have to accept your booking again." in page


@pytest.mark.parametrize(
    ("to", "state", "warned"),
    [
        (TEN, BookingState.CONFIRMED, True),
        (TEN, BookingState.CANCELED, False),
        (ONE + HOUR / 2, BookingState.CONFIRMED, False),
    ],
)
def test_time_that_overlaps_another_booking_of_the_guest_only_warns(
    client: FlaskClient, booking: Booking, wren: User, to: datetime, state: BookingState, warned: bool
) -> None:
    sauna = make_service(make_venue(name="Alder & Salt"), capacity=4, title="Sauna circuit")
    booked(sauna, TEN + HOUR / 2, user=wren).state = state
    session.commit()
    page = text_of(client, f"/bookings/{booking.public_id}/reschedule?start={at(to)}")
    sentence = (
        "Hazel Bodywork ends at 11:00 AM, but Sauna circuit at Alder &amp; Salt starts at 10:30 AM. You can still"
    )
    assert (sentence in page) is warned
    assert "These bookings overlap" not in page or warned
    send(client, booking, to, -3300 if to == TEN else 0)
    session.refresh(booking)
    assert booking.starts_at == to


def test_rescheduling_to_a_lower_price_takes_effect_at_once(client: FlaskClient, booking: Booking) -> None:
    answer = send(client, booking, TEN, -3300)
    assert answer.status_code == 303
    page = text_of(client, answer.location)
    assert "10:00 AM PDT with June Castellano. We’re refunding $33.00 to Visa 4242." in page
    assert "Rescheduled by you from Tue, May 19, 1:00 PM to Tue, May 19, 10:00 AM PDT." in page
    assert "<dt>Price</dt><dd>$77.00</dd>" in page
    payments = page.partition('id="payments"')[2].partition("</dl>")[0]
    assert re.findall("<dt>(.+?)</dt> <dd>(.+?)</dd>", payments) == [
        ("Paid, Visa 4242", "$110.00"),
        ("Refund", "−$33.00"),
    ]


def test_rescheduling_to_a_higher_price_leads_to_payment_and_back(
    client: FlaskClient, early: Booking, stripe: StripeSandbox
) -> None:
    answer = send(client, early, ONE, 3300)
    assert answer.status_code == 303
    assert answer.location.startswith(stripe.url)
    order = pending_reschedule_order(early.id)
    assert order is not None
    pay_page(order, stripe)
    page = text_of(client, f"/orders/{order.public_id}")
    assert "Rescheduled to Tue, May 19, 1:00 PM PDT." in page
    assert "Receipt for the difference, $33.00" in page
    receipt = text_of(client, f"/orders/{order.public_id}/receipt")
    assert "Price difference to reschedule Unwinding massage to Tue, May 19, 1:00 PM" in receipt
    assert client.get(f"/orders/{order.public_id}/calendar.ics").status_code == 404


def test_guest_back_from_the_payment_page_can_pay_or_keep_the_old_time(
    client: FlaskClient, early: Booking, stripe: StripeSandbox
) -> None:
    send(client, early, ONE, 3300)
    order = pending_reschedule_order(early.id)
    assert order is not None
    assert "Your new time is held" in text_of(client, f"/checkout/{order.public_id}")
    assert "We’re holding your new time until" in text_of(client, f"/bookings/{early.public_id}")
    assert client.post(f"/bookings/{early.public_id}/reschedule/pay").location.startswith(stripe.url)
    kept = client.post(f"/bookings/{early.public_id}/reschedule/keep")
    assert "Your booking keeps its time." in text_of(client, kept.location)
    session.refresh(order)
    assert (order.state, early.starts_at) == (OrderState.EXPIRED, TEN)


def test_second_tab_pays_for_the_same_time_or_expires_the_first(
    client: FlaskClient, early: Booking, stripe: StripeSandbox
) -> None:
    send(client, early, ONE, 3300)
    first = pending_reschedule_order(early.id)
    assert send(client, early, ONE, 3300).location.endswith("/reschedule/pay")
    assert send(client, early, ONE + HOUR, 3300).location.startswith(stripe.url)
    second = pending_reschedule_order(early.id)
    assert first is not None
    assert second is not None
    session.refresh(first)
    assert (first.state, second.id != first.id) == (OrderState.EXPIRED, True)


def test_double_click_reschedules_once(client: FlaskClient, booking: Booking) -> None:
    send(client, booking, ONE + HOUR, 0)
    again = send(client, booking, ONE + HOUR, 0, sequence=0)
    assert "This booking changed while you were editing" in text_of(client, again.location)
    session.refresh(booking)
    assert (booking.starts_at, booking.sequence) == (ONE + HOUR, 1)


def test_changed_price_needs_confirmation_again(client: FlaskClient, booking: Booking) -> None:
    answer = send(client, booking, TEN, -5000)
    assert answer.status_code == 409
    assert "The price changed while you were deciding." in answer.text
    assert "Reschedule and refund $33.00" in answer.text
    session.refresh(booking)
    assert booking.starts_at == ONE


def test_time_that_is_no_longer_available_is_reported(client: FlaskClient, massage: Service, booking: Booking) -> None:
    other = make_booking(massage, TEN)
    book(claims=[Claim(other.id, other.option_id, TEN)])
    session.commit()
    answer = send(client, booking, TEN, -3300)
    assert answer.status_code == 409
    assert "Tue, May 19, 10:00 AM is no longer available." in answer.text
    page = text_of(client, f"/bookings/{booking.public_id}/reschedule?start={at(TEN)}")
    assert "is no longer available" in page


@pytest.mark.parametrize("bad", ["", "soon", "2026-13-01T00:00Z", "2026-05-19T17:00"])
def test_malformed_input_is_not_a_server_error(client: FlaskClient, booking: Booking, bad: str) -> None:
    assert (
        client.get(f"/bookings/{booking.public_id}/reschedule?start={bad}&day={bad}&from={bad}&with={bad}").status_code
        == 200
    )
    answer = client.post(
        f"/bookings/{booking.public_id}/reschedule", data={"start": bad, "difference": bad, "sequence": bad}
    )
    assert answer.status_code == 422


def test_malformed_numbers_do_not_reschedule(client: FlaskClient, booking: Booking) -> None:
    client.post(
        f"/bookings/{booking.public_id}/reschedule", data={"start": at(TEN), "difference": "x", "sequence": "0"}
    )
    client.post(
        f"/bookings/{booking.public_id}/reschedule", data={"start": at(TEN), "difference": "-3300", "sequence": "²"}
    )
    session.refresh(booking)
    assert booking.starts_at == ONE


def test_reschedule_page_takes_at_most_17_statements(client: FlaskClient, booking: Booking) -> None:
    session.expire_all()
    with statements() as sent:
        assert client.get(f"/bookings/{booking.public_id}/reschedule").status_code == 200
    assert len(sent) <= 17


def past(booking: Booking) -> None:
    booking.state = BookingState.COMPLETED
    session.commit()


def test_rebooking_puts_the_same_weekday_time_and_team_member_in_the_cart(
    client: FlaskClient, massage: Service, booking: Booking
) -> None:
    past(booking)
    with clock.pinned(ONE + 24 * HOUR):
        answer = client.post(f"/bookings/{booking.public_id}/rebook")
        assert answer.location == "/cart/"
        line = session.scalars(select(CartLine)).one()
        assert line.starts_at == ONE + 7 * 24 * HOUR
        assert line.member_id == session.scalars(select(TeamMember.id)).one()
        page = text_of(client, answer.location)
    assert "Unwinding massage with June is in your cart for Tue, May 26, 1:00 PM PDT" in page
    assert "Choose another time" in page


def test_rebooking_chooses_the_nearest_time_when_the_usual_one_is_booked(
    client: FlaskClient, massage: Service, booking: Booking
) -> None:
    past(booking)
    other = make_booking(massage, ONE + 7 * 24 * HOUR - HOUR / 2)
    with clock.pinned(ONE + 24 * HOUR):
        book(claims=[Claim(other.id, other.option_id, other.starts_at)])
        session.commit()
        client.post(f"/bookings/{booking.public_id}/rebook")
    assert session.scalars(select(CartLine.starts_at)).one() == ONE + 7 * 24 * HOUR + HOUR / 2


def test_rebooking_includes_only_add_ons_that_are_still_offered(
    client: FlaskClient, massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    stones, oil = make_add_on(massage), make_add_on(massage, "Warm oil", cents=500, minutes=0)
    booking = paid(massage, ONE, wren, stripe, add_on_ids=(stones.id, oil.id))
    past(booking)
    oil.active = False
    sign_in(client, wren)
    answer = client.post(f"/bookings/{booking.public_id}/rebook")
    page = text_of(client, answer.location)
    assert "plus Hot stones" in page
    assert "Warm oil is no longer offered." in page


def test_rebooking_without_openings_leads_to_the_list_of_times(
    client: FlaskClient, massage: Service, booking: Booking
) -> None:
    past(booking)
    massage.booking_window_days = 1
    session.commit()
    with clock.pinned(NOW.replace(hour=3) + 24 * HOUR):
        massage.minimum_notice_minutes = 43_200
        session.commit()
        answer = client.post(f"/bookings/{booking.public_id}/rebook")
    assert "/venues/" in answer.location
    assert "has no openings close to your usual time" in text_of(client, answer.location)


def test_rebooking_a_service_no_longer_offered_says_so(client: FlaskClient, massage: Service, booking: Booking) -> None:
    past(booking)
    massage.active = False
    session.commit()
    answer = client.post(f"/bookings/{booking.public_id}/rebook")
    assert "This service is no longer offered." in text_of(client, answer.location)


def test_venue_can_set_the_reschedule_deadline(client: FlaskClient, massage: Service) -> None:
    venue = session.get_one(Venue, massage.venue_id)
    sign_in(client, session.get_one(User, venue.owner_id))
    for chosen, kept in (("48", 48), ("-1", None)):
        sent = {**filled(client.get("/venue/rules").text, "/venue/rules"), "reschedule_hours": chosen}
        assert client.post("/venue/rules", data=sent).status_code == 303
        session.refresh(venue)
        assert venue.reschedule_hours == kept
