from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from app.web.forms import Form, Paragraphs

LONGEST = 1000


class SuspendVenueForm(Form):
    reason = Paragraphs(
        _l("Reason"),
        [
            DataRequired(_l("Enter a reason, so the owner knows what to do.")),
            Length(max=LONGEST, message=_l("Shorten this to %(number)s characters.", number=f"{LONGEST:,}")),
        ],
    )
