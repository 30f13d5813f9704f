"""How much an admin may refund, or give as store credit, at a time."""

from app.accounts.guards import current_user_or_403
from app.admin.abilities import AdminAbility, can
from app.admin.errors import AdminErrorCode
from app.core.errors import DomainError
from app.core.formats import usd_short
from app.core.settings import settings


def refuse_above_limit(cents: int) -> None:
    """Raise DomainError if the admin may not refund or give this much."""
    limit = settings().support_refund_limit * 100
    if cents > limit and not can(current_user_or_403(), AdminAbility.REFUND_ANY):
        raise DomainError(AdminErrorCode.REFUND_LIMIT, amount=usd_short(limit))
