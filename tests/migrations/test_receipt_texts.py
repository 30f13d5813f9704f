"""Test that the migration writes on existing receipts what the application writes on new ones."""

from importlib import import_module
from itertools import product

import pytest
from sqlalchemy import text, update

from app.core.db import session
from app.receipts.actions import issue_receipts
from app.receipts.models import Receipt
from app.receipts.queries.receipts import receipts_of
from app.venues.enums import PaymentTerms
from tests.factories import first_option, make_booking, make_order, make_service, make_user, make_venue
from tests.migrations.test_rows import VERSIONS
from tests.paid_day import TUESDAY, confirm, pay
from tests.sale_factories import make_offer, make_pass

[FILE] = VERSIONS.glob("*_receipt_add_agreed_texts.py")
MIGRATION = import_module(f"migrations.versions.{FILE.stem}")
POLICIES = [(0, 100), (24, 0), (1, 50), (24, 100)]
FREE = {"price_cents": 0, "list_cents": 0}
STONES = [{"id": 1, "title": "Hot stones", "minutes": 0, "cents": 2000}]


@pytest.mark.usefixtures("db", "now")
def test_existing_receipts_say_what_new_ones_say() -> None:
    user = make_user()
    massage, order = make_service(make_venue(), price_cents=9000), make_order(user=user)
    package = {"price_cents": 0, "discount_cents": 9000}
    with_stones = {"list_cents": 11000, "price_cents": 2000, "discount_cents": 9000, "add_ons": STONES}
    prices = [*({"payment_terms": terms} for terms in PaymentTerms), FREE, package, with_stones]
    for values, (hours, keep) in product(prices, POLICIES):
        policy = {"cancel_free_hours": hours, "cancel_keep_percent": keep}
        confirm(make_booking(massage, TUESDAY, order=order, **policy, **values))
    orders = [pay(order).id, make_pass(user, make_offer(first_option(massage))).order_id]
    for order_id in orders:
        issue_receipts(order_id=order_id)
    assert (len(texts(orders[0])), len(texts(orders[1]))) == (len(prices) * len(POLICIES), 1)
    written = [texts(order_id) for order_id in orders]
    session.execute(update(Receipt).values(agreed_texts={}))
    session.execute(text(MIGRATION.BOOKINGS))
    session.execute(text(MIGRATION.PACKAGES))
    assert [texts(order_id) for order_id in orders] == written


def texts(order_id: int) -> dict[str, str]:
    """Return what the only receipt of an order says its guest agreed to."""
    session.expire_all()
    [receipt] = receipts_of(order_id)
    return receipt.agreed_texts
