"""Forms to record how a cash-out was paid, and to decline one."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import DataRequired, InputRequired, Length

from app.cash_outs.actions import HowPaid
from app.cash_outs.copy import WAYS
from app.cash_outs.enums import PaidBy
from app.cash_outs.models import LONGEST_REASON, LONGEST_REFERENCE
from app.web.fields import DATE_FORMATS, Pick, to_choose
from app.web.forms import Form, Paragraphs, TextLine

TOO_LONG = _l("Shorten this to %(number)s characters.", number=LONGEST_REFERENCE)


class PaidForm(Form):
    paid_by = Pick(_l("How it’s paid"))
    paid_on = DateField(_l("Paid on"), [InputRequired(_l("Enter a date, like 7/1/2026."))], format=DATE_FORMATS)
    reference = TextLine(
        _l("Reference"),
        [
            DataRequired(_l("Enter the number of the check, or what else finds this payment.")),
            Length(max=LONGEST_REFERENCE, message=TOO_LONG),
        ],
    )

    def offer(self, *, refund: bool) -> None:
        """Set the ways to choose from: a refund only if the guest bought a gift card that can be refunded."""
        ways = [way for way in PaidBy if refund or way is not PaidBy.REFUND]
        self.paid_by.choices = to_choose((way.value, WAYS[way]) for way in ways)

    @property
    def how(self) -> HowPaid:
        return HowPaid(PaidBy(self.paid_by.data), self.paid_on.data, self.reference.value)


class DeclineForm(Form):
    reason = Paragraphs(
        _l("Reason"),
        [
            DataRequired(_l("Enter a reason. The guest gets it by email.")),
            Length(max=LONGEST_REASON, message=_l("Shorten this to %(number)s characters.", number=LONGEST_REASON)),
        ],
    )
