"""Reassigning a member's bookings, and removing a member from the team."""

from collections.abc import Sequence

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.accounts.guards import current_user_or_403
from app.availability.enums import UnavailableReason
from app.core.db import session
from app.core.errors import Conflict
from app.core.formats import usd
from app.offboarding.actions import (
    CANCEL,
    ReassignDecisions,
    Reassigned,
    reassign_bookings,
    remove_member,
    restore_member,
)
from app.offboarding.forms import ReassignForm
from app.offboarding.queries import Assignment, upcoming_assignments
from app.staff.queries import login_of
from app.team.models import MAX_MEMBERS, TeamMember
from app.team.queries import former_member_of, member_of
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.fields import sent_number
from app.web.htmx import flash_undo, go, render

bp = Blueprint("offboarding", __name__, url_prefix="/venue/team")

IN_THE_WAY = {
    UnavailableReason.MEMBER_OFF: _l("%(name)s isn’t working at that time."),
    UnavailableReason.TAKEN: _l("%(name)s is already booked at that time."),
}
UNAVAILABLE = _l("%(name)s isn’t available at that time.")


@bp.route("/<slug>/bookings", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_TEAM)
def bookings(venue: Venue, slug: str) -> ResponseReturnValue:
    """Decide each upcoming booking of a member: keep it, reassign it, or cancel it."""
    member = member_of(venue, slug)
    return decide(venue, member, leaving=False)


@bp.route("/<slug>/remove", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_TEAM)
def remove(venue: Venue, slug: str) -> ResponseReturnValue:
    """Decide each upcoming booking of a member before they leave, when none can stay with them."""
    member = member_of(venue, slug)
    return decide(venue, member, leaving=True)


def decide(venue: Venue, member: TeamMember, *, leaving: bool) -> ResponseReturnValue:
    found, form = upcoming_assignments(member), ReassignForm()
    form.about(found, zone=venue.zone, must_decide=leaving, sent=request.form)
    refused = ""
    if form.validate_on_submit():
        at, change_bookings = member.position, remove_member if leaving else reassign_bookings
        decisions = ReassignDecisions(form.decided, form.reason.value, current_user_or_403().id)
        try:
            done = change_bookings(venue=venue, member=member, decisions=decisions)
            return summary(member, done, leaving=leaving, at=at)
        except Conflict as error:
            refused = error.message
            session.rollback()
            member = member_of(venue, member.slug)
            found = upcoming_assignments(member)
            form.about(found, zone=venue.zone, must_decide=leaving, sent=request.form)
    return render(
        "offboarding/bookings.html",
        "offboarding/_bookings.html",
        status=409 if refused else 422 if form.problems else 200,
        workplace=venue.name,
        venue=venue,
        member=member,
        leaving=leaving,
        found=found,
        form=form,
        refused=refused,
        in_the_way=in_the_way,
        cancel=CANCEL,
        alone=only_provider_services(found),
        has_login=leaving and login_of(member) is not None,
    )


def summary(member: TeamMember, done: Reassigned, *, leaving: bool, at: int | None) -> ResponseReturnValue:
    """Summarize what was done in a toast, with an undo button if no booking was changed."""
    parts = [_("%(name)s is no longer on your team.", name=member.name)] if leaving else []
    if done.reassigned:
        parts.append(ngettext("%(num)d booking reassigned.", "%(num)d bookings reassigned.", done.reassigned))
    if done.canceled:
        parts.append(ngettext("%(num)d booking canceled.", "%(num)d bookings canceled.", done.canceled))
    if done.refund_cents:
        parts.append(_("We’re refunding %(amount)s.", amount=usd(done.refund_cents)))
    if done.reassigned or done.canceled:
        parts.append(_("We’re emailing guests who gave an email address."))
    message = " ".join(parts) or _("No changes.")
    if leaving and not (done.reassigned or done.canceled):
        flash_undo(message, url_for("offboarding.restore", slug=member.slug, at=at))
    else:
        flash(message)
    return go(url_for("team.index") if leaving else url_for("offboarding.bookings", slug=member.slug))


@bp.post("/<slug>/restore")
@own_venue(Ability.MANAGE_TEAM)
def restore(venue: Venue, slug: str) -> ResponseReturnValue:
    """Undo the removal of a member."""
    member = former_member_of(venue, slug)
    at = request.args.get("at", MAX_MEMBERS, type=sent_number)
    try:
        restore_member(venue=venue, member=member, position=min(max(at, 1), MAX_MEMBERS))
    except Conflict as refused:
        session.rollback()
        flash(refused.message, "error")
    else:
        flash(_("%(name)s is back on your team.", name=member.name))
    return go(url_for("team.index"))


def in_the_way(serving: Assignment) -> str:
    """Explain why the others who provide the service cannot take a booking.

    Tobias isn’t working at that time. Maren is already booked at that time.
    """
    return " ".join(
        str(IN_THE_WAY.get(reason, UNAVAILABLE)) % {"name": other.first_name}
        for other, reason in serving.replacements
        if reason is not None
    )


def only_provider_services(found: Sequence[Assignment]) -> bool:
    return any(not serving.replacements for serving in found)
