"""Two services booked together: the page, its prices, and adding both to the cart at once."""

import re

import pytest
from flask.testing import FlaskClient

from app.availability.actions import Claim, book
from app.cart.models import CartLine
from app.catalog.models import Service
from app.core.db import session
from app.slot_picker.combined_booking import Arrangement, ComboPicker, ComboQuery, ServiceChoice, combo_picker
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_add_on, make_booking, make_deal, make_member, make_service
from tests.support import statements, utc

TEN = utc("2026-05-19 17:00")  # Tuesday in Portland


@pytest.fixture
def massage(venue: Venue, june: TeamMember) -> Service:
    return made(make_service(venue, members=[june], price_cents=11000, step_minutes=60))


@pytest.fixture
def scalp(venue: Venue, june: TeamMember, priya: TeamMember) -> Service:
    more = {"own": {priya.slug: {"price_cents": 5000}}, "step_minutes": 15}
    return made(make_service(venue, members=[june, priya], title="Scalp", minutes=30, price_cents=6000, **more))


def made(service: Service) -> Service:
    session.refresh(service, ["performers"])
    for one in service.performers:
        session.refresh(one, ["member"])
    session.refresh(service, ["venue", "resource", "facilities"])
    session.commit()
    return service


def shown(venue: Venue, query: ComboQuery) -> ComboPicker:
    return combo_picker(venue, query)


def tuesday(picker: ComboPicker) -> list[tuple[object, str, object, str, int]]:
    day = next(day for day in picker.days if day.date == TEN.date())
    return [
        (
            both.at,
            both.first.member.first_name if both.first.member else "",
            both.second.served.at,
            both.second.member.first_name if both.second.member else "",
            both.price_cents,
        )
        for both in day.combos
    ]


def test_each_start_is_listed_once_with_its_cheapest_combination(
    venue: Venue, massage: Service, scalp: Service
) -> None:
    first = tuesday(shown(venue, ComboQuery(ServiceChoice(massage.first_option), ServiceChoice(scalp.first_option))))[0]
    assert first == (TEN, "June", utc("2026-05-19 18:00"), "Priya", 16000)


def test_one_member_can_serve_both_services(venue: Venue, massage: Service, scalp: Service, june: TeamMember) -> None:
    first = tuesday(
        shown(venue, ComboQuery(ServiceChoice(massage.first_option, june), ServiceChoice(scalp.first_option, june)))
    )[0]
    assert first == (TEN, "June", utc("2026-05-19 18:00"), "June", 17000)


def test_arranging_the_services_in_either_order_finds_more_starts(
    venue: Venue, massage: Service, scalp: Service
) -> None:
    massage.step_minutes = 240  # at 10 AM, 2 PM and 6 PM only
    session.commit()
    order = tuesday(shown(venue, ComboQuery(ServiceChoice(massage.first_option), ServiceChoice(scalp.first_option))))
    either = tuesday(
        shown(
            venue,
            ComboQuery(ServiceChoice(massage.first_option), ServiceChoice(scalp.first_option), Arrangement.EITHER),
        )
    )
    assert {way[0] for way in order} < {way[0] for way in either}
    assert utc("2026-05-19 20:30") in {way[0] for way in either}  # 1:30 PM, before the massage at 2 PM


def test_two_guests_at_the_same_time_get_a_team_member_each(venue: Venue, massage: Service, scalp: Service) -> None:
    both = tuesday(
        shown(
            venue, ComboQuery(ServiceChoice(massage.first_option), ServiceChoice(scalp.first_option), Arrangement.SAME)
        )
    )
    assert both[0] == (TEN, "June", TEN, "Priya", 16000)


def test_add_ons_increase_duration_and_price(venue: Venue, massage: Service, scalp: Service) -> None:
    stones = make_add_on(massage)
    session.commit()
    first = tuesday(
        shown(
            venue, ComboQuery(ServiceChoice(massage.first_option, extras=[stones]), ServiceChoice(scalp.first_option))
        )
    )[0]
    assert first == (TEN, "June", utc("2026-05-19 18:15"), "Priya", 18000)


def test_each_service_has_the_price_of_its_own_start(venue: Venue, massage: Service, scalp: Service) -> None:
    make_deal(service=scalp, percent=50, windows=[(1, 11 * 60, 12 * 60)])
    session.commit()
    first, second = tuesday(
        shown(venue, ComboQuery(ServiceChoice(massage.first_option), ServiceChoice(scalp.first_option)))
    )[:2]
    assert (first[4], second[4]) == (11000 + 2500, 11000 + 5000)


def test_days_beyond_the_booking_window_of_either_service_open_later(
    venue: Venue, massage: Service, scalp: Service
) -> None:
    scalp.booking_window_days = 3
    session.commit()
    notes = {
        day.note
        for day in shown(
            venue, ComboQuery(ServiceChoice(massage.first_option), ServiceChoice(scalp.first_option))
        ).days[4:]
    }
    assert "Opens later" in notes
    assert "Full" not in notes


