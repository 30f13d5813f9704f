"""Receipts: their numbers, what they say, and who may open them."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.accounts.models import User
from app.availability.actions import Claim, book
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import BookingState, LineKind, RefundState
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.refunds import refundable_cents
from app.catalog.models import Service
from app.core.db import session
from app.receipts import actions
from app.receipts.actions import issue_receipts, next_number
from app.receipts.copy import document_of
from app.receipts.models import Receipt, ReceiptCounter
from app.receipts.queries.receipts import contents_of, orders_without_receipts, receipts_of
from app.receipts.tasks import issue_missing
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.slot_choice import Destination
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from tests import database
from tests.email.outbox import Outbox
from tests.factories import add, first_option, make_booking, make_order, make_service, make_user, make_venue
from tests.paid_day import MASSAGE, ORDER, SAUNA, SCALP, TUESDAY, booking_called, confirm, make_day, pay
from tests.sale_factories import make_offer, make_pass
from tests.sizes import sized
from tests.support import NOW, Jobs, sign_in, utc
from tests.tabs import DONE, in_tabs, read_together

TABS = 6


@pytest.fixture
def order(client: FlaskClient) -> Order:
    """Return a paid order at two venues, with its guest logged in and its receipts issued."""
    order = make_day()
    sign_in(client, session.get_one(User, order.user_id))
    issue_receipts(order_id=order.id)
    session.commit()
    return order


def refunded(cents: int) -> Refund:
    """Refund some of the massage, as if Stripe had made it."""
    booking = booking_called(MASSAGE)
    [refund] = issue_refund(booking_id=booking.id, cents=cents, left=refundable_cents(booking), reason="Cold room.")
    refund.state = RefundState.SUCCEEDED
    session.flush()
    return refund


def pdf_text(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    [page] = pypdfium2.PdfDocument(response.data)
    return " ".join(page.get_textpage().get_text_range().split())


def paid_orders(number: int) -> list[int]:
    """Return paid orders of one venue without receipts."""
    service, orders = make_service(make_venue(), capacity=8), []
    for _ in range(number):
        order = make_order(user=make_user())
        confirm(make_booking(service, TUESDAY, order=order))
        orders.append(pay(order).id)
    session.commit()
    return orders


def numbers() -> list[int]:
    return list(session.scalars(select(Receipt.number).order_by(Receipt.number)))


def test_jobs_at_once_number_without_gaps(app: Flask, db: None, now: None) -> None:
    orders = paid_orders(TABS)
    outcomes = in_tabs(app, lambda tab: issue_receipts(order_id=orders[tab]), tabs=TABS)
    assert outcomes == [DONE] * TABS
    assert numbers() == list(range(1, TABS + 1))


def test_jobs_at_once_collide_without_the_counter(
    app: Flask, db: None, now: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Count the receipts instead of locking the counter: all have counted before any of them numbers."""

    def counted(venue_id: int, year: int) -> int:
        which = Receipt.venue_id == venue_id, Receipt.year == year
        return (session.scalar(select(func.max(Receipt.number)).where(*which)) or 0) + 1

    monkeypatch.setattr(actions, "next_number", read_together(counted, tabs=TABS))
    orders = paid_orders(TABS)
    outcomes = in_tabs(app, lambda tab: issue_receipts(order_id=orders[tab]), tabs=TABS)
    assert outcomes == [DONE, *["uq_receipt_venue_id_year_number"] * (TABS - 1)]


@settings(max_examples=sized(100, 15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from([2025, 2026]), st.booleans()), max_size=12))
def test_a_rollback_leaves_no_gap(app: Flask, steps: list[tuple[int, int, bool]]) -> None:
    with app.app_context():
        try:
            venues = [make_venue().id, make_venue().id]
            session.commit()
            kept: dict[tuple[int, int], int] = {}
            for which, year, commits in steps:
                number = next_number(venues[which], year)
                assert number == kept.get((which, year), 0) + 1
                if commits:
                    session.commit()
                    kept[which, year] = number
                else:
                    session.rollback()
            assert session.scalar(select(func.sum(ReceiptCounter.last_number))) == (sum(kept.values()) or None)
        finally:
            database.empty()


def test_each_venue_of_an_order_has_its_own_number_and_repeating_changes_nothing(order: Order) -> None:
    issue_receipts(order_id=order.id)
    found = receipts_of(order.id)
    assert [one.seller_name for one in found] == ["Hazel Bodywork", "Alder & Salt"]
    assert [one.name for one in found] == [f"V{one.venue_id}-2026-000001" for one in found]


def test_year_of_a_number_is_that_of_the_payment_at_the_venue(client: FlaskClient) -> None:
    [order_id] = paid_orders(1)
    session.get_one(Order, order_id).settled_at = utc("2027-01-01 07:30")  # New Year's Eve in Portland
    issue_receipts(order_id=order_id)
    assert [(one.year, one.number) for one in receipts_of(order_id)] == [(2026, 1)]


