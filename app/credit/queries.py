from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core.db import session
from app.credit.enums import MovementKind
from app.credit.gift_money import GiftMoney, gift_money
from app.credit.models import CreditAccount, CreditMovement


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a balance as the guest reads it: what an order used is one change."""

    at: datetime
    kind: MovementKind
    cents: int
    order_id: int | None
    reason: str


def balance_of(user_id: int) -> int:
    """Return a guest's store credit in cents. One statement."""
    return session.scalar(select(CreditAccount.balance_cents).where(CreditAccount.user_id == user_id)) or 0


def gift_money_of(user_id: int) -> GiftMoney:
    """Return what is left from gift cards in a guest's store credit. One statement."""
    return gift_money(
        session.scalars(
            select(CreditMovement)
            .join(CreditAccount, CreditAccount.id == CreditMovement.account_id)
            .where(CreditAccount.user_id == user_id)
            .order_by(CreditMovement.id)
        )
    )


def changes_of(user_id: int) -> Sequence[Change]:
    """List every change of a guest's credit, newest first. One statement."""
    columns = CreditMovement.at, CreditMovement.kind, CreditMovement.order_id, CreditMovement.reason
    rows = session.execute(
        select(*columns, func.sum(CreditMovement.amount_cents))
        .join(CreditAccount, CreditAccount.id == CreditMovement.account_id)
        .where(CreditAccount.user_id == user_id)
        .group_by(*columns)
        .order_by(CreditMovement.at.desc(), func.max(CreditMovement.id).desc())
    )
    return [Change(at, kind, int(cents), order_id, reason) for at, kind, order_id, reason, cents in rows]
