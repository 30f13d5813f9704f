"""The base of all forms, and fields whose values are plain and typed."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField, TelField, TextAreaField


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """With CSRF protection; `validate_on_submit()` first, then the fields' `value`."""


class _OneLine:
    data: str | None

    @property
    def value(self) -> str:
        """One line, trimmed, inner white space single."""
        return " ".join((self.data or "").split())


class Line(_OneLine, StringField):  # type: ignore[misc]
    pass


class Phone(_OneLine, TelField):  # type: ignore[misc]
    pass


class Email(_OneLine, EmailField):  # type: ignore[misc]
    @property
    def value(self) -> str:
        """Trimmed and lower case: addresses are compared so."""
        return super().value.lower()


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
