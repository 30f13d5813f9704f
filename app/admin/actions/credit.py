"""Store credit that admins give."""

from app.accounts.models import User
from app.admin.actions.people import subject_of
from app.admin.actions.record import record
from app.admin.enums import AuditAction
from app.admin.errors import AdminErrorCode
from app.core.errors import Conflict
from app.core.formats import usd
from app.credit.actions import grant, lock_account


def give_credit(*, user: User, cents: int, shown: int, reason: str, admin: User) -> None:
    """Give a guest store credit at our expense.

    `shown` is the balance that the admin saw, so that two clicks or two admins give it once. Raises Conflict if the
    balance has changed.
    """
    before = lock_account(user.id).balance_cents
    if before != shown:
        raise Conflict(AdminErrorCode.CREDIT_CHANGED, balance=before)
    grant(user_id=user.id, cents=cents, reason=reason)
    record(
        admin=admin,
        action=AuditAction.USER_CREDIT,
        subject=subject_of(user),
        before={"store_credit": usd(before)},
        after={"store_credit": usd(before + cents)},
        reason=reason,
    )
