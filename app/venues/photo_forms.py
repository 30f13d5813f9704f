"""The form to edit a photo."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from app.photos.models import MAX_ALT, Photo
from app.web.forms import Edit, Form, TextLine

# The nine points that a form without JavaScript offers, in hundredths from the left and from the top.
PLACES = (
    ("20-20", _l("Top left")),
    ("50-20", _l("Top")),
    ("80-20", _l("Top right")),
    ("20-50", _l("Left")),
    ("50-50", _l("Middle")),
    ("80-50", _l("Right")),
    ("20-80", _l("Bottom left")),
    ("50-80", _l("Bottom")),
    ("80-80", _l("Bottom right")),
)
POINT = re.compile(r"(\d{1,3})-(\d{1,3})")


class FocusPoint(StringField):  # type: ignore[misc]  # WTForms has no types
    """A point of a photo ("35-60"), in hundredths from the left and from the top. One of nine presets, or any other."""

    places = PLACES

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The presets, plus the saved and the submitted point if they are not presets."""
        there = {str(value) for value in (self.data, self.object_data) if POINT.fullmatch(str(value))}
        named = [(key, str(name)) for key, name in PLACES]
        return [*named, *((point, in_words(point)) for point in sorted(there - dict(PLACES).keys()))]

    @property
    def own(self) -> tuple[str, str] | None:
        """The chosen point with its description, if it is not a preset."""
        return next((choice for choice in self.choices[len(PLACES) :] if choice[0] == self.data), None)

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        match = POINT.fullmatch(self.data or "")
        if match is None or max(map(int, match.groups())) > 100:
            raise ValidationError(_("Choose a focus point on the photo."))

    @property
    def value(self) -> tuple[float, float]:
        """The point in fractions of width and height."""
        x, y = map(int, POINT.fullmatch(self.data).groups())  # type: ignore[union-attr]  # validated before
        return x / 100, y / 100


class PhotoEdit(Edit):
    alt = TextLine(
        _l("Description"),
        [Length(max=MAX_ALT, message=_l("Shorten the description to %(number)s characters.", number=MAX_ALT))],
    )
    focus = FocusPoint(_l("Focus point"))


def as_it_stands(photo: Photo) -> dict[str, str]:
    """Return the form's initial values."""
    x, y = photo.focus
    return {"alt": photo.alt, "focus": f"{x}-{y}"}


def in_words(point: str) -> str:
    x, y = point.split("-")
    return _("%(x)s%% from the left, %(y)s%% from the top", x=x, y=y)
