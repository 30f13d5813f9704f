"""The form to upload a photo.

The single photo of a team member or a service has its own form beside the one with the text, so that a chosen file is
never lost because a name was too long. To upload, replace, describe, and remove it, use the macro `one_photo` of
`components/upload.html` and a view like

    @bp.post("/<slug>/photo")
    @own_venue(Ability.MANAGE_LISTING)
    def photo(venue: Venue, slug: str) -> ResponseReturnValue:
        member, form = member_of(venue, slug), PhotoForm()
        if not form.settle(member.photo, lambda photo: set_member_photo(member=member, photo=photo)):
            return show_member(member, photo_form=form, status=422)
        flash(form.message)
        return go(url_for(".edit", slug=slug))

The page that shows the form passes `PhotoForm(obj=member.photo)`.
"""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField
from wtforms.validators import Length

from app.core.errors import DomainError
from app.photos.actions import add_photo, describe_photo
from app.photos.models import MAX_ALT, Photo
from app.photos.validation import MAX_BYTES
from app.web.forms import Form, TextLine

CHOOSE_FIRST = _l("Choose a photo first.")


class Upload(FileField):  # type: ignore[misc]  # Flask-WTF has no types
    @property
    def value(self) -> bytes:
        """Return the bytes of the chosen file, or empty bytes. Neither its name nor its declared type is used."""
        return self.data.read(MAX_BYTES + 1) if self.data else b""


class PhotoForm(Form):
    file = Upload(_l("Photo"))
    alt = TextLine(
        _l("Description"),
        [Length(max=MAX_ALT, message=_l("Shorten the description to %(number)s characters.", number=MAX_ALT))],
    )
    remove = BooleanField(_l("Remove photo"))

    message = ""

    def settle(self, now: Photo | None, show: Callable[[Photo | None], object]) -> bool:
        """Apply the form: `now` is the current photo; `show` replaces it with another, or with none.

        Afterwards, `message` describes what was done. Returns False if the form has errors and must be shown again.
        """
        if not self.validate_on_submit():
            return False
        if self.remove.data:
            show(None)
            self.message = _("Photo removed.")
            return True
        if not self.file.data and now is None:
            self.file.errors = [str(CHOOSE_FIRST)]
            return False
        with self.refusals(self.file, DomainError):
            self.message = self._kept(now, show)
        return not self.errors

    def _kept(self, now: Photo | None, show: Callable[[Photo | None], object]) -> str:
        if self.file.data:
            photo = add_photo(data=self.file.value, alt=self.alt.value)
            show(photo)
            return _("Photo added. It appears here in a moment.")
        if now is not None:
            describe_photo(photo=now, alt=self.alt.value, focus=(now.focus_x, now.focus_y))
        return _("Description saved.")
