from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, Length

from app.booking_links.models import LONGEST_ORIGIN
from app.web.forms import Form, TextLine


class OriginForm(Form):
    address = TextLine(
        lazy_gettext("Website address"),
        [
            DataRequired(lazy_gettext("Enter your website’s address, like https://www.yourspa.com.")),
            Length(max=LONGEST_ORIGIN, message=lazy_gettext("That’s longer than any website address.")),
        ],
    )
