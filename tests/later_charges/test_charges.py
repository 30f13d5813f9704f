"""Cards on file against Stripe's stand-in: saving them, and charging them without the guest."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.actions.attendance import mark_no_show, undo_no_show
from app.bookings.actions.cancel import cancel_booking, complete_finished
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import Actor, OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import held_bookings
from app.bookings.queries.refunds import refundable_cents
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.later_charges import gateway_flows
from app.ledger.enums import Account
from app.ledger.models import LedgerPosting
from app.orders.actions.checkout import CheckOut, agree_to_charges, check_out
from app.orders.actions.create import Contact
from app.payments import stripe_calls
from app.payments.enums import PaymentState
from app.payments.gateway_flows import catch_up, open_page, pay_refund
from app.payments.models import Payment
from app.payments.queries import open_payment, payments_of
from app.saved_cards.actions import remove_card
from app.saved_cards.queries import cards_of, usable_cards
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from tests.factories import make_service, make_user, make_venue
from tests.sandbox.servers import StripeSandbox
from tests.support import Jobs, sign_in, utc

AT = utc("2026-05-19 20:00")
SECURE, LOST = "4000002760003184", "4000000000009987"  # asks for its owner each time; reported lost
POOR = "4000000000009995"

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def venue() -> Venue:
    return make_venue(name="Alder & Salt", payment_terms=PaymentTerms.CARD, cancel_keep_percent=50)


@pytest.fixture
def sauna(venue: Venue) -> Service:
    return make_service(venue, capacity=3, title="Sauna circuit", price_cents=3600)


@pytest.fixture
def guest() -> User:
    return make_user(name="Wren Abernathy", email="wren@example.com")


def hold(service: Service, guest: User) -> Order:
    cart = open_cart(user_id=guest.id)
    add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT))
    view = view_of(cart, except_bookings=held_bookings(cart))
    order = check_out(CheckOut(cart, view, guest.id, Contact(guest.name, guest.email)))
    session.commit()
    return order


def book(stripe: StripeSandbox, service: Service, guest: User, *, card: str = "4242424242424242") -> Booking:
    """Book with a card that is entered on Stripe's page."""
    order = hold(service, guest)
    agree_to_charges(order=order, card_id=None)
    assert open_page(order.id)
    session.commit()
    payment = open_payment(order.id)
    assert payment
    stripe.pay(payment.session_id or "", card)
    catch_up(order.id)
    session.commit()
    (booking,) = bookings_of_order(order.id)
    return booking


def miss(booking: Booking, venue: Venue) -> Order:
    """Mark a no-show and return the order that charges its fee."""
    with clock.pinned(booking.starts_at + timedelta(minutes=30)):
        mark_no_show(booking_id=booking.id, user_id=venue.owner_id)
        session.commit()
    return session.scalars(select(Order).where(Order.kind == OrderKind.FEE)).one()


def charge(order: Order, after: timedelta = timedelta(hours=25)) -> Order:
    with clock.pinned(AT + after):
        gateway_flows.charge(order.id)
        session.commit()
    session.expire_all()
    return order


def attempts(order: Order) -> list[tuple[PaymentState, str]]:
    return [(payment.state, payment.decline_code) for payment in payments_of(order.id)]


def balance(account: Account) -> int:
    total = select(func.sum(LedgerPosting.amount_cents)).where(LedgerPosting.account == account)
    return int(session.scalar(total) or 0)


def test_a_card_is_saved_when_nothing_is_due_now(
    stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User
) -> None:
    booking = book(stripe, sauna, guest)
    order = session.scalars(select(Order)).one()
    (card,) = cards_of(guest.id)
    assert (order.state, order.due_now_cents, order.card_id) == (OrderState.CONFIRMED, 0, card.id)
    assert (card.brand, card.last4, card.is_default, card.is_usable) == ("visa", "4242", True, True)
    assert (booking.later_cents, balance(Account.CASH_AT_STRIPE)) == (3600, 0)


