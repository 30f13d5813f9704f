from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired, Length, Optional

from app.bookings.enums import SettledBy
from app.web.fields import RefundAmount, to_choose
from app.web.forms import Form, TextLine

METHODS = ((SettledBy.CASH, _l("Cash")), (SettledBy.CARD, _l("Your card reader")), (SettledBy.OTHER, _l("Other")))


class DeskPaymentForm(Form):
    """What a guest pays in person."""

    amount = RefundAmount(_l("Amount"), validators=[InputRequired(RefundAmount.UNREADABLE)])
    tip = RefundAmount(_l("Tip"), validators=[Optional()], most_cents=50_000)
    method = RadioField(
        _l("How did they pay?"),
        choices=to_choose((value.value, label) for value, label in METHODS),
        default=SettledBy.CASH.value,
    )


class LinkForm(Form):
    """What a guest pays on their phone. Its field has another name: both forms are on one page."""

    link_amount = RefundAmount(_l("Amount"), validators=[InputRequired(RefundAmount.UNREADABLE)])


class CashCountForm(Form):
    opening = RefundAmount(_l("Cash in the morning"), validators=[InputRequired(RefundAmount.UNREADABLE)])
    counted = RefundAmount(_l("Cash now"), validators=[InputRequired(RefundAmount.UNREADABLE)])
    note = TextLine(_l("Note"), [Length(max=300, message=_l("Enter 300 characters or fewer."))])
