"""Preferred team members: chosen from those who served the guest."""

from collections.abc import Sequence

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.account_pages.views import bp
from app.accounts.guards import current_user_or_403, login_required
from app.bookings.queries.served import members_who_served
from app.core.errors import Conflict, NotFound
from app.core.urls import local_path
from app.profiles.actions.profiles import prefer_member, stop_preferring
from app.profiles.errors import ProfileErrorCode
from app.profiles.queries import preferred_by
from app.team.models import TeamMember
from app.venues.models import Venue
from app.web.htmx import go


@bp.post("/profile/team")
@login_required
def prefer() -> ResponseReturnValue:
    """Add a team member, from the profile page or from the page of a completed booking."""
    user = current_user_or_403()
    member = chosen(members_who_served(user.id))
    try:
        prefer_member(user=user, member=member)
    except Conflict as refused:
        flash(refused.message, "error")
    else:
        flash(_("%(name)s is one of your preferred team members.", name=member.first_name))
    return back()


@bp.post("/profile/team/remove")
@login_required
def stop_preferring_member() -> ResponseReturnValue:
    user = current_user_or_403()
    member = chosen(preferred_by(user.id))
    stop_preferring(user=user, member=member)
    flash(_("%(name)s is no longer on your list.", name=member.first_name))
    return back()


def chosen(members: Sequence[tuple[TeamMember, Venue]]) -> TeamMember:
    """Return the team member that the form names: venue/member. Raises NotFound."""
    wanted = request.form.get("member", "")
    found = next((member for member, venue in members if f"{venue.slug}/{member.slug}" == wanted), None)
    if found is None:
        raise NotFound(ProfileErrorCode.NOT_SERVED_BY)
    return found


def back() -> ResponseReturnValue:
    return go(local_path(request.form.get("next")) or url_for("account.profile", _anchor="team"))
