"""What venues owe and transfers don't cover is invoiced; a card, our bank, transfers, or a write-off settle it."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.enums import Role
from app.bookings.enums import OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import queue
from app.dispute_pages import copy
from app.invoices import copy as words
from app.invoices import emails
from app.invoices.actions import NewSettlement, issue_invoices, settle, start_payment, undo_settlement
from app.invoices.queries import lines_of
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.queries import balances
from app.orders.actions.fulfillment import expire_order
from app.payments import gateway_flows as payments
from app.payments.models import Payment
from app.payouts.gateway_flows import return_to_venue
from app.payouts.models import PayoutAccount, Transfer
from app.payouts.queries.transfers import owed_by_venue
from app.receivables.enums import SettlementKind
from app.receivables.models import VenueSettlement
from app.receivables.queries import invoices_of
from app.venues.models import Venue
from tests.disputes.test_reading import decide
from tests.disputes.test_reading import read as read_dispute
from tests.email.outbox import Outbox
from tests.factories import make_user, make_venue
from tests.finance.test_reconciliation import open_differences, reconcile
from tests.pages import flashed, read
from tests.payments.test_ledger import after, booking, refund
from tests.payments.test_settle import massage, order, page_of
from tests.payouts.test_transfers import account, pay
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs, sign_in

__all__ = ["account", "booking", "massage", "order"]

PAGE = "/venue/payouts/invoices/"
LATER = NOW + timedelta(days=45)


@pytest.fixture
def venue(booking: Booking, account: PayoutAccount, stripe: StripeSandbox) -> Venue:
    """Return a venue that owes us $50 for a refund after its payout, a day after it got an invoice for that."""
    after(booking)
    pay(booking)
    stripe.pay_out(account.stripe_id or "")
    refund(booking, 5000)
    pay(booking)
    for days in (20, 44, 45):
        with clock.pinned(NOW + timedelta(days=days)):
            issue_invoices()
            session.commit()
    return session.get_one(Venue, account.venue_id)


def opened(venue: Venue) -> list[tuple[int, int]]:
    """Return what each invoice was for, and what is open of it."""
    session.rollback()
    return [(each.invoice.amount_cents, each.open_cents) for each in invoices_of(venue.id)]


def pay_invoices(venue: Venue, stripe: StripeSandbox) -> Order:
    """Pay all open invoices of a venue by card."""
    order = start_payment(venue_id=venue.id, user=make_user(), text="Invoices")
    stripe.pay(page_of(order))
    payments.catch_up(order.id)
    session.commit()
    return order


def receivable() -> int:
    return balances().get(Account.VENUE_RECEIVABLE, 0)


def test_owner_gets_one_invoice_by_email_that_says_what_it_is_for(venue: Venue) -> None:
    [standing] = invoices_of(venue.id)
    invoice, [line] = standing.invoice, lines_of(standing.invoice)
    assert (invoice.name, invoice.amount_cents, f"{invoice.due_on}") == ("2026-0001", 5000, "2026-07-11")
    returned = session.scalars(select(Refund)).one()
    assert (line.cents, line.refund, line.booking is not None) == (5000, returned, True)
    sent = emails.issued(standing, [line])
    assert sent.letter.subject == "Invoice 2026-0001: $50.00, due Jul 11, 2026"
    assert [(file.name, file.content[:5]) for file in sent.attachments] == [("invoice-2026-0001.pdf", b"%PDF-")]
    assert f"Refund {returned.public_id}" in f"{sent.letter.blocks}"


def test_owner_is_reminded_when_an_invoice_is_due_and_twice_later_until_it_is_settled(
    client: FlaskClient, venue: Venue, jobs: Jobs, outbox: Outbox
) -> None:
    [standing] = invoices_of(venue.id)
    owner, number = standing.invoice.venue.owner.email, standing.invoice.name
    jobs.run()
    before = len(outbox.mails(owner))

    def remind(*days: int) -> list[str]:
        for late in days:
            with clock.pinned(datetime.combine(standing.invoice.due_on, time(17), UTC) + timedelta(days=late)):
                queue.tasks["invoices.remind_all"].func(0)
                jobs.run()
        return [mail["subject"] for mail in outbox.mails(owner)[before:]]

    due, overdue = f"Invoice {number} is due: $50.00", f"Invoice {number} is overdue: $50.00"
    assert remind(-1) == []
    assert remind(0, 1, 6) == [due]
    assert remind(7, 8) == [due, overdue]
    sign_in(client, make_user(role=Role.ADMIN))
    with clock.pinned(LATER + timedelta(days=30)):
        assert "Overdue: $50.00" in read(client, "/admin/invoices")
        assert "Overdue invoices to venues: 1." in read(client, "/admin/finance")
    session.refresh(venue, ["owner"])
    sign_in(client, venue.owner)
    with clock.pinned(LATER + timedelta(days=30)):
        assert "It’s overdue." in read(client, "/venue/payouts/")
    paid = NewSettlement(SettlementKind.BANK, 5000, LATER.date(), "7")
    settle(paid, venue_id=venue.id, user_id=make_user().id, today=LATER.date())
    session.commit()
    assert remind(14, 40) == [due, overdue]


def test_owner_pays_by_card(client: FlaskClient, venue: Venue, stripe: StripeSandbox) -> None:
    session.refresh(venue, ["owner"])
    sign_in(client, venue.owner)
    assert "You have an open invoice: $50.00" in read(client, "/venue/payouts/")
    for _ in range(2):  # who goes back and presses it again pays once
        assert client.post(f"{PAGE}pay").location.startswith(stripe.url)
    assert owed_by_venue(venue.id) == 0, "a transfer must not keep it too"
    with pytest.raises(Conflict):
        start_payment(venue_id=venue.id, user=venue.owner, text="Again")
    order = session.scalars(select(Order).where(Order.state == OrderState.PENDING)).one()
    stripe.pay(page_of(order))
    assert client.get(f"/orders/{order.public_id}").location == PAGE
    assert "You paid $50.00." in flashed(client, PAGE)
    assert "Settled" in read(client, PAGE)
    assert "2026-0001" in read(client, f"{PAGE}{invoices_of(venue.id)[0].invoice.public_id}")
    assert (opened(venue), receivable()) == ([(5000, 0)], 0)
    assert client.post(f"{PAGE}pay").location == PAGE
    assert "nothing to pay" in flashed(client, PAGE)
    assert order.public_id not in read(client, "/account/payments"), "it's the venue's, not the person's"


def test_payment_that_arrives_after_the_invoice_was_settled_is_refunded(venue: Venue, stripe: StripeSandbox) -> None:
    user = make_user(role=Role.ADMIN)
    order = start_payment(venue_id=venue.id, user=user, text="Invoices")
    page = page_of(order)
    expire_order(order_id=order.id)
    settle(
        NewSettlement(SettlementKind.BANK, 5000, LATER.date(), "7"),
        venue_id=venue.id,
        user_id=user.id,
        today=LATER.date(),
    )
    stripe.pay(page)
    payments.catch_up(order.id)
    session.commit()
    back = session.scalars(select(Refund).where(Refund.order_id == order.id)).one()
    payments.pay_refund(back.id)
    session.commit()
    assert (order.state, back.amount_cents, receivable(), opened(venue)) == (OrderState.REFUNDED, 5000, 0, [(5000, 0)])
    reconcile(days=60)
    assert open_differences() == []


def test_venue_owes_again_what_its_owners_bank_took_back_and_no_longer_what_it_returned(
    venue: Venue, stripe: StripeSandbox
) -> None:
    order = pay_invoices(venue, stripe)
    intent = session.scalars(select(Payment.payment_intent_id).where(Payment.order_id == order.id)).one() or ""
    number = stripe.dispute(intent)["id"]
    read_dispute(number)
    assert (opened(venue), receivable()) == ([(5000, 0)], 0), "while the bank decides, it counts as paid"
    lost = decide(stripe, number, "lose")
    assert "the venue owes us the amount again" in copy.prepaid(order)
    assert (lost.written_off_cents, receivable()) == (0, 5000)
    with clock.pinned(LATER + timedelta(days=31)):
        issue_invoices()
        session.commit()
    assert opened(venue) == [(5000, 5000), (5000, 0)]
    [line] = lines_of(invoices_of(venue.id)[0].invoice)
    assert words.why(line).startswith("Your bank took back your payment of invoices, ")
    pay_invoices(venue, stripe)
    decide(stripe, number, "reinstate")
    stripe.set_clock(LATER)  # by then, what was paid is available
    return_to_venue(venue.id)
    session.commit()
    assert (receivable(), owed_by_venue(venue.id)) == (0, 0)
    assert session.scalars(select(Transfer.amount_cents).where(Transfer.order_id.is_(None))).all() == [5000]


def test_admin_records_what_the_venue_paid_and_writes_off_the_rest(client: FlaskClient, venue: Venue) -> None:
    page = f"/admin/invoices/{invoices_of(venue.id)[0].invoice.public_id}"
    with clock.pinned(LATER):
        sign_in(client, make_user(role=Role.ADMIN))
        assert "2026-0001" in read(client, "/admin/invoices")
        sent = {"amount": "60", "paid_on": "2026-06-20", "reference": "Wire 7"}
        assert "is open now" in client.post(f"{page}/pay", data=sent).text
        assert client.post(f"{page}/pay", data={**sent, "amount": "20"}).status_code == 303
        assert opened(venue) == [(5000, 3000)]
        assert client.post(f"{page}/write-off", data={"loss": "30", "reason": "Closed."}).status_code == 303
        assert "Written off" in read(client, page)
        assert client.get(f"{page}.pdf").data.startswith(b"%PDF-")
        undo = re.findall(r'href="(/admin/settlements/[^"]+)"', client.get(page).text)[-1]
        assert "Hazel Bodywork owes us $20.00 again" in read(client, undo)
        assert client.post(undo, data={"why": ""}).status_code == 422
        assert client.post(undo, data={"why": "Of another venue."}).status_code == 303
        assert "Of another venue." in read(client, page)
        assert client.post(undo, data={"why": "Again."}).status_code == 422
        assert opened(venue) == [(5000, 2000)]
        assert client.post(f"{page}/pay", data={**sent, "amount": "20"}).status_code == 303
    assert (opened(venue), balances()[Account.PLATFORM_BANK], balances()[Account.WRITE_OFFS]) == (
        [(5000, 0)],
        2000,
        3000,
    )


STEPS = st.lists(
    st.tuples(st.sampled_from(["owe", "keep", "bank", "write_off", "undo", "issue"]), st.integers(60, 900)), max_size=12
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_is_open_of_all_invoices_is_what_the_venue_owes(db: None, steps: list[tuple[str, int]]) -> None:
    venue, user = make_venue(), make_user()
    for number, (step, cents) in enumerate([*steps, ("issue", 0)]):
        with clock.pinned(NOW + timedelta(days=31 * number)):
            take_a_step(step, cents, f"{venue.id}-{number}", venue, user.id)
            left, found = owed_by_venue(venue.id), invoices_of(venue.id)
            assert sum(each.open_cents for each in found) <= left
            if step == "issue" and left >= 900:
                assert sum(each.open_cents for each in found) == left
            # The oldest is settled first: only the oldest open one may be settled in part.
            still_open = [each for each in found if each.open_cents]
            assert all(each.open_cents == each.invoice.amount_cents for each in still_open[:-1])
    session.rollback()


def take_a_step(step: str, cents: int, key: str, venue: Venue, user_id: int) -> None:
    """Let a venue owe more, keep some from a transfer, record a payment or a write-off or undo it, or send invoices."""
    owes = debit(Account.VENUE_RECEIVABLE, cents, venue_id=venue.id)
    less = credit(Account.VENUE_RECEIVABLE, min(cents, owed_by_venue(venue.id)), venue_id=venue.id)
    if step == "issue":
        issue_invoices()
    elif step == "undo":
        recorded = VenueSettlement.venue_id == venue.id, VenueSettlement.undone_at.is_(None)
        for public_id in session.scalars(select(VenueSettlement.public_id).where(*recorded).limit(1)).all():
            undo_settlement(public_id=public_id, why="By mistake.", user_id=user_id)
    elif step == "owe":
        record_entries(
            [Entry(LedgerEvent.RECEIVABLE, key, [owes, credit(Account.VENUE_PAYABLE, cents, venue_id=venue.id)])]
        )
    elif less.amount_cents == 0:
        return
    elif step == "keep":
        paid = debit(Account.VENUE_PAYABLE, -less.amount_cents, venue_id=venue.id)
        record_entries([Entry(LedgerEvent.TRANSFER, key, [less, paid])])
    else:
        new = NewSettlement(SettlementKind(step), -less.amount_cents, NOW.date(), "7")
        settle(new, venue_id=venue.id, user_id=user_id, today=NOW.date())
