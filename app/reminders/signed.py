"""Links in reminders that need no log-in: whom they are about is signed, so that nobody makes one up."""

from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from app.accounts.models import User
from app.context import settings
from app.db import session
from app.errors import NotFound
from app.guests.models import Guest

USER, GUEST = "u", "g"


def _signer() -> URLSafeSerializer:
    keys = [*settings().former_secret_keys, settings().secret_key.get_secret_value()]
    return URLSafeSerializer(keys, salt="reminders")


def token_for(whom: User | Guest) -> str:
    """Without an end: a mail of last year must still be able to stop the next one. It opens nothing but this choice."""
    return str(_signer().dumps([GUEST if isinstance(whom, Guest) else USER, whom.public_id]))


def whom_of(token: str) -> User | Guest:
    """Raises NotFound for what we never signed, and for somebody who is no more."""
    try:
        kind, public_id = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        raise NotFound(
            _("This link is incomplete. Open it again from the email, or change reminders in your account.")
        ) from None
    found: User | Guest | None
    if kind == GUEST:
        found = session.scalar(select(Guest).where(Guest.public_id == public_id))
    else:
        found = session.scalar(select(User).where(User.public_id == public_id))
    if found is None:
        raise NotFound(_("This account no longer exists, so it gets no reminders."))
    return found
