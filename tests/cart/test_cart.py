"""Carts: adding, changing, pricing, expiry and merging."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.availability.actions import Claim, SlotUnavailable, book
from app.cart import copy
from app.cart.actions.carts import SlotRequest, merge, open_cart
from app.cart.actions.lines import accept_price, add_line, change_quantity, change_time, remove_line
from app.cart.expiry import NOTICE_LIFE, Removed, purge, remove_expired
from app.cart.models import Cart, CartLine
from app.cart.promo_code import set_code
from app.cart.queries import view_of
from app.cart.travel_time import travel_conflicts
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from tests.factories import make_add_on, make_booking, make_deal, make_member, make_service, make_user, make_venue
from tests.support import NOW, statements, utc

AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland

pytestmark = pytest.mark.usefixtures("db", "now")


def take(service_id: int, at: object = AT, **values: object) -> None:
    """Book the time for another guest."""
    service = session.get_one(Service, service_id)
    booking = make_booking(service, at)  # type: ignore[arg-type]
    book(claims=[Claim(booking.id, service_id, at, **values)])  # type: ignore[arg-type]


def test_adding_the_same_slot_again_keeps_one_line_with_the_larger_quantity() -> None:
    venue = make_venue()
    sauna = make_service(venue, capacity=4)
    cart = open_cart()
    for quantity in (1, 3, 2):
        add_line(cart=cart, slot=SlotRequest(sauna.first_option.id, AT, quantity))
    assert [line.quantity for line in session.scalars(select(CartLine))] == [3]


@pytest.mark.parametrize(("quantity", "message"), [(0, "at least 1"), (5, "up to 4")])
def test_an_invalid_quantity_is_refused_with_a_message(quantity: int, message: str) -> None:
    sauna = make_service(make_venue(), capacity=8, max_quantity=4)
    with pytest.raises(DomainError, match=message):
        add_line(cart=open_cart(), slot=SlotRequest(sauna.first_option.id, AT, quantity))


def test_a_chosen_team_member_serves_one_guest_at_a_time() -> None:
    venue = make_venue()
    june = make_member(venue)
    service = make_service(venue, members=[june])
    with pytest.raises(DomainError, match="1 guest at a time"):
        add_line(cart=open_cart(), slot=SlotRequest(service.first_option.id, AT, 2, june.id))


def test_unavailable_services_and_unsuitable_team_members_are_not_found() -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    stranger = make_member(make_venue())
    hidden = make_service(venue, members=[], active=False)
    draft = make_service(make_venue(status="draft"), capacity=1)
    for slot in (
        SlotRequest(service.first_option.id, AT, 1, stranger.id),
        SlotRequest(hidden.first_option.id, AT),
        SlotRequest(draft.first_option.id, AT),
        SlotRequest(999, AT),
    ):
        with pytest.raises(NotFound):
            add_line(cart=open_cart(), slot=slot)


@pytest.mark.parametrize("at", [NOW - timedelta(hours=1), AT + timedelta(minutes=7), utc("2026-05-15 11:00")])
def test_a_start_that_cannot_be_booked_is_not_added(at: object) -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    with pytest.raises(SlotUnavailable):
        add_line(cart=open_cart(), slot=SlotRequest(service.first_option.id, at))  # type: ignore[arg-type]


def test_a_line_with_an_unavailable_time_stays_with_the_three_nearest_times() -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    cart = open_cart()
    add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT))
    take(service.id)
    view = view_of(cart)
    (line,) = view.unavailable
    assert [choice.start.at for choice in line.nearest] == [
        AT - timedelta(hours=1),
        AT + timedelta(hours=1),
        AT + timedelta(hours=1, minutes=15),
    ]
    assert view.total_cents == 0
    assert not view.is_ready


def test_a_lower_price_applies_at_once_and_a_higher_one_must_be_accepted() -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)], price_cents=10000)
    cart = open_cart()
    line = add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT))
    service.first_option.price_cents = 9000
    assert (view_of(cart).total_cents, view_of(cart).is_ready) == (9000, True)
    service.first_option.price_cents = 12000
    assert [view.quote.price_cents for view in view_of(cart).more_expensive] == [12000]
    with pytest.raises(DomainError, match="changed again"):
        accept_price(cart=cart, line_id=line.public_id, cents=11000)
    accept_price(cart=cart, line_id=line.public_id, cents=12000)
    assert view_of(cart).is_ready


@pytest.mark.parametrize("code", [None, "SPRING"])
def test_a_deal_with_one_use_left_lowers_one_line_of_a_cart(code: str | None) -> None:
    service = make_service(make_venue(), capacity=4, price_cents=10000)
    make_deal(service=service, percent=20, max_uses=1, code=code)
    cart = open_cart()
    if code:
        set_code(cart=cart, code=code)
    first = add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT + timedelta(hours=2)))
    second = add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT))
    change_quantity(cart=cart, line_id=second.public_id, quantity=2)
    assert (first.quoted_cents, second.quoted_cents) == (8000, 20000)
    assert [line.quote.price_cents for line in view_of(cart).lines] == [20000, 8000]
    assert view_of(cart).is_ready


def test_an_expired_line_stays_for_its_notice_for_30_days() -> None:
    sauna = make_service(make_venue(), capacity=4)
    cart = open_cart()
    add_line(cart=cart, slot=SlotRequest(sauna.first_option.id, AT + timedelta(days=5)))
    with clock.pinned(NOW + timedelta(hours=24)):
        assert view_of(cart).lines == []
        assert purge() == 0
    with clock.pinned(NOW + timedelta(hours=24) + NOTICE_LIFE):
        assert purge() == 1
    assert session.scalar(select(func.count(Cart.id))) == 0


def test_an_expired_line_does_not_block_the_same_slot_or_add_its_quantity() -> None:
    sauna = make_service(make_venue(), capacity=4, title="Sauna circuit")
    guest, cart = open_cart(), open_cart(user_id=make_user().id)
    later = SlotRequest(sauna.first_option.id, AT + timedelta(days=5))
    for each in (guest, cart):
        add_line(cart=each, slot=replace(later, quantity=3))
    add_line(cart=guest, slot=replace(later, starts_at=AT))
    with clock.pinned(AT + timedelta(hours=24)):
        add_line(cart=guest, slot=later)
        cart = merge(guest=guest, user_id=cart.user_id or 0)
        assert [line.line.quantity for line in view_of(cart).lines] == [1]
        assert remove_expired(cart=cart) == Removed(passed=("Sauna circuit",))


def test_changing_a_lines_time_checks_it_and_replaces_an_identical_line() -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    cart = open_cart()
    first = add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT))
    add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT + timedelta(hours=2)))
    take(service.id, AT + timedelta(hours=4))
    with pytest.raises(SlotUnavailable):
        change_time(cart=cart, line_id=first.public_id, starts_at=AT + timedelta(hours=4), member_id=None)
    change_time(cart=cart, line_id=first.public_id, starts_at=AT + timedelta(hours=2), member_id=None)
    assert [view.starts_at for view in view_of(cart).lines] == [AT + timedelta(hours=2)]


def test_changing_the_quantity_updates_the_price() -> None:
    sauna = make_service(make_venue(), capacity=4, price_cents=4000)
    cart = open_cart()
    line = add_line(cart=cart, slot=SlotRequest(sauna.first_option.id, AT))
    change_quantity(cart=cart, line_id=line.public_id, quantity=3)
    assert view_of(cart).total_cents == 12000


def test_a_line_of_another_cart_is_not_found() -> None:
    sauna = make_service(make_venue(), capacity=4)
    line = add_line(cart=open_cart(), slot=SlotRequest(sauna.first_option.id, AT))
    with pytest.raises(NotFound):
        remove_line(cart=open_cart(), line_id=line.public_id)


def test_a_removed_line_can_be_restored() -> None:
    sauna = make_service(make_venue(), capacity=4)
    cart = open_cart()
    line = add_line(cart=cart, slot=SlotRequest(sauna.first_option.id, AT, 2))
    add_line(cart=cart, slot=remove_line(cart=cart, line_id=line.public_id))
    assert [view.line.quantity for view in view_of(cart).lines] == [2]


def test_log_in_merges_identical_lines_into_the_larger_quantity() -> None:
    sauna = make_service(make_venue(), capacity=4)
    user = make_user()
    own_bookings, guest = open_cart(user_id=user.id), open_cart()
    add_line(cart=own_bookings, slot=SlotRequest(sauna.first_option.id, AT, 1))
    add_line(cart=guest, slot=SlotRequest(sauna.first_option.id, AT, 3))
    add_line(cart=guest, slot=SlotRequest(sauna.first_option.id, AT + timedelta(hours=3)))
    merged = merge(guest=guest, user_id=user.id)
    assert [(view.starts_at, view.line.quantity) for view in view_of(merged).lines] == [
        (AT, 3),
        (AT + timedelta(hours=3), 1),
    ]
    assert session.scalars(select(Cart.id)).all() == [own_bookings.id]


def test_a_promo_code_lowers_the_price_and_an_unknown_one_is_refused() -> None:
    venue = make_venue()
    sauna = make_service(venue, capacity=4, price_cents=4000)
    make_deal(venue=venue, percent=50, code="CALM")
    cart = open_cart()
    add_line(cart=cart, slot=SlotRequest(sauna.first_option.id, AT))
    with pytest.raises(DomainError, match="recognize this promo code"):
        set_code(cart=cart, code="LOUD")
    set_code(cart=cart, code="calm")
    assert (view_of(cart).total_cents, view_of(cart).code_used) == (2000, True)


def test_overlapping_bookings_and_too_little_travel_time_are_conflicts() -> None:
    hazel = make_venue(name="Hazel Bodywork")
    alder = make_venue(name="Alder & Salt", latitude=45.5225, longitude=-122.6585)  # 1.8 miles away
    massage, sauna = make_service(hazel, capacity=2), make_service(alder, capacity=2)
    cart = open_cart()
    add_line(cart=cart, slot=SlotRequest(massage.first_option.id, AT))
    add_line(cart=cart, slot=SlotRequest(sauna.first_option.id, AT + timedelta(minutes=30)))
    (clash,) = view_of(cart).clashes
    assert clash.overlaps
    line = view_of(cart).lines[1].line
    change_time(cart=cart, line_id=line.public_id, starts_at=AT + timedelta(minutes=60), member_id=None)
    (clash,) = view_of(cart).clashes
    assert (clash.overlaps, clash.gap_minutes, clash.travel_minutes > 0) == (False, 0, True)
    assert "Getting there takes about" in copy.clash(clash)
    honolulu = replace(clash.second, latitude=21.3, longitude=-157.86)
    (far,) = travel_conflicts([clash.first, honolulu])
    assert copy.clash(far).endswith("The venues are about 2,597 mi apart.")
    change_time(cart=cart, line_id=line.public_id, starts_at=AT + timedelta(minutes=120), member_id=None)
    assert view_of(cart).clashes == []


def test_a_cart_takes_as_many_statements_for_three_venues_as_for_one() -> None:
    services = [make_service(make_venue(), capacity=2) for _ in range(3)]
    small, large = open_cart(), open_cart()
    add_line(cart=small, slot=SlotRequest(services[0].first_option.id, AT))
    for service in services:
        add_line(cart=large, slot=SlotRequest(service.first_option.id, AT))
    session.commit()
    counts = []
    for cart in (small, large):
        session.expire_all()
        with statements() as sent:
            view_of(cart)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 14


def test_the_same_slot_with_other_add_ons_updates_the_line_and_its_price() -> None:
    service = make_service(make_venue(), capacity=4)
    stones, tea = make_add_on(service), make_add_on(service, "Tea", cents=300, minutes=0)
    cart = open_cart()
    line = add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT, 2, add_on_ids=(stones.id,)))
    assert line.quoted_cents == 2 * (11000 + 2000)
    again = add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT, 1, add_on_ids=(tea.id,)))
    assert (again.id, again.quantity, again.quoted_cents) == (line.id, 2, 2 * (11000 + 300))
    assert [add_on.title for add_on in again.extras] == ["Tea"]


def test_add_ons_of_other_services_or_no_longer_offered_are_refused() -> None:
    venue = make_venue()
    service, other = make_service(venue, capacity=4), make_service(venue, capacity=4)
    theirs, withdrawn = make_add_on(other), make_add_on(service)
    withdrawn.active = False
    for add_on in (theirs, withdrawn):
        with pytest.raises(Conflict, match="no longer offered"):
            add_line(cart=open_cart(), slot=SlotRequest(service.first_option.id, AT, add_on_ids=(add_on.id,)))


def test_a_removed_add_on_lowers_the_price_and_a_higher_one_must_be_accepted() -> None:
    service = make_service(make_venue(), capacity=4)
    stones, tea = make_add_on(service), make_add_on(service, "Tea", cents=300, minutes=0)
    cart = open_cart()
    add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT, add_on_ids=(stones.id, tea.id)))
    stones.active = False
    session.flush()
    session.expire_all()
    (line,) = view_of(cart).lines
    assert (line.quote.price_cents, line.minutes, line.is_ready) == (11300, 60, True)
    assert copy.no_longer_with(line) == "Hot stones is no longer offered."
    tea.price_cents = 5000
    session.flush()
    session.expire_all()
    (line,) = view_of(cart).lines
    assert (line.more_expensive, line.quote.price_cents) == (True, 16000)
    accept_price(cart=cart, line_id=line.line.public_id, cents=16000)
    session.expire_all()
    assert view_of(cart).is_ready


def test_a_time_too_short_for_the_service_with_add_ons_is_unavailable() -> None:
    service = make_service(make_venue(), capacity=1)
    stones = make_add_on(service)
    taken = make_booking(service, AT + timedelta(hours=1))
    book(claims=[Claim(taken.id, taken.option_id, taken.starts_at)])
    add_line(cart=open_cart(), slot=SlotRequest(service.first_option.id, AT))
    with pytest.raises(SlotUnavailable):
        add_line(cart=open_cart(), slot=SlotRequest(service.first_option.id, AT, add_on_ids=(stones.id,)))
