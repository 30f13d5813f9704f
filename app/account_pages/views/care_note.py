"""A guest's preferences and allergies, as the guest writes, reads and deletes them."""

from flask import flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.account_pages.views import bp
from app.accounts import impersonation
from app.accounts.guards import current_user_or_403, login_required
from app.core.errors import DomainError, Forbidden
from app.core.settings import settings
from app.profiles.actions.care_notes import delete_care_note, read_own, save_care_note
from app.profiles.consent import VERSION, consent_text
from app.profiles.forms import CareNoteForm
from app.profiles.queries import care_note_of, views_of
from app.web.htmx import go


@bp.route("/profile/preferences", methods=["GET", "POST"])
@login_required
def care_note() -> ResponseReturnValue:
    """Show and save them. An admin who views the site as the guest sees nothing here."""
    if impersonation.seen():
        raise Forbidden(_("Only the guest can see their preferences and allergies here."))
    user = current_user_or_403()
    saved = care_note_of(user.id)
    form = CareNoteForm(data={"text": read_own(saved) if saved else ""})
    if form.validate_on_submit():
        agreed = consent_text() if form.agree.data else None
        with form.refusals(form.agree, DomainError):
            save_care_note(user_id=user.id, text=form.text.value, agreed_to=agreed, version=VERSION)
            flash(_("Saved and encrypted. Your team member can open it for your next booking."))
            return go(url_for("account.profile", _anchor="care"))
    html = render_template(
        "account/care_note.html",
        form=form,
        note=saved,
        consent=consent_text(),
        is_outdated=saved is not None and saved.consent_version != VERSION,
        views=views_of(user.id),
        zone=settings().office_zone,
    )
    return make_response(html, 422 if form.errors else 200)


@bp.post("/profile/preferences/delete")
@login_required
def remove_care_note() -> ResponseReturnValue:
    delete_care_note(user_id=current_user_or_403().id)
    flash(_("Your preferences and allergies are deleted. Tell the venue in person what they need to know."))
    return go(url_for("account.profile", _anchor="care"))
