"""What the venue says when it does something with a booking."""

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.fields import Money, to_choose
from app.forms import Form, Line, Paragraphs

WE, GUEST = "we", "guest"
LONG = Length(max=300, message="Write 300 characters or fewer.")


class CancelForm(Form):
    """Whose wish it is decides what goes back: all of it, or what was agreed, or more than that."""

    who = RadioField("Who cancels?", choices=to_choose([(WE, "We do"), (GUEST, "The guest asked")]), default=WE)
    amount = Money("Give back", validators=[Optional()])
    reason = Paragraphs("Reason", [LONG])
    # Asked where people serve: who is ill, or has to leave, is not to be offered to whoever waits.
    keep = BooleanField("Keep this time closed", default=True)

    @property
    def keeps_closed(self) -> bool:
        return self.who.data != GUEST and bool(self.keep.data)

    def validate(self, extra_validators: object = None) -> bool:
        good: bool = super().validate(extra_validators)
        if self.who.data != GUEST and not self.reason.value:
            self.reason.errors = [*self.reason.errors, "Write a sentence that the guest will read."]
            return False
        return good


class DeclineForm(Form):
    reason = Paragraphs("Reason", [DataRequired("Write a sentence that the guest will read."), LONG])


class MessageForm(Form):
    text = Paragraphs(
        "Message",
        [
            DataRequired("Write what the guest should know."),
            Length(max=1000, message="Write 1,000 characters or fewer."),
        ],
    )


class RefundForm(Form):
    """A part of what was paid. `left` is what the page said is left, so that two clicks give back once."""

    amount = Money("Give back", validators=[InputRequired("Enter an amount, such as 20 or 20.50.")])
    reason = Line("Reason", [DataRequired("Write why: the guest reads it."), Length(max=200, message="Write less.")])
    left = HiddenField()
