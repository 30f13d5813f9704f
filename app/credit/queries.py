from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core.db import session
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement, VenueCredit
from app.credit.paid_money import PaidMoney, paid_money

ByVenue = Mapping[int | None, int]
"""Amounts of credit in cents by the venue where it can be used; None is for all venues."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a balance as the guest reads it: what an order used is one change."""

    at: datetime
    kind: MovementKind
    cents: int
    order_id: int | None
    reason: str
    venue_id: int | None


def balance_of(user_id: int) -> int:
    """Return a guest's store credit for all venues in cents. One statement."""
    return session.scalar(select(CreditAccount.balance_cents).where(CreditAccount.user_id == user_id)) or 0


def balances_of(user_id: int) -> ByVenue:
    """Return all of a guest's credit. One statement."""
    rows = session.execute(
        select(CreditAccount.balance_cents, VenueCredit.venue_id, VenueCredit.balance_cents)
        .outerjoin(VenueCredit, (VenueCredit.account_id == CreditAccount.id) & (VenueCredit.balance_cents > 0))
        .where(CreditAccount.user_id == user_id)
        .order_by(VenueCredit.id)
    ).all()
    found: dict[int | None, int] = {None: rows[0][0] if rows else 0}
    found.update((venue_id, cents) for _, venue_id, cents in rows if venue_id is not None)
    return found


def credit_at(venue_id: int, user_id: int) -> int:
    """Return a guest's credit at one venue in cents. One statement."""
    account = CreditAccount.id == VenueCredit.account_id
    found = select(VenueCredit.balance_cents).join(CreditAccount, account)
    return session.scalar(found.where(CreditAccount.user_id == user_id, VenueCredit.venue_id == venue_id)) or 0


def gift_money_of(user_id: int) -> PaidMoney:
    """Return what is left from gift cards in a guest's store credit. One statement."""
    return paid_money(movements_of(user_id, venue_id=None))


def movements_of(user_id: int, *, venue_id: int | None) -> Sequence[CreditMovement]:
    """List the changes of a guest's credit at a venue, or without one for all venues, oldest first. One statement."""
    return session.scalars(
        select(CreditMovement)
        .join(CreditAccount, CreditAccount.id == CreditMovement.account_id)
        .where(CreditAccount.user_id == user_id, CreditMovement.venue_id.is_not_distinct_from(venue_id))
        .order_by(CreditMovement.id)
    ).all()


def changes_of(user_id: int) -> Sequence[Change]:
    """List every change of a guest's credit, newest first. One statement."""
    columns = (
        *(CreditMovement.at, CreditMovement.kind, CreditMovement.order_id, CreditMovement.reason),
        CreditMovement.venue_id,
    )
    rows = session.execute(
        select(*columns, func.sum(CreditMovement.amount_cents))
        .join(CreditAccount, CreditAccount.id == CreditMovement.account_id)
        .where(CreditAccount.user_id == user_id)
        .group_by(*columns)
        .order_by(CreditMovement.at.desc(), func.max(CreditMovement.id).desc())
    )
    return [
        Change(at, kind, int(cents), order_id, reason, venue_id) for at, kind, order_id, reason, venue_id, cents in rows
    ]
