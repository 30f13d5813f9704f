"""Emails about invitations, and about changes of who works at a venue."""

from sqlalchemy.orm import joinedload

from app.accounts.models import SecurityEvent
from app.accounts.queries.users import user_of_id
from app.core.db import session
from app.core.jobs import email_task
from app.email.mailer import send
from app.staff import emails
from app.staff.enums import StaffChange
from app.staff.models import OwnershipOffer, StaffInvitation
from app.staff.signed import token_for
from app.venues.enums import StaffRole
from app.venues.models import Venue, VenueStaff


@email_task("staff.email_invitation")
def email_invitation(*, invitation_id: int, sent: int) -> None:
    """Email the invited person, unless the invitation was answered, canceled or sent again since."""
    found = _invitation(invitation_id)
    if found is not None and not found.is_answered and found.sent == sent:
        send(emails.invitation(found, token=token_for(found)))


@email_task("staff.email_answer")
def email_answer(*, invitation_id: int) -> None:
    """Tell the person who invited whether the invitation was accepted or declined."""
    found = _invitation(invitation_id)
    if found is not None and found.accepted_by_id is not None:
        send(emails.accepted(found, user_of_id(found.accepted_by_id)))
    elif found is not None and found.declined_at is not None:
        send(emails.declined(found))


@email_task("staff.email_change")
def email_change(*, event_id: int, venue_id: int, change: str, role: str) -> None:
    """Tell the person that their role changed, or the owner that the person left."""
    event, venue = session.get(SecurityEvent, event_id), session.get(Venue, venue_id)
    if event is None or event.user_id is None or venue is None:
        return
    person, kind = user_of_id(event.user_id), StaffChange(change)
    key = f"staff.{person.public_id}.event-{event.id}"
    if kind is StaffChange.LEFT:
        send(emails.left(key, venue, person, to=user_of_id(venue.owner_id)))
    elif kind is StaffChange.REMOVED:
        send(emails.removed(key, venue, person))
    elif kind is StaffChange.VENUE_DELETED:
        send(emails.venue_deleted(key, venue, person))
    elif kind is StaffChange.BECAME_OWNER:
        send(emails.became_owner(key, venue, person))
    else:
        send(emails.role_changed(key, venue, person, StaffRole(role)))


@email_task("staff.email_offer")
def email_offer(*, offer_id: int) -> None:
    """Tell a person that an owner offers them the venue, unless the offer ended since."""
    people = (
        joinedload(OwnershipOffer.from_staff, innerjoin=True).joinedload(VenueStaff.user, innerjoin=True),
        joinedload(OwnershipOffer.to_staff, innerjoin=True).options(
            joinedload(VenueStaff.user, innerjoin=True), joinedload(VenueStaff.venue, innerjoin=True)
        ),
    )
    offer = session.get(OwnershipOffer, offer_id, options=people)
    if offer is not None:
        send(emails.offer(offer))


def _invitation(invitation_id: int) -> StaffInvitation | None:
    return session.get(
        StaffInvitation,
        invitation_id,
        options=[
            joinedload(StaffInvitation.venue, innerjoin=True),
            joinedload(StaffInvitation.invited_by, innerjoin=True),
        ],
    )
