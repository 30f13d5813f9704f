"""Webhook, success page and job: in any combination and order, they finish an order once."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.availability.actions import Claim, book
from app.availability.models import Reservation
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, OrderState, RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import held_bookings, load_order, lock_order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments import actions, gateway_flows
from app.payments.copy import rules
from app.payments.enums import PaymentState
from app.payments.gateway import GatewayDown
from app.payments.models import Payment, StripeEvent
from app.payments.queries import payable_until
from app.payments.session_requests import request_for
from app.payments.tasks import resend_refunds
from app.venues.models import Venue
from tests.factories import make_add_on, make_booking, make_deal, make_member, make_service, make_user, make_venue
from tests.sandbox.servers import StripeSandbox, Taken
from tests.support import NOW, Jobs, utc

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland


@pytest.fixture
def massage(client: FlaskClient) -> Service:
    venue = make_venue()
    return make_service(venue, members=[make_member(venue)], price_cents=11000)


@pytest.fixture
def order(massage: Service) -> Order:
    return checked_out(massage)


def checked_out(*services: Service) -> Order:
    """Check out the services in one order, the first at AT and each of the others two hours later. Commits."""
    user = make_user()
    cart = open_cart(user_id=user.id)
    for number, service in enumerate(services):
        add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT + number * timedelta(hours=2)))
    view = view_of(cart, except_bookings=held_bookings(cart))
    order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
    session.commit()
    return order


def page_of(order: Order) -> str:
    """Open the payment page and return the id of its session."""
    gateway_flows.open_page(order.id)
    session.commit()
    return session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one() or ""


def deliver(client: FlaskClient, taken: Taken) -> int:
    return client.post("/webhooks/stripe", data=taken.body, headers=taken.headers).status_code


def state_of(order: Order) -> OrderState:
    session.rollback()
    return lock_order(order.id).state


def test_opening_the_payment_page_stores_a_payment_and_extends_the_hold_once(
    order: Order, stripe: StripeSandbox
) -> None:
    page_of(order)
    (payment,) = session.scalars(select(Payment)).all()
    assert payment.session_expires_at == NOW + timedelta(minutes=31)
    assert lock_order(order.id).held_until == NOW + timedelta(minutes=36)
    assert set(session.scalars(select(Reservation.expires_at))) == {NOW + timedelta(minutes=36)}
    assert payable_until(order, payment) == NOW + timedelta(minutes=30), "what the page says"
    with clock.pinned(NOW + timedelta(minutes=10)):
        gateway_flows.open_page(order.id)
    assert lock_order(order.id).held_until == NOW + timedelta(minutes=36)
    assert len(stripe.requests()) == 1


def test_request_with_a_lost_response_is_repeated_with_the_same_key(order: Order, stripe: StripeSandbox) -> None:
    stripe.fail_next(1, kind="lost")
    assert gateway_flows.open_page(order.id) is not None
    requests = stripe.requests()
    assert len(requests) == 2
    assert len({request["idempotency_key"] for request in requests}) == 1


def test_times_stay_held_while_stripe_is_down_and_retries_are_identical(order: Order, stripe: StripeSandbox) -> None:
    stripe.fail_next(3)
    with pytest.raises(GatewayDown):
        gateway_flows.open_page(order.id)
    session.rollback()
    assert state_of(order) is OrderState.PENDING
    with clock.pinned(NOW + timedelta(minutes=1)):
        assert gateway_flows.open_page(order.id) is not None
    assert len({str(request["params"]) for request in stripe.requests()}) == 1


def test_webhook_confirms_the_order_and_its_duplicate_changes_nothing(
    client: FlaskClient, order: Order, stripe: StripeSandbox, jobs: Jobs
) -> None:
    stripe.pay(page_of(order))
    events = stripe.take()
    assert [deliver(client, each) for each in (*events, *events)] == [200] * 2 * len(events)
    assert state_of(order) is OrderState.CONFIRMED
    assert session.scalar(select(func.count(StripeEvent.id))) == len(events)
    assert jobs.waiting().count("receipts.issue") == 1


def test_webhook_may_arrive_before_the_session_id_is_saved(
    client: FlaskClient, order: Order, stripe: StripeSandbox
) -> None:
    stripe.pay(page_of(order))
    session.query(Payment).update({"session_id": None, "session_url": None})
    session.commit()
    for each in stripe.take():
        deliver(client, each)
    assert state_of(order) is OrderState.CONFIRMED


def test_success_page_confirms_the_order_without_a_webhook(order: Order, stripe: StripeSandbox) -> None:
    stripe.pay(page_of(order))
    gateway_flows.catch_up(order.id)
    session.commit()
    assert state_of(order) is OrderState.CONFIRMED
    payment = session.scalars(select(Payment)).one()
    assert (payment.state, payment.card_brand, payment.card_last4) == (PaymentState.PAID, "visa", "4242")


def test_job_confirms_a_paid_order_without_webhook_or_success_page(order: Order, stripe: StripeSandbox) -> None:
    stripe.pay(page_of(order))
    with clock.pinned(NOW + timedelta(minutes=36)):
        gateway_flows.close_lapsed()
    assert state_of(order) is OrderState.CONFIRMED


def test_unpaid_payment_page_is_closed_before_its_times_are_released(order: Order, stripe: StripeSandbox) -> None:
    page_of(order)
    stripe.fail_next(9)
    with clock.pinned(NOW + timedelta(minutes=36)):
        gateway_flows.close_lapsed()
        assert state_of(order) is OrderState.PENDING  # Stripe has not confirmed that the page is closed
        stripe.stop_failing()
        gateway_flows.close_lapsed()
    assert state_of(order) is OrderState.EXPIRED
    assert session.scalar(select(func.count(Reservation.id))) == 0


def test_job_expires_a_hold_without_a_payment(order: Order, stripe: StripeSandbox) -> None:
    with clock.pinned(NOW + timedelta(minutes=30)):
        gateway_flows.close_lapsed()
    assert state_of(order) is OrderState.EXPIRED
    assert stripe.requests() == []


def test_job_recovers_from_a_crash_before_the_session_was_saved(order: Order, stripe: StripeSandbox) -> None:
    session_id = page_of(order)
    session.query(Payment).update({"session_id": None, "session_url": None})
    session.commit()
    stripe.pay(session_id)
    with clock.pinned(NOW + timedelta(minutes=36)):
        gateway_flows.close_lapsed()
    assert state_of(order) is OrderState.CONFIRMED


def test_late_payment_for_an_unavailable_time_is_refunded_once(
    client: FlaskClient, order: Order, massage: Service, stripe: StripeSandbox, jobs: Jobs
) -> None:
    stripe.pay(page_of(order))
    late = stripe.take()
    with clock.pinned(NOW + timedelta(minutes=37)):
        other = make_booking(massage, AT)
        book(claims=[Claim(other.id, other.option_id, AT)])
        session.commit()
        for each in late:
            deliver(client, each)
        assert state_of(order) is OrderState.REFUNDED
        session.rollback()
        (refund,) = session.scalars(select(Refund)).all()
        gateway_flows.pay_refund(refund.id)
        gateway_flows.pay_refund(refund.id)  # a job may run twice
        session.commit()
    session.refresh(refund)
    assert (refund.amount_cents, refund.state) == (11000, RefundState.SUCCEEDED)
    assert [request["path"] for request in stripe.requests()].count("/v1/refunds") == 1


def test_refund_with_a_lost_response_is_paid_once(order: Order, stripe: StripeSandbox) -> None:
    stripe.pay(page_of(order))
    gateway_flows.catch_up(order.id)
    (booking,) = bookings_of_order(order.id)
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=order.user_id)
    session.commit()
    (refund,) = session.scalars(select(Refund)).all()
    stripe.fail_next(1, kind="lost", path="/v1/refunds")
    gateway_flows.pay_refund(refund.id)
    session.commit()
    session.refresh(refund)
    assert refund.state is RefundState.SUCCEEDED
    intent = session.scalars(select(Payment.payment_intent_id)).one()
    refunds = stripe.client().v1.refunds.list({"payment_intent": intent or ""})
    assert [each.amount for each in refunds.data] == [11000]


def refunded(order: Order, stripe: StripeSandbox, *, card: str) -> Refund:
    """Pay an order, cancel its booking, and send the refund. Commits."""
    stripe.pay(page_of(order), card=card)
    gateway_flows.catch_up(order.id)
    (booking,) = bookings_of_order(order.id)
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=order.user_id)
    session.commit()
    (refund,) = session.scalars(select(Refund)).all()
    gateway_flows.pay_refund(refund.id)
    session.commit()
    return refund


def test_refund_that_fails_later_is_reported_by_email(
    client: FlaskClient, order: Order, stripe: StripeSandbox, jobs: Jobs
) -> None:
    refund = refunded(order, stripe, card="4000000000005126")
    stripe.advance(60 * 60)
    for each in stripe.take():
        deliver(client, each)
    session.refresh(refund)
    assert refund.state is RefundState.FAILED
    assert "payments.email_refund_failed" in jobs.waiting()


def test_refund_whose_last_event_is_lost_is_read_again_every_hour(
    order: Order, stripe: StripeSandbox, jobs: Jobs
) -> None:
    refund = refunded(order, stripe, card="4000000000007726")
    assert refund.state is RefundState.SENT
    stripe.advance(60 * 60)
    resend_refunds()
    session.commit()
    jobs.run()
    session.refresh(refund)
    assert refund.state is RefundState.SUCCEEDED


def test_payment_page_is_not_opened_after_the_hold_has_ended(order: Order, stripe: StripeSandbox) -> None:
    with clock.pinned(NOW + timedelta(minutes=30)), pytest.raises(Conflict, match="no longer held"):
        gateway_flows.open_page(order.id)


@pytest.mark.parametrize("change", ["unsigned", "other", "old"])
def test_webhook_without_a_valid_signature_is_rejected(
    client: FlaskClient, order: Order, stripe: StripeSandbox, change: str
) -> None:
    stripe.pay(page_of(order))
    events = stripe.take()[0]
    headers = dict(events.headers)
    if change == "unsigned":
        headers.pop("Stripe-Signature")
    elif change == "other":
        headers["Stripe-Signature"] = headers["Stripe-Signature"][:-4] + "0000"
    else:
        headers["Stripe-Signature"] = "t=1600000000,v1=" + headers["Stripe-Signature"].split("v1=")[1]
    assert client.post("/webhooks/stripe", data=events.body, headers=headers).status_code == 400
    assert state_of(order) is OrderState.PENDING


def test_payment_page_has_a_line_for_each_add_on_and_adds_up(massage: Service) -> None:
    make_deal(service=massage, percent=30)
    stones = make_add_on(massage)
    user = make_user()
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, slot=SlotRequest(massage.first_option.id, AT, add_on_ids=(stones.id,)))
    view = view_of(cart, except_bookings=held_bookings(cart))
    order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
    payment = actions.prepare_payment(order_id=order.id)
    assert payment is not None
    lines = request_for(payment).lines
    assert [(line.text, line.each_cents) for line in lines] == [("Unwinding massage", 7700), ("Hot stones", 2000)]
    assert sum(line.each_cents * line.quantity for line in lines) == order.total_cents


def test_each_cancellation_policy_names_what_it_applies_to(massage: Service) -> None:
    venue, user = session.get_one(Venue, massage.venue_id), make_user()
    member = make_member(venue, name="Maren Oyelaran")
    scalp = make_service(venue, members=[member], title="Scalp and neck", cancel_free_hours=48, cancel_keep_percent=50)
    sauna = make_service(make_venue(name="Alder & Salt"), capacity=2, title="Sauna", cancel_free_hours=0)
    cart, (first, second, third) = open_cart(user_id=user.id), (one.first_option.id for one in (massage, scalp, sauna))

    def events(*slots: SlotRequest) -> list[str]:
        for slot in slots:
            add_line(cart=cart, slot=slot)
        view = view_of(cart, except_bookings=held_bookings(cart))
        order = load_order(check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email))).id)
        texts = [text for icon, text in rules(order) if icon == "undo-2"]
        session.rollback()
        return texts

    session.commit()
    usual = "Free cancellation until Mon, May 18, 1:00 PM PDT. After that, no refund."
    assert events(SlotRequest(first, AT)) == [usual]
    session.commit()
    assert events(
        SlotRequest(first, AT),
        SlotRequest(second, AT + timedelta(hours=2)),
        SlotRequest(third, AT + timedelta(hours=4)),
    ) == [
        f"Unwinding massage: {usual}",
        "Scalp and neck: Free cancellation until Sun, May 17, 3:00 PM PDT. After that, you get a 50% refund.",
        "Alder & Salt: Free cancellation until the start time.",
    ]