def query(massage: Service, scalp: Service, **more: str) -> dict[str, str]:
    return {"first": massage.slug, "second": scalp.slug, "day": "2026-05-19", **more}


def test_one_tap_adds_both_services_to_the_cart(
    client: FlaskClient, venue: Venue, massage: Service, scalp: Service
) -> None:
    page = client.get(f"/combo/{venue.slug}", query_string=query(massage, scalp)).text
    assert "10:00 AM, Unwinding massage with June" in page
    assert "11:00 AM, Scalp with Priya" in page
    form = page[page.index('action="/cart/combo"') :]
    fields = dict(re.findall(r'name="([a-z0-9-]+)" value="([^"]*)"', form[: form.index("</form>")]))
    answer = client.post("/cart/combo", data=fields)
    assert (answer.status_code, answer.location) == (303, "/cart/")
    lines = session.query(CartLine).order_by(CartLine.starts_at).all()
    assert [(line.service_id, line.starts_at, line.quoted_cents) for line in lines] == [
        (massage.id, TEN, 11000),
        (scalp.id, utc("2026-05-19 18:00"), 5000),
    ]
    assert "These bookings overlap" not in client.get("/cart/").text


def test_neither_service_is_added_if_one_is_no_longer_available(
    client: FlaskClient, venue: Venue, massage: Service, scalp: Service, priya: TeamMember
) -> None:
    taken = make_booking(scalp, utc("2026-05-19 18:00"))
    book(claims=[Claim(taken.id, taken.option_id, taken.starts_at, member_id=priya.id)])
    session.commit()
    fields = {
        "venue": venue.slug,
        "service-1": massage.slug,
        "start-1": "2026-05-19T17:00Z",
        "with-1": "june-1",
        "service-2": scalp.slug,
        "start-2": "2026-05-19T18:00Z",
        "with-2": "priya-2",
    }
    answer = client.post("/cart/combo", data=fields)
    assert (answer.status_code, answer.location) == (303, f"/combo/{venue.slug}")
    assert session.query(CartLine).count() == 0
    assert "no longer available" in client.get(answer.location).text


@pytest.mark.parametrize(
    "fields", [{}, {"service-1": "nothing"}, {"service-1": "x", "start-1": "soon"}, {"start-1": "2026-05-19T17:00Z"}]
)
def test_invalid_combo_requests_are_refused(client: FlaskClient, venue: Venue, fields: dict[str, str]) -> None:
    session.commit()
    assert client.post("/cart/combo", data={"venue": venue.slug, **fields}).status_code in {404, 422}


def test_impossible_combinations_are_explained(
    client: FlaskClient, venue: Venue, massage: Service, scalp: Service
) -> None:
    path = f"/combo/{venue.slug}"
    assert "Choose a service" in client.get(path).text
    assert "Choose a second service." not in client.get(path, query_string={"first": scalp.slug}).text
    for first, second, phrase in (
        (scalp.slug, "", "Choose a second service."),
        ("", scalp.slug, "Choose a first service."),
        ("", "", "Choose two services."),
    ):
        assert phrase in client.get(path, query_string={"first": first, "second": second}).text
    same = client.get(path, query_string={"first": scalp.slug, "second": scalp.slug}).text
    assert "select 2 guests" in same
    other = client.get(path, query_string=query(massage, scalp, **{"with-1": "priya-2"})).text
    assert "That team member doesn’t offer “Unwinding massage”" in other
    odd = client.get(path, query_string=query(massage, scalp, turn="x", day="y", **{"from": "z", "extra-1": "w"}))
    assert odd.status_code == 200


def test_the_combo_page_takes_the_same_statements_for_any_number_of_members(
    client: FlaskClient, venue: Venue, massage: Service, scalp: Service
) -> None:
    def counted() -> int:
        with statements() as sent:
            assert client.get(f"/combo/{venue.slug}", query_string=query(massage, scalp)).status_code == 200
        return len(sent)

    one = counted()
    for name in ("Maya Ito", "Ines Roth"):
        make_service(venue, members=[make_member(venue, name=name)])
    session.commit()
    assert counted() == one <= 14


def test_the_cart_asks_whether_two_bookings_at_once_are_for_two_guests(
    client: FlaskClient, venue: Venue, massage: Service, scalp: Service
) -> None:
    page = client.get(f"/combo/{venue.slug}", query_string=query(massage, scalp, turn=Arrangement.SAME.value)).text
    assert "Both start together" in page
    form = page[page.index('action="/cart/combo"') :]
    fields = dict(re.findall(r'name="([a-z0-9-]+)" value="([^"]*)"', form[: form.index("</form>")]))
    assert client.post("/cart/combo", data=fields).status_code == 303
    assert "Keep both only if they’re for two different guests." in client.get("/cart/").text
