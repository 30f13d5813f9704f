from wtforms import RadioField
from wtforms.validators import DataRequired, Length

from app.feeds.models import LONGEST_URL
from app.fields import to_choose
from app.forms import Form, Line
from app.venues.enums import GuestNames

NAMES = (
    (GuestNames.NONE.value, "No names"),
    (GuestNames.FIRST.value, "First name"),
    (GuestNames.FULL.value, "Full name"),
)


class NamesForm(Form):
    names = RadioField(
        "What the calendar says about guests", [DataRequired("Choose one of the three.")], choices=to_choose(NAMES)
    )


class AddressForm(Form):
    url = Line(
        "Address of the calendar",
        [
            DataRequired("Paste the address of the calendar. It begins with https:// or webcal://."),
            Length(max=LONGEST_URL, message="That is longer than any calendar address. Copy the address again."),
        ],
    )
