"""Viewing the site as another user, read-only."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue

from app.access_log.enums import AccessKind
from app.access_log.pages import opened
from app.accounts import impersonation
from app.accounts.enums import Role
from app.accounts.guards import current_user_or_403
from app.accounts.queries.users import user_by_public_id
from app.admin.abilities import AdminAbility, admins_with
from app.admin.actions import people
from app.admin.views import bp
from app.web.htmx import go


@bp.post("/people/<person_id>/view-as")
@admins_with(AdminAbility.VIEW_AS)
def view_as(person_id: str) -> ResponseReturnValue:
    """View the site as this person, starting at their calendar if they are a provider, else at their bookings."""
    user = user_by_public_id(person_id)
    opened(AccessKind.SITE_VIEW, user_id=user.id)
    impersonation.begin(people.begin_impersonation(user=user, admin=current_user_or_403()))
    return go(url_for("calendar.day" if user.role is Role.PROVIDER else "bookings.index"))


@bp.post("/view-as/stop")
@admins_with(AdminAbility.READ)
def stop_viewing_as() -> ResponseReturnValue:
    """Return to the page of the viewed person.

    Here the admin is logged in as themselves: see app.accounts.impersonation.
    """
    seen = people.stop_impersonation(admin=current_user_or_403())
    impersonation.forget()
    flash(str(impersonation.ENDED))
    return go(url_for("admin.person_shown", person_id=seen.public_id) if seen else url_for("admin.people"))
