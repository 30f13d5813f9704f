"""The base class of all forms, and fields with plain, typed values."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DecimalField,
    EmailField,
    HiddenField,
    PasswordField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields import Field
from wtforms.validators import ValidationError

from app.core.errors import DomainError

LONGEST_ADDRESS = 254
# Of a browser's answer about a passkey. Real ones have about 2,000 characters.
LONGEST_ANSWER = 20_000
# Digits of a phone number with its area code: the shortest in small countries, and the longest that E.164 allows.
LEAST_DIGITS, MOST_DIGITS = 7, 15
# Messages for the script that counts characters under a text field (static/src/js/counted-text.js).
COUNTED = {
    "data-left-one": lazy_gettext("{number} character left"),
    "data-left-other": lazy_gettext("{number} characters left"),
    "data-over-one": lazy_gettext("{number} over the limit of {longest} characters"),
    "data-over-other": lazy_gettext("{number} over the limit of {longest} characters"),
}


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with CSRF protection. Call `validate_on_submit()` first, then read the fields' `value`.

    Text that is too long is preserved and refused, and the error says how long it is. With a `maxlength`, the browser
    would silently cut pasted text, so fields with a Length have none; the script counts by `data-longest`.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Any:
            longest = longest_of(field)
            if longest is not None:
                render_kw = {**render_kw, "maxlength": False, "data-longest": longest, **COUNTED}
            return super().render_field(field, render_kw)

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        for field in self:
            longest, length = longest_of(field), len(field.data) if isinstance(field.data, str) else 0
            if field.errors and longest is not None and length > longest:
                first, *others = field.errors
                counted = _("%(error)s You entered %(length)s characters.", error=first, length=f"{length:,}")
                field.errors = [counted, *others]
        return good

    @contextmanager
    def refusals(self, field: Field, kind: type[DomainError] = DomainError) -> Iterator[None]:
        """Add the message of a violated rule in the block to the errors of `field`, so that the form can show it."""
        try:
            yield
        except kind as error:
            field.errors = [*field.errors, error.message]


def longest_of(field: Field) -> int | None:
    """Return how many characters the Length of a field allows, or None."""
    return getattr(field.flags, "maxlength", None)


STALE = lazy_gettext(
    "Someone (maybe you, in another tab) saved changes while you were editing."
    " Saved values appear under each field that’s different. Save again to keep what you typed."
)


class Edit(Form):
    """A form that changes existing values, passed as `obj` or `data`.

    It remembers the values that it showed. If another person saves first, submitting it shows an error and both values:
    the typed one in the field, and the saved one beside it (`field.saved`, text). Submitting it again saves the typed
    values.
    """

    seen = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stands = fingerprint(self)
        # When another form on the same page is submitted, this one is created without form data.
        if not self.is_submitted() or kwargs.get("formdata", True) is None:
            self.seen.data = self._stands

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if self.seen.data == self._stands:
            return good
        differing = []
        for field in shown(self):
            saved = in_words(field, field.object_data)
            if in_words(field, field.data) != saved:
                field.saved = saved or _("Nothing")
                differing.append(field)
        self.seen.data = self._stands
        if differing:
            self.form_errors.append(str(STALE))
        return good and not differing

    @property
    def is_touched(self) -> bool:
        """Whether values were submitted that differ from those that the page showed."""
        return self.is_submitted() and bool(self.seen.data) and fingerprint(self, typed=True) != self.seen.data


def shown(form: Form) -> list[Field]:
    """Return the visible fields."""
    return [field for field in form if not isinstance(field, HiddenField)]


def fingerprint(form: Form, *, typed: bool = False) -> str:
    """Hash the values that the fields would show if nothing had been typed, or those that were typed.

    Empty fields don't count, because a form may have more empty lines than the one that was shown.
    """
    values = ((field.name, in_words(field, field.data if typed else field.object_data)) for field in shown(form))
    stands = "\0".join(f"{name}={words}" for name, words in values if words)
    return blake2b(stands.encode(), digest_size=12).hexdigest()


def in_words(field: Field, value: object) -> str:
    """Return a value as the field shows it.

    That is: by the field's own `words_of`, as a choice's label, as Yes or No, or as a list of its members.
    """
    if hasattr(field, "words_of"):
        return str(field.words_of(value))
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(sorted(in_words(field, one) for one in value))
    labels = dict(labelled(choice) for choice in getattr(field, "choices", None) or ())
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if value is None:
        return ""
    return labels.get(str(value), " ".join(str(value).split()))


def labelled(choice: Any) -> tuple[str, str]:
    """Return the submitted value and the label of a choice, which is a pair or a SelectChoice."""
    value, label = (choice.value, choice.label) if hasattr(choice, "label") else choice[:2]
    return str(value), str(label)


class _OneLine:
    data: str | None

    @property
    def value(self) -> str:
        """Return one line, trimmed, with single spaces."""
        return " ".join((self.data or "").split())


class TextLine(_OneLine, StringField):  # type: ignore[misc]
    pass


class Phone(_OneLine, TelField):  # type: ignore[misc]
    """A phone number as people write it, in any country. Only its length is checked."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        digits = sum(letter.isdecimal() for letter in self.value)
        if self.value and not LEAST_DIGITS <= digits <= MOST_DIGITS:
            raise ValidationError(_("Enter a full phone number, including area code."))


class EmailAddress(_OneLine, EmailField):  # type: ignore[misc]
    """An email address that is checked for its form only, without asking the network."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if super().value:
            try:
                mail_address(super().value)
            except EmailNotValidError:
                raise ValidationError(_("Enter an email address like name@example.com.")) from None

    @property
    def value(self) -> str:
        """Return the address trimmed and in lower case, so that addresses can be compared."""
        try:
            return mail_address(super().value)
        except EmailNotValidError:
            return super().value.lower()


def mail_address(typed: str) -> str:
    """Return the address as email servers know it: lower case, a foreign domain in ASCII. Raises EmailNotValidError."""
    if len(typed) > LONGEST_ADDRESS:
        raise EmailNotValidError("too long")  # checked here, because validating a very long address takes seconds
    found = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    return (found.ascii_email or found.normalized).lower()


class Password(PasswordField):  # type: ignore[misc]
    @property
    def value(self) -> str:
        """Return the password as typed, white space included."""
        return self.data or ""


class PasskeyAnswer(HiddenField):  # type: ignore[misc]
    """What the browser says about a passkey, which a script fills in. Much longer ones are never valid."""

    @property
    def value(self) -> str:
        return (self.data or "")[:LONGEST_ANSWER]


class Degrees(DecimalField):  # type: ignore[misc]
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([one.replace("−", "-") for one in valuelist])
        except ValueError:
            raise ValueError(_("Enter degrees as a number, like 45.5047.")) from None


class Paragraphs(TextAreaField):  # type: ignore[misc]
    def process_formdata(self, valuelist: list[str]) -> None:
        """Convert line ends to single characters, as people count them."""
        super().process_formdata([text.replace("\r\n", "\n") for text in valuelist])

    @property
    def value(self) -> str:
        """Return the lines, trimmed."""
        return (self.data or "").strip()
