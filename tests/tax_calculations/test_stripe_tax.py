"""Stripe Tax says what tax an order adds: frozen before the guest pays, then reported to Stripe, and so are refunds."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from stripe.tax import CalculationLineItem

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.actions.later import plan_fee, plan_link
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import BookingState, RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.payments import gateway_flows
from app.payments.models import Payment
from app.payments.stripe_tax import jurisdiction_name, taxes_of
from app.tax_calculations.gateway import TaxRefused
from app.tax_calculations.gateway_flows import report
from app.tax_calculations.models import TaxCalculation, TaxReversal
from app.tax_calculations.queries import refusals, reversed_too_much
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from tests.factories import add, make_deal, make_member, make_service, make_user, make_venue
from tests.payments.reschedules import ONE, TEN, pay, unpaid_reschedule
from tests.payments.reschedules import paid as booked_at
from tests.payments.test_ledger import paid
from tests.payments.test_pages import CONTACT, check_out, orders, put
from tests.payments.test_settle import checked_out
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, sign_in
from tests.tax.test_collection import end, owed, reported, taxes

PRICE, STATE, CITY = 11000, 715, 424  # 6.5% and 3.85%, rounded half up
TOTAL = PRICE + STATE + CITY
COMMIT, REVERSE = "/v1/tax/transactions/create_from_calculation", "/v1/tax/transactions/create_reversal"


@pytest.fixture
def service(app: Flask, client: FlaskClient, stripe: StripeSandbox, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setitem(
        app.extensions, "settings", app.extensions["settings"].model_copy(update={"tax_source": "stripe"})
    )
    venue = make_venue(slug="hazel", city="Seattle", state="WA")
    return make_service(venue, members=[make_member(venue)], price_cents=PRICE, slug="massage")


def sent(stripe: StripeSandbox, path: str) -> list[dict[str, str]]:
    """Return the parameters of the requests to a path that succeeded."""
    return [dict(each["params"]) for each in stripe.requests() if each["path"] == path and each["status"] == 200]


def booked(service: Service, stripe: StripeSandbox) -> Order:
    """Return an order that a guest has paid for."""
    order = checked_out(service)
    paid(order, stripe)
    return order


def test_tax_is_calculated_at_checkout_paid_committed_and_reversed(
    client: FlaskClient, service: Service, stripe: StripeSandbox
) -> None:
    sign_in(client, make_user(email="wren@example.com"))
    put(client, service)
    assert "Shown at checkout" in client.get("/cart/").text
    stripe.fail_next(2, path="/v1/tax/")
    page = check_out(client)
    waiting = client.get(page).text
    assert "We can’t calculate tax right now." in waiting
    assert "Continue to payment" not in waiting
    again = client.post(page, data={**CONTACT, "name": "Wren Vale"})
    assert "We can’t calculate tax right now." in again.text
    assert "Wren Vale" in again.text
    [order] = orders()
    assert (order.awaits_tax, order.total_cents) == (True, PRICE)
    known = client.post(page, data={**CONTACT, "name": "Wren Vale"}).text
    for shown in ("Tax, City of Seattle (3.85%)", "Continue to payment, $121.39", "Wren Vale"):
        assert shown in known
    assert len(sent(stripe, "/v1/tax/calculations")) == 1

    assert client.post(page, data=CONTACT).status_code == 303
    booking = paid(order, stripe)
    assert (session.scalars(select(Payment.amount_cents)).one(), owed()) == (TOTAL, (0, 0, TOTAL))
    report()
    [committed] = sent(stripe, COMMIT)
    assert committed["calculation"] == session.scalars(select(TaxCalculation.stripe_id)).one()
    end(booking)
    assert owed()[0] == STATE + CITY
    assert reported(booking) == {"Washington": (PRICE, STATE), "City of Seattle": (PRICE, CITY)}

    issue_refund(booking_id=booking.id, cents=TOTAL, left=TOTAL, reason="The room was cold.")
    session.commit()
    for _ in range(2):
        report()
    [reversal] = sent(stripe, REVERSE)
    assert (reversal["line_items[0][amount]"], reversal["line_items[0][amount_tax]"]) == ("-11000", "-1139")
    assert owed()[0] == 0


def test_each_partial_refund_is_reversed_once(service: Service, stripe: StripeSandbox) -> None:
    order = booked(service, stripe)
    report()
    [booking] = bookings_of_order(order.id)
    for left in (TOTAL, TOTAL - 5000):
        issue_refund(booking_id=booking.id, cents=5000, left=left, reason="The room was cold.")
        session.commit()
        report()
    found = [(each.net_cents, each.tax_cents) for each in session.scalars(select(TaxReversal).order_by(TaxReversal.id))]
    assert [sum(each) for each in found] == [5000, 5000]
    assert [net for net, _ in found] == [4531, 4531]


def test_refunds_of_the_same_money_are_reversed_once_and_what_is_given_back_is_listed(
    service: Service, stripe: StripeSandbox
) -> None:
    order = booked(service, stripe)
    report()
    [booking] = bookings_of_order(order.id)
    [failed] = issue_refund(booking_id=booking.id, cents=TOTAL, left=TOTAL, reason="The room was cold.")
    session.commit()
    report()
    failed.state = RefundState.FAILED
    session.add(Refund(booking_id=booking.id, order_id=order.id, amount_cents=TOTAL, tax_cents=1139, reason=""))
    session.commit()
    report()
    assert len(sent(stripe, REVERSE)) == 1
    assert reversed_too_much() == []
    for refund in session.scalars(select(Refund)):
        refund.amount_cents, refund.tax_cents = 3000, 300
    session.commit()
    report()
    assert len(sent(stripe, REVERSE)) == 1
    [excess] = reversed_too_much()
    assert (excess.booking, excess.cents, excess.tax_cents) == (booking.public_id, TOTAL - 6000, 1139 - 600)


def test_commit_without_a_response_is_repeated_and_what_is_refused_is_listed(
    client: FlaskClient, service: Service, stripe: StripeSandbox
) -> None:
    order = booked(service, stripe)
    stripe.fail_next(1, kind="lost", path=COMMIT)
    report()
    assert session.scalars(select(TaxCalculation.transaction_id)).one()
    assert refusals() == []
    stripe.advance(25 * 60 * 60)  # the key is forgotten by then
    session.scalars(select(TaxCalculation)).one().transaction_id = None
    session.commit()
    report()
    [refused] = refusals()
    assert (refused.order, "exists already" in refused.why) == (order.public_id, True)
    values = {"net_cents": 900, "tax_cents": 93, "failure": "No such transaction."}
    calculation_id = session.scalars(select(TaxCalculation.id)).one()
    add(TaxReversal(calculation_id=calculation_id, booking_id=bookings_of_order(order.id)[0].id, **values))
    sign_in(client, make_user(role=Role.ADMIN))
    page = client.get("/admin/tax").text
    for shown in ("Stripe Tax says what guests pay", "exists already", "refund of $9.93", "No such transaction."):
        assert shown in page


def test_what_is_charged_later_awaits_its_tax_and_fees_have_none(
    client: FlaskClient, service: Service, stripe: StripeSandbox
) -> None:
    venue = session.get_one(Venue, service.venue_id)
    venue.payment_terms, venue.deposit_percent = PaymentTerms.DEPOSIT_THEN_CARD, 25
    order = checked_out(service)
    gateway_flows.open_page(order.id)
    assert (order.due_now_cents, order.later_cents) == (2750 + 179 + 106, 8250)
    [booking] = bookings_of_order(order.id)
    assert booking.later_taxed
    booking.state = BookingState.CONFIRMED
    link = plan_link(booking, 8250, key="key", until=NOW + timedelta(days=1))
    session.commit()
    assert (link.awaits_tax, link.total_cents) == (True, 8250)
    assert "Pay $91.04 to Hazel Bodywork" in client.get("/pay/key").text
    assert gateway_flows.open_page(link.id)
    assert taxes(link) == [("Tax, Washington (6.5%)", 536), ("Tax, City of Seattle (3.85%)", 318)]
    assert (link.awaits_tax, link.total_cents) == (False, 8250 + 536 + 318)
    booking.state = BookingState.CANCELED
    link.held_until = clock.now()
    fee = plan_fee(booking, 4000)
    assert fee is not None
    assert (fee.awaits_tax, fee.total_cents) == (False, 4000)


def test_a_price_difference_is_paid_with_its_tax(client: FlaskClient, service: Service, stripe: StripeSandbox) -> None:
    make_deal(venue=session.get_one(Venue, service.venue_id), percent=30, windows=[(1, 10 * 60, 12 * 60)])
    booking = booked_at(service, TEN, make_user(email="wren@example.com"), stripe)
    order = unpaid_reschedule(booking, ONE, 3300)
    assert (order.awaits_tax, order.total_cents) == (True, 3300)
    stripe.fail_next(1, path="/v1/tax/")
    sign_in(client, session.get_one(User, order.user_id))
    assert "$33.00 plus tax" in client.get(f"/bookings/{booking.public_id}/reschedule/pay").text
    assert "Continue to payment, $36.42" in client.get(f"/bookings/{booking.public_id}/reschedule/pay").text
    pay(order, stripe)
    session.refresh(booking)
    assert (order.total_cents, booking.starts_at) == (3300 + 215 + 127, ONE)
    assert booking.tax_cents == 501 + 296 + 215 + 127


def test_nothing_is_calculated_where_nothing_is_charged(service: Service, stripe: StripeSandbox) -> None:
    session.get_one(Venue, service.venue_id).payment_terms = PaymentTerms.CARD
    order = checked_out(service)
    gateway_flows.open_page(order.id)
    assert (order.awaits_tax, sent(stripe, "/v1/tax/calculations")) == (False, [])


@pytest.mark.parametrize(
    ("level", "name", "shown"),
    [
        ("state", "New York", "New York"),
        ("city", "New York", "City of New York"),
        ("county", "Travis", "Travis County"),
        ("county", "Travis County", "Travis County"),
        ("district", "Capital Metro", "Capital Metro"),
    ],
)
def test_jurisdictions_have_names_of_their_own(level: str, name: str, shown: str) -> None:
    assert jurisdiction_name(level, name) == shown


def line(*cents: int, amount_tax: int) -> CalculationLineItem:
    """Return a line with taxes of Hawaii, as Stripe sends it."""
    taxes: list[dict[str, Any]] = [
        {
            "amount": each,
            "jurisdiction": {"display_name": "Hawaii", "level": "state", "state": "HI"},
            "tax_rate_details": {
                "display_name": "General Excise Tax",
                "percentage_decimal": "4.7115",
                "tax_type": "gross_receipts_tax",
            },
        }
        for each in cents
    ]
    return CalculationLineItem.construct_from({"amount_tax": amount_tax, "tax_breakdown": taxes}, None)


def test_taxes_of_a_line_name_their_kind_and_add_up() -> None:
    [tax] = taxes_of(line(471, 0, amount_tax=471))
    assert (tax.cents, tax.rate.jurisdiction, tax.rate.rate) == (471, "Hawaii, General Excise Tax", 4712)
    with pytest.raises(TaxRefused):
        taxes_of(line(471, amount_tax=470))
