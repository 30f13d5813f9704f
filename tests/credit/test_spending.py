"""Store credit at checkout: set aside, used, given back, and refunded to where it came from."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.actions.cancel import cancel_booking
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import Actor, OrderState, RefundSource
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import load_order, lock_order
from app.bookings.queries.refunds import refundable_by_source, refundable_cents
from app.catalog.models import Service
from app.core.db import session
from app.credit.actions import grant, take
from app.credit.queries import balance_of, balances_of, changes_of
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.orders.actions.fulfillment import expire_order
from app.orders.credit_plan import Due, plan_credit, usable_cents
from app.payments import gateway_flows
from app.payments.actions import use_credit
from app.payments.models import Payment
from app.venue_credit.actions import Gift
from app.venue_credit.actions import give as give_credit
from app.venues.models import Venue
from app.venues.payment_policy import LEAST_CHARGE_CENTS
from tests.factories import make_user, make_venue
from tests.pages import read
from tests.payments.test_ledger import after
from tests.payments.test_settle import massage, order, page_of, state_of
from tests.payouts.test_transfers import pay, set_up, transferred, venue_of
from tests.sandbox.servers import StripeSandbox
from tests.support import sign_in

__all__ = ["massage", "order"]

PRICE = 11000


def give(order: Order, cents: int) -> int:
    """Give the guest of an order credit, and let the order use it. Returns the guest's id."""
    user_id = order.user_id or 0
    grant(user_id=user_id, cents=cents, reason="Sorry.")
    use_credit(order_id=order.id, wanted=True)
    session.commit()
    return user_id


def ledger(account: Account) -> int:
    """Return what the ledger says that we owe in an account, in cents. Commits, so the entries balance."""
    session.commit()
    found = balances()
    assert sum(found.values()) == 0
    return -found.get(account, 0)


def paid(order: Order, stripe: StripeSandbox) -> None:
    stripe.pay(page_of(order))
    gateway_flows.catch_up(order.id)
    session.commit()


@pytest.mark.parametrize(
    ("balance", "due", "used"), [(6000, 11000, 6000), (11000, 11000, 11000), (20000, 50, 50), (10980, 11000, 10950)]
)
def test_a_card_pays_nothing_or_at_least_the_card_minimum(balance: int, due: int, used: int) -> None:
    assert usable_cents(balance, due) == used


def test_credit_and_card_pay_together_and_each_gets_its_part_of_a_refund(order: Order, stripe: StripeSandbox) -> None:
    user_id = give(order, 6000)
    assert balance_of(user_id) == 0
    paid(order, stripe)
    assert session.scalars(select(Payment.amount_cents)).one() == 5000
    assert (ledger(Account.GUEST_PREPAYMENTS), ledger(Account.GUEST_CREDIT)) == (PRICE, 0)
    (booking,) = bookings_of_order(order.id)
    issue_refund(booking_id=booking.id, cents=7000, left=PRICE, reason="The room was cold.")
    assert [(one.source, one.amount_cents) for one in session.scalars(select(Refund).order_by(Refund.id))] == [
        (RefundSource.CARD, 5000),
        (RefundSource.CREDIT, 2000),
    ]
    assert (balance_of(user_id), refundable_cents(booking)) == (2000, 4000)
    for refund_id in session.scalars(select(Refund.id)).all():
        gateway_flows.pay_refund(refund_id)
        session.commit()
    assert (ledger(Account.GUEST_PREPAYMENTS), ledger(Account.GUEST_CREDIT)) == (4000, 2000)
    assert [change.cents for change in changes_of(user_id)] == [2000, -6000, 6000]


def test_a_venue_gets_the_part_of_the_credit_out_of_our_balance(order: Order, stripe: StripeSandbox) -> None:
    give(order, 6000)
    paid(order, stripe)
    (booking,) = bookings_of_order(order.id)
    booking.commission_bps = 1000
    set_up(venue_of(booking), stripe)
    after(booking)
    pay(booking)
    assert transferred(stripe)[0] == (3900, 0)
    assert ledger(Account.COMMISSION) == 1100


def test_an_order_that_credit_pays_needs_no_payment_page(order: Order, stripe: StripeSandbox) -> None:
    user_id = give(order, 20000)
    assert gateway_flows.open_page(order.id) is None
    session.commit()
    assert (state_of(order), balance_of(user_id), stripe.requests()) == (OrderState.CONFIRMED, 9000, [])
    assert ledger(Account.GUEST_PREPAYMENTS) == PRICE
    (booking,) = bookings_of_order(order.id)
    cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None)
    assert balance_of(user_id) == 20000


def test_a_guest_may_keep_their_credit(order: Order, stripe: StripeSandbox) -> None:
    user_id = give(order, 6000)
    use_credit(order_id=order.id, wanted=False)
    assert (balance_of(user_id), lock_order(order.id).card_cents) == (6000, PRICE)
    page_of(order)
    use_credit(order_id=order.id, wanted=True)  # too late: the page shows the whole price
    assert lock_order(order.id).credit_cents == 0


def test_an_order_that_expires_gives_the_credit_back(order: Order, stripe: StripeSandbox) -> None:
    user_id = give(order, 6000)
    page_of(order)
    gateway_flows.close_page(order.id)
    session.commit()
    assert (state_of(order), balance_of(user_id)) == (OrderState.EXPIRED, 6000)


