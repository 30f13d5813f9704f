"""A person's profile: who they are, their photo, what venues see of it, and an owner's public profile."""

from flask import flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.account_pages.views import bp
from app.accounts.enums import Role
from app.accounts.guards import current_user_or_403, login_required, providers_only
from app.accounts.models import User
from app.bookings.queries.served import members_who_served
from app.core.errors import DomainError
from app.photos.forms import PhotoForm
from app.profiles.actions.profiles import edit_profile, introduce_owner, set_photo
from app.profiles.completion import completion
from app.profiles.consent import VERSION
from app.profiles.forms import OwnerForm, ProfileForm
from app.profiles.models import Profile
from app.profiles.queries import care_note_of, owner_profile_of, preferred_by, profile_of
from app.venues.queries import venue_owned_by
from app.web.htmx import go
from app.web.route_limits import limited
from app.web.security import takes_files


@bp.route("/profile", methods=["GET", "POST"])
@login_required
def profile() -> ResponseReturnValue:
    user = current_user_or_403()
    found = profile_of(user.id)
    form = ProfileForm.of(user, found)
    if form.validate_on_submit():
        with form.refusals(form.birth_day, DomainError):
            edit_profile(user=user, details=form.details)
            flash(_("Profile saved."))
            return go(url_for("account.profile"))
    return shown(user, found, form=form)


@bp.post("/profile/photo")
@limited("uploads")
@takes_files(from_everyone=True)
@login_required
def profile_photo() -> ResponseReturnValue:
    """Upload, replace, or remove the person's photo."""
    user, form = current_user_or_403(), PhotoForm()
    found = profile_of(user.id)
    if not form.settle(found.photo, lambda photo: set_photo(user=user, photo=photo)):
        return shown(user, found, photos=form)
    flash(form.message)
    return go(url_for("account.profile"))


@bp.post("/profile/public")
@providers_only
def public_profile() -> ResponseReturnValue:
    """Save how an owner introduces themselves on their venue's page."""
    user, form = current_user_or_403(), OwnerForm()
    if not form.validate_on_submit():
        return shown(user, profile_of(user.id), owner=form)
    is_shown = form.is_shown.data
    venue = introduce_owner(user=user, name=form.owner_name.value, bio=form.bio.value, is_shown=is_shown)
    if not is_shown:
        flash(_("Saved. Guests don’t see this."))
    elif venue.is_public:
        flash(_("Guests see this on your venue’s page now."))
    else:
        flash(_("Saved. Guests see this once %(venue)s is live.", venue=venue.name))
    return go(url_for("account.profile", _anchor="public"))


def shown(
    user: User,
    found: Profile,
    *,
    form: ProfileForm | None = None,
    photos: PhotoForm | None = None,
    owner: OwnerForm | None = None,
) -> ResponseReturnValue:
    """Render the page. Of its forms, at most one was submitted; the others show what is saved."""
    sent = form or photos or owner
    preferred = preferred_by(user.id)
    known = {member.id for member, _venue in preferred}
    html = render_template(
        "account/profile.html",
        user=user,
        profile=found,
        form=form or ProfileForm.of(user, found, is_sent=False),
        photos=photos or PhotoForm(formdata=None),
        owner_form=owner_form(user, sent=owner),
        completion=completion(user, found),
        preferred=preferred,
        can_prefer=[served for served in members_who_served(user.id) if served[0].id not in known],
        care_note=care_note_of(user.id),
        consent_version=VERSION,
    )
    return make_response(html, 422 if sent is not None and (sent.errors or sent.form_errors) else 200)


def owner_form(user: User, *, sent: OwnerForm | None) -> OwnerForm | None:
    """Return the form of an owner's public profile, `sent` or with what is saved; None for whom no page shows."""
    if user.role is not Role.PROVIDER or venue_owned_by(user) is None:
        return None
    if sent is not None:
        return sent
    saved = owner_profile_of(user.id)
    values = {
        "owner_name": saved.name if saved else user.first_name,
        "bio": saved.bio if saved else "",
        "is_shown": saved is not None and saved.is_shown,
    }
    return OwnerForm(data=values, formdata=None)
