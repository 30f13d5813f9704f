"""The account pages: search, and actions on accounts."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access_log.enums import AccessKind
from app.access_log.pages import opened
from app.accounts.enums import Role
from app.accounts.guards import current_user_or_403
from app.accounts.models import User
from app.accounts.queries.users import user_by_public_id
from app.accounts.step_up import step_up_required
from app.admin import copy
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions.people import change_role, reinstate_person, sign_out_person, suspend_person
from app.admin.enums import SubjectKind
from app.admin.forms.people import ROLE_CHOICES, PeopleFilter, RoleForm, SuspendForm, choice_of, roles_of
from app.admin.queries.history import history_of
from app.admin.queries.people import find_accounts, last_orders, upcoming_bookings, works_of
from app.admin.request_args import parse_page, parse_text
from app.admin.views import bp
from app.admin.views.subjects import person_page
from app.two_factor.queries.resets import has_any_factor, open_reset
from app.venues.queries import venue_owned_by
from app.web.htmx import go

NOW = {
    Role.GUEST: _l("%(name)s is now a guest."),
    Role.PROVIDER: _l("%(name)s is now an owner."),
    Role.ADMIN: _l("%(name)s is now an admin."),
}


@bp.get("/people")
@admins_with(AdminAbility.READ)
def people() -> ResponseReturnValue:
    text, form = parse_text(request.args), PeopleFilter(formdata=request.args)
    form.validate()
    found = find_accounts(text, page=parse_page(request.args), role=form.chosen_role, state=form.chosen_state)
    return render_template("admin/people/index.html", text=text, form=form, found=found, copy=copy)


@bp.get("/people/<person_id>")
@admins_with(AdminAbility.READ)
def person_shown(person_id: str) -> ResponseReturnValue:
    user, admin = user_by_public_id(person_id), current_user_or_403()
    opened(AccessKind.ACCOUNT, user_id=user.id)
    reset, work = open_reset(user), works_of([user.id]).get(user.id)
    return render_template(
        "admin/people/show.html",
        user=user,
        is_self=user.id == admin.id,
        reset=reset,
        may_approve=reset is not None and admin.id not in {user.id, reset.requested_by_id},
        has_factors=has_any_factor(user),
        venue=work.venue if work else None,
        orders=last_orders(user.id),
        role=copy.role(user, work) if work else ROLE_CHOICES[choice_of(user)],
        actions=history_of(SubjectKind.USER, user.id),
        copy=copy,
    )


@bp.route("/people/<person_id>/suspend", methods=["GET", "POST"])
@admins_with(AdminAbility.SUSPEND)
def person_suspend(person_id: str) -> ResponseReturnValue:
    """Suspend a user. The page shows what happens to their bookings and venue before they are suspended."""
    user = user_by_public_id(person_id)
    form = SuspendForm()
    if form.validate_on_submit():
        with form.refusals(form.reason):
            suspend_person(
                user=user, reason=form.reason.value, admin=current_user_or_403(), venue_too=bool(form.venue_too.data)
            )
            flash(_("%(name)s is suspended and logged out everywhere.", name=user.name))
            return back_to(user)
    venue = venue_owned_by(user)
    booked, expected = upcoming_bookings(user, venue)
    html = render_template(
        "admin/people/suspend.html", user=user, form=form, venue=venue, booked=booked, expected=expected
    )
    return html, 422 if form.errors else 200


@bp.post("/people/<person_id>/reinstate")
@admins_with(AdminAbility.SUSPEND)
def person_reinstate(person_id: str) -> ResponseReturnValue:
    user = user_by_public_id(person_id)
    reinstate_person(user=user, admin=current_user_or_403())
    flash(_("%(name)s can log in again.", name=user.name))
    return back_to(user)


@bp.route("/people/<person_id>/role", methods=["GET", "POST"])
@admins_with(AdminAbility.ROLES)
@step_up_required
def person_role(person_id: str) -> ResponseReturnValue:
    user = user_by_public_id(person_id)
    form = RoleForm(data={"role": choice_of(user)})
    if form.validate_on_submit():
        with form.refusals(form.role):
            role, admin_role = roles_of(form.role.data)
            change_role(user=user, role=role, admin_role=admin_role, admin=current_user_or_403())
            flash(str(NOW[user.role]) % {"name": user.name})
            return back_to(user)
    html = render_template("admin/people/role.html", user=user, form=form, is_self=user.id == current_user_or_403().id)
    return html, 422 if form.errors or form.form_errors else 200


@bp.post("/people/<person_id>/sign-out")
@admins_with(AdminAbility.SUSPEND)
def person_sign_out(person_id: str) -> ResponseReturnValue:
    user = user_by_public_id(person_id)
    sign_out_person(user=user, admin=current_user_or_403())
    flash(_("%(name)s is logged out everywhere.", name=user.name))
    return back_to(user)


def back_to(user: User) -> ResponseReturnValue:
    return go(person_page(user))