@pytest.mark.parametrize(("kept", "state"), [(6000, OrderState.CONFIRMED), (5999, OrderState.REFUNDED)])
def test_a_late_payment_is_confirmed_only_if_the_credit_is_still_there(
    order: Order, stripe: StripeSandbox, kept: int, state: OrderState
) -> None:
    user_id = give(order, 6000)
    page = page_of(order)
    stripe.pay(page)
    expire_order(order_id=order.id)
    if kept < 6000:
        assert take(user_id=user_id, order_id=order.id, parts={None: 6000 - kept})
    session.commit()
    gateway_flows.catch_up(order.id)
    session.commit()
    assert state_of(order) is state
    found = load_order(order.id)
    assert sum(line.due_now_cents for line in found.lines) == found.due_now_cents
    (booking,) = bookings_of_order(order.id)
    left = [each.cents for each in refundable_by_source(booking)]
    assert left == ([5000, 6000, 0] if state is OrderState.CONFIRMED else [0, 0, 0])
    assert ledger(Account.GUEST_PREPAYMENTS) == (PRICE if state is OrderState.CONFIRMED else 5000)


def test_credit_at_a_venue_pays_first_and_gets_its_part_of_a_refund_back_last(
    order: Order, stripe: StripeSandbox
) -> None:
    venue = session.get_one(Venue, venue_of(bookings_of_order(order.id)[0]))
    elsewhere = make_venue(owner=make_user())
    user_id = order.user_id or 0
    for one, cents in ((venue, 2000), (elsewhere, 5000)):
        give_credit(Gift(user_id, cents, 0, "Sorry."), venue_id=one.id, by_id=one.owner_id)
    give(order, 6000)
    assert balances_of(user_id) == {None: 0, elsewhere.id: 5000}
    paid(order, stripe)
    assert ledger(Account.GUEST_CREDIT) == 5000
    (booking,) = bookings_of_order(order.id)
    issue_refund(booking_id=booking.id, cents=10000, left=PRICE, reason="The room was cold.")
    assert [(one.source, one.amount_cents) for one in session.scalars(select(Refund).order_by(Refund.id))] == [
        (RefundSource.CARD, 3000),
        (RefundSource.CREDIT, 6000),
        (RefundSource.VENUE_CREDIT, 1000),
    ]
    assert balances_of(user_id) == {None: 6000, venue.id: 1000, elsewhere.id: 5000}
    assert (ledger(Account.GUEST_CREDIT), ledger(Account.VENUE_RECEIVABLE)) == (12000, -7000)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9000)), max_size=5), st.lists(st.integers(0, 9000), max_size=3)
)
def test_credit_at_a_venue_pays_only_there_and_never_leaves_less_than_a_card_can_pay(
    bookings: list[tuple[int, int]], balances: list[int]
) -> None:
    due = [Due(number, venue_id, cents) for number, (venue_id, cents) in enumerate(bookings, start=1)]
    found: dict[int | None, int] = {venue_id or None: cents for venue_id, cents in enumerate(balances)}
    plan = plan_credit(due, found)
    rest = sum(each.cents for each in due) - plan.cents
    assert rest == 0 or rest >= LEAST_CHARGE_CENTS or plan.cents == 0
    assert all(cents <= found.get(venue_id, 0) for venue_id, cents in plan.by_venue.items())
    assert sum(part.cents for part in plan.by_booking.values()) == plan.cents
    for each in due:
        part = plan.by_booking[each.booking_id]
        assert 0 <= part.at_venue_cents <= part.cents <= each.cents
    for venue_id, cents in plan.by_venue.items():
        if venue_id:
            here = [plan.by_booking[each.booking_id].at_venue_cents for each in due if each.venue_id == venue_id]
            assert sum(here) == cents
    if plan.by_venue.get(None, 0):  # credit at venues comes first
        for each in due:
            left = found.get(each.venue_id, 0) - plan.by_venue.get(each.venue_id, 0)
            assert (
                left == 0 or plan.by_booking[each.booking_id].cents == plan.by_booking[each.booking_id].at_venue_cents
            )


def test_checkout_shows_what_credit_pays_and_the_page_after_it_says_so(
    client: FlaskClient, order: Order, massage: Service, stripe: StripeSandbox
) -> None:
    user = session.get_one(User, order.user_id)
    grant(user_id=user.id, cents=6000, reason="Sorry.")
    session.commit()
    sign_in(client, user)
    details = read(client, f"/checkout/{order.public_id}")
    assert "Your card pays $50.00" in details
    assert "Continue" in details
    form = {"name": "Wren", "phone": "(503) 555-0142", "email": user.email, "agree": "y", "use_credit": "y"}
    assert client.post(f"/checkout/{order.public_id}", data=form).status_code == 303
    page = session.scalars(select(Payment.session_id)).one() or ""
    stripe.pay(page)
    text = read(client, f"/orders/{order.public_id}")
    assert "Paid, store credit $60.00 Paid, Visa 4242 $50.00" in text
    (booking,) = bookings_of_order(order.id)
    text = read(client, f"/bookings/{booking.public_id}/cancel")
    assert "to your card first" in text


def test_checkout_that_credit_pays_for_says_that_its_button_books(
    client: FlaskClient, order: Order, massage: Service
) -> None:
    user = session.get_one(User, order.user_id)
    grant(user_id=user.id, cents=PRICE, reason="Sorry.")
    session.commit()
    sign_in(client, user)
    details = read(client, f"/checkout/{order.public_id}")
    assert "Your card pays $0.00" in details
    assert " Book " in details
    assert "Continue" not in details
