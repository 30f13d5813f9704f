"""Money in another currency is never taken for dollars: nothing enters the ledger, and an admin sees it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.enums import Role
from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.disputes.gateway_flows import read_dispute
from app.disputes.models import Dispute
from app.finance.gateway_flows import reconcile
from app.later_charges.actions import note_result, start_charge
from app.ledger.queries import balances
from app.memberships.actions import note_invoice, start_joining
from app.memberships.gateway import PaidInvoice
from app.passes.enums import OfferKind
from app.passes.models import Pass
from app.payments.gateway import CardCharge
from app.payments.models import Payment
from tests.factories import add, first_option, make_user
from tests.pages import read
from tests.payments.test_settle import checked_out, massage
from tests.sale_factories import make_offer
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, sign_in

__all__ = ["massage"]

PAYMENT, COMPARISON = "/admin/orders/", "/admin/reconciliation"


def charge_of_a_saved_card(service: Service, stripe: StripeSandbox) -> tuple[str, str]:
    order = checked_out(service)
    payment = add(Payment(order_id=order.id, amount_cents=11000, email="", session_expires_at=NOW))
    note_result(payment_id=payment.id, charge=CardCharge("pi_1", charge_id="ch_1", fee_cents=349, currency="cad"))
    assert (order.state, start_charge(order_id=order.id)) == (OrderState.PENDING, None), "it isn't charged again"
    return PAYMENT + order.public_id, "The payment was in CAD, not in USD."


def invoice_of_a_membership(service: Service, stripe: StripeSandbox) -> tuple[str, str]:
    offer = make_offer(first_option(service), kind=OfferKind.MEMBERSHIP, price_cents=7900, valid_days=None)
    member = start_joining(user=make_user(), offer=offer, text="Agreed.")
    paid = PaidInvoice("in_1", "price_1", 9900, NOW + timedelta(days=30), NOW, "pi_1", "ch_1", 349, "cad")
    for _ in range(2):
        note_invoice(membership_id=member.id, paid=paid, text="May")
    assert session.scalars(select(Pass)).all() == []
    order = session.scalars(select(Order)).one()
    return PAYMENT + order.public_id, "The payment was in CAD, not in USD."


def paid_in_canada(stripe: StripeSandbox) -> str:
    """Pay in Canadian dollars at Stripe, as nothing here ever asks for. Returns the payment's id there."""
    paid = {"amount": 1250, "currency": "cad", "payment_method": "pm_card_visa", "confirm": True}
    return stripe.client().v1.payment_intents.create({**paid, "payment_method_types": ["card"]}).id  # type: ignore[arg-type]


def dispute(service: Service, stripe: StripeSandbox) -> tuple[str, str]:
    made = stripe.dispute(paid_in_canada(stripe))
    read_dispute(made["id"])
    assert session.scalars(select(Dispute)).all() == []
    return COMPARISON, f"This dispute isn’t in US dollars. Answer the bank in Stripe’s dashboard. {made['id']}"


def movement_of_our_balance(service: Service, stripe: StripeSandbox) -> tuple[str, str]:
    paid_in_canada(stripe)
    with clock.pinned(NOW + timedelta(days=1)):
        assert reconcile()
    return COMPARISON, "Another currency"


@pytest.mark.parametrize("pay", [charge_of_a_saved_card, invoice_of_a_membership, dispute, movement_of_our_balance])
def test_another_currency_is_never_taken_for_dollars(
    client: FlaskClient,
    massage: Service,
    stripe: StripeSandbox,
    pay: Callable[[Service, StripeSandbox], tuple[str, str]],
) -> None:
    page, problem = pay(massage, stripe)
    session.commit()
    assert balances() == {}
    sign_in(client, make_user(role=Role.ADMIN))
    text = read(client, page)
    assert problem in text
    if pay is movement_of_our_balance:
        assert "At Stripe CA$" in text
