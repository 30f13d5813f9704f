"""Tax: calculations by jurisdiction, commits with a reference of their own, and reversals within what is left."""

import pytest
import stripe

from tests.sandbox.orders import taxed
from tests.sandbox.servers import StripeSandbox

STATE, CITY = 618, 366  # 6.5% and 3.85% of $95.00, rounded half up


def committed(client: stripe.StripeClient, reference: str = "CW-1") -> stripe.tax.Transaction:
    found = client.v1.tax.calculations.create(taxed("BK-1", "BK-2"))
    return client.v1.tax.transactions.create_from_calculation(
        {"calculation": found.id or "", "reference": reference, "expand": ["line_items"]}
    )


def reverse(client: stripe.StripeClient, sale: stripe.tax.Transaction, cents: int, tax: int, reference: str) -> None:
    assert sale.line_items is not None
    line = {"original_line_item": sale.line_items.data[0].id, "reference": reference}
    client.v1.tax.transactions.create_reversal(
        {
            "mode": "partial",
            "original_transaction": sale.id,
            "reference": reference,
            "line_items": [{**line, "amount": -cents, "amount_tax": -tax}],  # type: ignore[typeddict-item]
        }
    )


def test_calculation_has_the_taxes_of_each_line_by_jurisdiction(client: stripe.StripeClient) -> None:
    found = client.v1.tax.calculations.create(taxed("BK-1", "BK-2"))
    assert found.line_items is not None
    lines = found.line_items.data
    assert [(line.reference, line.amount_tax) for line in lines] == [("BK-1", STATE + CITY), ("BK-2", STATE + CITY)]
    taxes = [(tax.jurisdiction.display_name, tax.amount) for tax in lines[0].tax_breakdown or []]
    assert taxes == [("Washington", STATE), ("Seattle", CITY)]
    assert (found.tax_amount_exclusive, found.amount_total) == (2 * (STATE + CITY), 19_000 + 2 * (STATE + CITY))
    elsewhere = client.v1.tax.calculations.create(taxed("BK-1", state="OR", city="Portland"))
    assert elsewhere.tax_amount_exclusive == 0


def test_commit_and_reversal_need_a_reference_of_their_own(client: stripe.StripeClient) -> None:
    sale = committed(client)
    with pytest.raises(stripe.InvalidRequestError):
        committed(client)
    reverse(client, sale, 1_000, 104, "CW-1-R1")
    with pytest.raises(stripe.InvalidRequestError):
        reverse(client, sale, 1_000, 104, "CW-1-R1")


def test_reversal_above_what_is_left_of_its_line_is_rejected(client: stripe.StripeClient) -> None:
    sale = committed(client)
    reverse(client, sale, 9_000, 900, "CW-1-R1")
    with pytest.raises(stripe.InvalidRequestError):
        reverse(client, sale, 501, 84, "CW-1-R2")
    reverse(client, sale, 500, 84, "CW-1-R3")


def test_expired_calculation_cannot_be_committed(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    found = client.v1.tax.calculations.create(taxed("BK-1"))
    sandbox.advance(91 * 24 * 60 * 60)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.tax.transactions.create_from_calculation({"calculation": found.id or "", "reference": "CW-1"})
