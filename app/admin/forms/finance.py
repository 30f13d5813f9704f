from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired, Optional

from app.commission.amounts import Rates
from app.commission.models import MOST_BPS
from app.web.fields import Percent
from app.web.forms import Form


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
