"""Searching orders, reading their history, and refunding with the Stripe stand-in."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.accounts.enums import AdminRole, Role
from app.accounts.models import User
from app.bookings.enums import BookingState, LineKind, OrderKind, OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.models.reschedules import PendingReschedule
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import bookings_of_order
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.payments import gateway_flows
from app.payments.models import StripeEvent
from tests import database
from tests.factories import add, make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.pages import flashed, read
from tests.paid_day import MASSAGE, ORDER, SAUNA, make_day
from tests.payments.test_settle import checked_out, deliver, page_of
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs, sign_in, statements, utc

REFUND_FAILS = "4000000000005126"


@pytest.fixture
def day(dana: User) -> Order:
    return make_day()


@pytest.fixture
def massage(dana: User) -> Service:
    venue = make_venue(name="Hazel Bodywork")
    return make_service(venue, members=[make_member(venue)], price_cents=11000)


def paid(service: Service, stripe: StripeSandbox, client: FlaskClient, card: str = "4242424242424242") -> Order:
    """Return an order that was paid on the payment page and confirmed by webhooks."""
    order = checked_out(service)
    stripe.pay(page_of(order), card=card)
    for taken in stripe.take():
        assert deliver(client, taken) == 200
    session.rollback()
    return session.get_one(Order, order.id, populate_existing=True)


def address(order: Order, what: str = "") -> str:
    (booking,) = bookings_of_order(order.id)
    return f"/admin/orders/{order.public_id}" + (f"/bookings/{booking.public_id}/{what}" if what else "")


def send_refunds() -> None:
    for refund_id in session.scalars(select(Refund.id).where(Refund.state == RefundState.DUE)).all():
        gateway_flows.pay_refund(refund_id)
        session.commit()


@pytest.mark.parametrize(
    ("args", "is_found"),
    [
        ({"q": ORDER.lower()}, True),
        ({"q": MASSAGE}, True),
        ({"q": "CW-2222-2222"}, False),
        ({"q": "WREN@example"}, True),
        ({"q": "abernathy"}, True),
        ({"q": "%"}, False),
        ({"venue": "alder"}, True),
        ({"venue": "nowhere"}, False),
        ({"from": "2026-05-19", "to": "2026-05-19"}, True),
        ({"from": "2026-05-20"}, False),
        ({"to": "2026-05-18"}, False),
        ({"from": "2026-05-20", "to": "2026-05-18"}, True),  # swapped
        ({"state": "confirmed"}, True),
        ({"state": "expired"}, False),
        ({"state": "stuck"}, False),
        ({"state": "none", "from": "yesterday", "to": "0001-01-01", "page": "x"}, True),
        ({"q": "wren", "venue": "hazel", "state": "confirmed", "from": "2026-05-01"}, True),
    ],
)
def test_orders_are_found_by_each_criterion(
    client: FlaskClient, day: Order, args: dict[str, str], is_found: bool
) -> None:
    answer = client.get("/admin/orders", query_string=args)
    assert (answer.status_code, ORDER in answer.text) == (200, is_found)


def test_order_list_and_order_page_take_fixed_numbers_of_statements(client: FlaskClient, day: Order) -> None:
    def counted(path: str) -> int:
        with statements() as sent:
            assert client.get(path).status_code == 200
        return len(sent)

    before = counted("/admin/orders"), counted(f"/admin/orders/{ORDER}")
    venue = make_venue()
    sauna = make_service(venue, capacity=8)
    for _ in range(3):
        make_booking(sauna, utc("2026-05-21 19:00"))
        make_booking(sauna, utc("2026-05-21 19:00"), order=day)
    session.commit()
    assert (counted("/admin/orders"), counted(f"/admin/orders/{ORDER}")) == before == (6, 15)


def test_order_page_shows_bookings_lines_and_payment(client: FlaskClient, day: Order) -> None:
    page = read(client, f"/admin/orders/{ORDER}")
    for phrase in ("Unwinding massage", "Hazel Bodywork", "Alder & Salt", "Paid with Visa 4242", "−$33.00", "$187.00"):
        assert phrase in page
    assert "A sore left shoulder." in page


def test_order_page_reports_lines_that_do_not_add_up(client: FlaskClient, day: Order) -> None:
    assert "don’t add up" not in read(client, f"/admin/orders/{ORDER}")
    day.total_cents += 1
    session.commit()
    assert "The lines don’t add up to the $187.01 charged." in read(client, f"/admin/orders/{ORDER}")


def test_partial_refund_appears_in_the_order_history(
    client: FlaskClient, massage: Service, stripe: StripeSandbox
) -> None:
    order = paid(massage, stripe, client)
    assert "Up to $110.00." in read(client, address(order, "refund"))
    sent = {"amount": "$40.50", "left": "11000", "reason": "The room was cold."}
    assert client.post(address(order, "refund"), data=sent).status_code == 303
    assert flashed(client, "/admin/orders").startswith("We’re refunding $40.50 to Wren Abernathy")
    send_refunds()
    (given,) = stripe.client().v1.refunds.list().data
    assert given.amount == 4050
    page = read(client, address(order))
    steps = [
        "checked out 1 booking for $110.00.",
        "A payment page for $110.00 opened. cs_",
        "Stripe sent the event checkout.session.completed. evt_",
        "Unwinding massage: Paid and booked.",
        "Refunded a guest: “The room was cold.” Dana Ito",
        "A $40.50 refund for Unwinding massage was requested: “The room was cold.” RF-",
        f"Refund of $40.50 for Unwinding massage is complete. {given.id}",
    ]
    trail = page[page.index("Order history") :]
    for step in steps:
        assert step in trail, step
    assert "Up to $69.50." in read(client, address(order, "refund"))
    assert "Refunded or pending −$40.50 Total after refunds $69.50" in page
    assert "$110.00 $69.50 after refunds" in read(client, "/admin/orders")


def test_submitting_a_refund_twice_refunds_once(client: FlaskClient, massage: Service, stripe: StripeSandbox) -> None:
    order = paid(massage, stripe, client)
    sent = {"amount": "40", "left": "11000", "reason": "The room was cold."}
    assert [client.post(address(order, "refund"), data=sent).status_code for _ in range(3)] == [303, 422, 422]
    again = client.post(address(order, "refund"), data=sent)
    assert "Another refund was made, and $70.00 is left." in again.text
    assert 'value="7000"' in again.text
    assert "The room was cold." in again.text
    assert [refund.amount_cents for refund in session.scalars(select(Refund))] == [4000]


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        ("", "Enter how much to refund."),
        ("forty", "Enter an amount in dollars"),
        ("-5", "Enter an amount in dollars"),
        ("1e3", "from $0.01 to $110.00"),
        ("0", "from $0.01 to $110.00"),
        ("110.01", "from $0.01 to $110.00"),
        ("4.005", "Enter an amount in dollars"),
        ("NaN", "Enter an amount in dollars"),
        ("9" * 40, "Enter an amount in dollars"),
        ("٤٠", "Enter an amount in dollars"),
        ("<b>", "Enter an amount in dollars"),
    ],
)
def test_invalid_refund_amount_is_explained_at_its_field(
    client: FlaskClient, dana: User, day: Order, amount: str, message: str
) -> None:
    path = f"/admin/orders/{ORDER}/bookings/{MASSAGE}/refund"
    left = session.scalars(select(Booking.price_cents).where(Booking.public_id == MASSAGE)).one()
    answer = client.post(path, data={"amount": amount, "left": str(left), "reason": "Cold."})
    assert answer.status_code == 422
    assert message.replace("$110.00", "$77.00") in answer.text
    assert session.scalars(select(Refund)).all() == []


@pytest.mark.parametrize("left", ["", "x", "-1", "9" * 50, "1"])
def test_refund_form_must_send_the_current_amount_left(client: FlaskClient, day: Order, left: str) -> None:
    path = f"/admin/orders/{ORDER}/bookings/{MASSAGE}/refund"
    answer = client.post(path, data={"amount": "5", "left": left, "reason": "Cold."})
    assert (answer.status_code, "Another refund was made" in answer.text) == (422, True)


def test_canceling_a_booking_as_admin_refunds_it_in_full(client: FlaskClient, day: Order) -> None:
    path = f"/admin/orders/{ORDER}/bookings/{SAUNA}/cancel"
    with clock.pinned(utc("2026-05-19 21:00")):  # its own policy would charge half by now
        assert "Cancel and refund $48.00" in read(client, path)
        assert client.post(path, data={"reason": " "}).status_code == 422
        assert client.post(path, data={"reason": "The stove broke."}).status_code == 303
        again = client.post(path, data={"reason": "The stove broke."})
    assert (again.status_code, "status is now Canceled" in again.text) == (422, True)
    page = read(client, f"/admin/orders/{ORDER}")
    assert "Sauna circuit: Canceled by CozyWish: “The stove broke.”" in page
    assert "A $48.00 refund for Sauna circuit was requested: “The stove broke.”" in page


def test_failed_refund_is_reported_and_can_be_retried(
    client: FlaskClient, massage: Service, stripe: StripeSandbox, jobs: Jobs
) -> None:
    order = paid(massage, stripe, client, card=REFUND_FAILS)
    client.post(address(order, "refund"), data={"amount": "40", "left": "11000", "reason": "The room was cold."})
    send_refunds()
    stripe.advance(60 * 60)
    with clock.pinned(NOW + timedelta(hours=1)):
        for taken in stripe.take():
            deliver(client, taken)
    (failed,) = session.scalars(select(Refund)).all()
    assert failed.state is RefundState.FAILED
    page = read(client, address(order))
    assert "The card expired or was closed. Retry it" in page
    assert session.scalars(select(StripeEvent.order_id).where(StripeEvent.kind.startswith("refund."))).all()
    assert ORDER not in client.get("/admin/orders?state=stuck").text
    assert order.public_id in client.get("/admin/orders?state=stuck").text
    retry = f"/admin/orders/{order.public_id}/refunds/{failed.public_id}/retry"
    assert [client.post(retry).status_code for _ in range(2)] == [303, 409]
    send_refunds()
    assert [one.amount for one in stripe.client().v1.refunds.list().data] == [4000, 4000]
    assert order.public_id not in client.get("/admin/orders?state=stuck").text
    assert "A retry of the failed $40.00 refund for Unwinding massage" in read(client, address(order))


def test_bookings_and_refunds_of_another_order_are_not_found(client: FlaskClient, day: Order) -> None:
    other = make_order(state=OrderState.CONFIRMED)
    booking = make_booking(make_service(make_venue(), capacity=2), utc("2026-05-21 19:00"), order=other)
    booking.state = BookingState.CONFIRMED
    refund = Refund(booking_id=booking.id, amount_cents=100, reason="Cold.", state=RefundState.FAILED)
    session.add(refund)
    session.commit()
    for path in (f"bookings/{booking.public_id}/refund", f"bookings/{booking.public_id}/cancel"):
        assert client.get(f"/admin/orders/{ORDER}/{path}").status_code == 404
        assert client.post(f"/admin/orders/{ORDER}/{path}").status_code == 404
    assert client.post(f"/admin/orders/{ORDER}/refunds/{refund.public_id}/retry").status_code == 404


def test_guest_sees_a_retried_refund_once(client: FlaskClient, day: Order) -> None:
    booking = session.scalars(select(Booking).where(Booking.public_id == MASSAGE)).one()
    failed = Refund(
        booking_id=booking.id, amount_cents=4000, reason="Cold.", state=RefundState.FAILED, failure="unknown"
    )
    session.add(failed)
    session.commit()
    client.post(f"/admin/orders/{ORDER}/refunds/{failed.public_id}/retry")
    sign_in(client, session.get_one(User, day.user_id))
    page = read(client, f"/bookings/{MASSAGE}")
    assert "We’re refunding $40.00 to Visa 4242." in page
    assert "We couldn’t refund" not in page
    assert session.scalar(select(VenueOrder.order_id).limit(1)) == day.id


def test_searching_many_orders_uses_an_index(client: FlaskClient, day: Order, database_url: str) -> None:
    session.execute(
        text(
            "INSERT INTO customer_order"
            " (public_id, kind, user_id, state, name, email, phone, currency, total_cents, held_until)"
            " SELECT left(md5(n::text), 14), 'cart', :user, 'expired', md5(n::text), n || '@example.com', '', 'usd', 0,"
            " now()"
            " FROM generate_series(1, 20000) AS n"
        ),
        {"user": day.user_id},
    )
    session.commit()
    for column in ("name", "email"):  # as autovacuum does after a while
        database.execute(database_url, f"SELECT gin_clean_pending_list('ix_customer_order_{column}')")
    database.execute(database_url, "ANALYZE customer_order")
    plan = session.scalars(
        text("EXPLAIN SELECT id FROM customer_order WHERE name ILIKE '%rnathy%' OR email ILIKE '%rnathy%'")
    )
    assert "ix_customer_order_name" in "\n".join(plan)


def test_reschedule_order_and_original_booking_link_to_each_other(client: FlaskClient, massage: Service) -> None:
    order = make_order(total_cents=11000, state=OrderState.CONFIRMED)
    booking = make_booking(massage, utc("2026-05-20 19:00"), order=order, state=BookingState.CONFIRMED)
    extra = make_order(
        total_cents=3300, state=OrderState.CONFIRMED, kind=OrderKind.RESCHEDULE, reschedules_booking_id=booking.id
    )
    add(
        PendingReschedule(
            order_id=extra.id,
            booking_id=booking.id,
            sequence=booking.sequence,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            reservations=[],
            list_cents=14300,
            price_cents=14300,
        )
    )
    session.commit()
    page = read(client, f"/admin/orders/{extra.public_id}")
    for phrase in ("Rescheduled booking", booking.title, "Hazel Bodywork", booking.public_id, order.public_id):
        assert phrase in page
    assert f"started to reschedule {booking.title} for $33.00 more" in page
    assert "0 bookings" not in page
    assert f"$33.00 more for rescheduling: order {extra.public_id} Paid" in read(
        client, f"/admin/orders/{order.public_id}"
    )
    assert "Price difference for rescheduling a booking" in read(client, "/admin/orders")


def test_refundable_amount_includes_the_reschedule_difference(client: FlaskClient, massage: Service) -> None:
    order = make_order(total_cents=11000, state=OrderState.CONFIRMED)
    booking = make_booking(massage, utc("2026-05-20 19:00"), order=order, state=BookingState.CONFIRMED)
    extra = make_order(
        total_cents=3300, state=OrderState.CONFIRMED, kind=OrderKind.RESCHEDULE, reschedules_booking_id=booking.id
    )
    more = {"kind": LineKind.BOOKING, "text": f"Difference for moving {booking.title}", "amount_cents": 3300}
    add(OrderLine(order_id=extra.id, booking_id=booking.id, position=1, **more))
    session.commit()
    assert "$143.00" in read(client, address(order, "refund"))
    assert "$143.00" in read(client, address(order, "cancel"))


@pytest.fixture
def fifty(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the refund limit of Support, and the amount that needs a proof, to $50."""
    changed = app.extensions["settings"].model_copy(update={"support_refund_limit": 50, "refund_step_up": 50})
    monkeypatch.setitem(app.extensions, "settings", changed)


def test_support_refunds_up_to_its_limit(
    client: FlaskClient, massage: Service, stripe: StripeSandbox, fifty: None
) -> None:
    order = paid(massage, stripe, client)
    support = make_user(role=Role.ADMIN)
    support.admin_role = AdminRole.SUPPORT
    session.commit()
    sign_in(client, support)
    data = {"amount": "50.01", "left": "11000", "reason": "The room was cold."}
    refused = client.post(address(order, "refund"), data=data)
    assert (refused.status_code, "you can refund or give up to $50" in refused.text) == (422, True)
    assert client.post(address(order, "refund"), data={**data, "amount": "50"}).status_code == 303


def test_large_refund_needs_a_recent_proof(
    client: FlaskClient, massage: Service, stripe: StripeSandbox, fifty: None
) -> None:
    order = paid(massage, stripe, client)
    assert client.get(address(order, "refund")).status_code == 200
    with clock.pinned(NOW + timedelta(minutes=11)):
        response = client.get(address(order, "refund"))
    assert (response.status_code, response.headers["Location"].partition("?")[0]) == (303, "/login/confirm")
