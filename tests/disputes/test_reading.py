"""What disputes do to refunds, to what venues get, and to the ledger."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.core.jobs import queue
from app.credit.actions import take
from app.credit.models import VenueCredit
from app.credit.queries import credit_at
from app.disputes import gateway_flows
from app.disputes.enums import DisputeStatus
from app.disputes.models import Dispute
from app.disputes.shares import shares
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.ledger.queries import balances
from app.payments import gateway_flows as payments
from app.payments.models import Payment
from app.payouts.models import PayoutAccount
from app.venues.models import Venue
from tests.email.outbox import Outbox
from tests.payments.test_ledger import PRICE, after, booking, refund
from tests.payments.test_settle import deliver, massage, order
from tests.payouts.paid_venues import venue_pays
from tests.payouts.test_transfers import account, owed, pay, set_up, transferred
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs

__all__ = ["account", "booking", "massage", "order"]


def dispute(stripe: StripeSandbox, **about: int | str | bool) -> str:
    """Dispute the only payment as its cardholder, and read the dispute. Returns its id at Stripe."""
    made = stripe.dispute(session.scalars(select(Payment.payment_intent_id)).one() or "", **about)  # type: ignore[arg-type]
    read(made["id"])
    return str(made["id"])


def read(dispute_id: str) -> Dispute:
    gateway_flows.read_dispute(dispute_id)
    session.commit()
    return session.scalars(select(Dispute).where(Dispute.stripe_id == dispute_id)).one()


def decide(stripe: StripeSandbox, dispute_id: str, outcome: str, amount: int | None = None) -> Dispute:
    stripe.decide(dispute_id, outcome, amount)
    return read(dispute_id)


def books() -> dict[Account, int]:
    """Return the accounts that disputes move, in cents. Commits, so the entries balance."""
    session.commit()
    found = balances()
    assert sum(found.values()) == 0
    fees = (
        select(func.sum(LedgerPosting.amount_cents))
        .join(LedgerEntry)
        .where(LedgerEntry.event == LedgerEvent.DISPUTE_FEE, LedgerPosting.account == Account.STRIPE_FEES)
    )
    others = {one: found.get(one, 0) for one in (Account.DISPUTES, Account.WRITE_OFFS)}
    return {**others, Account.STRIPE_FEES: int(session.scalar(fees) or 0)}


def refunds() -> list[tuple[RefundState, int]]:
    session.expire_all()
    return [(one.state, one.amount_cents) for one in session.scalars(select(Refund).order_by(Refund.id))]


def settle(*, disputes: int = 0, write_offs: int = 0) -> dict[Account, int]:
    return {Account.DISPUTES: disputes, Account.WRITE_OFFS: write_offs, Account.STRIPE_FEES: 1500}


def test_lost_dispute_takes_the_booking_back_from_its_venue(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    booking.commission_bps = 800
    after(booking)
    pay(booking)
    made = dispute(stripe)
    assert books() == settle(disputes=PRICE)
    pay(booking)
    assert (transferred(stripe), owed()) == ([(PRICE - 880, PRICE - 880)], (PRICE - 880, 0))
    decide(stripe, made, "lose")
    pay(booking)
    assert (transferred(stripe), owed(), books()) == ([(PRICE - 880, PRICE - 880)], (0, 0), settle())
    assert balances().get(Account.COMMISSION, 0) == 0
    assert refunds() == [(RefundState.CHARGED_BACK, PRICE)]


def test_won_dispute_sends_the_venue_its_money_again(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    made = dispute(stripe)
    pay(booking)
    assert (transferred(stripe), owed()) == ([], (PRICE, 0))
    decide(stripe, made, "win")
    pay(booking)
    assert (transferred(stripe), owed(), books(), refunds()) == ([(PRICE, 0)], (0, 0), settle(), [])


def test_partly_won_dispute_costs_the_venue_only_the_rest(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    made = dispute(stripe)
    decide(stripe, made, "win", 8000)
    pay(booking)
    assert (transferred(stripe), refunds()) == ([(8000, 0)], [(RefundState.CHARGED_BACK, PRICE - 8000)])
    assert books() == settle()


def test_venue_that_was_paid_out_owes_us_what_the_bank_took(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    pay(booking)
    stripe.pay_out(account.stripe_id or "")
    made = dispute(stripe)
    pay(booking)
    assert owed() == (PRICE, PRICE)
    decide(stripe, made, "win")
    pay(booking)
    assert owed() == (0, 0)


@pytest.mark.parametrize("outcome", ["lose", "win"])
def test_refund_of_a_disputed_payment_waits_and_is_never_paid_twice(
    outcome: str, booking: Booking, stripe: StripeSandbox, jobs: Jobs
) -> None:
    made = dispute(stripe)
    cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None)
    jobs.run()
    assert refunds() == [(RefundState.BLOCKED, PRICE)]
    decide(stripe, made, outcome)
    jobs.run()
    assert refunds() == [(RefundState.SETTLED if outcome == "lose" else RefundState.SUCCEEDED, PRICE)]
    assert len(stripe.client().v1.refunds.list().data) == (outcome == "win")
    assert (books(), balances().get(Account.GUEST_PREPAYMENTS, 0)) == (settle(), 0)


def test_refund_that_was_due_is_blocked_when_the_dispute_is_read(booking: Booking, stripe: StripeSandbox) -> None:
    refund(booking, 3000)
    dispute(stripe)
    assert refunds() == [(RefundState.BLOCKED, 3000)]


def test_refund_that_stripe_refuses_finds_the_dispute_whose_event_was_lost(
    booking: Booking, stripe: StripeSandbox, jobs: Jobs
) -> None:
    made = stripe.dispute(session.scalars(select(Payment.payment_intent_id)).one() or "", amount=5000)
    refund(booking, PRICE)
    jobs.run()
    assert refunds() == [(RefundState.BLOCKED, PRICE)]
    decide(stripe, made["id"], "lose")
    jobs.run()
    assert refunds() == [(RefundState.SUCCEEDED, 6000), (RefundState.SETTLED, 5000)]


def test_refund_that_stripe_refuses_for_no_known_reason_fails_for_an_admin(
    booking: Booking, stripe: StripeSandbox, jobs: Jobs
) -> None:
    made = dispute(stripe, inquiry=True)
    with clock.pinned(NOW + timedelta(hours=1)):  # as if what we know were newer
        read(made)
    stripe.decide(made, "escalate")
    refund(booking, 1000)
    jobs.run()
    assert refunds() == [(RefundState.FAILED, 1000)]


def test_inquiry_moves_no_money_and_blocks_no_refund(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox, jobs: Jobs
) -> None:
    after(booking)
    made = dispute(stripe, inquiry=True)
    pay(booking)
    assert transferred(stripe) == [(PRICE, 0)]
    refund(booking, PRICE)
    jobs.run()
    assert refunds() == [(RefundState.SUCCEEDED, PRICE)]
    assert read(made).status is DisputeStatus.INQUIRY_CLOSED
    assert not any(books().values())


def test_loss_that_is_reversed_after_all_is_undone(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox, jobs: Jobs
) -> None:
    after(booking)
    refund(booking, 2000)
    made = dispute(stripe, amount=5000)
    decide(stripe, made, "lose")
    assert refunds() == [(RefundState.SETTLED, 2000), (RefundState.CHARGED_BACK, 3000)]
    decide(stripe, made, "reinstate", 4000)
    assert refunds() == [(RefundState.SETTLED, 1000), (RefundState.DUE, 1000)]
    assert books() == settle()
    pay(booking)
    assert transferred(stripe) == [(PRICE - 2000, 0)]


def test_refund_before_the_dispute_leaves_the_excess_to_us(booking: Booking, stripe: StripeSandbox, jobs: Jobs) -> None:
    refund(booking, 4000)
    jobs.run()
    made = dispute(stripe)
    decide(stripe, made, "lose")
    assert refunds() == [(RefundState.SUCCEEDED, 4000), (RefundState.CHARGED_BACK, 7000)]
    assert books() == settle(write_offs=4000)


def test_lost_dispute_takes_back_the_credit_that_the_guest_kept(
    booking: Booking, stripe: StripeSandbox, jobs: Jobs
) -> None:
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None, keep=True)
    order = session.get_one(Order, session.get_one(VenueOrder, booking.venue_order_id).order_id)
    (venue_id,) = session.scalars(select(VenueCredit.venue_id))
    user_id = order.user_id or 0
    take(user_id=user_id, order_id=order.id, parts={venue_id: 4000})
    set_up(venue_id, stripe)
    stripe.adjust_balance(20000, "topup")
    made = dispute(stripe)
    decide(stripe, made, "lose")
    jobs.run()
    read(made)
    assert books() == settle()
    found = balances()
    assert (credit_at(venue_id, user_id), found[Account.GUEST_CREDIT], found[Account.VENUE_RECEIVABLE]) == (
        0,
        -4000,
        4000,
    )
    venue_pays(venue_id)
    decide(stripe, made, "reinstate", 5000)
    jobs.run()
    read(made)
    assert (books(), credit_at(venue_id, user_id)) == (settle(), 1000), "the venue no longer owes what the guest used"
    assert (balances()[Account.VENUE_RECEIVABLE], transferred(stripe)) == (0, [(4000, 0)]), "it gets back what it paid"


def test_dispute_of_an_unknown_payment_is_recorded_and_ours(booking: Booking, stripe: StripeSandbox) -> None:
    made = stripe.dispute("pi_demo_7700_17")["id"]
    found = read(made)
    assert (found.order_id, books()) == (None, settle(disputes=7700))
    decide(stripe, made, "lose")
    assert books() == settle(write_offs=7700)


def test_dispute_that_arrives_before_its_payment_is_read_again_and_its_owner_told(
    client: FlaskClient, order: Order, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    payments.open_page(order.id)
    session.commit()
    stripe.pay(session.scalars(select(Payment.session_id)).one() or "", "4000000000000259")
    for taken in stripe.take("reversed"):
        if "dispute" in taken.type:
            assert deliver(client, taken) == 200
            jobs.run()
    assert session.scalars(select(Dispute.order_id)).all() == [None]
    payments.catch_up(order.id)
    queue.tasks["disputes.read_unknown"].func(0)
    jobs.run()
    owner = session.scalars(select(User.email).join(Venue, Venue.owner_id == User.id)).one()
    assert [each for each in outbox.mails(owner) if "disputes a payment" in each["subject"]]
    assert session.scalars(select(Dispute.order_id)).all() == [order.id]
    assert session.scalars(select(Order.refunds_blocked)).all() == [True]


def test_nightly_job_finds_disputes_whose_events_were_lost(booking: Booking, stripe: StripeSandbox, jobs: Jobs) -> None:
    made = stripe.dispute(session.scalars(select(Payment.payment_intent_id)).one() or "")["id"]
    queue.tasks["disputes.read_all"].func(0)
    jobs.run()
    assert session.scalars(select(Dispute.status)).all() == [DisputeStatus.NEEDS_RESPONSE]
    stripe.decide(made, "win")
    queue.tasks["disputes.read_all"].func(0)
    jobs.run()
    assert session.scalars(select(Dispute.status)).all() == [DisputeStatus.WON]


def test_answer_that_was_overtaken_changes_nothing(booking: Booking, stripe: StripeSandbox) -> None:
    made = dispute(stripe)
    with clock.pinned(NOW - timedelta(seconds=1)):
        stripe.decide(made, "win")
        assert read(made).status is DisputeStatus.NEEDS_RESPONSE


def test_shares_add_up_and_are_never_above_their_weights() -> None:
    assert shares(100, [1, 1, 1]) == [33, 33, 34]
    assert shares(7, [5, 0, 3]) == [4, 0, 3]
    assert shares(5, [0]) == [0]
