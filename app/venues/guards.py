"""Access control for pages of the venue where a person works."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import Flask, g, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.enums import Role
from app.accounts.guards import current_user_or_403, providers_only
from app.core.errors import Forbidden
from app.venues.abilities import ABILITIES, reach, refusal
from app.venues.enums import Ability, Reach, StaffRole
from app.venues.models import Venue, VenueStaff
from app.venues.queries import first_name_of_owner, role_of, staff_of
from app.web.htmx import go

P = ParamSpec("P")
VenueView = Callable[Concatenate[Venue, P], ResponseReturnValue]


def own_venue(ability: Ability) -> Callable[[VenueView[P]], Callable[P, ResponseReturnValue]]:
    """Open a view to those who have an ability at the venue where they work, and pass it the venue.

    Providers without a venue are redirected to list theirs. A view of bookings asks `own_member_id` whose to show.
    """

    def guard(view: VenueView[P]) -> Callable[P, ResponseReturnValue]:
        @providers_only
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            staff = staff_of(current_user_or_403())
            if staff is None:
                return go(url_for("onboarding.start"))
            g.staff, g.staff_role, g.own_venue = staff, staff.role, staff.venue
            g.own_member_id = _own_member_id(staff, ability)
            return view(staff.venue, *args, **kwargs)

        guarded.__dict__["ability"] = ability
        return guarded

    return guard


def _own_member_id(staff: VenueStaff, ability: Ability) -> int | None:
    """Return the team member to whose bookings a person is limited, or None for no limit.

    Raises Forbidden for those without the ability, and for those who perform no services if it is about their own.
    """
    reaches = reach(staff.role, ability)
    if reaches is Reach.ALL:
        return None
    if reaches is None or staff.team_member_id is None:
        raise Forbidden(refusal(ability, first_name_of_owner(staff.venue)))
    return staff.team_member_id


def own_member_id() -> int | None:
    """Return the team member whose bookings alone this view may show or change, or None for everyone's."""
    found: int | None = g.own_member_id
    return found


def own_staff() -> VenueStaff:
    """Return where and as what the logged-in person works, in a view of their venue."""
    found: VenueStaff = g.staff
    return found


def may(ability: str) -> bool:
    """Return whether the logged-in person has an ability, for anyone's bookings or their own. For templates.

    Outside the pages of the venue, the first call takes one statement.
    """
    if "staff_role" not in g:
        g.staff_role = _current_role()
    return g.staff_role in ABILITIES[Ability(ability)]


def _current_role() -> StaffRole | None:
    if not current_user.is_authenticated or current_user.role is not Role.PROVIDER:
        return None
    # Owners who have not listed their venue yet see the pages that will be theirs.
    return role_of(current_user_or_403()) or StaffRole.OWNER


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"may": may, "own_staff": g.get("staff")})
