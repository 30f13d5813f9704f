from flask_babel import lazy_gettext
from wtforms.validators import Length

from app.receipts.models import LONGEST_COMPANY, LONGEST_REFERENCE
from app.web.forms import Form, TextLine


class CompanyForm(Form):
    """What a business guest adds to the receipts of an order."""

    company = TextLine(
        lazy_gettext("Company name"),
        [Length(max=LONGEST_COMPANY, message=lazy_gettext("Enter 120 characters or fewer."))],
    )
    reference = TextLine(
        lazy_gettext("Reference"),
        [Length(max=LONGEST_REFERENCE, message=lazy_gettext("Enter 60 characters or fewer."))],
    )


class LegalNameForm(Form):
    name = TextLine(
        lazy_gettext("Legal name"), [Length(max=120, message=lazy_gettext("Enter 120 characters or fewer."))]
    )
