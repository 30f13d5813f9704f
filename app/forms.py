"""The base of all forms, and fields whose values are plain and typed."""

from collections.abc import Iterator
from contextlib import contextmanager

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField, TelField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.errors import DomainError

LONGEST_ADDRESS = 254
# A phone number with its area code: the shortest of small countries, and the longest that E.164 allows.
LEAST_DIGITS, MOST_DIGITS = 7, 15


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """With CSRF protection; `validate_on_submit()` first, then the fields' `value`."""

    @contextmanager
    def refusals(self, field: Field, kind: type[DomainError] = DomainError) -> Iterator[None]:
        """Put what a rule says in the block beside `field`, so that the form can be shown again with it."""
        try:
            yield
        except kind as error:
            field.errors = [*field.errors, error.message]


class _OneLine:
    data: str | None

    @property
    def value(self) -> str:
        """One line, trimmed, inner white space single."""
        return " ".join((self.data or "").split())


class Line(_OneLine, StringField):  # type: ignore[misc]
    pass


class Phone(_OneLine, TelField):  # type: ignore[misc]
    """A number as people write it, of any country; only its length is looked at."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        digits = sum(letter.isdecimal() for letter in self.value)
        if self.value and not LEAST_DIGITS <= digits <= MOST_DIGITS:
            raise ValidationError("Write the whole number, with its area code.")


class Email(_OneLine, EmailField):  # type: ignore[misc]
    """An address that mail could reach by its form; nobody asks the network."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if super().value:
            try:
                mail_address(super().value)
            except EmailNotValidError:
                raise ValidationError("Enter an email address like name@example.com.") from None

    @property
    def value(self) -> str:
        """Trimmed and lower case: addresses are compared so."""
        try:
            return mail_address(super().value)
        except EmailNotValidError:
            return super().value.lower()


def mail_address(typed: str) -> str:
    """As mail servers know it: lower case, a foreign domain in its ASCII form. Raises EmailNotValidError."""
    if len(typed) > LONGEST_ADDRESS:
        raise EmailNotValidError("too long")  # said here, because finding out takes seconds for a very long one
    found = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    return (found.ascii_email or found.normalized).lower()


class Password(PasswordField):  # type: ignore[misc]
    @property
    def value(self) -> str:
        """As typed: white space counts."""
        return self.data or ""


class Paragraphs(TextAreaField):  # type: ignore[misc]
    @property
    def value(self) -> str:
        """Several lines, trimmed."""
        return (self.data or "").replace("\r\n", "\n").strip()
