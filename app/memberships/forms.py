from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from app.web.forms import Form


class JoinForm(Form):
    """The consent to be charged each month, apart from every other consent."""

    agree = BooleanField(
        _l("I agree to be charged every month until I cancel."),
        [InputRequired(_l("Check the box to agree to the monthly charge."))],
    )
