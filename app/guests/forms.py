from flask_babel import lazy_gettext
from wtforms.validators import DataRequired, Length

from app.web.forms import Edit, EmailAddress, Paragraphs, Phone, TextLine


class GuestForm(Edit):
    name = TextLine(
        lazy_gettext("Name"),
        [
            DataRequired(lazy_gettext("Enter a name.")),
            Length(max=120, message=lazy_gettext("Use 120 characters or fewer.")),
        ],
    )
    phone = Phone(lazy_gettext("Phone"), [Length(max=40, message=lazy_gettext("Use 40 characters or fewer."))])
    email = EmailAddress(lazy_gettext("Email"), [Length(max=254, message=lazy_gettext("Use 254 characters or fewer."))])
    notes = Paragraphs(
        lazy_gettext("Notes"), [Length(max=2000, message=lazy_gettext("Use 2,000 characters or fewer."))]
    )


class NotesForm(Edit):
    """Only the notes about a guest, for those who may not see the rest."""

    notes = Paragraphs(
        lazy_gettext("Notes"), [Length(max=2000, message=lazy_gettext("Use 2,000 characters or fewer."))]
    )
