"""Giving a venue to another person: an owner offers it, the other accepts. Each proves who they are."""

from sqlalchemy import select

from app.accounts.enums import SecurityEventKind
from app.accounts.models import LoginSession, User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.core.jobs import defer
from app.staff.actions.people import tell
from app.staff.enums import StaffChange
from app.staff.errors import StaffErrorCode
from app.staff.models import OwnershipOffer
from app.staff.queries import offer_at
from app.venues.actions.staff import change_staff
from app.venues.enums import StaffRole
from app.venues.models import Venue, VenueStaff
from app.venues.queries import lock_venue


def offer_ownership(*, venue: Venue, owner: VenueStaff, to: VenueStaff, stays_owner: bool) -> OwnershipOffer:
    """Offer to make another person an owner; an earlier offer ends. Raises Conflict if they are one."""
    lock_venue(venue)
    if to.role is StaffRole.OWNER:
        raise Conflict(StaffErrorCode.OFFERED_TO_OWNER, name=to.user.name)
    end_offer(venue=venue)
    offer = OwnershipOffer(
        venue_id=venue.id, from_id=owner.id, to_id=to.id, stays_owner=stays_owner, offered_at=clock.now()
    )
    session.add(offer)
    session.flush()
    defer("staff.email_offer", offer_id=offer.id)
    return offer


def end_offer(*, venue: Venue) -> None:
    """End the open offer of a venue, if there is one: withdrawn or declined."""
    offer = session.scalar(select(OwnershipOffer).where(OwnershipOffer.venue_id == venue.id).with_for_update())
    if offer is not None:
        session.delete(offer)
        session.flush()


def decline_ownership(*, venue: Venue, staff: VenueStaff) -> None:
    """Decline the offer made to this person. Raises NotFound if there is none."""
    lock_venue(venue)
    _offer_to(venue, staff)
    end_offer(venue=venue)


def accept_ownership(*, venue: Venue, staff: VenueStaff, user: User, keep: LoginSession | None) -> None:
    """Make this person an owner, and the one who offered it a manager unless they stay an owner.

    Both are logged out, except for this person's browser (`keep`).

    Raises NotFound if there is no offer to this person, or the other is no longer an owner.
    """
    lock_venue(venue)
    offer = _offer_to(venue, staff)
    giver, stays_owner = offer.from_staff, offer.stays_owner
    if giver.role is not StaffRole.OWNER:
        raise NotFound(StaffErrorCode.NO_OFFER)
    giver_user = giver.user
    end_offer(venue=venue)
    to = offer.to_staff
    change_staff(venue=venue, staff=to, role=StaffRole.OWNER, team_member_id=to.team_member_id, keep=keep)
    tell(venue, user, StaffChange.BECAME_OWNER, SecurityEventKind.STAFF_ROLE_CHANGED, by=giver_user)
    if not stays_owner:
        change_staff(venue=venue, staff=giver, role=StaffRole.MANAGER, team_member_id=giver.team_member_id)
        tell(venue, giver_user, StaffChange.ROLE, SecurityEventKind.STAFF_ROLE_CHANGED, by=user, role=StaffRole.MANAGER)


def _offer_to(venue: Venue, staff: VenueStaff) -> OwnershipOffer:
    offer = offer_at(venue)
    if offer is None or offer.to_id != staff.id:
        raise NotFound(StaffErrorCode.NO_OFFER)
    return offer
