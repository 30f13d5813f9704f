"""Background jobs of guest records."""

from app.accounts.models import User
from app.core.db import session
from app.core.jobs import task
from app.guests import actions


@task("guests.tie_account")
def tie_account(*, user_id: int) -> None:
    """Tie an account to the guest records that have its verified email address."""
    user = session.get(User, user_id)
    if user is not None:
        actions.tie_account(user=user)