def test_a_saved_card_needs_no_page(stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User) -> None:
    book(stripe, sauna, guest)
    order = hold(sauna, guest)
    agree_to_charges(order=order, card_id=usable_cards(guest.id)[0].id)
    assert open_page(order.id) is None
    assert (order.state, order.agreed_at, payments_of(order.id)) == (OrderState.CONFIRMED, clock.now(), [])


def test_a_no_show_is_charged_once_and_refunded_like_any_charge(
    stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User
) -> None:
    booking = book(stripe, sauna, guest)
    order = charge(miss(booking, venue))
    charge(order)
    assert (order.state, attempts(order)) == (OrderState.CONFIRMED, [(PaymentState.PAID, "")])
    booking = session.get_one(Booking, booking.id)
    assert (booking.later_cents, booking.paid_cents, balance(Account.VENUE_PAYABLE)) == (0, 3600, -3600)
    (refund,) = issue_refund(booking_id=booking.id, cents=1000, left=3600, reason="Sick.")
    pay_refund(refund.id)
    session.commit()
    assert (refundable_cents(booking), balance(Account.VENUE_PAYABLE)) == (2600, -2600)


def test_marking_a_no_show_says_what_is_charged_and_when(
    stripe: StripeSandbox, client: FlaskClient, venue: Venue, sauna: Service, guest: User
) -> None:
    booking = book(stripe, sauna, guest)
    sign_in(client, session.get_one(User, venue.owner_id))
    with clock.pinned(booking.starts_at + timedelta(minutes=30)):
        page = client.get(f"/calendar/?day=2026-05-19&booking={booking.public_id}").text
        assert "We charge a no-show’s card $36.00, 24 hours after you mark it, unless you waive that." in page
        page = client.post(f"/calendar/bookings/{booking.public_id}/no-show", follow_redirects=True).text
    assert "is marked as a no-show. No-show fee, $36.00: we charge the guest’s card after Wed, May 20" in page


def test_a_lost_response_is_looked_up_and_not_charged_again(
    stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = miss(book(stripe, sauna, guest), venue)
    monkeypatch.setattr(stripe_calls, "JOB_RETRIES", 0)
    stripe.fail_next(1, kind="lost", path="/v1/payment_intents")
    with pytest.raises(Exception, match="slow"):
        charge(order)
    session.rollback()
    charge(order, timedelta(days=3))
    assert (order.state, attempts(order)) == (OrderState.CONFIRMED, [(PaymentState.PAID, "")])
    made = [each for each in stripe.client().v1.payment_intents.list().data if each.status == "succeeded"]
    assert len(made) == 1


def test_a_soft_decline_is_retried_twice_and_a_hard_one_never(
    stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User, jobs: Jobs
) -> None:
    order = miss(book(stripe, sauna, guest), venue)
    (card,) = cards_of(guest.id)
    stripe.act_as(card.payment_method_id, POOR)
    for day in (1, 3, 6):
        before = jobs.waiting().count("later_charges.charge")
        charge(order, timedelta(days=day, hours=1))
        assert jobs.waiting().count("later_charges.charge") - before == (day < 6)
    assert attempts(order) == [(PaymentState.DECLINED, "insufficient_funds")] * 3
    stripe.act_as(card.payment_method_id, LOST)
    before = jobs.waiting().count("later_charges.charge")
    charge(order, timedelta(days=7))
    assert jobs.waiting().count("later_charges.charge") == before
    assert (attempts(order)[-1], cards_of(guest.id)[0].is_usable) == ((PaymentState.DECLINED, "lost_card"), False)
    assert order.state is OrderState.PENDING


def test_a_guest_whom_the_bank_asks_pays_on_a_page(
    stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User, client: FlaskClient
) -> None:
    order = charge(miss(book(stripe, sauna, guest, card=SECURE), venue))
    assert attempts(order) == [(PaymentState.DECLINED, "authentication_required")]
    session.commit()
    sign_in(client, make_user(role=Role.ADMIN))
    assert "Declined" in client.get(f"/admin/orders/{order.public_id}").text
    sign_in(client, guest)
    page = client.get(f"/checkout/{order.public_id}")
    assert "No-show fee" in page.text
    there = client.post(f"/checkout/{order.public_id}")
    assert there.location.startswith(stripe.url)
    payment = open_payment(order.id)
    assert payment
    stripe.pay(payment.session_id or "", SECURE)
    done = client.get(f"/orders/{order.public_id}")
    assert "/bookings/" in done.location
    session.expire_all()
    assert (order.state, attempts(order)[-1]) == (OrderState.CONFIRMED, (PaymentState.PAID, ""))


def test_a_waived_fee_is_not_charged(stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User) -> None:
    booking = book(stripe, sauna, guest)
    order = miss(booking, venue)
    with clock.pinned(booking.starts_at + timedelta(minutes=40)):
        undo_no_show(booking_id=booking.id, user_id=venue.owner_id)
        gateway_flows.waive(order.id)
        session.commit()
    charge(order)
    assert (order.state, attempts(order)) == (OrderState.EXPIRED, [])


def test_a_late_cancellation_is_charged_its_share(
    stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User
) -> None:
    booking = book(stripe, sauna, guest)
    with clock.pinned(AT - timedelta(hours=2)):
        done = cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=guest.id)
        session.commit()
    order = charge(session.scalars(select(Order).where(Order.kind == OrderKind.FEE)).one())
    assert (done.refund_cents, done.fee_cents, order.total_cents, order.state) == (
        0,
        1800,
        1800,
        OrderState.CONFIRMED,
    )


