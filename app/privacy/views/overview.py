"""The page of a person's data: a copy of it, its deletion, their rights, and how long we keep what."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.guards import current_user_or_403, login_required
from app.accounts.impersonation import seen
from app.accounts.models import User
from app.accounts.zones import zone_of
from app.consents.queries import versions_of_pages
from app.consents.versions import BUILT_IN
from app.privacy import copy
from app.privacy.actions.rights import note_opt_out
from app.privacy.forms import CHOICES, DeletionForm
from app.privacy.queries.access import accesses_of
from app.privacy.queries.accounts import upcoming_bookings
from app.privacy.queries.consents import choices_of
from app.privacy.queries.exports import last_export
from app.privacy.retention import KEPT
from app.privacy.views import bp
from app.venues.queries import venue_owned_by

# How many lines of the access log the page shows.
NEWEST = 20


@bp.get("/")
@login_required
def index() -> ResponseReturnValue:
    user = current_user_or_403()
    if request.headers.get("Sec-GPC") == "1" and seen() is None:
        note_opt_out(user=user)
    return show(user, DeletionForm(formdata=None))


def show(user: User, form: DeletionForm, *, status: int = 200) -> ResponseReturnValue:
    upcoming, zone = upcoming_bookings(user), zone_of(user)
    form.about(upcoming)
    html = render_template(
        "privacy/index.html",
        user=user,
        copy=copy,
        zone=zone,
        form=form,
        choices=CHOICES,
        upcoming=upcoming,
        export=last_export(user),
        venue=venue_owned_by(user),
        kept=KEPT.values(),
        consents=copy.consents(choices_of(user), BUILT_IN | versions_of_pages(), zone),
        accesses=copy.accesses(accesses_of(user, most=NEWEST), zone),
        has_gpc=request.headers.get("Sec-GPC") == "1",
    )
    return html, status
