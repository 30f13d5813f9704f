"""What admins fill in about visits and their money."""

from decimal import Decimal, InvalidOperation

from wtforms import HiddenField
from wtforms.validators import DataRequired, Length, ValidationError

from app.forms import Form, Line, Paragraphs

MOST_CENTS = 100_000_000


class Dollars(Line):
    """An amount as people write it: 40, 40.5, $1,040.50."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if super().value and self.read() is None:
            raise ValidationError("Write an amount in dollars, such as 40 or 40.50.")

    def read(self) -> int | None:
        """In cents; None for what is no amount, or has parts of a cent."""
        typed = super().value.removeprefix("$").replace(",", "").strip()
        try:
            cents = Decimal(typed if typed.isascii() and len(typed) <= 12 else "") * 100
        except InvalidOperation:
            return None
        return int(cents) if cents.is_finite() and cents == int(cents) and 0 <= cents <= MOST_CENTS else None

    @property
    def cents(self) -> int:
        return self.read() or 0


class RefundForm(Form):
    amount = Dollars("Amount in dollars", [DataRequired("Write how much to refund.")])
    reason = Paragraphs(
        "Reason",
        [
            DataRequired("Write why. It stands in the log and in the trail of the order."),
            Length(max=200, message="Shorten this to 200 characters."),
        ],
    )
    # What was left to refund when the page was made, in cents.
    left = HiddenField()


class CancelForm(Form):
    reason = Paragraphs(
        "Reason",
        [
            DataRequired("Write why. The guest and the venue read it in the mail."),
            Length(max=200, message="Shorten this to 200 characters."),
        ],
    )
