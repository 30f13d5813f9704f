"""The people who work at the venue of the printed owner, one for each role."""

from sqlalchemy import select

from app.accounts.actions.accounts import open_account
from app.core import clock
from app.core.db import session
from app.demo.accounts import STAFF
from app.team.models import TeamMember
from app.venues.actions.staff import add_staff
from app.venues.models import Venue, VenueStaff


def add_demo_staff(venue: Venue, password_hash: str) -> None:
    """Add the printed staff accounts, and link each person on the team to their profile."""
    members = {
        member.name: member for member in session.scalars(select(TeamMember).where(TeamMember.venue_id == venue.id))
    }
    owner = session.scalars(select(VenueStaff).where(VenueStaff.user_id == venue.owner_id)).one()
    owner.team_member_id = members["Maren Oyelaran"].id
    for role, name, email in STAFF:
        user = open_account(email=email, password_hash=password_hash, name=name, phone="(503) 555-0187")
        user.email_verified_at = clock.now()
        member = members.get(name)
        add_staff(venue=venue, user=user, role=role, team_member_id=member.id if member else None, keep=None)
