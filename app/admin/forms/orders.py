"""Forms for bookings and their money."""

from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired, Length, ValidationError

from app.web.forms import Form, Paragraphs, TextLine

MOST_CENTS = 100_000_000


class Dollars(TextLine):
    """An amount as people type it: 40, 40.5, $1,040.50."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if super().value and self.read() is None:
            raise ValidationError(_("Enter an amount in dollars, like 40 or 40.50."))

    def read(self) -> int | None:
        """Return the amount in cents, or None if it is not an amount or has fractions of a cent."""
        typed = super().value.removeprefix("$").replace(",", "").strip()
        try:
            cents = Decimal(typed if typed.isascii() and len(typed) <= 12 else "") * 100
        except InvalidOperation:
            return None
        return int(cents) if cents.is_finite() and cents == int(cents) and 0 <= cents <= MOST_CENTS else None

    @property
    def cents(self) -> int:
        return self.read() or 0


class AdminRefundForm(Form):
    amount = Dollars(_l("Amount in dollars"), [DataRequired(_l("Enter how much to refund."))])
    reason = Paragraphs(
        _l("Reason"),
        [
            DataRequired(_l("Enter a reason. It’s for the audit log, the order history, and the owner.")),
            Length(max=200, message=_l("Shorten this to %(number)s characters.", number=200)),
        ],
    )
    tip = BooleanField(_l("Refund only the tip"))
    # What was left to refund when the page was rendered, in cents.
    left = HiddenField()


class AdminCancelForm(Form):
    reason = Paragraphs(
        _l("Reason"),
        [
            DataRequired(_l("Enter a reason. The guest and the venue get it by email.")),
            Length(max=200, message=_l("Shorten this to %(number)s characters.", number=200)),
        ],
    )
