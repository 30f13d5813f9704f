from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired, Length

from app.accounts.models import User
from app.login.new_password import NewPassword
from app.web.forms import EmailAddress, Form, PasskeyAnswer, Password, TextLine

# Both forms use the same name for the email address, so that a password manager keeps a single entry.
ADDRESS = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


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
    password = NewPassword(
        lazy_gettext("Password"),
        [InputRequired(lazy_gettext("Choose a password."))],
        render_kw={"autocomplete": "new-password"},
    )

    def validate_password(self, field: NewPassword) -> None:
        field.refuse_bad(name=self.name.value, email=self.email.value)


class SecondStepForm(Form):
    code = TextLine(lazy_gettext("Code"), [InputRequired(lazy_gettext("Enter a code."))])
    trust = BooleanField(lazy_gettext("Trust this device for 30 days"))


class PasskeyForm(Form):
    answer = PasskeyAnswer(validators=[InputRequired()])


def _app_code() -> TextLine:
    """Return a field for a code of the authenticator app, or a recovery code, of an account that has an app."""
    return TextLine(
        lazy_gettext("Code from your authenticator app"),
        [InputRequired(lazy_gettext("Enter the code that your app shows, or a recovery code."))],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class ConfirmForm(Form):
    """The password again, and a code of the app if the account has one."""

    password = Password(
        lazy_gettext("Password"),
        [InputRequired(lazy_gettext("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    app_code: TextLine | None = _app_code()

    def __init__(self, *, has_app: bool, **values: Any) -> None:
        super().__init__(**values)
        if not has_app:
            del self.app_code


class NewPasswordForm(Form):
    """A new password for a known account."""

    password = NewPassword(
        lazy_gettext("New password"),
        [InputRequired(lazy_gettext("Choose a password."))],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, user: User) -> None:
        super().__init__()
        self._user = user

    def validate_password(self, field: NewPassword) -> None:
        field.refuse_bad(name=self._user.name, email=self._user.email)


class AddressForm(Form):
    """The email address of an account, to send a link to."""

    email = EmailAddress(
        lazy_gettext("Email"),
        [
            DataRequired(lazy_gettext("Enter your email address.")),
            Length(max=254, message=lazy_gettext("Shorten this to %(number)s characters.", number=254)),
        ],
        render_kw=ADDRESS,
    )


class NewEmailForm(Form):
    email = EmailAddress(
        lazy_gettext("New email"),
        [
            DataRequired(lazy_gettext("Enter your new email address.")),
            Length(max=254, message=lazy_gettext("Shorten this to %(number)s characters.", number=254)),
        ],
        render_kw={**ADDRESS, "autocomplete": "email"},
    )


class CodeForm(Form):
    """A code from an email, and one of the app if the account has one."""

    code = TextLine(
        lazy_gettext("Code from the email"),
        [InputRequired(lazy_gettext("Enter the six digits from the email."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none"},
    )
    app_code: TextLine | None = _app_code()

    def __init__(self, *, has_app: bool, **values: Any) -> None:
        super().__init__(**values)
        if not has_app:
            del self.app_code

    @property
    def digits(self) -> str:
        """Return the code without spaces, as people copy it."""
        return "".join(self.code.value.split())
