"""A person's own page: their role, leaving the venue, and an offer of ownership to them."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _

from app.accounts import sessions
from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.staff import copy
from app.staff.actions import ownership, people
from app.staff.queries import offer_at, people_of
from app.staff.views import bp
from app.venues.abilities import LABELS, reach
from app.venues.enums import Ability, Reach
from app.venues.guards import own_staff, own_venue
from app.venues.models import Venue, VenueStaff
from app.web.htmx import go

HERE = "staff.mine"


@bp.get("/you")
@own_venue(Ability.SEE_BOOKINGS)
def mine(venue: Venue) -> ResponseReturnValue:
    me, offer = own_staff(), offer_at(venue)
    others = [person for person in people_of(venue) if person.staff.id != me.id]
    return render_template(
        "staff/mine.html",
        workplace=venue.name,
        venue=venue,
        me=me,
        can=abilities_of(me),
        offer=offer if offer and offer.to_id == me.id else None,
        can_leave=me.role.value != "owner" or any(person.staff.role is me.role for person in others),
        copy=copy,
    )


def abilities_of(me: VenueStaff) -> list[tuple[LazyString, bool]]:
    """Return the label of each ability, and whether it is about own bookings, which only those on the team have."""
    found = [(LABELS[ability], reach(me.role, ability)) for ability in Ability]
    return [(label, how is Reach.OWN) for label, how in found if how is Reach.ALL or (how and me.team_member_id)]


@bp.post("/leave")
@own_venue(Ability.SEE_BOOKINGS)
def leave(venue: Venue) -> ResponseReturnValue:
    people.leave(venue=venue, staff=own_staff(), user=current_user_or_403(), keep=sessions.current_login())
    sessions.renew()
    flash(_("You no longer work at %(venue)s. Your own bookings haven’t changed.", venue=venue.name))
    return go(url_for("bookings.index"))


@bp.post("/ownership/accept")
@own_venue(Ability.SEE_BOOKINGS)
@step_up_required
def accept_ownership(venue: Venue) -> ResponseReturnValue:
    ownership.accept_ownership(
        venue=venue, staff=own_staff(), user=current_user_or_403(), keep=sessions.current_login()
    )
    sessions.renew()
    flash(_("You’re now an owner of %(venue)s.", venue=venue.name))
    return go(url_for("staff.index"))


@bp.post("/ownership/decline")
@own_venue(Ability.SEE_BOOKINGS)
def decline_ownership(venue: Venue) -> ResponseReturnValue:
    ownership.decline_ownership(venue=venue, staff=own_staff())
    flash(_("You declined the ownership. Nothing has changed."))
    return go(url_for(HERE))
