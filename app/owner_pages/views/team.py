"""The team list and each member's profile."""

from datetime import timedelta

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.catalog.copy import lengths
from app.catalog.performers import performed, set_services_of, staffed_services
from app.core import clock
from app.core.errors import Conflict, error_text
from app.core.reordering import wanted_order, what_moved
from app.hours.queries import openings_of, week_in
from app.photos.forms import PhotoForm
from app.team import actions, copy
from app.team.errors import TeamErrorCode
from app.team.forms import MemberEdit, MemberForm
from app.team.languages import in_words
from app.team.models import MAX_MEMBERS, TeamMember
from app.team.queries import member_of, members_of, time_off_of
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import go, render, wants_partial
from app.web.onward import onward
from app.web.route_limits import limited
from app.web.security import takes_files

bp = Blueprint("team", __name__, url_prefix="/venue/team")

# The list shows time off that begins within this time.
SOON = timedelta(weeks=4)


@bp.get("/")
@own_venue(Ability.MANAGE_TEAM)
def index(venue: Venue) -> ResponseReturnValue:
    return listed(venue)


def listed(venue: Venue, *, message: str = "", refused: str = "") -> ResponseReturnValue:
    """Render the team with a message for screen readers about what changed, or with the reason why nothing did."""
    team, services, openings = members_of(venue), staffed_services(venue), openings_of([venue.id])
    now = clock.now()
    off, today = time_off_of(venue, (now, now + SOON)), now.astimezone(venue.zone).date()
    return render(
        "team/index.html",
        "team/_list.html",
        status=409 if refused else 200,
        workplace=venue.name,
        venue=venue,
        team=team,
        most=MAX_MEMBERS,
        performs=performed(services),
        hours={member.id: copy.week(week_in(openings, member.id)) for member in team},
        off={member.id: copy.off_soon(member, off, venue.zone, today) for member in team},
        message=message,
        refused=refused,
    )


@bp.route("/new", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_TEAM)
def add(venue: Venue) -> ResponseReturnValue:
    """Add a member with a name and services, which is enough to be booked.

    Their own page, with the rest, comes next.
    """
    services, team = staffed_services(venue), members_of(venue)
    # Most small venues begin with their owner, whose name we know.
    form = MemberForm(data={} if team or request.method == "POST" else {"name": current_user_or_403().name})
    form.offer(services)
    if form.validate_on_submit():
        with form.refusals(form.name, Conflict):
            member = actions.add_member(venue=venue, name=form.name.value, title=form.title.value)
            set_services_of(venue=venue, member=member, slugs=form.services.data or ())
            if services and not form.services.data:
                message = _(
                    "%(name)s was added. Choose at least one service so guests can book %(first_name)s.",
                    name=member.name,
                    first_name=member.first_name,
                )
            elif "then" in request.form:
                message = _("%(name)s is on your team.", name=member.name)
            else:
                message = _("%(name)s is on your team. Next, complete their profile.", name=member.name)
            flash(message)
            edit_page = url_for("team.edit", slug=member.slug)
            return go(onward("team.index", another=url_for("team.add")) if "then" in request.form else edit_page)
    is_full = len(team) >= MAX_MEMBERS
    full = error_text(TeamErrorCode.TEAM_FULL, most=MAX_MEMBERS) if is_full else ""
    status = 422 if form.errors else 200
    return render(
        "team/new.html",
        "team/_new.html",
        status=status,
        workplace=venue.name,
        form=form,
        services=services,
        lengths=lengths(services),
        full=full,
    )


@bp.route("/<slug>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_TEAM)
def edit(venue: Venue, slug: str) -> ResponseReturnValue:
    """Edit a member's public profile and services."""
    member = member_of(venue, slug)
    return about(venue, member, PhotoForm(obj=member.photo))


@bp.post("/<slug>/photo")
@limited("uploads")
@takes_files()
@own_venue(Ability.MANAGE_TEAM)
def photo(venue: Venue, slug: str) -> ResponseReturnValue:
    """Upload, replace, describe, or remove a member's photo."""
    member, form = member_of(venue, slug), PhotoForm()
    if not form.settle(member.photo, lambda photo: actions.set_member_photo(member=member, photo=photo)):
        return about(venue, member, form)
    flash(form.message)
    return go(url_for("team.edit", slug=slug))


def about(venue: Venue, member: TeamMember, photos: PhotoForm) -> ResponseReturnValue:
    """Render a member's page. Of its two forms, the one with the profile may have been submitted."""
    services = staffed_services(venue)
    form = MemberEdit.of(member, services, performed(services).get(member.id, ()))
    if request.endpoint == "team.edit" and form.validate_on_submit():
        actions.edit_member(member=member, details=form.details)
        set_services_of(venue=venue, member=member, slugs=form.services.data or ())
        flash(_("Saved. Guests see the changes to %(name)s’s profile now.", name=member.first_name))
        return go(onward("team.index"))
    return render(
        "team/edit.html",
        "team/_edit.html",
        status=422 if form.errors or photos.errors else 200,
        workplace=venue.name,
        member=member,
        form=form,
        photos=photos,
        services=services,
        lengths=lengths(services),
        spoken=in_words(form.languages.data or ()),
    )


@bp.post("/order")
@own_venue(Ability.MANAGE_TEAM)
def order(venue: Venue) -> ResponseReturnValue:
    names = {member.slug: member.name for member in members_of(venue)}
    try:
        wanted = wanted_order(request.form, list(names))
        actions.order_members(venue=venue, slugs=wanted)
    except Conflict as refused:
        return listed(venue, refused=refused.message)
    message = what_moved(request.form, wanted, names)
    return listed(venue, message=message) if wants_partial() else go(url_for("team.index"))
