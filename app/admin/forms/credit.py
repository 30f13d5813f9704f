"""The form for store credit."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired, NumberRange

from app.credit.forms import reason_for_guest
from app.web.fields import RefundAmount
from app.web.forms import Form

MOST_CENTS = 100_000


class CreditForm(Form):
    amount = RefundAmount(
        _l("Amount in dollars"),
        most_cents=MOST_CENTS,
        validators=[
            InputRequired(_l("Enter how much credit to give.")),
            NumberRange(min=1, message=_l("Enter an amount above $0.")),
        ],
    )
    reason = reason_for_guest()
    # The balance when the page was rendered, in cents.
    balance = HiddenField()
