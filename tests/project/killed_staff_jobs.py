"""The killed_jobs cases for emails about staff."""

from app.accounts.actions.security_events import record_event
from app.accounts.enums import SecurityEventKind
from app.accounts.models import User
from app.core.db import session
from app.staff.actions.ownership import offer_ownership
from app.venues.enums import StaffRole
from app.venues.models import VenueStaff
from tests.factories import make_venue
from tests.project.killed_jobs import Arguments, World, case
from tests.support import NOW
from tests.venue_factories import make_invitation, make_staff

# In the ids of emails, so not a random one.
KEY = "of-the-invitation"


@case("staff.email_invitation")
def _(_: World) -> Arguments:
    return {"invitation_id": make_invitation(make_venue(), key=KEY).id, "sent": 1}


@case("staff.email_answer")
def _(_: World) -> Arguments:
    return {"invitation_id": make_invitation(make_venue(), key=KEY, declined_at=NOW).id}


@case("staff.email_change")
def _(_: World) -> Arguments:
    venue = make_venue()
    event = record_event(SecurityEventKind.STAFF_LEFT, user=session.get_one(User, venue.owner_id))
    return {"event_id": event.id, "venue_id": venue.id, "change": "left", "role": ""}


@case("staff.email_offer")
def _(_: World) -> Arguments:
    venue = make_venue()
    owner = session.query(VenueStaff).filter_by(user_id=venue.owner_id).one()
    to = make_staff(venue, StaffRole.MANAGER)
    return {"offer_id": offer_ownership(venue=venue, owner=owner, to=to, stays_owner=False).id}