def test_refund_gets_a_receipt_once_stripe_has_made_it(client: FlaskClient, order: Order, jobs: Jobs) -> None:
    refund = refunded(2000)
    assert orders_without_receipts(limit=5) == [order.id]
    issue_missing()
    session.commit()
    issue_receipts(order_id=order.id)
    session.commit()
    hazel = [one for one in receipts_of(order.id) if one.seller_name == "Hazel Bodywork"]
    assert [(one.number, one.refund_id) for one in hazel] == [(1, None), (2, refund.id)]
    said = pdf_text(client, f"/receipts/{hazel[1].public_id}.pdf")
    for text in ("Refund receipt", "2026-000002", "−$20.00", refund.public_id, "Unwinding massage"):
        assert text in said


def test_package_and_its_refund_get_receipts(client: FlaskClient, order: Order) -> None:
    venue = session.scalars(select(Venue).where(Venue.name == "Hazel Bodywork")).one()
    option = first_option(
        session.scalars(select(Service).where(Service.venue_id == venue.id)).first() or pytest.fail("no service")
    )
    bought = make_pass(session.get_one(User, order.user_id), make_offer(option))
    refund = {"amount_cents": 24000, "reason": "You asked.", "state": RefundState.SUCCEEDED, "ended_at": NOW}
    add(Refund(order_id=bought.order_id, **refund))
    assert bought.order_id in orders_without_receipts(limit=5)
    issue_receipts(order_id=bought.order_id)
    assert bought.order_id not in orders_without_receipts(limit=5)
    session.commit()
    found = contents_of(receipts_of(bought.order_id))
    assert [(one.receipt.venue_id, one.cents) for one in found] == [(venue.id, 40000), (venue.id, -24000)]
    number = session.get_one(Order, bought.order_id).public_id
    page = client.get(f"/orders/{number}/receipt").text
    assert "Five massages" in page
    assert found[0].receipt.name in page
    assert f"/orders/{number}/receipt" in client.get("/account/payments").text


def test_receipt_names_the_seller_the_lines_the_tax_and_the_company(client: FlaskClient, order: Order) -> None:
    session.scalars(select(Venue).where(Venue.name == "Hazel Bodywork")).one().legal_name = "Too late LLC"
    client.post(f"/orders/{ORDER}/receipt", data={"company": "Acme #pagebreak() Inc.", "reference": "PO 17"})
    receipt = receipts_of(order.id)[0]
    said = pdf_text(client, f"/receipts/{receipt.public_id}.pdf")
    for text in ("Hazel Bodywork", "3128 SE Division St", "Acme #pagebreak() Inc.", "PO 17", "Visa 4242", "Tax $0.00"):
        assert text in said
    assert "Paid $139.00" in said
    assert "Policy you agreed to Paid in full. Free cancellation up to 24 hours before the start. After that," in said
    assert "Too late" not in said
    page = client.get(f"/orders/{ORDER}/receipt").text
    assert "2026-000001" in page
    assert f"/receipts/{receipt.public_id}.pdf" in page


def policies(order: Order) -> list[list[str]]:
    """Return what each receipt of an order says about its policy, with the heading."""
    session.expire_all()
    return [list(document_of(one).policy) for one in contents_of(receipts_of(order.id))]


def test_receipts_keep_what_the_guest_agreed_to(client: FlaskClient, order: Order) -> None:
    """A venue may let guests cancel for free after a change."""
    before, booking = policies(order)[0], booking_called(MASSAGE)
    booking.cancel_keep_percent = 0
    refunded(2000)
    issue_receipts(order_id=order.id)
    session.commit()
    assert "After that, no refund. No refund for a no-show." in before[1]
    hazel = [said for said in policies(order) if said[1] == before[1]]
    assert hazel == [before, before], "the payment, and the refund"
    assert before[1] in client.get(f"/orders/{ORDER}/receipt").text


def test_receipt_numbered_after_a_reschedule_says_what_was_agreed_before(client: FlaskClient) -> None:
    order, booking = make_day(), booking_called(MASSAGE)
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at)])
    to = Destination(TUESDAY + timedelta(hours=2), TUESDAY + timedelta(hours=3))
    reschedule_by_venue(booking_id=booking.id, to=to, sequence=booking.sequence)
    issue_receipts(order_id=order.id)
    assert booking.cancel_keep_percent == 0
    assert policies(order)[0][1].endswith("After that, no refund. No refund for a no-show.")


def leave(order: Order, massage: int, scalp: int, sauna: int, *, credit: int = 0) -> None:
    """Leave so many cents of each booking for later, and pay some of the massage with store credit."""
    for called, cents in ((MASSAGE, massage), (SCALP, scalp), (SAUNA, sauna)):
        which = OrderLine.booking_id == booking_called(called).id, OrderLine.kind == LineKind.BOOKING
        line = session.scalars(select(OrderLine).where(*which)).one()
        line.later_cents, line.credit_cents = cents, credit if called == MASSAGE else 0
    order.later_cents, order.credit_cents = massage + scalp + sauna, credit
    session.commit()


