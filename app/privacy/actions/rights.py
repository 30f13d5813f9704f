"""Rights that a person uses on their page."""

from app.accounts.models import User
from app.core import clock
from app.core.db import session


def note_opt_out(*, user: User) -> None:
    """Store that the person's browser opts out of sale and sharing (Global Privacy Control)."""
    if user.opted_out_at is None:
        user.opted_out_at = clock.now()
        session.flush()
