"""The form to refund a gift card."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from app.web.forms import Form, Paragraphs


class GiftCardRefundForm(Form):
    reason = Paragraphs(
        _l("Reason"),
        [
            DataRequired(_l("Enter a reason. The buyer gets it by email.")),
            Length(max=200, message=_l("Shorten this to %(number)s characters.", number=200)),
        ],
    )
