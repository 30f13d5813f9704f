"""Forms for canceling, declining, refunding and messaging."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.web.fields import RefundAmount, to_choose
from app.web.forms import Form, Paragraphs, TextLine

WE, GUEST = "we", "guest"
LONG = Length(max=300, message=lazy_gettext("Enter 300 characters or fewer."))


class CancelForm(Form):
    """The form for canceling a booking. The refund is full when the venue cancels; when the guest asked to cancel, it
    follows the policy or is higher."""

    who = RadioField(
        lazy_gettext("Who’s canceling?"),
        choices=to_choose([(WE, lazy_gettext("My venue")), (GUEST, lazy_gettext("The guest asked to cancel"))]),
        default=WE,
    )
    amount = RefundAmount(lazy_gettext("Refund amount"), validators=[Optional()])
    reason = Paragraphs(lazy_gettext("Reason"), [LONG])
    # Only for services by team members: when one is ill or has to leave, the time must not be offered to the waitlist.
    keep = BooleanField(lazy_gettext("Block this time"), default=True)
    # The numbers of the bookings that the page showed, if the later ones of a series are canceled too.
    together = HiddenField()

    @property
    def keeps_closed(self) -> bool:
        return self.who.data != GUEST and bool(self.keep.data)

    def validate(self, extra_validators: object = None) -> bool:
        good: bool = super().validate(extra_validators)
        if self.who.data != GUEST and not self.reason.value:
            self.reason.errors = [*self.reason.errors, _("Enter a reason for canceling.")]
            return False
        return good


class DeclineForm(Form):
    reason = Paragraphs(lazy_gettext("Reason"), [DataRequired(lazy_gettext("Enter a reason for declining.")), LONG])


class MessageForm(Form):
    text = Paragraphs(
        lazy_gettext("Message"),
        [
            DataRequired(lazy_gettext("Enter a message for the guest.")),
            Length(max=1000, message=lazy_gettext("Enter 1,000 characters or fewer.")),
        ],
    )


class RefundForm(Form):
    """A full or partial refund. `left` is the refundable amount that the page showed, so that two clicks refund only
    once."""

    amount = RefundAmount(lazy_gettext("Refund amount"), validators=[InputRequired(RefundAmount.UNREADABLE)])
    reason = TextLine(
        lazy_gettext("Reason"),
        [
            DataRequired(lazy_gettext("Enter a reason for the refund.")),
            Length(max=200, message=lazy_gettext("Enter 200 characters or fewer.")),
        ],
    )
    tip = BooleanField(lazy_gettext("Refund only the tip"))
    left = HiddenField()
