"""The least amount of a payment, and the card that paid in words."""

import pytest

from app.core.errors import DomainError
from app.payments.actions import prepare_payment
from app.payments.copy import card
from app.payments.errors import PaymentErrorCode
from app.payments.models import Payment
from app.venues.payment_policy import LEAST_CHARGE_CENTS
from tests.factories import make_order


@pytest.mark.usefixtures("db", "now")
def test_an_order_below_the_least_charge_cannot_be_paid() -> None:
    with pytest.raises(DomainError) as refused:
        prepare_payment(order_id=make_order(total_cents=LEAST_CHARGE_CENTS - 1).id)
    assert refused.value.reason is PaymentErrorCode.LESS_THAN_LEAST_CHARGE
    payment = prepare_payment(order_id=make_order(total_cents=LEAST_CHARGE_CENTS).id)
    assert payment is not None
    assert payment.amount_cents == LEAST_CHARGE_CENTS


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        (None, "your card"),
        (Payment(card_brand="visa", card_last4=""), "your card"),
        (Payment(card_brand="", card_last4="4242"), "card 4242"),
        (Payment(card_brand="amex", card_last4="0005"), "American Express 0005"),
        (Payment(card_brand="visa", card_last4="4242"), "Visa 4242"),
    ],
)
def test_a_card_is_named_as_guests_know_it(payment: Payment | None, expected: str) -> None:
    assert card(payment) == expected
