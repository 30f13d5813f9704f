"""Tax is charged with what an order charges, kept for who pays it, and returned with refunds."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts.models import User
from app.bookings.actions.cancel import cancel_booking, complete_finished
from app.bookings.actions.later import plan_fee, plan_link
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import Actor, BookingState, LineKind, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.charges import charges_of
from app.bookings.queries.desk_payments import due_cents
from app.bookings.taxes import Before, before_change, lower_taxes
from app.cart.queries import cart_of_user, view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.deals.enums import DealFunder
from app.finance.queries.taxes import tax_totals, without_rules
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.payments.models import Payment
from app.payments.session_requests import request_for
from app.payouts.actions.transfers import _parts
from app.receipts.actions import issue_receipts
from app.receipts.copy import document_of
from app.receipts.queries.receipts import contents_of, receipts_of
from app.statements.periods import period_of
from app.statements.queries.statement import statement_of
from app.tax.enums import Remitter
from app.tax.models import TaxRule
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from tests.factories import make_deal
from tests.payments.test_ledger import paid
from tests.payments.test_settle import checked_out, massage, page_of
from tests.sale_factories import make_tax_rule
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, sign_in

__all__ = ["massage"]

PRICE, STATE, CITY = 11000, 715, 424  # 6.5% and 3.85%, rounded half up


@pytest.fixture
def service(massage: Service) -> Service:
    make_tax_rule(massage, rate=6500, taxes_fees=True)
    city = session.get_one(Venue, massage.venue_id).city
    make_tax_rule(massage, rate=3850, locality=city, jurisdiction="Portland", remitter=Remitter.VENUE)
    return massage


def taxes(order: Order) -> list[tuple[str, int]]:
    query = select(OrderLine.text, OrderLine.amount_cents).where(OrderLine.order_id == order.id)
    return [(text, cents) for text, cents in session.execute(query.where(OrderLine.kind == LineKind.TAX))]


def owed() -> tuple[int, int, int]:
    """Return what we owe jurisdictions, venues, and guests, in cents."""
    session.commit()
    found = balances()
    assert sum(found.values()) == 0
    return tuple(
        -found.get(each, 0) for each in (Account.TAX_PAYABLE, Account.VENUE_PAYABLE, Account.GUEST_PREPAYMENTS)
    )  # type: ignore[return-value]


def reported(booking: Booking) -> dict[str, tuple[int, int]]:
    """Return the taxable amount and the tax until the day after a booking, by jurisdiction."""
    totals = tax_totals(NOW, booking.ends_at + timedelta(days=1))
    return {each.rule.jurisdiction: (each.taxable_cents, each.cents) for each in totals}


def end(booking: Booking) -> None:
    with clock.pinned(booking.ends_at + timedelta(hours=2)):
        complete_finished()


def test_taxes_are_frozen_with_the_order_and_due_to_who_pays_them_once_earned(
    service: Service, stripe: StripeSandbox
) -> None:
    order = checked_out(service)
    assert taxes(order) == [("Tax, Oregon (6.5%)", STATE), ("Tax, Portland (3.85%)", CITY)]
    assert order.total_cents == PRICE + STATE + CITY
    booking = paid(order, stripe)
    booking.commission_bps = 1000
    assert owed() == (0, 0, PRICE + STATE + CITY)
    end(booking)
    assert owed() == (STATE, PRICE - 1100 + CITY, 0)
    [charge] = charges_of([booking.id])
    [part, rest] = _parts(charge, 1)
    assert (part.cents, part.commission_cents, rest.cents) == (PRICE - 1100 + CITY, 1100, 0)
    assert reported(booking) == {"Oregon": (PRICE, STATE), "Portland": (PRICE, CITY)}
    venue = session.get_one(Venue, service.venue_id)
    month = period_of(f"{booking.ends_at:%Y-%m}")
    assert month is not None
    assert statement_of(venue, month).tax == CITY


def test_only_some_rules_tax_what_we_pay_of_a_sitewide_deal(service: Service, stripe: StripeSandbox) -> None:
    session.execute(update(TaxRule).where(TaxRule.jurisdiction == "Oregon").values(taxes_funded=True))
    make_deal(percent=20, funder=DealFunder.PLATFORM)
    order, city = checked_out(service), 339
    assert taxes(order) == [("Tax, Oregon (6.5%)", STATE), ("Tax, Portland (3.85%)", city)]
    assert order.total_cents == 8800 + STATE + city
    booking = paid(order, stripe)
    end(booking)
    assert owed() == (STATE, PRICE + city, 0)
    assert reported(booking) == {"Oregon": (PRICE, STATE), "Portland": (8800, city)}
    issue_refund(booking_id=booking.id, cents=order.total_cents, left=order.total_cents, reason="The room was cold.")
    assert (owed(), balances()[Account.PLATFORM_DISCOUNTS]) == ((0, 0, order.total_cents), 0)


@pytest.mark.parametrize(
    ("price", "funded", "state", "city"),
    [(8000, 0, STATE - 520, 31), (7000, 4000, 0, 69)],
    ids=["we pay less", "we pay more"],
)
def test_a_cheaper_time_returns_tax_on_what_we_pay_of_a_sitewide_deal_too(
    price: int, funded: int, state: int, city: int, service: Service, stripe: StripeSandbox
) -> None:
    session.execute(update(TaxRule).where(TaxRule.jurisdiction == "Oregon").values(taxes_funded=True))
    make_deal(percent=20, funder=DealFunder.PLATFORM)
    booking = paid(checked_out(service), stripe)
    before = before_change(booking)
    assert (before, booking.tax_cents, booking.fee_tax_cents) == (Before(8800, 2200), STATE + 339, STATE)
    booking.list_cents, booking.price_cents = price + funded, price
    booking.discount_cents = booking.funded_cents = funded
    assert lower_taxes(booking, 8800 - price, before=before) == state + city
    assert (booking.tax_cents, booking.fee_tax_cents) == (STATE - state + 339 - city, STATE - state)


def test_a_full_refund_after_the_booking_returns_all_tax(service: Service, stripe: StripeSandbox) -> None:
    booking = paid(checked_out(service), stripe)
    end(booking)
    everything = PRICE + STATE + CITY
    issue_refund(booking_id=booking.id, cents=everything, left=everything, reason="The room was cold.")
    assert owed() == (0, 0, everything)
    assert session.scalars(select(Refund.tax_cents)).one() == STATE + CITY


def test_a_late_cancellation_keeps_tax_only_where_fees_are_taxed(service: Service, stripe: StripeSandbox) -> None:
    booking = paid(checked_out(service), stripe)
    booking.cancel_free_hours, booking.cancel_keep_percent = 24, 50
    with clock.pinned(booking.starts_at - timedelta(hours=1)):
        done = cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None)
    assert done.refund_cents == PRICE + STATE + CITY - 5500 - 358
    assert owed() == (358, 5500, done.refund_cents)
    assert reported(booking) == {"Oregon": (5500, 358)}
    refund = session.scalars(select(Refund)).one()
    assert refund.tax_cents == STATE + CITY - 358
    refund.state = RefundState.SUCCEEDED
    issue_receipts(order_id=refund.order_id)
    [_payment, receipt] = contents_of(receipts_of(refund.order_id))
    taxes_back = [("Tax, Oregon (6.5%)", "−$3.57"), ("Tax, Portland (3.85%)", "−$4.24")]
    assert document_of(receipt).lines == [("Refund", "−$55.00"), *taxes_back]


def test_a_deposit_is_charged_with_its_tax_and_the_rest_and_fees_with_theirs(
    service: Service, stripe: StripeSandbox
) -> None:
    venue = session.get_one(Venue, service.venue_id)
    venue.payment_terms, venue.deposit_percent = PaymentTerms.DEPOSIT_THEN_CARD, 25
    order = checked_out(service)
    assert (order.due_now_cents, order.later_cents) == (2750 + 179 + 106, 8250)
    [booking] = bookings_of_order(order.id)
    assert booking.later_taxed
    booking.state = BookingState.CANCELED
    fee = plan_fee(booking, 4000)
    assert fee is not None
    assert taxes(fee) == [("Tax, Oregon (6.5%)", 260)]
    link = plan_link(booking, 8250, key="key", until=NOW + timedelta(days=1))
    assert (link.total_cents, due_cents(booking.id)) == (8250 + 536 + 318, 8250)


def test_payment_page_and_receipt_add_up_with_tax(service: Service, stripe: StripeSandbox) -> None:
    order = checked_out(service)
    page_of(order)
    request = request_for(session.scalars(select(Payment)).one())
    assert sum(line.each_cents * line.quantity for line in request.lines) == order.total_cents
    paid(order, stripe)
    issue_receipts(order_id=order.id)
    [receipt] = contents_of(receipts_of(order.id))
    assert document_of(receipt).lines[1:] == [("Tax, Oregon (6.5%)", "$7.15"), ("Tax, Portland (3.85%)", "$4.24")]


def test_cart_shows_the_total_with_tax(service: Service) -> None:
    order = checked_out(service)
    held = [booking.id for booking in bookings_of_order(order.id)]
    view = view_of(cart_of_user(order.user_id or 0), except_bookings=held)
    assert (view.price_cents, view.total_cents) == (PRICE, order.total_cents)


def test_guests_read_each_tax_before_they_pay(service: Service, stripe: StripeSandbox, client: FlaskClient) -> None:
    order = checked_out(service)
    sign_in(client, session.get_one(User, order.user_id))
    for path in ("/cart/", f"/checkout/{order.public_id}"):
        page = client.get(path).text
        for text in ("Tax, Oregon (6.5%)", "Tax, Portland (3.85%)", "$121.39"):
            assert text in page, path
    assert "Your total includes tax." in page


def test_what_has_no_rule_is_listed_and_not_taxed(massage: Service, stripe: StripeSandbox) -> None:
    rule = make_tax_rule(massage, locality="Elsewhere")
    order = checked_out(massage)
    paid(order, stripe)
    assert (taxes(order), order.total_cents) == ([], PRICE)
    [missing] = without_rules()
    assert (missing.category_id, missing.cities, missing.venues, missing.bookings) == (
        massage.category_id, [session.get_one(Venue, massage.venue_id).city], 1, 1,
    )  # fmt: skip
    rule.locality, rule.rate = "", 0
    session.flush()
    assert without_rules() == []
