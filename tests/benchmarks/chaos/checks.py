"""What must be true after a bad day: the books balance, Stripe agrees, nobody paid or was paid twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.bookings.enums import OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core.db import session
from app.core.formats import usd
from app.finance.queries.differences import open_differences
from app.ledger.enums import PAYABLE, Account
from app.ledger.models import LedgerEntry, LedgerPosting
from app.ledger.queries import balances
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.payouts.models import PayoutAccount, Transfer
from app.payouts.queries.returns import last_dispute, open_returns, to_return, venues_to_return_to
from tests.ledger.owed import failed_refunds, owed_to_guests
from tests.payouts.paid_venues import check_transfers
from tests.sandbox.servers import StripeSandbox

OVER = (RefundState.SUCCEEDED, RefundState.SETTLED, RefundState.CHARGED_BACK, RefundState.FAILED)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was compared, as rows of a table. That there are some means that everything agreed."""

    rows: dict[str, str | int]


def check_the_end(stripe: StripeSandbox) -> Findings:
    """Compare everything with everything. Raises AssertionError with what differs."""
    open_ones = [(each.cause, each.stripe_cents, each.ledger_cents) for each in open_differences()]
    assert not open_ones, f"the comparison with Stripe found {open_ones}"
    found = balances()
    assert sum(found.values()) == 0, "the books don't balance"
    moved = Counter[str]()
    for each in everything(stripe.client().v1.balance_transactions):
        moved[each.type] += each.net
    at_stripe = sum(moved.values())
    same(f"cash at Stripe ({cash_by_event()}, {dict(moved)})", found.get(Account.CASH_AT_STRIPE, 0), at_stripe)
    same("still owed to guests, and refunds that failed", -found.get(Account.GUEST_PREPAYMENTS, 0), failed_refunds())
    same(f"owed to venues with an account ({waiting()})", payable(), 0)
    same("venues that must get something back", returning(), [])
    left = owed_to_guests()
    same("what guests have left", {account: -found.get(account, 0) for account in left}, left)
    return Findings(
        {
            "charges, one for each paid order": check_payments(stripe),
            "refunds, each made once": check_refunds(stripe),
            "transfers, each booking paid once": check_transfers(stripe),
            "our cash = the stand-in's balance": usd(at_stripe),
            "entries' sum": usd(sum(found.values())),
            "owed to the venue without an account": usd(-found.get(Account.VENUE_PAYABLE, 0)),
            "owed to tax offices": usd(-found.get(Account.TAX_PAYABLE, 0)),
            "gift cards and credit that guests have left": usd(
                -found.get(Account.GIFT_CARD_LIABILITY, 0) - found.get(Account.GUEST_CREDIT, 0)
            ),
            "packages and memberships that guests have left": usd(-found.get(Account.UNEARNED_REVENUE, 0)),
            "refunds that failed, still owed to guests": usd(failed_refunds()),
            "in our bank": usd(found.get(Account.PLATFORM_BANK, 0)),
            "owed by venues": usd(found.get(Account.VENUE_RECEIVABLE, 0)),
        }
    )


def payable() -> int:
    """Return what we owe to venues with an account at Stripe, in cents."""
    of_them = LedgerPosting.venue_id.in_(select(PayoutAccount.venue_id)), LedgerPosting.account.in_(PAYABLE)
    return -int(session.scalar(select(func.sum(LedgerPosting.amount_cents)).where(*of_them)) or 0)


def waiting() -> Sequence[Any]:
    """Return what is still owed for each booking, with its state, its transfers, and why those were refused."""
    owed = (
        select(LedgerPosting.booking_id, -func.sum(LedgerPosting.amount_cents))
        .where(LedgerPosting.venue_id.in_(select(PayoutAccount.venue_id)), LedgerPosting.account.in_(PAYABLE))
        .group_by(LedgerPosting.booking_id)
        .having(func.sum(LedgerPosting.amount_cents) != 0)
    )
    found = []
    for booking_id, cents in session.execute(owed).all():
        sent = select(Transfer.state, Transfer.amount_cents, Transfer.failure).where(Transfer.booking_id == booking_id)
        state = session.scalar(select(Booking.state).where(Booking.id == booking_id))
        found.append((booking_id, int(cents), state, session.execute(sent).all()))
    return found


def returning() -> Sequence[Any]:
    """Return what each venue must get back, with the dispute, and the transfers that are open, and why not yet."""
    return [
        (venue_id, cents, last_dispute(venue_id), [(one.state, one.failure) for one in open_returns(venue_id)])
        for venue_id in venues_to_return_to()
        if (cents := to_return(venue_id)) > 0
    ]


def cash_by_event() -> dict[str, int]:
    """Return how much of our cash at Stripe comes from each kind of event, in cents."""
    of = select(LedgerEntry.event, func.sum(LedgerPosting.amount_cents)).join(LedgerPosting)
    rows = session.execute(of.where(LedgerPosting.account == Account.CASH_AT_STRIPE).group_by(LedgerEntry.event))
    return {event.value: int(cents) for event, cents in rows}


def check_payments(stripe: StripeSandbox) -> int:
    """Check that each order that was charged was charged once, and is confirmed or refunded."""
    charges = [each for each in everything(stripe.client().v1.charges) if each.paid]
    # Stripe made the charges of memberships itself.
    intents = dict(session.execute(select(Payment.payment_intent_id, Order.public_id).join(Order)).all())
    charged = Counter(
        each.metadata["order"] if "order" in each.metadata else intents.get(each.payment_intent) for each in charges
    )
    assert not [order for order, times in charged.items() if times > 1], "someone paid twice"
    paid = select(Order.public_id, Order.state).join(Payment, Payment.order_id == Order.id)
    # A payment of nothing only saved a card.
    rows = session.execute(paid.where(Payment.state == PaymentState.PAID, Payment.amount_cents > 0)).all()
    ours = {row.public_id for row in rows}
    same("paid orders without a charge", ours - set(charged), set())
    same("charges without a paid order", set(charged) - ours, set())
    states = {row.state for row in rows}
    assert states <= {OrderState.CONFIRMED, OrderState.REFUNDED}, f"paid orders that are {states}"
    return len(rows)


def check_refunds(stripe: StripeSandbox) -> int:
    """Check that Stripe made exactly the refunds that we know."""
    sent = select(Refund.stripe_id, Refund.amount_cents).where(Refund.stripe_id.is_not(None))
    ours = dict(session.execute(sent).all())
    same("refunds", ours, {each.id: each.amount for each in everything(stripe.client().v1.refunds)})
    open_ones = session.execute(select(Refund.id, Refund.state, Refund.failure).where(Refund.state.not_in(OVER)))
    same("refunds that aren't over", open_ones.all(), [])
    return len(ours)


def everything(service: Any) -> Any:
    """List all objects of a kind at the stand-in."""
    return service.list({"limit": 100}).auto_paging_iter()


def same(what: str, ours: object, theirs: object) -> None:
    assert ours == theirs, f"{what}: {ours} here, {theirs} there"
