from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from app.commission.amounts import Rates
from app.commission.models import MOST_BPS
from app.web.fields import Percent, RefundAmount
from app.web.forms import Form, TextLine

MOST_CENTS = 100_000_000


class BankPayoutForm(Form):
    amount = RefundAmount(
        _l("Amount in dollars"),
        most_cents=MOST_CENTS,
        validators=[
            InputRequired(_l("Enter how much to pay out.")),
            NumberRange(min=1, message=_l("Enter an amount above $0.")),
        ],
    )


class UndoForm(Form):
    why = TextLine(
        _l("Reason"),
        [
            DataRequired(_l("Say why it was wrong.")),
            Length(max=300, message=_l("Shorten this to %(number)s characters.", number=300)),
        ],
    )


class CloseMonthForm(Form):
    accept = BooleanField(_l("Close it although the ledger and Stripe don’t agree yet"))


class CommissionForm(Form):
    """The commission of all venues, or of one."""

    rate = Percent(
        _l("Commission in percent"),
        most_bps=MOST_BPS,
        validators=[InputRequired(_l("Enter a percentage, like 8 or 8.5. Enter 0 for no commission."))],
    )
    first_rate = Percent(_l("For a guest’s first booking at a venue"), most_bps=MOST_BPS, validators=[Optional()])

    @property
    def rates(self) -> Rates:
        return Rates(self.rate.data or 0, self.first_rate.data)
