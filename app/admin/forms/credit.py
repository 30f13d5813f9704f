"""The form for store credit."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app.web.fields import RefundAmount
from app.web.forms import Form, Paragraphs

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
    reason = Paragraphs(
        _l("Reason"),
        [
            DataRequired(_l("Enter a reason. The guest sees it next to the credit.")),
            Length(max=200, message=_l("Shorten this to %(number)s characters.", number=200)),
        ],
    )
    # The balance when the page was rendered, in cents.
    balance = HiddenField()