def test_receipt_says_what_credit_paid_and_what_is_due_later(client: FlaskClient) -> None:
    order = make_day()
    leave(order, 3000, 0, 4800, credit=2000)
    booking_called(MASSAGE).payment_terms = PaymentTerms.DEPOSIT
    issue_receipts(order_id=order.id)
    [only] = receipts_of(order.id)  # nothing was charged for the sauna
    [said] = contents_of([only])
    document = document_of(said)
    assert (said.cents, document.total) == (10900, ("Total", "$139.00"))
    assert document.after == [
        ("Paid, store credit", "$20.00"),
        ("Paid, Visa 4242", "$89.00"),
        ("Due later when you booked, Hazel Bodywork", "$30.00"),
    ]
    assert ("Paid with", "Visa 4242 and store credit") in document.facts
    said.lines[0].venue_credit_cents = 2000
    assert ("Paid with", "Visa 4242 and credit at Hazel Bodywork") in document_of(said).facts
    said.lines[0].venue_credit_cents = 0
    booking_called(MASSAGE).later_cents = 0  # paid meanwhile: the receipt says what was due then
    sign_in(client, session.get_one(User, order.user_id))
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(f"/orders/{ORDER}/receipt").text).split())
    for policy in (
        "Unwinding massage: Deposit. Free cancellation up to 24 hours before the start. After that, no refund of the"
        " deposit. No refund of the deposit for a no-show.",
        "Scalp and neck: Paid in full. Free cancellation up to 24 hours before the start. After that, no refund. No"
        " refund for a no-show.",
    ):
        assert policy in document.policy
        assert policy in page
    assert "Due at venue" not in page
    assert "Due later when you booked, Hazel Bodywork $30.00" in page
    assert "What is paid later isn’t on this receipt." in page
    assert "What is paid later isn’t on this receipt." in document.notes
    booking_called(MASSAGE).state = BookingState.CANCELED
    assert document_of(said).after == document.after
    leave(order, 7700, 6200, 4800)
    session.delete(only)
    session.flush()
    assert orders_without_receipts(limit=5) == []


def test_guest_gets_the_receipts_of_an_order_by_email(
    client: FlaskClient, order: Order, jobs: Jobs, outbox: Outbox
) -> None:
    client.post(f"/orders/{ORDER}/receipt/email")
    jobs.run()
    [mail] = outbox.mails("wren@example.com")
    assert [each["name"] for each in mail["attachments"]] == [f"receipts-{ORDER}.pdf"]
    assert "$187.00" in mail["text"]


def test_admin_downloads_all_receipts_of_a_venue(client: FlaskClient, order: Order) -> None:
    refunded(2000)
    issue_receipts(order_id=order.id)
    sign_in(client, make_user(role=Role.ADMIN))
    session.commit()
    slug = session.scalars(select(Venue.slug).where(Venue.name == "Hazel Bodywork")).one()
    address = f"/admin/finance/{slug}"
    assert "receipts.pdf?period=2026-05" in client.get(f"{address}?period=2026-05").text
    assert len(pypdfium2.PdfDocument(client.get(f"{address}/receipts.pdf?period=2026").data)) == 2
    rows = client.get(f"{address}/receipts.csv?period=2026-05").text.splitlines()
    assert [row.rsplit(",", 1)[1] for row in rows[1:]] == ["139.00", "-20.00"]
    assert client.get(f"{address}/receipts.csv?period=2025").status_code == 404


def test_receipts_of_others_are_not_found(client: FlaskClient, order: Order) -> None:
    address = f"/receipts/{receipts_of(order.id)[0].public_id}.pdf"
    sign_in(client, make_user())
    session.commit()
    assert client.get(address).status_code == 404


def test_guest_sees_all_payments_and_refunds(client: FlaskClient, order: Order) -> None:
    refunded(2000)
    order.credit_cents = 1500
    session.commit()
    page = client.get("/account/payments").text
    assert "$187.00" in page
    assert "−$20.00" in page
    assert "Payment with store credit" in page
    venues = re.findall(r"<b>(.*?)</b>", page)
    assert sorted(venues) == ["Alder &amp; Salt, Hazel Bodywork"] * 2 + ["Hazel Bodywork"], "a refund has one venue"
    assert client.get("/account/payments?page=2").status_code == 200


def test_owner_sets_the_name_on_new_receipts(client: FlaskClient, order: Order) -> None:
    venue = session.scalars(select(Venue).where(Venue.name == "Hazel Bodywork")).one()
    sign_in(client, session.get_one(User, venue.owner_id))
    assert client.post("/venue/payouts/receipts", data={"name": "Hazel Bodywork LLC"}).status_code == 303
    refunded(500)
    issue_receipts(order_id=order.id)
    session.commit()
    hazel = [one for one in receipts_of(order.id) if one.venue_id == venue.id]
    assert [one.seller_name for one in hazel] == ["Hazel Bodywork", "Hazel Bodywork LLC"]
    assert client.get(f"/venue/payouts/receipts/{hazel[1].public_id}.pdf").status_code == 200
