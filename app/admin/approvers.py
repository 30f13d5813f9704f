"""Who may decide on a request of another admin."""

from app.accounts.models import User
from app.accounts.queries.users import admins
from app.admin.abilities import AdminAbility, can
from app.two_factor.models import TwoFactorReset


def approvers(reset: TwoFactorReset) -> list[User]:
    """List the admins who may approve this request: not the one who made it, and not the person it is about."""
    return approvers_besides(reset.requested_by_id, reset.user_id)


def approvers_besides(*user_ids: int) -> list[User]:
    """List the admins who may approve the removal of second factors, without these."""
    return [admin for admin in admins() if admin.id not in user_ids and can(admin, AdminAbility.RESET_FACTORS)]
