"""The form to cash out what is left of gift cards."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from app.cash_outs.models import LONGEST_ADDRESS
from app.venues.places import STATES
from app.web.fields import Pick, to_choose
from app.web.forms import Form, Paragraphs


class CashOutForm(Form):
    law_state = Pick(_l("Your state"))
    address = Paragraphs(
        _l("Mailing address"),
        [
            DataRequired(_l("Enter where we can send a check.")),
            Length(max=LONGEST_ADDRESS, message=_l("Shorten this to %(number)s characters.", number=LONGEST_ADDRESS)),
        ],
        render_kw={"autocomplete": "street-address"},
    )

    def offer(self, states: Sequence[str], *, home: str = "") -> None:
        """Set the states to choose from, with the one where the guest lives chosen."""
        self.law_state.choices = to_choose((code, STATES[code]) for code in states)
        if not self.law_state.data and home in states:
            self.law_state.data = home
