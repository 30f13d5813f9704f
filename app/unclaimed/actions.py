"""Turning unclaimed money over to a state, which an admin records after it left our bank."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.credit.actions import lock_account, move
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement
from app.gift_cards.enums import GiftCardState
from app.gift_cards.queries import lock_card
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.unclaimed.errors import UnclaimedErrorCode
from app.unclaimed.models import Turnover
from app.unclaimed.queries import Dormant, cards_of, credit_of, dormant, turnover_with


@dataclass(frozen=True, slots=True)
class NewTurnover:
    """A payment to a state: for what, by key, when, and its reference."""

    state: str
    keys: Collection[str]
    paid_on: date
    reference: str


def turn_over(new: NewTurnover, *, user_id: int, today: date, zone: ZoneInfo) -> Turnover:
    """Record that dormant money went to a state: its cards and credit can't be used anymore.

    Raises Conflict if any of it isn't dormant anymore, and DomainError for a later day, or without anything chosen.
    """
    if new.paid_on > today:
        raise DomainError(UnclaimedErrorCode.PAID_LATER)
    if not new.keys:
        raise DomainError(UnclaimedErrorCode.NOTHING_CHOSEN)
    listed = {each.key: each for each in dormant(today, zone) if each.key in new.keys}
    for each in sorted(listed.values(), key=lambda each: each.key):
        _lock(each)
    # What changed before the locks isn't listed anymore.
    chosen = [each for each in dormant(today, zone) if each.key in new.keys]
    if {each.key: each for each in chosen} != listed or len(listed) != len(set(new.keys)):
        raise Conflict(UnclaimedErrorCode.CHANGED)
    total = sum(each.cents for each in chosen)
    turnover = Turnover(
        state=new.state, amount_cents=total, paid_on=new.paid_on, reference=new.reference, recorded_by_id=user_id
    )
    session.add(turnover)
    session.flush()
    for each in chosen:
        _take(each, turnover)
    of_cards = sum(each.cents for each in chosen if each.is_card)
    owed = [debit(Account.GIFT_CARD_LIABILITY, of_cards), debit(Account.GUEST_CREDIT, total - of_cards)]
    unclaimed = [*owed, credit(Account.UNCLAIMED_PROPERTY, total)]
    paid = [debit(Account.UNCLAIMED_PROPERTY, total), credit(Account.PLATFORM_BANK, total)]
    key = str(turnover.id)
    record_entries([Entry(LedgerEvent.UNCLAIMED, key, unclaimed), Entry(LedgerEvent.TURNOVER, key, paid)])
    return turnover


def undo_turnover(*, public_id: str, why: str, user_id: int) -> Turnover:
    """Undo a payment that was recorded by mistake: its cards and credit can be used again.

    Raises NotFound, or Conflict if it is undone already.
    """
    turnover = turnover_with(public_id, lock=True)
    if turnover.undone_at is not None:
        raise Conflict(UnclaimedErrorCode.ALREADY_UNDONE)
    turnover.undone_at, turnover.undone_by_id, turnover.undone_why = clock.now(), user_id, why
    session.flush()
    of_cards = sum(_return_card(order_id, turnover.id) for order_id in cards_of(turnover.id))
    of_credit = sum(_return_credit(taken) for taken in credit_of(turnover.id))
    owed = [credit(Account.GIFT_CARD_LIABILITY, of_cards), credit(Account.GUEST_CREDIT, of_credit)]
    lines = [debit(Account.PLATFORM_BANK, turnover.amount_cents), *owed]
    record_entries([Entry(LedgerEvent.TURNOVER_UNDONE, str(turnover.id), lines)])
    return turnover


def _return_card(order_id: int, turnover_id: int) -> int:
    """Let a card be redeemed again, and return its cents."""
    card = lock_card(order_id)
    if card.turnover_id != turnover_id:
        return 0
    card.state, card.turnover_id = GiftCardState.DELIVERED, None
    session.flush()
    defer("disputes.read_again", order_id=order_id)  # a bank may have disputed its payment in the meantime
    return card.left_cents


def _return_credit(taken: CreditMovement) -> int:
    """Put credit back that was taken, and return its cents."""
    account = lock_account(session.get_one(CreditAccount, taken.account_id).user_id)
    back = CreditMovement(
        kind=MovementKind.TURNED_OVER_BACK, amount_cents=-taken.amount_cents, turnover_id=taken.turnover_id
    )
    move(account, back)
    return back.amount_cents


def _lock(each: Dormant) -> None:
    if each.is_card:
        lock_card(each.row_id)
    else:
        lock_account(session.get_one(CreditAccount, each.row_id).user_id)


def _take(each: Dormant, turnover: Turnover) -> None:
    """Make a locked card or balance unusable."""
    if each.is_card:
        card = lock_card(each.row_id)
        card.state, card.turnover_id = GiftCardState.TURNED_OVER, turnover.id
        session.flush()
    else:
        account = lock_account(session.get_one(CreditAccount, each.row_id).user_id)
        taken = CreditMovement(kind=MovementKind.TURNED_OVER, amount_cents=-each.cents, turnover_id=turnover.id)
        move(account, taken)
