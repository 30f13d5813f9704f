"""The form for credit that a venue gives."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import InputRequired, NumberRange

from app.credit.forms import reason_for_guest
from app.venue_credit.actions import LEAST_CENTS, MOST_CENTS
from app.web.fields import RefundAmount
from app.web.forms import Form


class GiveCreditForm(Form):
    amount = RefundAmount(
        _l("Amount in dollars"),
        most_cents=MOST_CENTS,
        validators=[
            InputRequired(_l("Enter how much credit to give.")),
            NumberRange(
                min=LEAST_CENTS,
                max=MOST_CENTS,
                message=_l("Enter $%(least)d to $%(most)d.", least=LEAST_CENTS // 100, most=MOST_CENTS // 100),
            ),
        ],
    )
    reason = reason_for_guest()
    # The balance when the page was rendered, in cents.
    balance = HiddenField()
