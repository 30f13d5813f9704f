"""Credit that a venue gives a guest, and what becomes of credit at a venue that is gone.

The venue owes us what it gives, from then on, and gets it back as a part of bookings.
"""

from dataclasses import dataclass
from datetime import timedelta

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.core.jobs import defer, defer_once
from app.credit.actions import lock_account, move
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement
from app.credit.queries import credit_at
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.payouts.queries.transfers import account_of, owed_by_venue
from app.venue_credit.errors import VenueCreditErrorCode
from app.venue_credit.queries import balances_where_gone, given_left, is_gone, taken_back
from app.venues.queries import keep_public

LEAST_CENTS, MOST_CENTS = 100, 50_000
TAKE_BACK_WITHIN = timedelta(days=7)
# The guest isn't told about credit that is taken back at once.
EMAIL_AFTER = timedelta(minutes=2)
# For how long a venue is suspended or deleted before its credit changes: it may be reinstated or restored.
GONE_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Gift:
    """Credit to give a guest. `shown` is the balance that the person saw, so that two clicks give it once."""

    user_id: int
    cents: int
    shown: int
    reason: str


def give(gift: Gift, *, venue_id: int, by_id: int) -> CreditMovement:
    """Give a guest credit at a venue. Raises Conflict if the venue isn't public or the balance has changed."""
    if not keep_public([venue_id]):
        raise Conflict(VenueCreditErrorCode.NOT_LIVE)
    account = lock_account(gift.user_id)
    balance = credit_at(venue_id, gift.user_id)
    if balance != gift.shown:
        raise Conflict(VenueCreditErrorCode.BALANCE_CHANGED, balance=balance)
    values = {"venue_id": venue_id, "amount_cents": gift.cents, "reason": gift.reason, "by_id": by_id}
    given = move(account, CreditMovement(kind=MovementKind.GIVEN, **values))
    postings = [
        debit(Account.VENUE_RECEIVABLE, gift.cents, venue_id=venue_id),
        credit(Account.GUEST_CREDIT, gift.cents, venue_id=venue_id),
    ]
    record_entries([Entry(LedgerEvent.VENUE_CREDIT, str(given.id), postings)])
    defer("venue_credit.email", at=clock.now() + EMAIL_AFTER, movement_id=given.id)
    return given


def take_back(*, movement_id: int, venue_id: int, by_id: int) -> CreditMovement:
    """Take credit back that a venue gave a few days ago.

    Raises Conflict if it was taken back already, the guest has used some of it, or the venue has paid for it, NotFound
    if the venue didn't give it.
    """
    given = session.get(CreditMovement, movement_id)
    if given is None or given.kind is not MovementKind.GIVEN or given.venue_id != venue_id:
        raise NotFound(VenueCreditErrorCode.NO_SUCH_CREDIT)
    user_id = session.get_one(CreditAccount, given.account_id).user_id
    account_of(venue_id, lock=True)  # so that no transfer keeps the amount now
    account = lock_account(user_id)
    if taken_back(given.id):
        raise Conflict(VenueCreditErrorCode.ALREADY_TAKEN_BACK)
    if clock.now() > given.at + TAKE_BACK_WITHIN:
        raise Conflict(VenueCreditErrorCode.TOO_LATE, days=TAKE_BACK_WITHIN.days)
    if given_left(venue_id, user_id) < given.amount_cents:
        raise Conflict(VenueCreditErrorCode.ALREADY_USED)
    if owed_by_venue(venue_id) < given.amount_cents:
        raise Conflict(VenueCreditErrorCode.ALREADY_PAID)
    values = {"venue_id": venue_id, "amount_cents": -given.amount_cents, "by_id": by_id, "takes_back_id": given.id}
    taken = end_given(account, CreditMovement(kind=MovementKind.TAKEN_BACK, reason=given.reason, **values))
    if clock.now() > given.at + EMAIL_AFTER:
        defer("venue_credit.email", movement_id=taken.id)
    return taken


def end_given(account: CreditAccount, movement: CreditMovement) -> CreditMovement:
    """Take credit that a venue gave from a locked account. The venue no longer owes it to us."""
    ended = move(account, movement)
    cents, venue_id = -ended.amount_cents, ended.venue_id
    postings = [
        debit(Account.GUEST_CREDIT, cents, venue_id=venue_id),
        credit(Account.VENUE_RECEIVABLE, cents, venue_id=venue_id),
    ]
    record_entries([Entry(LedgerEvent.VENUE_CREDIT_ENDED, str(ended.id), postings)])
    return ended


def settle_credit_at(*, venue_id: int, user_id: int) -> None:
    """Settle a guest's credit at a venue that has been gone for a week. Repeating it changes nothing.

    What the guest or the venue has paid for can be used at all venues from now on. What the venue gave, and still owes
    us, ends.
    """
    account_of(venue_id, lock=True)  # so that no transfer keeps what ends
    account = lock_account(user_id)
    balance = credit_at(venue_id, user_id)
    if not balance or not is_gone(venue_id, since=clock.now() - GONE_FOR):
        return
    ends = max(0, min(given_left(venue_id, user_id), owed_by_venue(venue_id)))
    if balance > ends:
        _settled(_move_out(account, venue_id, balance - ends))
    if ends:
        ended = CreditMovement(kind=MovementKind.ENDED, venue_id=venue_id, amount_cents=-ends)
        _settled(end_given(account, ended))


def _move_out(account: CreditAccount, venue_id: int, cents: int) -> CreditMovement:
    out = CreditMovement(kind=MovementKind.MOVED_OUT, venue_id=venue_id, amount_cents=-cents)
    moved = move(account, out)
    move(account, CreditMovement(kind=MovementKind.MOVED_IN, amount_cents=cents))
    postings = [debit(Account.GUEST_CREDIT, cents, venue_id=venue_id), credit(Account.GUEST_CREDIT, cents)]
    record_entries([Entry(LedgerEvent.VENUE_CREDIT_MOVED, str(moved.id), postings)])
    return moved


def _settled(movement: CreditMovement) -> None:
    defer("venue_credit.email", movement_id=movement.id)


def settle_credit_soon() -> None:
    """Defer a job for each balance at a venue that has been gone for a week."""
    for venue_id, user_id in balances_where_gone(since=clock.now() - GONE_FOR):
        defer_once(
            "venue_credit.settle", lock=f"venue_credit.settle:{venue_id}:{user_id}", venue_id=venue_id, user_id=user_id
        )
