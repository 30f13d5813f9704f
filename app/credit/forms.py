"""What forms that give a guest credit have in common."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length

from app.web.forms import Paragraphs


def reason_for_guest() -> Paragraphs:
    """Return the field for the reason, as the guest reads it."""
    return Paragraphs(
        _l("Reason"),
        [
            DataRequired(_l("Enter a reason. The guest sees it next to the credit.")),
            Length(max=200, message=_l("Shorten this to %(number)s characters.", number=200)),
        ],
    )
