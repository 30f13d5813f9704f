"""The form to record that dormant money was turned over to a state."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.formats import usd
from app.unclaimed.actions import NewTurnover
from app.unclaimed.models import LONGEST_REFERENCE
from app.unclaimed.queries import Dormant
from app.venues.places import STATES
from app.web.fields import DATE_FORMATS, Pick, to_choose
from app.web.forms import Form, TextLine


class TurnoverForm(Form):
    keys = SelectMultipleField(_l("What was turned over"), validate_choice=False)
    state = Pick(_l("State paid"), validators=[InputRequired(_l("Choose a state."))])
    paid_on = DateField(_l("Paid on"), [InputRequired(_l("Enter a date, like 7/1/2026."))], format=DATE_FORMATS)
    reference = TextLine(
        _l("Reference"),
        [
            DataRequired(_l("Enter the number of the report, or what else finds this payment.")),
            Length(
                max=LONGEST_REFERENCE, message=_l("Shorten this to %(number)s characters.", number=LONGEST_REFERENCE)
            ),
        ],
    )

    def offer(self, rows: Sequence[Dormant]) -> None:
        """Set what to choose from."""
        self.state.choices = to_choose([("", _("Choose a state")), *STATES.items()])
        self.keys.choices = [SelectChoice(each.key, _words(each)) for each in rows]

    @property
    def turnover(self) -> NewTurnover:
        return NewTurnover(self.state.data, tuple(self.keys.data or ()), self.paid_on.data, self.reference.value)


def _words(each: Dormant) -> str:
    return _("%(amount)s, %(name)s (%(number)s)", amount=usd(each.cents), name=each.name, number=each.number)
