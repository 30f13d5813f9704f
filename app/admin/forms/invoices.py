"""Forms to record what settled what a venue owes us."""

from datetime import date

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.admin.forms.finance import MOST_CENTS
from app.invoices.actions import NewSettlement
from app.receivables.enums import SettlementKind
from app.receivables.models import LONGEST_REFERENCE
from app.web.fields import DATE_FORMATS, RefundAmount
from app.web.forms import Form, TextLine

TOO_LONG = Length(max=LONGEST_REFERENCE, message=_l("Shorten this to %(number)s characters.", number=LONGEST_REFERENCE))


def _amount(label: LazyString) -> RefundAmount:
    least = NumberRange(min=1, message=_l("Enter an amount above $0."))
    return RefundAmount(label, most_cents=MOST_CENTS, validators=[InputRequired(_l("Enter the amount.")), least])


class BankPaymentForm(Form):
    amount = _amount(_l("Amount in dollars"))
    paid_on = DateField(_l("Paid on"), [InputRequired(_l("Enter a date, like 7/1/2026."))], format=DATE_FORMATS)
    reference = TextLine(_l("Reference"), [DataRequired(_l("Enter what finds this payment at our bank.")), TOO_LONG])

    @property
    def settlement(self) -> NewSettlement:
        return NewSettlement(SettlementKind.BANK, self.amount.value or 0, self.paid_on.data, self.reference.value)


class WriteOffForm(Form):
    loss = _amount(_l("Amount to write off"))
    reason = TextLine(_l("Reason"), [DataRequired(_l("Enter a reason.")), TOO_LONG])

    def settlement(self, today: date) -> NewSettlement:
        return NewSettlement(SettlementKind.WRITE_OFF, self.loss.value or 0, today, self.reason.value)
