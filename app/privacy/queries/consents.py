"""What a person agreed to: the newest choice of each kind, and where to withdraw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from app.accounts.models import User
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.consents.enums import ConsentKind
from app.consents.models import Consent
from app.core.db import session
from app.guests.models import Guest
from app.intake.models import IntakeAnswer, IntakeForm
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice. One about health answers names the venue, and the form and a booking with answers to delete, if any."""

    kind: ConsentKind
    version: int
    is_given: bool
    at: datetime
    venue: str
    form: str
    booking: str


def choices_of(user: User) -> Sequence[Choice]:
    """List the newest choice of each kind, and of each form about health, newest first. One statement."""
    saved = (
        select(func.max(IntakeAnswer.booking_id))
        .join(Booking, Booking.id == IntakeAnswer.booking_id)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(
            IntakeAnswer.guest_id == Consent.guest_id,
            IntakeAnswer.form_id == Consent.form_id,
            IntakeAnswer.health.is_not(None),
            Order.user_id == user.id,
        )
        .correlate(Consent)
        .scalar_subquery()
    )
    same = (Consent.kind, Consent.guest_id, Consent.form_id)
    newest = (
        select(func.max(Consent.id))
        .outerjoin(Guest, Guest.id == Consent.guest_id)
        .where(or_(Consent.user_id == user.id, Guest.user_id == user.id))
        .group_by(*same)
    )
    rows = session.execute(
        select(
            Consent.kind,
            Consent.version,
            Consent.is_given,
            Consent.at,
            func.coalesce(Venue.name, ""),
            func.coalesce(IntakeForm.key, ""),
            func.coalesce(Booking.public_id, ""),
        )
        .outerjoin(Guest, Guest.id == Consent.guest_id)
        .outerjoin(Venue, Venue.id == Guest.venue_id)
        .outerjoin(IntakeForm, IntakeForm.id == Consent.form_id)
        .outerjoin(Booking, and_(Booking.id == saved, Consent.is_given))
        .where(Consent.id.in_(newest))
        .order_by(Consent.id.desc())
    )
    return [Choice(*row) for row in rows]
