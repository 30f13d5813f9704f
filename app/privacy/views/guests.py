"""What an owner does when one of the venue's guests asks for a copy or the deletion of their details."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access_log.enums import AccessKind
from app.access_log.pages import opened
from app.accounts.guards import current_user_or_403
from app.accounts.impersonation import refuse_secrets
from app.accounts.step_up import step_up_required
from app.guests.queries import guest_of_venue
from app.privacy.actions.guest_records import erase_record, export_record
from app.privacy.forms import ErasureForm
from app.privacy.queries.guests import has_upcoming, is_erased
from app.privacy.views import guest_bp as bp
from app.privacy.views.exports import zip_response
from app.venues.abilities import reach
from app.venues.enums import Ability, Reach
from app.venues.guards import own_staff, own_venue
from app.venues.models import Venue
from app.web.htmx import go


@bp.get("/<guest_id>/data")
@own_venue(Ability.DOWNLOAD_LISTS)
def show(venue: Venue, guest_id: str) -> ResponseReturnValue:
    return page(venue, guest_id, ErasureForm(formdata=None))


def page(venue: Venue, guest_id: str, form: ErasureForm, *, status: int = 200) -> ResponseReturnValue:
    guest = guest_of_venue(venue, guest_id)
    html = render_template(
        "privacy/guest.html",
        workplace=venue.name,
        venue=venue,
        guest=guest,
        form=form,
        is_erased=is_erased(guest),
        is_expected=has_upcoming(guest),
        has_health=may_read_health(),
    )
    return html, status


@bp.get("/<guest_id>/data.zip")
@own_venue(Ability.DOWNLOAD_LISTS)
@step_up_required
def export(venue: Venue, guest_id: str) -> ResponseReturnValue:
    """Download everything that the venue has about one guest, and record that. Only the owner gets health answers."""
    refuse_secrets()
    guest = guest_of_venue(venue, guest_id)
    opened(AccessKind.GUEST_EXPORT, user_id=guest.user_id, guest_id=guest.id)
    content = export_record(guest=guest, venue_name=venue.name, has_health=may_read_health())
    return zip_response(content, f"guest-{guest.public_id}.zip")


def may_read_health() -> bool:
    """Return whether the person may open the health answers of every guest."""
    return reach(own_staff().role, Ability.OPEN_HEALTH_ANSWERS) is Reach.ALL


@bp.post("/<guest_id>/erase")
@own_venue(Ability.DOWNLOAD_LISTS)
@step_up_required
def erase(venue: Venue, guest_id: str) -> ResponseReturnValue:
    guest, form = guest_of_venue(venue, guest_id), ErasureForm()
    if not form.validate_on_submit():
        return page(venue, guest_id, form, status=422)
    erase_record(guest=guest, by=current_user_or_403())
    flash(_("The guest’s details are erased. Their bookings stay without a name."))
    return go(url_for("guests.show", guest_id=guest_id))
