"""Forms for site content."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField
from wtforms.validators import DataRequired, Length, Optional

from app.web.forms import Edit, Paragraphs, TextLine

LONGEST = 40_000


class Moment(DateTimeLocalField):  # type: ignore[misc]
    """A date and time as browsers send them."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Choose a date and a time.")) from None


class TextForm(Edit):
    body = Paragraphs(
        _l("Text"), [Length(max=LONGEST, message=_l("Shorten this to %(number)s characters.", number=f"{LONGEST:,}"))]
    )
    ask_again = BooleanField(_l("Ask everyone to agree to the new text"))


class AnnouncementForm(Edit):
    text = TextLine(
        _l("Text"),
        [
            DataRequired(_l("Enter the announcement.")),
            Length(max=200, message=_l("Shorten this to %(number)s characters.", number=200)),
        ],
    )
    link = TextLine(_l("Link"), [Length(max=300, message=_l("Shorten this to %(number)s characters.", number=300))])
    begins = Moment(_l("From"), [Optional()], format="%Y-%m-%dT%H:%M")
    ends = Moment(_l("To"), [Optional()], format="%Y-%m-%dT%H:%M")
    is_on = BooleanField(_l("Show the announcement above every page"))
