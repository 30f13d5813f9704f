"""Turning unclaimed money over to a state, which an admin records after it left our bank."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.credit.actions import lock_account, move
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement
from app.gift_cards.enums import GiftCardState
from app.gift_cards.queries import lock_card
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.unclaimed.errors import UnclaimedErrorCode
from app.unclaimed.models import Turnover
from app.unclaimed.queries import Dormant, dormant


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
