"""What of a price is due now and later."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.venues.enums import PaymentTerms
from app.venues.payment_policy import LEAST_CHARGE_CENTS, PaymentPolicy

QUARTER = PaymentPolicy(PaymentTerms.DEPOSIT, deposit_percent=25)
THIRTY = PaymentPolicy(PaymentTerms.DEPOSIT, deposit_cents=3000)
CARD = PaymentPolicy(PaymentTerms.CARD)


@pytest.mark.parametrize(
    ("policy", "price", "now"),
    [
        (PaymentPolicy(), 12000, 12000),
        (QUARTER, 12000, 3000),
        (QUARTER, 12002, 3001),  # half up
        (QUARTER, 150, 50),  # raised to the least charge
        (QUARTER, 90, 90),  # what would be left is too small
        (THIRTY, 12000, 3000),
        (THIRTY, 2000, 2000),
        (THIRTY, 3020, 3020),
        (CARD, 12000, 0),
        (CARD, 30, 30),
        (CARD, 0, 0),
    ],
)
def test_policy_splits_a_price(policy: PaymentPolicy, price: int, now: int) -> None:
    assert (policy.due_now(price), policy.due_later(price)) == (now, price - now)


@given(
    st.sampled_from([PaymentTerms.DEPOSIT, PaymentTerms.DEPOSIT_THEN_CARD]),
    st.integers(1, 99),
    st.integers(0, 1_000_000),
)
def test_no_part_is_too_small_to_be_charged(terms: PaymentTerms, percent: int, price: int) -> None:
    policy = PaymentPolicy(terms, deposit_percent=percent)
    now, later = policy.due_now(price), policy.due_later(price)
    assert now + later == price
    assert price < LEAST_CHARGE_CENTS or now >= LEAST_CHARGE_CENTS
    assert later == 0 or later >= LEAST_CHARGE_CENTS
