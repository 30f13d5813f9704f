"""Changes of guests' store credit, each with its entry in the ledger."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.db import session
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent


def grant(*, user_id: int, cents: int, reason: str) -> CreditMovement:
    """Give a guest credit at our expense. `reason` is what the guest reads."""
    given = CreditMovement(kind=MovementKind.GOODWILL, amount_cents=cents, reason=reason)
    movement = move(lock_account(user_id), given)
    postings = [debit(Account.GOODWILL, cents), credit(Account.GUEST_CREDIT, cents)]
    record_entries([Entry(LedgerEvent.GOODWILL, str(movement.id), postings)])
    return movement


def take(*, user_id: int, order_id: int, cents: int) -> bool:
    """Take credit for an order. Returns False, and takes nothing, if the guest has less."""
    account = lock_account(user_id)
    if account.balance_cents < cents:
        return False
    move(account, CreditMovement(kind=MovementKind.USE, amount_cents=-cents, order_id=order_id))
    return True


def release(*, user_id: int, order_id: int, cents: int) -> None:
    """Return the credit that was reserved for an order and not used."""
    move(lock_account(user_id), CreditMovement(kind=MovementKind.RELEASE, amount_cents=cents, order_id=order_id))


def give_back(*, user_id: int, order_id: int, cents: int) -> None:
    """Refund what was paid with credit."""
    move(lock_account(user_id), CreditMovement(kind=MovementKind.REFUND, amount_cents=cents, order_id=order_id))


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
    """Add a movement to a locked account."""
    movement.account_id, movement.at = account.id, clock.now()
    account.balance_cents += movement.amount_cents
    session.add(movement)
    session.flush()
    return movement
