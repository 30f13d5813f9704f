from flask_babel import lazy_gettext
from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.accounts import passwords
from app.core.errors import DomainError
from app.web.forms import EmailAddress, Form, PasskeyAnswer, Password, TextLine

# Both forms use the same name for the email address, so that a password manager keeps a single entry.
ADDRESS = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


def good_password(_form: Form, field: Password) -> None:
    """Validate a password without the maxlength attribute of Length, which would silently cut off a pasted one."""
    try:
        passwords.check(field.value)
    except DomainError as error:
        raise ValidationError(error.message) from None


class LoginForm(Form):
    email = EmailAddress(
        lazy_gettext("Email"),
        [
            DataRequired(lazy_gettext("Enter your email address.")),
            Length(max=254, message=lazy_gettext("Shorten this to %(number)s characters.", number=254)),
        ],
        render_kw={**ADDRESS, "autocomplete": "username webauthn"},
    )
    password = Password(
        lazy_gettext("Password"),
        [InputRequired(lazy_gettext("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField(lazy_gettext("Keep me logged in on this device"))


class RegisterForm(Form):
    name = TextLine(
        lazy_gettext("Full name"),
        [
            DataRequired(lazy_gettext("Enter your name.")),
            Length(max=120, message=lazy_gettext("Shorten this to %(number)s characters.", number=120)),
        ],
        render_kw={"autocomplete": "name"},
    )
    email = EmailAddress(
        lazy_gettext("Email"),
        [
            DataRequired(lazy_gettext("Enter your email address.")),
            Length(max=254, message=lazy_gettext("Shorten this to %(number)s characters.", number=254)),
        ],
        render_kw=ADDRESS,
    )
    password = Password(
        lazy_gettext("Password"),
        [InputRequired(lazy_gettext("Choose a password.")), good_password],
        render_kw={"autocomplete": "new-password"},
    )


class SecondStepForm(Form):
    code = TextLine(lazy_gettext("Code"), [InputRequired(lazy_gettext("Enter a code."))])
    trust = BooleanField(lazy_gettext("Trust this device for 30 days"))


class PasskeyForm(Form):
    answer = PasskeyAnswer(validators=[InputRequired()])


class ConfirmForm(Form):
    password = Password(
        lazy_gettext("Password"),
        [InputRequired(lazy_gettext("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
