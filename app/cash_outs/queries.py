from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, column, func, select, table
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.bookings.enums import RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.cash_outs.enums import CashOutState
from app.cash_outs.errors import CashOutErrorCode
from app.cash_outs.models import CashOut
from app.core.db import session
from app.core.errors import NotFound
from app.credit.models import CreditAccount, CreditMovement

MOST_SHOWN = 200

# Gift cards belong to a feature above this one, which notes what a dispute holds or has ended.
_cards = table("gift_card", column("order_id"), column("held_cents"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A cash-out with its guest."""

    cash_out: CashOut
    guest: User


def cash_outs(*, limit: int | None = MOST_SHOWN) -> Sequence[Asked]:
    """List the latest cash-outs, or all of them, those that wait first. One statement."""
    waits = CashOut.state == CashOutState.ASKED
    rows = session.execute(
        select(CashOut, User)
        .join(CreditAccount, CreditAccount.id == CashOut.account_id)
        .join(User, User.id == CreditAccount.user_id)
        .order_by(waits.desc(), CashOut.id.desc())
        .limit(limit)
        .options(joinedload(CashOut.decided_by))
    )
    return [Asked(cash_out, guest) for cash_out, guest in rows]


def number_waiting() -> int:
    """Return how many cash-outs wait for an admin. One statement."""
    return session.scalar(select(func.count()).where(CashOut.state == CashOutState.ASKED)) or 0


def cash_out_with(key: str) -> Asked:
    """Return a cash-out by its public id. Raises NotFound. One statement."""
    return _one(CashOut.public_id == key)


def cash_out_of_id(cash_out_id: int) -> Asked:
    """Return a cash-out. One statement."""
    return _one(CashOut.id == cash_out_id)


def _one(which: ColumnElement[bool]) -> Asked:
    row = session.execute(
        select(CashOut, User)
        .join(CreditAccount, CreditAccount.id == CashOut.account_id)
        .join(User, User.id == CreditAccount.user_id)
        .where(which)
    ).one_or_none()
    if row is None:
        raise NotFound(CashOutErrorCode.NO_SUCH_CASH_OUT)
    return Asked(*row)


def open_cash_out(user_id: int) -> CashOut | None:
    """Return the cash-out that a guest asked for and that isn't decided, if any. One statement."""
    return session.scalar(
        select(CashOut)
        .join(CreditAccount, CreditAccount.id == CashOut.account_id)
        .where(CreditAccount.user_id == user_id, CashOut.state == CashOutState.ASKED)
    )


def is_disputed(account_id: int) -> bool:
    """Return whether a bank disputes the payment for a gift card that this guest redeemed, or took it back for good.

    One statement.
    """
    found = (
        select(CreditMovement.id)
        .join(_cards, _cards.c.order_id == CreditMovement.gift_card_id)
        .where(CreditMovement.account_id == account_id, _cards.c.held_cents > 0)
    )
    return bool(session.scalar(select(found.exists())))


def order_to_refund(account_id: int, cents: int) -> Order | None:
    """Return the order of a gift card that the guest bought and redeemed, with enough left to refund. One statement.

    The last one, because banks refuse refunds of old payments. A disputed payment can't be refunded.
    """
    refunded = (
        select(func.coalesce(func.sum(Refund.amount_cents), 0))
        .where(Refund.order_id == Order.id, Refund.state != RefundState.FAILED)
        .correlate(Order)
        .scalar_subquery()
    )
    return session.scalar(
        select(Order)
        .join(CreditMovement, CreditMovement.gift_card_id == Order.id)
        .join(CreditAccount, CreditAccount.id == CreditMovement.account_id)
        .where(
            CreditMovement.account_id == account_id,
            Order.user_id == CreditAccount.user_id,
            ~Order.refunds_blocked,
            Order.total_cents - refunded >= cents,
        )
        .order_by(Order.id.desc())
        .limit(1)
    )
