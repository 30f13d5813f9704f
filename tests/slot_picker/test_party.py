"""A group books together: the page, its prices and limits, and adding everything to the cart at once."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.availability.actions import Claim, book
from app.cart.models import CartLine
from app.catalog.models import Service
from app.catalog.queries import services_of
from app.core.db import session
from app.slot_picker.party_booking import GuestsOf, Lack, PartyPicker, PartyQuery, Turn, party_picker
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_booking, make_deal, make_service
from tests.support import statements, utc
from tests.venue_factories import make_facility

TEN = utc("2026-05-19 17:00")  # Tuesday in Portland
DAY = TEN.date()
HOUR = timedelta(hours=1)


@pytest.fixture
def massage(venue: Venue, june: TeamMember, priya: TeamMember) -> Service:
    own = {priya.slug: {"price_cents": 9000}}
    more = {"longer": [(90, 16000)], "step_minutes": 60, "own": own}
    return made(make_service(venue, members=[june, priya], price_cents=11000, **more))


@pytest.fixture
def facial(venue: Venue, june: TeamMember) -> Service:
    return made(make_service(venue, members=[june], title="Facial", price_cents=8000, step_minutes=60))


@pytest.fixture
def sauna(venue: Venue) -> Service:
    return made(
        make_service(venue, title="Sauna", slug="sauna", capacity=6, max_quantity=4, price_cents=3000, step_minutes=60)
    )


def made(service: Service) -> Service:
    session.commit()
    return service


def shown(venue: Venue, *wanted: tuple[Service, int], **more: int) -> PartyPicker:
    numbers = {service.id: number for service, number in wanted}
    session.expire_all()
    guests = [GuestsOf(each.first_option, numbers[each.id]) for each in services_of(venue) if each.id in numbers]
    return party_picker(venue, PartyQuery(guests, DAY, **more))


def bookings(picker: PartyPicker, place: int = 0) -> list[tuple[object, str, str, int]]:
    return [
        (
            item.served.at,
            item.option.service.title,
            item.member.first_name if item.member else str(item.quantity),
            item.quote.price_cents,
        )
        for item in picker.offers[place].bookings
    ]


def test_guests_of_several_services_start_together(venue: Venue, massage: Service, facial: Service) -> None:
    found = shown(venue, (massage, 1), (facial, 1))
    assert found.turn is Turn.SAME
    assert bookings(found) == [(TEN, massage.title, "Priya", 9000), (TEN, "Facial", "June", 8000)]
    assert found.offers[0].price_cents == 17000


def test_guests_take_turns_if_too_few_members_are_free(venue: Venue, massage: Service) -> None:
    found = shown(venue, (massage, 3))
    assert (found.turn, found.lack) == (Turn.IN_TURN, Lack.TEAM)
    assert [at for at, *_ in bookings(found)] == [TEN, TEN, TEN + HOUR]
    assert found.offers[0].minutes == 120


def test_guests_take_turns_if_too_few_rooms_are_free(venue: Venue, massage: Service) -> None:
    make_facility(venue, [massage])
    session.commit()
    found = shown(venue, (massage, 2))
    assert (found.turn, found.lack) == (Turn.IN_TURN, Lack.ROOMS)
    assert [at for at, *_ in bookings(found)] == [TEN, TEN + HOUR]


def test_two_guests_share_a_couples_room_in_one_booking(venue: Venue, massage: Service) -> None:
    make_facility(venue, [massage], guests=2)
    session.commit()
    found = shown(venue, (massage, 2))
    assert found.turn is Turn.SAME
    assert [(item.quantity, item.member) for item in found.offers[0].bookings] == [(2, None)]
    # The price of one who asks for nobody in particular.
    assert found.offers[0].price_cents == 2 * massage.first_option.price_cents


def test_guests_do_not_share_a_room_if_the_service_takes_one_guest_each(venue: Venue, massage: Service) -> None:
    make_facility(venue, [massage], guests=2)
    massage.max_quantity = 1
    session.commit()
    assert shown(venue, (massage, 2)).lack is Lack.ROOMS


def test_guests_of_a_room_with_spots_share_one_booking(venue: Venue, massage: Service, sauna: Service) -> None:
    found = bookings(shown(venue, (massage, 1), (sauna, 3)))
    assert found == [(TEN, massage.title, "Priya", 9000), (TEN, "Sauna", "3", 9000)]


def test_all_bookings_lie_between_the_chosen_times(venue: Venue, massage: Service) -> None:
    found = shown(venue, (massage, 2), begins=13 * 60, until=15 * 60)
    assert [offer.at for offer in found.offers] == [TEN + 3 * HOUR, TEN + 4 * HOUR]
    assert shown(venue, (massage, 2), begins=13 * 60, until=13 * 60 + 30).lack is Lack.TOO_SHORT


def test_a_day_that_is_full_names_the_nearest_days_that_work(venue: Venue, massage: Service, june: TeamMember) -> None:
    hours = {"begins": 10 * 60, "until": 11 * 60}
    taken = make_booking(massage, TEN)
    book(claims=[Claim(taken.id, taken.option_id, TEN, member_id=june.id)])
    session.commit()
    found = shown(venue, (massage, 2), **hours)
    assert (found.offers, found.lack) == ((), Lack.TEAM)
    assert [(other.date - DAY).days for other in found.other_days] == [-2, -1, 1, 2]
    assert {other.turn for other in found.other_days} == {Turn.SAME}
    # Not for want of rooms alone: three guests never fit into this hour.
    assert shown(venue, (massage, 3), **hours).other_days == []


def test_a_deal_with_one_use_left_applies_to_one_guest_only(venue: Venue, massage: Service) -> None:
    make_deal(service=massage, percent=50, max_uses=1)
    session.commit()
    assert [price for *_, price in bookings(shown(venue, (massage, 2)))] == [5500, 9000]


def query(*wanted: tuple[Service, int], **more: str) -> dict[str, str]:
    return {"day": "2026-05-19", **{f"guests-{service.slug}": str(number) for service, number in wanted}, **more}


def test_one_tap_adds_the_whole_group_to_the_cart(
    client: FlaskClient, venue: Venue, massage: Service, sauna: Service
) -> None:
    chosen = query((massage, 2), (sauna, 2), **{f"minutes-{massage.slug}": "90"})
    page = client.get(f"/party/{venue.slug}", query_string=chosen).text
    assert "Everyone at the same time" in page
    assert "1 hr 30 min, with June and Priya, $320" in page
    answer = client.post("/cart/party", data=first_offer(page))
    assert (answer.status_code, answer.location) == (303, "/cart/")
    lines = session.query(CartLine).order_by(CartLine.service_id, CartLine.member_id).all()
    assert [(line.service_id, line.quantity, line.member_id is None) for line in lines] == [
        (massage.id, 1, False),
        (massage.id, 1, False),
        (sauna.id, 2, True),
    ]
    cart = client.get("/cart/").text
    assert "3 bookings are in your cart." in cart
    assert cart.count("overlap") == 1
    assert "Some of your bookings at Hazel Bodywork overlap." in cart


def first_offer(page: str) -> dict[str, str]:
    form = page[page.index('action="/cart/party"') :]
    fields = re.findall(r'name="([a-z0-9-]+)" value="([^"]*)"', form[: form.index("</form>")])
    return {name: unescape(value) for name, value in fields}


def test_nothing_is_added_if_one_time_is_no_longer_available(
    client: FlaskClient, venue: Venue, massage: Service, june: TeamMember
) -> None:
    fields = first_offer(client.get(f"/party/{venue.slug}", query_string=query((massage, 2))).text)
    taken = make_booking(massage, TEN)
    book(claims=[Claim(taken.id, taken.option_id, TEN, member_id=june.id)])
    session.commit()
    answer = client.post("/cart/party", data=fields)
    assert (answer.status_code, answer.location) == (303, f"/party/{venue.slug}")
    assert session.query(CartLine).count() == 0
    assert "no longer available" in client.get(answer.location).text


@pytest.mark.parametrize(
    ("change", "phrase"),
    [
        ({"guests-{}": "1"}, "Choose 2 to 8 guests in total."),
        ({"guests-{}": "0"}, "Choose 2 to 8 guests in total."),
        ({"guests-{}": "9"}, "Choose up to 8 guests for"),
        ({"guests-{}": "-1"}, "Choose up to 8 guests for"),
        ({"guests-{}": "5", "guests-sauna": "4"}, "Choose 2 to 8 guests in total."),
        ({"guests-{}": "2", "guests-sauna": "5"}, "Choose up to 4 guests for Sauna."),
        ({"guests-{}": "2", "guests-gone": "2"}, "One of the services is no longer offered."),
        ({"guests-{}": "2", "day": "2026-05-01"}, "This day is in the past."),
        ({"guests-{}": "2", "day": "soon"}, "Choose a day."),
        ({"guests-{}": "2", "from": "15:00", "until": "14:00"}, "Choose a time after “Earliest start”."),
        ({"guests-{}": "2", "from": "noon"}, "Enter a time such as 2:30 PM"),
    ],
)
def test_impossible_groups_are_explained(
    client: FlaskClient, venue: Venue, massage: Service, sauna: Service, change: dict[str, str], phrase: str
) -> None:
    given = {"day": "2026-05-19", **{name.format(massage.slug): value for name, value in change.items()}}
    answer = client.get(f"/party/{venue.slug}", query_string=given)
    assert answer.status_code == 200
    assert phrase in answer.text
    assert "Add to cart" not in answer.text


def test_a_day_far_ahead_or_closed_is_explained(client: FlaskClient, venue: Venue, massage: Service) -> None:
    far = client.get(f"/party/{venue.slug}", query_string=query((massage, 2), day="2030-05-19"))
    assert "This day can’t be booked yet." in unescape(far.text)
    last = client.get(f"/party/{venue.slug}", query_string=query((massage, 2), day="9999-12-31"))
    assert last.status_code == 200


def test_limits_of_the_cart_and_the_venue_are_told_before(
    client: FlaskClient, venue: Venue, massage: Service, sauna: Service
) -> None:
    venue.max_upcoming = 2
    session.commit()
    path = f"/party/{venue.slug}"
    page = client.get(path, query_string=query((massage, 3))).text
    assert "Hazel Bodywork allows 2 upcoming bookings per guest. Your group needs 3 bookings." in page
    assert "Add to cart" not in page
    assert "Add to cart" in client.get(path, query_string=query((massage, 1), (sauna, 3))).text


def test_the_group_page_takes_the_same_statements_for_any_group(
    client: FlaskClient, venue: Venue, massage: Service, facial: Service, sauna: Service
) -> None:
    def counted(chosen: dict[str, str]) -> int:
        with statements() as sent:
            assert client.get(f"/party/{venue.slug}", query_string=chosen).status_code == 200
        return len(sent)

    one = counted(query((massage, 2)))
    assert one <= 14
    assert counted(query((massage, 4), (facial, 2), (sauna, 2))) == one
    assert counted(query((massage, 8), until="11:00")) == one
