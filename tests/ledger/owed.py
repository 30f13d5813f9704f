"""What we still owe to guests, as the rows of what they bought say."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.bookings.enums import OrderKind, RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund, not_retried
from app.cash_outs.enums import CashOutState
from app.cash_outs.models import CashOut
from app.core.db import session
from app.credit.models import CreditAccount, VenueCredit
from app.gift_cards.enums import GiftCardState
from app.gift_cards.models import GiftCard
from app.ledger.enums import Account
from app.passes.enums import PassState
from app.passes.models import Pass


def owed_to_guests() -> Mapping[Account, int]:
    """Return what guests have left of gift cards, credit, packages, and memberships, in cents.

    No bank may be disputing a payment of theirs, and no pending order may have set credit aside.
    """
    unused = GiftCard.state.in_((GiftCardState.HELD, GiftCardState.SCHEDULED, GiftCardState.DELIVERED))
    credit = total(CreditAccount.balance_cents) + total(VenueCredit.balance_cents)
    return {
        Account.UNEARNED_REVENUE: total(Pass.left_cents, Pass.state != PassState.UNPAID) + _due(OrderKind.PACKAGE),
        Account.GIFT_CARD_LIABILITY: total(GiftCard.amount_cents - GiftCard.lost_cents, unused)
        + _due(OrderKind.GIFT_CARD),
        Account.GUEST_CREDIT: credit + total(CashOut.amount_cents, CashOut.state == CashOutState.ASKED),
    }


def failed_refunds() -> int:
    """Return what couldn't be refunded, and wasn't refunded in another attempt, in cents."""
    left = not_retried(session.scalars(select(Refund)).all())
    return sum(each.amount_cents for each in left if each.state is RefundState.FAILED)


def total(column: InstrumentedAttribute[int] | ColumnElement[int], *which: ColumnElement[bool] | Any) -> int:
    return int(session.scalar(select(func.sum(column)).where(*which)) or 0)


def _due(kind: OrderKind) -> int:
    """Return what is still to be refunded of orders of a kind that has no bookings."""
    to_send = Refund.stripe_id.is_(None), Refund.state != RefundState.FAILED
    query = select(func.sum(Refund.amount_cents)).join(Order).where(Order.kind == kind, *to_send)
    return int(session.scalar(query) or 0)
