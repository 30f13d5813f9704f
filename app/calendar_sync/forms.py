from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired, Length

from app.calendar_sync.models import LONGEST_URL
from app.venues.enums import GuestNames
from app.web.fields import to_choose
from app.web.forms import Form, TextLine

NAMES = (
    (GuestNames.NONE.value, _l("No names")),
    (GuestNames.FIRST.value, _l("First name")),
    (GuestNames.FULL.value, _l("Full name")),
)


class NamesForm(Form):
    names = RadioField(
        _l("Guest names in the calendar"),
        [DataRequired(_l("Choose how guest names appear."))],
        choices=to_choose(NAMES),
    )


class AddressForm(Form):
    url = TextLine(
        _l("Calendar link"),
        [
            DataRequired(_l("Paste the calendar link. It starts with https:// or webcal://.")),
            Length(max=LONGEST_URL, message=_l("That’s longer than any calendar link. Copy the link again.")),
        ],
    )
