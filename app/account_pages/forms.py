"""Forms of the account pages."""

from flask_babel import lazy_gettext
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from app.web.forms import Form, TextLine


class FirstCodeForm(Form):
    code = TextLine(
        lazy_gettext("Code from the app"), [InputRequired(lazy_gettext("Enter the 6-digit code that the app shows."))]
    )


class Lines(HiddenField):  # type: ignore[misc]  # WTForms has no types
    @property
    def value(self) -> str:
        return self.data or ""


class RecoveryCodesForm(Form):
    codes = Lines(validators=[InputRequired(), Length(max=1000)])
