"""The desk's pages: a booking added, marked, found, printed."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.accounts.models import User
from app.bookings.enums import ItemState, OrderOrigin, SettledBy
from app.bookings.models import BookingItem, Order
from app.catalog.models import Service
from app.db import session
from app.guests.models import Guest
from app.team.models import Member
from app.venues.models import Venue
from tests.bookings.days import booked
from tests.factories import add, make_add_on, make_deal, make_member, make_service, make_user, make_venue
from tests.reading import filled, taking_focus
from tests.reading import words as text_of
from tests.support import NOW, Jobs, sign_in, statements, utc

AT = utc("2026-05-14 20:00")  # today, 1 PM in Portland

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    """Whose owner is signed in."""
    made = make_venue(name="Hazel Bodywork")
    sign_in(client, session.get_one(User, made.owner_id))
    return made


@pytest.fixture
def june(venue: Venue) -> Member:
    return make_member(venue)


@pytest.fixture
def massage(venue: Venue, june: Member) -> Service:
    service = make_service(venue, members=[june])
    session.commit()
    return service


def typed(service: Service, more: dict[str, str] | None = None, **also: str) -> dict[str, str]:
    known = {"service": service.slug, "member": "", "day": "2026-05-14", "time": "13:00", "quantity": "1"}
    return {**known, "guest": "Mr. Hale", "settled_by": "unpaid", **also, **(more or {})}


def test_a_walk_in_is_booked_with_a_name_and_a_time(client: FlaskClient, massage: Service) -> None:
    answer = client.post("/calendar/book", data=typed(massage))
    item = session.scalars(select(BookingItem)).one()
    assert answer.status_code == 303
    assert answer.location == f"/calendar/?day=2026-05-14&booking={item.public_id}"
    assert (item.state, item.starts_at) == (ItemState.CONFIRMED, AT)
    page = client.get(answer.location).text
    assert "Mr. Hale" in page
    assert "To pay here" in page
    assert "First visit." in page


def test_the_form_begins_with_the_gap_that_was_clicked(client: FlaskClient, massage: Service, june: Member) -> None:
    page = client.get(f"/calendar/book?day=2026-05-15&start=14:30&who={june.slug}").text
    assert 'value="2026-05-15"' in page
    assert 'value="14:30"' in page
    assert f'selected value="{june.slug}"' in page
    assert "Book, $110.00" in page


@pytest.mark.parametrize("asked", ["", "start=soon", "start=24:30", "day=9999-12-31", "day=0001-01-01&start=", "who=x"])
def test_a_gap_that_makes_no_sense_is_now(client: FlaskClient, massage: Service, asked: str) -> None:
    page = client.get(f"/calendar/book?{asked}").text
    assert 'value="10:00"' in page
    assert 'value="2026-05-14"' in page


def test_looking_books_nothing_and_keeps_what_was_typed(client: FlaskClient, massage: Service) -> None:
    make_add_on(massage)
    session.commit()
    answer = client.post("/calendar/book", data=typed(massage, look="2026-05-14T15:15", note="Sore neck"))
    assert answer.status_code == 200
    for kept in ('value="15:15"', "Mr. Hale", "Sore neck", "Hot stones, $20"):
        assert kept in answer.text
    assert session.scalars(select(Order)).all() == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"guest": ""}, "Enter a name."),
        ({"service": "nothing"}, "Choose one of the list."),
        ({"time": "25:99"}, "Time"),
        ({"day": "0000-00-00"}, "Day"),
        ({"phone": "12"}, "Write the whole number"),
        ({"email": "nobody"}, "Enter an email address"),
        ({"price": "-5"}, "A price is $0 or more"),
        ({"quantity": "0"}, "Choose 1 to 20 guests"),
        ({"settled_by": "gold"}, "Not a valid choice"),
        ({"day": "2036-05-14"}, "Choose a time between"),
        ({"by_mail": "y"}, "has left no email address"),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(
    client: FlaskClient, massage: Service, more: dict[str, str], said: str
) -> None:
    answer = client.post("/calendar/book", data=typed(massage, more, note="Sore neck"))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Sore neck" in answer.text
    assert session.scalars(select(Order)).all() == []


def test_a_taken_time_says_who_has_it_and_offers_others(client: FlaskClient, massage: Service) -> None:
    client.post("/calendar/book", data=typed(massage))
    answer = client.post("/calendar/book", data=typed(massage, guest="Ada", time="13:30"))
    assert answer.status_code == 422
    assert "June has Mr. Hale on Thu, May 14" in answer.text
    assert "2:00 PM" in answer.text


def look(client: FlaskClient, service: Service, **typed_too: str) -> str:
    """What the form says when something was chosen, as words."""
    return text_of(client.post("/calendar/book", data=typed(service, look="1", **typed_too)).text)


def offered(page: str) -> list[str]:
    """The times beside the form, as their buttons send them."""
    return re.findall(r'id="free-[^"]+" value="([^"]+)"', page)


def test_a_taken_time_is_told_as_soon_as_it_is_chosen(client: FlaskClient, massage: Service) -> None:
    client.post("/calendar/book", data=typed(massage))
    assert "June has Mr. Hale on Thu, May 14, 1:00 – 2:00 PM." in look(client, massage, time="13:30")
    assert "is not open for all of it: Thu, May 14, 9:00 PM" in look(client, massage, time="21:00")
    free = look(client, massage, time="14:00")
    assert "June has" not in free
    assert "not open" not in free


def test_the_free_times_of_a_day_are_those_nearest_to_the_one_that_is_typed(
    client: FlaskClient, massage: Service
) -> None:
    client.post("/calendar/book", data=typed(massage, day="2026-05-15", time="12:00"))
    page = client.post("/calendar/book", data=typed(massage, look="1", day="2026-05-15", time="12:00")).text
    times = [at.removeprefix("2026-05-15T") for at in offered(page)]
    assert times == sorted(times)
    assert len(times) == 8
    assert {"11:00", "13:00"} <= set(times), "before and after what is taken"
    assert not {at for at in times if "11:00" < at < "13:00"}


def test_on_a_day_without_a_free_time_the_next_ones_are_offered(client: FlaskClient, massage: Service) -> None:
    page = client.post("/calendar/book", data=typed(massage, look="1", time="23:30", day="2026-05-13")).text
    assert "Free next, Thu, May 14" in text_of(page)
    assert len(offered(page)) == 6


def test_with_whom_is_told_where_one_of_several_is_free(client: FlaskClient, venue: Venue, june: Member) -> None:
    maren = make_member(venue, name="Maren Oyelaran")
    service = make_service(venue, members=[june, maren])
    session.commit()
    client.post("/calendar/book", data=typed(service, member=june.slug))
    page = look(client, service)
    assert "1:00 PM, Maren" in page
    assert "2:00 PM, Maren" not in page
    client.post("/calendar/book", data=typed(service, member=maren.slug, guest="Ada"))
    assert f"Nobody is free for {service.title} then. Choose another time." in look(client, service)


def test_another_day_begins_with_its_first_free_time(client: FlaskClient, massage: Service) -> None:
    client.post("/calendar/book", data=typed(massage, day="2026-05-15", time="10:00"))
    sent = filled(client.get("/calendar/book?day=2026-05-15").text, "/calendar/book")
    assert sent["time"] == ["11:00"]


def test_the_time_goes_with_the_day_until_one_is_chosen(client: FlaskClient, massage: Service) -> None:
    client.post("/calendar/book", data=typed(massage, day="2026-05-15", time="10:00"))
    sent = filled(client.get("/calendar/book").text, "/calendar/book")
    assert sent["time"] == ["10:00"]
    on_friday = {**sent, "day": "2026-05-15", "look": "1"}
    assert filled(client.post("/calendar/book", data=on_friday).text, "/calendar/book")["time"] == ["11:00"]
    chosen = {**on_friday, "time": "13:20"}
    assert filled(client.post("/calendar/book", data=chosen).text, "/calendar/book")["time"] == ["13:20"]


def test_the_form_takes_as_many_statements_for_a_free_time_as_for_a_far_one(
    client: FlaskClient, massage: Service
) -> None:
    counts = []
    for time in ("13:00", "21:00"):
        with statements() as sent:
            look(client, massage, time=time)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_outside_the_hours_asks_first(client: FlaskClient, massage: Service) -> None:
    late = typed(massage, time="21:00")
    answer = client.post("/calendar/book", data=late)
    assert answer.status_code == 409
    assert "Book anyway" in answer.text
    assert taking_focus(answer.text) == ["note warn"]
    assert client.post("/calendar/book", data={**late, "anyway": "1"}).status_code == 303


def test_what_was_booked_is_told_with_whom(client: FlaskClient, massage: Service) -> None:
    page = client.post("/calendar/book", data=typed(massage), follow_redirects=True).text
    assert "Booked: Mr. Hale, Thu, May 14, 1:00 PM, with June Castellano, $110.00." in text_of(page)


def test_the_same_form_sent_twice_books_once(client: FlaskClient, venue: Venue) -> None:
    sauna = make_service(venue, capacity=4, title="Sauna circuit")
    session.commit()
    form = typed(sauna, code="CW-7K3M-Q2XD")
    first, second = (client.post("/calendar/book", data=form) for _ in range(2))
    assert first.location == second.location
    assert len(session.scalars(select(Order)).all()) == 1


def test_whom_the_list_names_is_known(client: FlaskClient, venue: Venue, massage: Service) -> None:
    known = add(Guest(venue_id=venue.id, name="Ada Whitlock", phone="(503) 555-0111"))
    session.commit()
    client.post("/calendar/book", data=typed(massage, guest="Ada Whitlock, (503) 555-0111"))
    assert session.scalars(select(Guest)).all() == [known]
    assert session.scalars(select(Order.name)).one() == "Ada Whitlock"


def test_a_name_that_is_known_asks_whether_it_is_she(client: FlaskClient, venue: Venue, massage: Service) -> None:
    known = add(Guest(venue_id=venue.id, name="Ada Whitlock", phone="(503) 555-0111"))
    session.commit()
    asked = client.post("/calendar/book", data=typed(massage, guest="ada whitlock"))
    assert asked.status_code == 422
    assert "Is it one of these?" in asked.text
    client.post("/calendar/book", data=typed(massage, guest="ada whitlock", whom=known.public_id))
    assert session.scalars(select(Guest)).all() == [known]
    client.post("/calendar/book", data=typed(massage, guest="ada whitlock", whom="new", time="15:00"))
    assert len(session.scalars(select(Guest)).all()) == 2


def test_another_venues_guest_does_not_exist_here(client: FlaskClient, massage: Service) -> None:
    other = add(Guest(venue_id=make_venue().id, name="Ada Whitlock"))
    session.commit()
    assert client.post("/calendar/book", data=typed(massage, whom=other.public_id)).status_code == 404
    assert client.get(f"/calendar/book?guest={other.public_id}").status_code == 404
    assert client.get(f"/venue/guests/{other.public_id}").status_code == 404


def test_marks_are_one_tap_with_a_way_back(client: FlaskClient, massage: Service) -> None:
    item = booked(massage, AT)
    here = f"/calendar/bookings/{item.public_id}"
    assert client.post(f"{here}/arrived").location == f"/calendar/?day=2026-05-14&booking={item.public_id}"
    page = client.get(f"/calendar/?booking={item.public_id}").text
    assert f'action="{here}/arrived/undo"' in page
    client.post(f"{here}/arrived/undo")
    with clock.pinned(AT + timedelta(minutes=10)):
        client.post(f"{here}/missed")
        assert session.get_one(BookingItem, item.id).state is ItemState.NO_SHOW
        client.post(f"{here}/missed/undo")
        assert session.get_one(BookingItem, item.id).state is ItemState.CONFIRMED


def test_a_mark_leads_back_to_the_page_it_was_made_on(client: FlaskClient, massage: Service) -> None:
    item = booked(massage, AT)
    path = f"/calendar/bookings/{item.public_id}/arrived"
    answer = client.post(path, headers={"Referer": "http://localhost/calendar/bookings?state=all"})
    assert answer.location == "/calendar/bookings?state=all"
    elsewhere = client.post(path, headers={"Referer": "http://elsewhere.example/calendar/bookings"})
    assert elsewhere.location.startswith("/calendar/?day=")


def test_paying_at_the_desk(client: FlaskClient, massage: Service) -> None:
    client.post("/calendar/book", data=typed(massage))
    item = session.scalars(select(BookingItem)).one()
    client.post(f"/calendar/bookings/{item.public_id}/paid", data={"settled_by": "cash"})
    assert session.scalars(select(Order.settled_by)).one() is SettledBy.CASH
    assert "Paid in cash" in client.get(f"/calendar/?booking={item.public_id}").text


def test_the_guest_asked_gives_back_a_part(client: FlaskClient, massage: Service, jobs: Jobs) -> None:
    item = booked(massage, AT)
    page = client.get(f"/calendar/bookings/{item.public_id}/cancel").text
    assert "By your rules $0.00 of $110.00 comes back now." in text_of(page)
    path = f"/calendar/bookings/{item.public_id}/cancel"
    assert client.post(path, data={"who": "guest", "amount": "200"}).status_code == 422
    assert client.post(path, data={"who": "guest", "amount": "40"}).status_code == 303
    page = client.get(f"/calendar/?booking={item.public_id}").text
    assert "$40.00 is going back" in page


def test_a_part_of_the_money_goes_back_and_the_visit_stays(client: FlaskClient, massage: Service) -> None:
    item = booked(massage, AT)
    path = f"/calendar/bookings/{item.public_id}/refund"
    sent = {"amount": "20", "reason": "The shower was cold.", "left": "11000"}
    assert client.post(path, data=sent).status_code == 303
    assert client.post(path, data=sent).status_code == 422, "the same click again"
    assert client.get(f"/calendar/?booking={item.public_id}").text.count("$20.00 is going back") == 1


def test_bookings_are_found_by_everything(client: FlaskClient, venue: Venue, massage: Service, june: Member) -> None:
    booked(massage, AT, user=make_user(name="Wren Abernathy"))
    client.post("/calendar/book", data=typed(massage, time="16:00"))
    for asked, names in {
        "": {"Wren Abernathy", "Mr. Hale"},
        "q=wren": {"Wren Abernathy"},
        "q=%25": set(),
        "state=to-pay": {"Mr. Hale"},
        "state=canceled": set(),
        f"member={june.slug}": {"Mr. Hale"},
        f"service={massage.slug}": {"Wren Abernathy", "Mr. Hale"},
        "service=other": set(),
        "from=2026-05-15": set(),
        "to=2026-05-14&sort=guest": {"Wren Abernathy", "Mr. Hale"},
        "from=nonsense&page=x&sort=x&state=x": {"Wren Abernathy", "Mr. Hale"},
        "page=99999": set(),
    }.items():
        page = client.get(f"/calendar/bookings?{asked}")
        assert page.status_code == 200
        assert {name for name in ("Wren Abernathy", "Mr. Hale") if name in page.text} == names, asked


def test_the_list_asks_the_same_number_of_statements_however_long_it_is(client: FlaskClient, massage: Service) -> None:
    counts = []
    for number in (1, 20):
        for hour in range(number):
            booked(massage, AT + timedelta(hours=hour))
        with statements() as sent:
            assert client.get("/calendar/bookings").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_cells_that_begin_a_formula_are_text(client: FlaskClient, venue: Venue, massage: Service) -> None:
    for number, sign in enumerate("=+-@"):
        client.post("/calendar/book", data=typed(massage, guest=f"{sign}SUM(A1)", time=f"{11 + number}:00"))
    for path in ("/calendar/bookings.csv", "/venue/guests/guests.csv"):
        sheet = client.get(path)
        assert sheet.mimetype == "text/csv"
        for sign in "=+-@":
            assert f"'{sign}SUM(A1)" in sheet.text
            assert f",{sign}SUM" not in sheet.text


def test_the_day_sheet_has_who_comes_with_notes_and_numbers(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    client.post("/calendar/book", data=typed(massage, phone="(503) 555-0100", note="Sore neck"))
    session.scalars(select(Guest)).one().notes = "No almond oil."
    session.commit()
    page = text_of(client.get("/calendar/day-sheet?day=2026-05-14").text)
    for told in ("June Castellano", "Mr. Hale", "(503) 555-0100", "Sore neck", "No almond oil.", "To pay here"):
        assert told in page
    assert "Nobody is booked." in client.get("/calendar/day-sheet?day=2026-05-20").text
    assert client.get("/calendar/day-sheet?day=9999-12-31").status_code == 200


def test_a_guests_page_adds_up(client: FlaskClient, venue: Venue, massage: Service) -> None:
    client.post("/calendar/book", data=typed(massage, settled_by="card"))
    guest = session.scalars(select(Guest)).one()
    with clock.pinned(AT + timedelta(hours=5)):
        page = text_of(client.get(f"/venue/guests/{guest.public_id}").text)
    assert "Visits 1" in page
    assert "Spent $110.00" in page


def test_notes_are_kept_and_two_tabs_are_told(client: FlaskClient, venue: Venue) -> None:
    guest = add(Guest(venue_id=venue.id, name="Ada Whitlock"))
    session.commit()
    path = f"/venue/guests/{guest.public_id}"
    assert client.post(path, data={"name": "Ada Whitlock", "notes": "Left shoulder"}).status_code == 422, (
        "without seeing"
    )
    seen = client.get(path).text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    sent = {"name": "Ada Whitlock", "notes": "Left shoulder", "seen": seen}
    assert client.post(path, data=sent).status_code == 303
    session.refresh(guest)
    assert guest.notes == "Left shoulder"


def test_what_waits_for_a_yes_is_answered_from_the_panel(client: FlaskClient, massage: Service) -> None:
    item = booked(massage, AT)
    item.state, item.answer_by = ItemState.REQUESTED, NOW + timedelta(hours=1)
    session.commit()
    page = client.get(f"/calendar/?booking={item.public_id}").text
    assert "Say yes or no by" in page
    assert client.post(f"/calendar/bookings/{item.public_id}/decline", data={}).status_code == 422
    assert client.post(f"/calendar/bookings/{item.public_id}/confirm").status_code == 303
    assert session.get_one(BookingItem, item.id).state is ItemState.CONFIRMED


def test_a_deal_shows_its_price_on_the_button(client: FlaskClient, venue: Venue, massage: Service) -> None:
    make_deal(venue=venue, percent=30)
    session.commit()
    assert "Book, $77.00" in client.get("/calendar/book").text
    assert session.scalars(select(Order).where(Order.origin == OrderOrigin.DESK)).all() == []


def test_a_visit_to_come_is_nobodys_last(client: FlaskClient, venue: Venue, massage: Service) -> None:
    for day in ("2026-05-14", "2026-05-15", "2026-05-16"):
        client.post("/calendar/book", data=typed(massage, guest="Mei Ito", phone="(503) 555-0199", day=day))
    items = session.scalars(select(BookingItem).order_by(BookingItem.starts_at)).all()
    said = ("First visit.", "2nd visit.", "3rd visit.")
    for item, words in zip(items, said, strict=True):
        assert words in client.get(f"/calendar/?day={item.starts_at:%F}&booking={item.public_id}").text
    with clock.pinned(AT + timedelta(hours=5)):
        page = client.get(f"/calendar/?day=2026-05-16&booking={items[2].public_id}").text
    assert "3rd visit. Last with June, Thu, May 14." in page


def test_guests_are_sorted_by_visits_that_have_begun(client: FlaskClient, venue: Venue, massage: Service) -> None:
    client.post("/calendar/book", data=typed(massage, guest="Came Already"))
    for day in ("2026-05-15", "2026-05-16"):
        client.post("/calendar/book", data=typed(massage, guest="Comes Later", phone="(503) 555-0199", day=day))
    with clock.pinned(AT + timedelta(hours=5)):
        for sort in ("recent", "visits"):
            page = client.get(f"/venue/guests/?sort={sort}").text
            assert page.index("Came Already") < page.index("Comes Later"), sort


def test_what_waits_for_a_yes_is_answered_in_the_list(client: FlaskClient, massage: Service) -> None:
    item = booked(massage, AT)
    item.state, item.answer_by = ItemState.REQUESTED, NOW + timedelta(hours=1)
    session.commit()
    page = client.get("/calendar/bookings?state=to-confirm").text
    assert "Answer by" in page
    for act in ("confirm", "decline"):
        assert f'"/calendar/bookings/{item.public_id}/{act}"' in page
    path = f"/calendar/bookings/{item.public_id}/confirm"
    answer = client.post(path, headers={"Referer": "http://localhost/calendar/bookings?state=to-confirm"})
    assert answer.location == "/calendar/bookings?state=to-confirm"
    assert "Answer by" not in client.get("/calendar/bookings?state=all").text


def test_seldom_needed_filters_are_open_where_one_is_set(client: FlaskClient, massage: Service) -> None:
    assert '<details class="unfolds">' in client.get("/calendar/bookings?q=hale").text
    assert '<details class="unfolds" open>' in client.get(f"/calendar/bookings?service={massage.slug}").text
