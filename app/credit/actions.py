"""Changes of guests' store credit, each with its entry in the ledger."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.db import session
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement, VenueCredit
from app.credit.queries import ByVenue
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent


def grant(*, user_id: int, cents: int, reason: str) -> CreditMovement:
    """Give a guest credit at our expense. `reason` is what the guest reads."""
    given = CreditMovement(kind=MovementKind.GOODWILL, amount_cents=cents, reason=reason)
    movement = move(lock_account(user_id), given)
    postings = [debit(Account.GOODWILL, cents), credit(Account.GUEST_CREDIT, cents)]
    record_entries([Entry(LedgerEvent.GOODWILL, str(movement.id), postings)])
    return movement


def take(*, user_id: int, order_id: int, parts: ByVenue) -> bool:
    """Take credit for an order. Returns False, and takes nothing, if the guest has less of any part."""
    account = lock_account(user_id)
    if any(cents > _balance(account, venue_id) for venue_id, cents in parts.items()):
        return False
    _move_parts(account, MovementKind.USE, order_id, {which: -cents for which, cents in parts.items()})
    return True


def release(*, user_id: int, order_id: int, parts: ByVenue) -> None:
    """Return the credit that was reserved for an order and not used."""
    _move_parts(lock_account(user_id), MovementKind.RELEASE, order_id, parts)


def give_back(*, user_id: int, order_id: int, parts: ByVenue) -> None:
    """Refund what was paid with credit."""
    _move_parts(lock_account(user_id), MovementKind.REFUND, order_id, parts)


def keep_refund(*, user_id: int, order_id: int, parts: ByVenue) -> None:
    """Add what was paid by card, and the guest keeps as credit at the venue."""
    _move_parts(lock_account(user_id), MovementKind.KEPT, order_id, parts)


def _move_parts(account: CreditAccount, kind: MovementKind, order_id: int, parts: ByVenue) -> None:
    for venue_id, cents in parts.items():
        if cents:
            move(account, CreditMovement(kind=kind, amount_cents=cents, order_id=order_id, venue_id=venue_id))


def lock_account(user_id: int) -> CreditAccount:
    """Load a guest's account fresh and lock its row until the transaction ends. The first time, it is created."""
    session.execute(insert(CreditAccount).values(user_id=user_id).on_conflict_do_nothing(index_elements=["user_id"]))
    return session.scalars(
        select(CreditAccount)
        .where(CreditAccount.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def move(account: CreditAccount, movement: CreditMovement) -> CreditMovement:
    """Add a movement to a locked account: to its credit at the movement's venue, or to that for all venues."""
    movement.account_id, movement.at = account.id, clock.now()
    if movement.venue_id is None:
        account.balance_cents += movement.amount_cents
    else:
        _at_venue(account, movement.venue_id).balance_cents += movement.amount_cents
    session.add(movement)
    session.flush()
    return movement


def _balance(account: CreditAccount, venue_id: int | None) -> int:
    return account.balance_cents if venue_id is None else _at_venue(account, venue_id).balance_cents


def _at_venue(account: CreditAccount, venue_id: int) -> VenueCredit:
    """Load the credit of a locked account at a venue fresh. The first time, it is created."""
    query = select(VenueCredit).where(VenueCredit.account_id == account.id, VenueCredit.venue_id == venue_id)
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        found = VenueCredit(account_id=account.id, venue_id=venue_id, balance_cents=0)
        session.add(found)
    return found
