"""The database keeps an order's kind and its other columns together."""

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.bookings.enums import OrderKind, SettledBy
from app.cart.actions.carts import open_cart
from tests.factories import make_booking, make_order, make_service, make_venue
from tests.support import utc

pytestmark = pytest.mark.usefixtures("db", "now")

AT = utc("2026-05-19 20:00")
DESK = {"user_id": None, "settled_by": SettledBy.CASH}


def values_of(kind: OrderKind) -> dict[str, Any]:
    """Return the columns that an order of a kind has."""
    return {
        OrderKind.CART: lambda: {"cart_id": open_cart().id},
        OrderKind.WAITLIST: dict,
        OrderKind.FRONT_DESK: lambda: DESK,
        OrderKind.IMPORT: lambda: DESK,
        OrderKind.BALANCE: dict,
        OrderKind.FEE: dict,
        OrderKind.GIFT_CARD: dict,
        OrderKind.PACKAGE: dict,
        OrderKind.MEMBERSHIP: dict,
        OrderKind.TIP: dict,
        OrderKind.INVOICE: dict,
        OrderKind.RESCHEDULE: lambda: {"reschedules_booking_id": make_booking(make_service(make_venue()), AT).id},
    }[kind]()


@pytest.mark.parametrize("kind", OrderKind)
def test_an_order_of_each_kind_is_stored(kind: OrderKind) -> None:
    assert make_order(kind=kind, **values_of(kind)).kind is kind


@pytest.mark.parametrize(
    ("kind", "has", "constraint"),
    [
        (OrderKind.FRONT_DESK, OrderKind.WAITLIST, "settled_by"),
        (OrderKind.CART, OrderKind.FRONT_DESK, "settled_by|whose"),
        (OrderKind.IMPORT, OrderKind.WAITLIST, "settled_by"),
        (OrderKind.RESCHEDULE, OrderKind.WAITLIST, "reschedule"),
        (OrderKind.CART, OrderKind.RESCHEDULE, "reschedule"),
        (OrderKind.WAITLIST, OrderKind.CART, "cart"),
    ],
)
def test_an_order_with_the_columns_of_another_kind_is_refused(kind: OrderKind, has: OrderKind, constraint: str) -> None:
    values = values_of(has)
    with pytest.raises(IntegrityError, match=f"ck_customer_order_({constraint})"):
        make_order(kind=kind, **values)


@pytest.mark.parametrize("kind", [OrderKind.CART, OrderKind.WAITLIST, OrderKind.RESCHEDULE])
def test_only_an_order_that_the_venue_adds_has_no_account(kind: OrderKind) -> None:
    values = {**values_of(kind), "user_id": None}
    with pytest.raises(IntegrityError, match="ck_customer_order_whose"):
        make_order(kind=kind, **values)
