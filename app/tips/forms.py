from flask_babel import lazy_gettext
from wtforms.validators import InputRequired

from app.web.fields import Money
from app.web.forms import Form


class TipAmount(Money):
    """The amount of a tip."""

    UNREADABLE = lazy_gettext("Enter a tip in dollars, like 20 or 20.50.")
    NEGATIVE = lazy_gettext("Enter a tip without a minus sign, like 20 or 20.50.")
    TOO_MUCH = lazy_gettext("Enter a tip of up to %(most)s.")


class TipForm(Form):
    """A tip. The buttons with suggested amounts send the same field."""

    amount = TipAmount(lazy_gettext("Other amount"), validators=[InputRequired(TipAmount.UNREADABLE)])
