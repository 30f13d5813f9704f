"""The killed_jobs cases for our own money."""

from sqlalchemy import select

from app.core.db import session
from app.finance.models import BankPayout
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.payments.models import Payment
from tests.factories import add
from tests.project.killed_jobs import Arguments, World, case, checked_out
from tests.project.killed_payout_jobs import earned


@case("finance.reconcile")
def _(world: World) -> Arguments:
    """Pay an order whose events get lost."""
    order = checked_out()
    world.stripe.pay(session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one() or "")
    return {}


@case("finance.reconcile_nightly")
def _(_: World) -> Arguments:
    return {}


@case("finance.send_payout")
def _(world: World) -> Arguments:
    earned(world)
    world.stripe.advance(3 * 24 * 60 * 60)
    lines = [debit(Account.GUEST_PREPAYMENTS, 9000), credit(Account.COMMISSION, 9000)]
    record_entries([Entry(LedgerEvent.EARNING, "all:1", lines)])
    return {"payout_id": add(BankPayout(amount_cents=500)).id}
