"""Checkout: all or nothing, frozen prices, one pending order per cart."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.availability.actions import Claim, SlotUnavailable, book
from app.availability.models import Reservation
from app.bookings.actions.cancel import cancel_booking, complete_finished
from app.bookings.enums import Actor, BookingState, OrderKind, OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import held_bookings, order_of, pending_order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.models import Cart
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.guest_pages.queries import venues_asking_about_health
from app.orders.actions.checkout import CheckOut, check_out, is_unchanged
from app.orders.actions.create import Contact
from app.orders.actions.fulfillment import confirm_order, expire_order
from tests.factories import (
    make_add_on,
    make_booking,
    make_deal,
    make_member,
    make_option,
    make_service,
    make_user,
    make_venue,
)
from tests.support import NOW, Jobs, utc
from tests.venue_factories import set_own_terms

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def massage() -> Service:
    venue = make_venue(name="Hazel Bodywork")
    service = make_service(venue, members=[make_member(venue)], price_cents=11000)
    session.refresh(service, ["performers"])
    return service


@pytest.fixture
def sauna() -> Service:
    return make_service(make_venue(name="Alder & Salt"), capacity=2, price_cents=4800, title="Sauna circuit")


def filled_cart(*services: Service) -> Cart:
    cart = open_cart(user_id=make_user().id)
    for hours, service in enumerate(services):
        add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT + timedelta(hours=2 * hours)))
    session.commit()
    return cart


def checked_out(cart: Cart) -> Order:
    assert cart.user_id is not None
    view = view_of(cart, except_bookings=held_bookings(cart))
    contact = Contact("Wren Abernathy", "wren@example.com", "(503) 555-0187")
    return check_out(CheckOut(cart, view, cart.user_id, contact))


def items(order: Order) -> list[Booking]:
    return list(bookings_of_order(order.id))


def test_only_a_service_that_calls_for_it_gets_a_hint_about_health(massage: Service) -> None:
    cut = make_service(make_venue(name="The Good Comb"), category="hair", title="Short cut", capacity=2)
    order = checked_out(filled_cart(massage, cut))
    session.expunge_all()
    order = order_of(order.user_id, order.public_id)
    assert venues_asking_about_health(order) == {massage.venue_id}


def test_checkout_creates_one_order_that_holds_every_time(massage: Service, sauna: Service) -> None:
    order = checked_out(filled_cart(massage, sauna))
    assert order.held_until == NOW + timedelta(minutes=30)
    assert order.total_cents == 15800
    assert len(items(order)) == 2
    assert {booking.served_by for booking in items(order)} == {"June Castellano", ""}
    assert set(session.scalars(select(Reservation.expires_at))) == {order.held_until}


def test_order_lines_add_up_to_the_amount_charged(massage: Service, sauna: Service) -> None:
    make_deal(service=massage, percent=30)
    order = checked_out(filled_cart(massage, sauna))
    amounts = session.scalars(select(OrderLine.amount_cents).order_by(OrderLine.position)).all()
    assert amounts == [11000, -3300, 4800]
    assert sum(amounts) == order.total_cents


def test_price_duration_and_policy_of_the_chosen_team_member_are_frozen(massage: Service) -> None:
    june = massage.performers[0]
    set_own_terms(massage, june.member_id, 14000, 75)
    massage.cancel_free_hours, massage.cancel_keep_percent = 48, 60
    cart = open_cart(user_id=make_user().id)
    add_line(cart=cart, slot=SlotRequest(massage.first_option.id, AT, member_id=june.member_id))
    session.commit()
    (booking,) = items(checked_out(cart))
    assert (booking.price_cents, booking.minutes) == (14000, 75)
    assert (booking.cancel_free_hours, booking.cancel_keep_percent) == (48, 60)
    set_own_terms(massage, june.member_id, 20000, 90)
    massage.cancel_free_hours, massage.cancel_keep_percent = None, None
    session.commit()
    (booking,) = items(checked := session.scalars(select(Order)).one())
    assert (checked.total_cents, booking.price_cents, booking.minutes, booking.cancel_free_hours) == (
        14000,
        14000,
        75,
        48,
    )


def test_anyone_available_has_the_service_price_and_the_members_duration(massage: Service) -> None:
    set_own_terms(massage, massage.performers[0].member_id, 14000, 75)
    cart = filled_cart(massage)
    assert view_of(cart).lines[0].minutes == 60
    (booking,) = items(checked_out(cart))
    assert (booking.price_cents, booking.minutes, booking.served_by) == (11000, 75, "June Castellano")


def test_add_ons_extend_the_booking_are_not_discounted_and_are_frozen(massage: Service) -> None:
    massage.buffer_after_minutes = 10
    make_deal(service=massage, percent=50)
    stones, oil = make_add_on(massage), make_add_on(massage, "Aromatherapy", cents=1000, minutes=0)
    cart = open_cart(user_id=make_user().id)
    line = add_line(cart=cart, slot=SlotRequest(massage.first_option.id, AT, add_on_ids=(stones.id, oil.id)))
    assert line.quoted_cents == 5500 + 3000
    session.commit()
    order = checked_out(cart)
    (booking,) = items(order)
    assert (booking.minutes, booking.list_cents, booking.discount_cents, booking.price_cents) == (75, 14000, 5500, 8500)
    (reserved,) = session.scalars(select(Reservation))
    assert reserved.ends == AT + timedelta(minutes=85)
    lines = session.execute(select(OrderLine.text, OrderLine.amount_cents).order_by(OrderLine.position)).all()
    assert [tuple(line) for line in lines[:3]] == [
        ("Unwinding massage", 11000),
        ("Hot stones", 2000),
        ("Aromatherapy", 1000),
    ]
    assert sum(line.amount_cents for line in lines) == order.total_cents == 8500
    stones.title, stones.price_cents, stones.minutes = "Cold stones", 9900, 60
    session.commit()
    (booking,) = items(order)
    assert [(extra.title, extra.cents, extra.minutes) for extra in booking.extras] == [
        ("Hot stones", 2000, 15),
        ("Aromatherapy", 1000, 0),
    ]


def test_changed_add_ons_no_longer_match_the_pending_order(massage: Service) -> None:
    stones = make_add_on(massage)
    cart = filled_cart(massage)
    order = checked_out(cart)
    session.commit()
    pending = pending_order(cart)
    assert pending is not None
    assert is_unchanged(pending, view_of(cart, except_bookings=held_bookings(cart)))
    add_line(
        cart=cart,
        slot=SlotRequest(massage.first_option.id, AT, add_on_ids=(stones.id,)),
        own_bookings=held_bookings(cart),
    )
    session.commit()
    assert not is_unchanged(pending, view_of(cart, except_bookings=held_bookings(cart)))
    assert order.total_cents == 11000


def test_late_payment_books_the_time_again_with_its_add_ons(massage: Service) -> None:
    stones = make_add_on(massage)
    cart = open_cart(user_id=make_user().id)
    add_line(cart=cart, slot=SlotRequest(massage.first_option.id, AT, add_on_ids=(stones.id,)))
    session.commit()
    order = checked_out(cart)
    session.commit()
    expire_order(order_id=order.id)
    session.commit()
    assert confirm_order(order_id=order.id).state is OrderState.CONFIRMED
    (reserved,) = session.scalars(select(Reservation))
    assert reserved.ends - reserved.begins == timedelta(minutes=75)


def test_checkout_with_one_unavailable_time_leaves_nothing_behind(massage: Service, sauna: Service) -> None:
    cart = filled_cart(sauna, massage)
    view = view_of(cart)
    taken = make_booking(massage, AT + timedelta(hours=2))
    book(claims=[Claim(taken.id, taken.option_id, taken.starts_at)])
    session.commit()
    with pytest.raises(SlotUnavailable):
        check_out(CheckOut(cart, view, cart.user_id or 0, Contact("Wren", "wren@example.com")))
    session.rollback()
    assert session.scalar(select(func.count(Reservation.id))) == 1
    assert pending_order(cart) is None


def test_a_cart_has_one_pending_order(massage: Service) -> None:
    cart = filled_cart(massage)
    first = checked_out(cart)
    session.commit()
    assert held_bookings(cart) == [booking.id for booking in items(first)]
    assert is_unchanged(pending_order(cart), view_of(cart, except_bookings=held_bookings(cart)))  # type: ignore[arg-type]
    values = {"user_id": first.user_id, "cart_id": cart.id, "name": "x", "email": "x"}
    session.add(Order(kind=OrderKind.CART, total_cents=0, held_until=NOW, **values))
    with pytest.raises(IntegrityError, match="uq_customer_order_pending_cart"):
        session.flush()
    session.rollback()


def test_payment_in_time_confirms_the_order_and_empties_the_cart(massage: Service, sauna: Service, jobs: Jobs) -> None:
    cart = filled_cart(massage, sauna)
    order = checked_out(cart)
    for _ in range(2):  # a second message changes nothing
        confirm_order(order_id=order.id)
    assert order.state is OrderState.CONFIRMED
    assert {booking.state for booking in items(order)} == {BookingState.CONFIRMED}
    assert view_of(cart).lines == []
    assert jobs.waiting().count("receipts.issue") == 1
    assert jobs.waiting().count("bookings.email_venue_confirmed") == 2


def test_payment_after_the_hold_expired_books_times_still_available(massage: Service) -> None:
    order = checked_out(filled_cart(massage))
    expire_order(order_id=order.id)
    assert session.scalar(select(func.count(Reservation.id))) == 0
    with clock.pinned(NOW + timedelta(hours=1)):
        confirm_order(order_id=order.id)
    assert order.state is OrderState.CONFIRMED
    assert session.scalars(select(Reservation.state)).all() == ["confirmed"]


def test_late_payment_refunds_everything_when_one_time_is_unavailable(massage: Service, sauna: Service) -> None:
    order = checked_out(filled_cart(massage, sauna))
    expire_order(order_id=order.id)
    other = make_booking(massage, AT)
    book(claims=[Claim(other.id, other.option_id, AT)])
    for _ in range(2):
        confirm_order(order_id=order.id)
    assert order.state is OrderState.REFUNDED
    assert {booking.state for booking in items(order)} == {BookingState.EXPIRED}
    assert session.scalars(select(Reservation.booking_id)).all() == [other.id]
    refunds = session.scalars(select(Refund).order_by(Refund.id)).all()
    assert [(refund.amount_cents, refund.state) for refund in refunds] == [
        (11000, RefundState.DUE),
        (4800, RefundState.DUE),
    ]


def test_expired_hold_leaves_the_cart_ready_for_checkout(massage: Service) -> None:
    cart = filled_cart(massage)
    order = checked_out(cart)
    expire_order(order_id=order.id)
    assert order.state is OrderState.EXPIRED
    assert view_of(cart).is_ready


def test_canceling_one_booking_frees_its_time_and_refunds_its_price(massage: Service, sauna: Service) -> None:
    order = checked_out(filled_cart(massage, sauna))
    confirm_order(order_id=order.id)
    first, second = items(order)
    done = cancel_booking(booking_id=first.id, actor=Actor.GUEST, user_id=order.user_id)
    assert (done.refund_cents, first.state, first.sequence) == (first.price_cents, BookingState.CANCELED, 1)
    assert second.state is BookingState.CONFIRMED
    assert session.scalars(select(Reservation.booking_id)).all() == [second.id]
    with pytest.raises(Conflict, match="status is now Canceled"):
        cancel_booking(booking_id=first.id, actor=Actor.GUEST, user_id=order.user_id)
    session.expire_all()
    assert len(session.scalars(select(Refund)).all()) == 1


def test_every_state_change_records_its_actor_and_reason(massage: Service) -> None:
    order = checked_out(filled_cart(massage))
    confirm_order(order_id=order.id)
    (booking,) = items(order)
    cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None, reason="June is ill today.")
    moves = session.scalars(select(BookingTransition).order_by(BookingTransition.id)).all()
    assert [(move.from_state, move.to_state, move.actor, move.reason) for move in moves] == [
        (BookingState.HELD, BookingState.CONFIRMED, Actor.SYSTEM, "paid"),
        (BookingState.CONFIRMED, BookingState.CANCELED, Actor.PROVIDER, "June is ill today."),
    ]


def test_bookings_are_completed_an_hour_after_they_end(massage: Service) -> None:
    order = checked_out(filled_cart(massage))
    confirm_order(order_id=order.id)
    with clock.pinned(AT + timedelta(hours=2) - timedelta(seconds=1)):
        assert complete_finished() == 0
    with clock.pinned(AT + timedelta(hours=2)):
        assert complete_finished() == 1


def test_a_booking_has_the_length_and_price_of_its_option(massage: Service) -> None:
    longer = make_option(massage, 90, 15500)
    cart = open_cart(user_id=make_user().id)
    add_line(cart=cart, slot=SlotRequest(longer.id, AT))
    session.commit()
    assert [(line.minutes, line.quote.price_cents) for line in view_of(cart).lines] == [(90, 15500)]
    (booking,) = items(checked_out(cart))
    assert (booking.option_id, booking.minutes, booking.price_cents) == (longer.id, 90, 15500)


def test_an_order_can_have_two_lengths_of_one_service(massage: Service) -> None:
    longer = make_option(massage, 90, 15500)
    cart = filled_cart(massage)
    add_line(cart=cart, slot=SlotRequest(longer.id, AT + timedelta(hours=2)))
    session.commit()
    assert [booking.minutes for booking in items(checked_out(cart))] == [60, 90]


def test_a_removed_option_in_the_cart_is_no_longer_available(massage: Service) -> None:
    longer = make_option(massage, 90, 15500)
    cart = open_cart(user_id=make_user().id)
    add_line(cart=cart, slot=SlotRequest(longer.id, AT))
    longer.removed_at = NOW
    session.commit()
    (line,) = view_of(cart).lines
    assert not line.is_free
