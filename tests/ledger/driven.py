"""Which model drives which events of the ledger.

Each model takes random steps, and once the walk in its example, which has to record all of its events.
"""

from collections.abc import Mapping

from sqlalchemy import select

from app.core.db import session
from app.ledger.enums import LedgerEvent
from app.ledger.models import LedgerEntry

DRIVEN: Mapping[str, frozenset[LedgerEvent]] = {
    "tests/payments/test_ledger_model.py": frozenset(
        {
            LedgerEvent.PAYMENT,
            LedgerEvent.CREDIT_USE,
            LedgerEvent.REDEMPTION,
            LedgerEvent.EARNING,
            LedgerEvent.TIP,
            LedgerEvent.TAX,
            LedgerEvent.REFUND,
            LedgerEvent.REFUND_FAILED,
            LedgerEvent.VENUE_CREDIT,
            LedgerEvent.VENUE_CREDIT_ENDED,
            LedgerEvent.VENUE_CREDIT_MOVED,
        }
    ),
    "tests/payouts/test_transfer_model.py": frozenset(
        {LedgerEvent.FEE, LedgerEvent.TRANSFER, LedgerEvent.REVERSAL, LedgerEvent.RECEIVABLE}
    ),
    "tests/disputes/test_dispute_model.py": frozenset(
        {
            LedgerEvent.DISPUTE_WITHDRAWN,
            LedgerEvent.DISPUTE_REINSTATED,
            LedgerEvent.DISPUTE_FEE,
            LedgerEvent.DISPUTE_LOST,
            LedgerEvent.VENUE_CREDIT_LOST,
        }
    ),
    "tests/ledger/test_other_money_model.py": frozenset(
        {
            LedgerEvent.TAX_PAYMENT,
            LedgerEvent.TAX_PAYMENT_UNDONE,
            LedgerEvent.RECEIVABLE_PAID,
            LedgerEvent.RECEIVABLE_WRITTEN_OFF,
            LedgerEvent.RECEIVABLE_UNDONE,
            LedgerEvent.CASH_OUT,
            LedgerEvent.UNCLAIMED,
            LedgerEvent.TURNOVER,
            LedgerEvent.TURNOVER_UNDONE,
            LedgerEvent.PACKAGE_USE,
            LedgerEvent.PACKAGE_RETURN,
            LedgerEvent.BREAKAGE,
            LedgerEvent.BANK_PAYOUT,
            LedgerEvent.BANK_PAYOUT_FAILED,
            LedgerEvent.CORRECTION,
            LedgerEvent.GOODWILL,
        }
    ),
}
# Events that no model drives, each with the reason.
NOT_DRIVEN: Mapping[LedgerEvent, str] = {}


def check_walk(model: str) -> None:
    """Check that the walk of a model has recorded every event that the model is to drive."""
    missing = DRIVEN[model] - set(session.scalars(select(LedgerEntry.event).distinct()))
    assert not missing, f"the walk of {model} no longer records {sorted(missing)}"
