"""Settling a paid order with its ledger entries, beside settling it without them.

Both settle orders of three bookings in turn in one run, each with its commit, where the database checks that the
entries balance.
"""

from statistics import median
from time import perf_counter
from unittest.mock import patch

from app.bookings.queries.orders import held_bookings
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.core import clock
from app.core.db import session
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments import actions
from app.payments.gateway import CheckoutSession, SessionStatus
from app.payments.models import Payment
from tests.benchmarks.stage import stage
from tests.factories import make_service, make_user, make_venue
from tests.support import NOW, utc

ORDERS, ROUNDS = 100, 3
STARTS = ("2026-05-19 18:00", "2026-05-20 18:00", "2026-05-21 18:00")


def main() -> None:
    with stage("settling"), clock.pinned(NOW):
        rounds = [measured() for _ in range(ROUNDS)]
    names = list(rounds[0])
    print(f"{'median milliseconds per order':<36}" + "".join(f"{f'round {n + 1}':>10}" for n in range(ROUNDS)))
    for name in names:
        print(f"{name:<36}" + "".join(f"{each[name]:>10.2f}" for each in rounds))
    first, second = names
    print(f"{'ratio':<36}" + "".join(f"{each[second] / each[first]:>10.2f}" for each in rounds))


def measured() -> dict[str, float]:
    """Return the median milliseconds of settling an order, without and with the ledger, by turns."""
    took: dict[str, list[float]] = {"without entries": [], "with entries": []}
    for _ in range(ORDERS):
        for name, record in (("without entries", nothing), ("with entries", actions.record_payment)):
            seen = paid_page()
            with patch.object(actions, "record_payment", record):
                begun = perf_counter()
                actions.settle(seen=seen)
                session.commit()
                took[name].append((perf_counter() - begun) * 1000)
    return {name: median(times) for name, times in took.items()}


def nothing(_payment: Payment) -> None:
    """Record nothing, as before the ledger."""


def paid_page() -> CheckoutSession:
    """Check out three bookings at a new venue, and return their payment page as it is once it is paid."""
    service, user = make_service(make_venue(), capacity=1, price_cents=11000), make_user()
    cart = open_cart(user_id=user.id)
    for start in STARTS:
        add_line(cart=cart, slot=SlotRequest(service.first_option.id, utc(start)))
    view = view_of(cart, except_bookings=held_bookings(cart))
    order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
    actions.prepare_payment(order_id=order.id)
    session.commit()
    return CheckoutSession(
        f"cs_{order.id}",
        order.public_id,
        SessionStatus.COMPLETE,
        paid=True,
        amount_cents=order.total_cents,
        currency="usd",
        payment_intent_id=f"pi_{order.id}",
        card_last4="4242",
    )
