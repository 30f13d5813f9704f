"""What admins write on the site."""

from wtforms import BooleanField, DateTimeLocalField
from wtforms.validators import DataRequired, Length, Optional

from app.forms import Edit, Line, Paragraphs

LONGEST = 40_000


class Moment(DateTimeLocalField):  # type: ignore[misc]
    """A day and a time of it, as browsers send them."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Choose a day and a time.") from None


class TextForm(Edit):
    body = Paragraphs("Text", [Length(max=LONGEST, message="Shorten this to 40,000 characters.")])


class AnnouncementForm(Edit):
    text = Line(
        "Text", [DataRequired("Write what to say."), Length(max=200, message="Shorten this to 200 characters.")]
    )
    link = Line("Link", [Length(max=300, message="Shorten this to 300 characters.")])
    begins = Moment("From", [Optional()], format="%Y-%m-%dT%H:%M")
    ends = Moment("To", [Optional()], format="%Y-%m-%dT%H:%M")
    is_on = BooleanField("Show it above every page")