def test_the_rest_of_a_deposit_is_charged_after_the_booking(
    stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User
) -> None:
    venue.payment_terms, venue.deposit_percent = PaymentTerms.DEPOSIT_THEN_CARD, 25
    session.flush()
    booking = book(stripe, sauna, guest)
    assert (booking.paid_cents, booking.later_cents, len(cards_of(guest.id))) == (900, 2700, 1)
    with clock.pinned(booking.ends_at + timedelta(hours=2)):
        assert complete_finished() == 1
        session.commit()
    charge(session.scalars(select(Order).where(Order.kind == OrderKind.BALANCE)).one())
    booking = session.get_one(Booking, booking.id)
    assert (booking.paid_cents, booking.later_cents, balance(Account.VENUE_PAYABLE)) == (3600, 0, -3600)


def test_a_card_that_a_booking_depends_on_can_be_replaced_but_not_removed(
    stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User, client: FlaskClient
) -> None:
    book(stripe, sauna, guest)
    (card,) = cards_of(guest.id)
    with pytest.raises(Conflict, match="depends on this card"):
        remove_card(user_id=guest.id, key=card.key)
    session.commit()
    sign_in(client, guest)
    assert "Visa 4242" in client.get("/account/cards").text
    page = client.post(f"/account/cards/{card.key}/replace").location
    session_id = page.split("/")[-1].split("?")[0].split("#")[0]
    stripe.pay(session_id, "5555555555554444")
    client.get(f"/account/cards/saved?session={session_id}&replaces={card.key}")
    session.expire_all()
    (new,) = cards_of(guest.id)
    order = session.scalars(select(Order)).one()
    assert (new.brand, new.is_default, order.card_id) == ("mastercard", True, new.id)


def test_a_page_of_another_account_saves_no_card(
    stripe: StripeSandbox, venue: Venue, sauna: Service, guest: User, client: FlaskClient
) -> None:
    book(stripe, sauna, guest)
    session_id = session.scalars(select(Payment.session_id)).one()
    other = make_user(email="other@example.com")
    session.commit()
    sign_in(client, other)
    client.get(f"/account/cards/saved?session={session_id}")
    assert cards_of(other.id) == []
