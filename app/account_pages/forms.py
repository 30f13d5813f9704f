"""Forms of the account pages."""

from flask_babel import lazy_gettext
from wtforms import HiddenField
from wtforms.validators import DataRequired, InputRequired, Length

from app.web.forms import Form, PasskeyAnswer, TextLine

NAME = (
    DataRequired(lazy_gettext("Enter a name, such as iPhone.")),
    Length(max=60, message=lazy_gettext("Shorten this to %(number)s characters.", number=60)),
)


class FirstCodeForm(Form):
    code = TextLine(
        lazy_gettext("Code from the app"), [InputRequired(lazy_gettext("Enter the 6-digit code that the app shows."))]
    )


class Lines(HiddenField):  # type: ignore[misc]  # WTForms has no types
    @property
    def value(self) -> str:
        return self.data or ""


class NewPasskeyForm(Form):
    name = TextLine(lazy_gettext("Name"), NAME)
    answer = PasskeyAnswer(validators=[InputRequired(lazy_gettext("Your device didn’t confirm a passkey. Try again."))])


class PasskeyNameForm(Form):
    name = TextLine(lazy_gettext("Name"), NAME)


class RecoveryCodesForm(Form):
    codes = Lines(validators=[InputRequired(), Length(max=1000)])
