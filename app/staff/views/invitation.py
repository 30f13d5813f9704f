"""An invitation as the invited person sees it. Following the link changes nothing: its buttons do."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import sessions
from app.accounts.guards import current_user_or_403, login_required, optional_user
from app.core.db import session
from app.core.errors import Conflict
from app.staff import copy
from app.staff.actions import invitations
from app.staff.signed import invitation_of
from app.staff.views import invitation_bp as bp
from app.venues.enums import VenueStatus
from app.web.htmx import go
from app.web.route_limits import limited
from app.web.security import keep_nowhere


@bp.get("/<token>")
@limited("links")
def show(token: str) -> ResponseReturnValue:
    keep_nowhere()
    found, user = invitation_of(token), optional_user()
    return render_template(
        "staff/invitation.html",
        found=found,
        token=token,
        user=user,
        is_open=not (found.is_answered or found.is_expired or found.venue.status is VenueStatus.DELETED),
        is_theirs=user is not None and user.email.lower() == found.email.lower(),
        here=url_for("staff_invitation.show", token=token),
        copy=copy,
    )


@bp.post("/<token>/accept")
@limited("links")
@login_required
def accept(token: str) -> ResponseReturnValue:
    """Accept it, or go back to the page with the reason why that isn't possible."""
    found = invitation_of(token)
    try:
        invitations.accept(invitation=found, user=current_user_or_403(), keep=sessions.current_login())
    except Conflict as refused:
        session.rollback()
        flash(refused.message, "error")
        return go(url_for("staff_invitation.show", token=token))
    sessions.renew()
    flash(_("Welcome to %(venue)s. This is your calendar.", venue=found.venue.name))
    return go(url_for("calendar.day"))


@bp.post("/<token>/decline")
@limited("links")
def decline(token: str) -> ResponseReturnValue:
    found = invitation_of(token)
    invitations.decline(invitation=found)
    flash(_("Invitation declined. We told %(name)s.", name=found.invited_by.name))
    return go(url_for("staff_invitation.show", token=token))
