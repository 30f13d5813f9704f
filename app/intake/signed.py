"""Links to forms that need no login: a signature ties them to one booking and one form."""

from flask_babel import gettext as _
from itsdangerous import BadSignature
from sqlalchemy import select

from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import load_booking
from app.core.db import session
from app.core.errors import NotFound
from app.core.signing import signer

PURPOSE = "intake"


def token_for(booking: Booking, form_key: str) -> str:
    """Return a token that lets its reader answer a form until the booking is over, and read no answers."""
    return str(signer(PURPOSE).dumps([booking.public_id, form_key]))


def booking_and_form(token: str) -> tuple[Booking, str]:
    """Return the booking and the form's key of a token. Raises NotFound for tokens that we did not sign."""
    try:
        public_id, form_key = signer(PURPOSE).loads(token)
    except (BadSignature, ValueError, TypeError):
        raise NotFound(_("This link is incomplete. Open it again from the email.")) from None
    booking_id = session.scalar(select(Booking.id).where(Booking.public_id == str(public_id)))
    if booking_id is None:
        raise NotFound(_("This link is incomplete. Open it again from the email."))
    return load_booking(booking_id), str(form_key)
