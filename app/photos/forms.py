"""Uploading a picture.

The one picture of something, of a member or of a service, has a form of its own beside that of its other words: so a
file that was chosen is never lost because a name was too long. With the macro `one_picture` of
`components/upload.html` and a view such as

    @bp.post("/<slug>/photo")
    @own_venue
    def picture(venue: Venue, slug: str) -> ResponseReturnValue:
        member, form = member_of(venue, slug), PictureForm()
        if not form.settle(member.picture, lambda picture: set_member_picture(member=member, picture=picture)):
            return show_member(member, picture_form=form, status=422)
        flash(form.said)
        return go(url_for(".edit", slug=slug))

it is uploaded, replaced, described and removed. The page that shows the form passes `PictureForm(obj=member.picture)`.
"""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField
from wtforms.validators import Length

from app.errors import DomainError
from app.forms import Form, Line
from app.photos.actions import add_photo, describe_picture
from app.photos.models import MAX_ALT, Picture
from app.photos.validation import MAX_BYTES

CHOOSE_FIRST = _l("Choose a photo first.")


class Upload(FileField):  # type: ignore[misc]  # Flask-WTF has no types
    @property
    def value(self) -> bytes:
        """What was chosen; empty when nothing was. Neither its name nor its declared type is looked at."""
        return self.data.read(MAX_BYTES + 1) if self.data else b""


class PictureForm(Form):
    file = Upload(_l("Photo"))
    alt = Line(
        _l("Description"),
        [Length(max=MAX_ALT, message=_l("Shorten the description to %(number)s characters.", number=MAX_ALT))],
    )
    remove = BooleanField(_l("Remove photo"))

    said = ""

    def settle(self, now: Picture | None, show: Callable[[Picture | None], object]) -> bool:
        """Do what was asked: `now` is the picture that is there, `show` puts another, or none, in its place.

        Afterwards `said` tells the person what was done. False: something must be mended, show the form again.
        """
        if not self.validate_on_submit():
            return False
        if self.remove.data:
            show(None)
            self.said = _("Photo removed.")
            return True
        if not self.file.data and now is None:
            self.file.errors = [str(CHOOSE_FIRST)]
            return False
        with self.refusals(self.file, DomainError):
            self.said = self._kept(now, show)
        return not self.errors

    def _kept(self, now: Picture | None, show: Callable[[Picture | None], object]) -> str:
        if self.file.data:
            picture = add_photo(data=self.file.value, alt=self.alt.value)
            show(picture)
            return _("Photo added. It appears here in a moment.")
        if now is not None:
            describe_picture(picture=now, alt=self.alt.value, focus=(now.focus_x, now.focus_y))
        return _("Description saved.")
