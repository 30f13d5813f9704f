"""The form to reschedule a booking of a series together with the later ones."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext
from wtforms import BooleanField, DateField, HiddenField, TimeField
from wtforms.validators import InputRequired, Length

from app.bookings.models.bookings import Booking
from app.web.forms import Form, Paragraphs


class MoveLaterForm(Form):
    """The new day and time of the first booking; the others follow by the same difference."""

    day = DateField(lazy_gettext("Date"), [InputRequired(lazy_gettext("Choose a date."))])
    begins = TimeField(lazy_gettext("Start time"), [InputRequired(lazy_gettext("Choose a time."))])
    requested_by_guest = BooleanField(lazy_gettext("The guest asked for this change"))
    reason = Paragraphs(
        lazy_gettext("Reason"), [Length(max=300, message=lazy_gettext("Enter 300 characters or fewer."))]
    )
    # The bookings and their versions as the page showed them.
    versions = HiddenField()

    @classmethod
    def of(cls, booking: Booking, zone: ZoneInfo) -> "MoveLaterForm":
        begins = booking.starts_at.astimezone(zone)
        return cls(data={"day": begins.date(), "begins": begins.time()})

    @property
    def local(self) -> datetime | None:
        """Return the new local time of the first booking; None if it is missing or its year makes no sense."""
        if self.day.data is None or self.begins.data is None or not 2000 <= self.day.data.year < 2199:
            return None
        return datetime.combine(self.day.data, self.begins.data)
