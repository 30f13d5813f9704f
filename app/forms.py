"""The base of all forms, and fields whose values are plain and typed."""

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

from app.errors import DomainError

LONGEST_ADDRESS = 254
# A phone number with its area code: the shortest of small countries, and the longest that E.164 allows.
LEAST_DIGITS, MOST_DIGITS = 7, 15
# What a script says under a text that may be only so long (static/src/js/counted-text.js).
COUNTED = {
    "data-left-one": lazy_gettext("{number} character left"),
    "data-left-other": lazy_gettext("{number} characters left"),
    "data-over-one": lazy_gettext("{number} over the limit of {longest} characters"),
    "data-over-other": lazy_gettext("{number} over the limit of {longest} characters"),
}


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """With CSRF protection; `validate_on_submit()` first, then the fields' `value`.

    Text that is too long is kept and refused, with how long it is. A `maxlength` would have the browser cut what is
    pasted without a word, so fields with a Length have none; `data-longest` is what a script counts by.
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
        """Put what a rule says in the block beside `field`, so that the form can be shown again with it."""
        try:
            yield
        except kind as error:
            field.errors = [*field.errors, error.message]


def longest_of(field: Field) -> int | None:
    """How many characters a Length of a field allows."""
    return getattr(field.flags, "maxlength", None)


STALE = lazy_gettext(
    "Someone (maybe you, in another tab) saved changes while you were editing."
    " Saved values appear under each field that’s different. Save again to keep what you typed."
)


class Edit(Form):
    """A form that changes what is there already; `obj` or `data` is how that stands now.

    It remembers what it showed. Who sends it after somebody else has saved is told so, and sees both: what she typed
    in the field, what is saved beside it (`field.saved`, words). Sending it again keeps what she typed.
    """

    seen = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stands = fingerprint(self)
        # Nor was it sent where another form of the same page was: it is made without what that one says.
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


def shown(form: Form) -> list[Field]:
    """The fields that people see."""
    return [field for field in form if not isinstance(field, HiddenField)]


def fingerprint(form: Form) -> str:
    """Of what the fields would show if nobody had typed."""
    stands = "\0".join(f"{field.name}={in_words(field, field.object_data)}" for field in shown(form))
    return blake2b(stands.encode(), digest_size=12).hexdigest()


def in_words(field: Field, value: object) -> str:
    """A value as the field shows it: as the field itself says (`words_of`), a choice's label, Yes or No, a list by its
    members."""
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
    """What a choice sends, and what it is called: of a pair or a SelectChoice."""
    value, label = (choice.value, choice.label) if hasattr(choice, "label") else choice[:2]
    return str(value), str(label)


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
            raise ValidationError(_("Enter a full phone number, including area code."))


class Email(_OneLine, EmailField):  # type: ignore[misc]
    """An address that mail could reach by its form; nobody asks the network."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if super().value:
            try:
                mail_address(super().value)
            except EmailNotValidError:
                raise ValidationError(_("Enter an email address like name@example.com.")) from None

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


class Degrees(DecimalField):  # type: ignore[misc]
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([one.replace("−", "-") for one in valuelist])
        except ValueError:
            raise ValueError(_("Enter degrees as a number, like 45.5047.")) from None


class Paragraphs(TextAreaField):  # type: ignore[misc]
    def process_formdata(self, valuelist: list[str]) -> None:
        """A line end counts once, as people count."""
        super().process_formdata([text.replace("\r\n", "\n") for text in valuelist])

    @property
    def value(self) -> str:
        """Several lines, trimmed."""
        return (self.data or "").strip()
