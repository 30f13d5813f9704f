"""The owner's list of staff: inviting people, changing their roles, removing them, and offering the ownership."""

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.accounts.step_up import step_up_required
from app.core.formats import full_moment
from app.staff import copy
from app.staff.actions import invitations, ownership, people
from app.staff.forms import InviteForm, OfferForm, PersonForm
from app.staff.models import MAX_SENT
from app.staff.queries import StaffPerson, invitations_of, offer_at, people_of, person_of, profiles_without_login
from app.staff.views import bp
from app.venues.enums import Ability, StaffRole
from app.venues.guards import own_staff, own_venue
from app.venues.models import Venue, VenueStaff
from app.web.htmx import go
from app.web.route_limits import limited

HERE = "staff.index"


@bp.get("/")
@own_venue(Ability.MANAGE_STAFF)
def index(venue: Venue) -> ResponseReturnValue:
    people_here = people_of(venue)
    return render_template(
        "staff/index.html",
        workplace=venue.name,
        venue=venue,
        people=people_here,
        owners=sum(person.staff.role is StaffRole.OWNER for person in people_here),
        invitations=invitations_of(venue),
        offer=offer_at(venue),
        me=own_staff(),
        most_sent=MAX_SENT,
        roles=StaffRole,
        table=copy.table(),
        copy=copy,
    )


@bp.route("/invite", methods=["GET", "POST"])
@limited("messages")
@own_venue(Ability.MANAGE_STAFF)
@step_up_required
def invite(venue: Venue) -> ResponseReturnValue:
    form = InviteForm()
    form.offer(profiles_without_login(venue))
    if form.validate_on_submit():
        with form.refusals(form.email):
            invitation = invitations.invite(
                venue=venue,
                email=form.email.value,
                role=form.chosen_role,
                member=form.chosen_member,
                by=current_user_or_403(),
            )
            until = full_moment(invitation.expires_at, venue.zone)
            flash(_("Invitation sent to %(email)s. It expires %(time)s.", email=invitation.email, time=until))
            return go(url_for(HERE))
    html = render_template("staff/invite.html", workplace=venue.name, venue=venue, form=form, copy=copy)
    return make_response(html, 422 if form.errors else 200)


@bp.post("/invitations/<key>/resend")
@limited("messages")
@own_venue(Ability.MANAGE_STAFF)
def resend(venue: Venue, key: str) -> ResponseReturnValue:
    invitation = invitations.resend(venue=venue, key=key)
    until = full_moment(invitation.expires_at, venue.zone)
    flash(_("Invitation sent again to %(email)s. It expires %(time)s.", email=invitation.email, time=until))
    return go(url_for(HERE))


@bp.post("/invitations/<key>/cancel")
@own_venue(Ability.MANAGE_STAFF)
def revoke(venue: Venue, key: str) -> ResponseReturnValue:
    invitation = invitations.revoke(venue=venue, key=key)
    flash(_("Invitation to %(email)s canceled. Its link no longer works.", email=invitation.email))
    return go(url_for(HERE))


@bp.route("/<key>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_STAFF)
@step_up_required
def edit(venue: Venue, key: str) -> ResponseReturnValue:
    """Change a person's role and profile. The page can also remove them, or offer them the ownership."""
    found = person_of(venue, key)
    form = form_of(venue, found)
    if form.validate_on_submit():
        with form.refusals(form.role):
            people.change_role(
                venue=venue,
                staff=found.staff,
                role=form.chosen_role,
                member=form.chosen_member,
                by=current_user_or_403(),
            )
            flash(_("%(name)s’s role is now %(role)s.", name=found.staff.user.name, role=found.staff.role.label))
            return go(url_for(HERE))
    html = render_template(
        "staff/edit.html",
        workplace=venue.name,
        venue=venue,
        found=found,
        form=form,
        offer_form=OfferForm(formdata=None),
        me=own_staff(),
        is_fixed=is_fixed(venue, found.staff),
        copy=copy,
    )
    return make_response(html, 422 if form.errors else 200)


def form_of(venue: Venue, found: StaffPerson) -> PersonForm:
    """Return the form with a person's role. Only an owner can be one: others are offered the ownership."""
    slug = found.member.slug if found.member else ""
    form = PersonForm(data={"role": found.staff.role.value, "member": slug})
    members = [*profiles_without_login(venue, except_of=found.staff)]
    roles = [role for role in StaffRole if role is not StaffRole.OWNER or found.staff.role is StaffRole.OWNER]
    form.offer(members, [StaffRole.OWNER] if is_fixed(venue, found.staff) else roles)
    return form


def is_fixed(venue: Venue, staff: VenueStaff) -> bool:
    """Return whether this is the main owner, whose role only they change, and someone else looks at it."""
    return staff.user_id == venue.owner_id != own_staff().user_id


@bp.post("/<key>/remove")
@own_venue(Ability.MANAGE_STAFF)
@step_up_required
def remove(venue: Venue, key: str) -> ResponseReturnValue:
    staff = person_of(venue, key).staff
    people.remove(venue=venue, staff=staff, by=current_user_or_403())
    flash(_("%(name)s no longer works here and is logged out.", name=staff.user.name))
    return go(url_for(HERE))


@bp.post("/<key>/offer")
@limited("messages")
@own_venue(Ability.MANAGE_STAFF)
@step_up_required
def offer(venue: Venue, key: str) -> ResponseReturnValue:
    """Offer a person the ownership."""
    to = person_of(venue, key).staff
    ownership.offer_ownership(
        venue=venue, owner=own_staff(), to=to, stays_owner=request.form.get("stays_owner") is not None
    )
    flash(_("Ownership offered to %(name)s. Nothing changes until they accept.", name=to.user.name))
    return go(url_for(HERE))


@bp.post("/offer/withdraw")
@own_venue(Ability.MANAGE_STAFF)
def withdraw(venue: Venue) -> ResponseReturnValue:
    ownership.end_offer(venue=venue)
    flash(_("Offer withdrawn. Nothing has changed."))
    return go(url_for(HERE))
