"""Links in reminders that need no login: the identity in them is signed, so it can't be forged."""

from flask_babel import gettext as _
from itsdangerous import BadSignature
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import session
from app.core.errors import NotFound
from app.core.signing import signer
from app.guests.models import Guest

USER, GUEST = "u", "g"
PURPOSE = "reminders"


def token_for(person: User | Guest) -> str:
    """Return a token that never expires: an email from last year must still be able to stop the next one. It gives
    access to nothing but this choice."""
    return str(signer(PURPOSE).dumps([GUEST if isinstance(person, Guest) else USER, person.public_id]))


def person_of(token: str) -> User | Guest:
    """Return the user or guest of a token. Raises NotFound for tokens that we did not sign and for deleted accounts."""
    try:
        kind, public_id = signer(PURPOSE).loads(token)
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
