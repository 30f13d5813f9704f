"""The form that reschedules a booking: when, for how long and with which team member."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import InputRequired, Length

from app.availability.time_off import wall_range
from app.bookings.models.bookings import Booking
from app.core import clock
from app.front_desk.queries import Bookable
from app.rescheduling.actions.slot_choice import Destination
from app.team.forms import FARTHEST, OptionalDateField, TimeOfDay
from app.web.fields import MOST_SENT, Whole, to_choose, whole_number
from app.web.forms import Form, Paragraphs

STAYS = ""
SHORTEST, LONGEST = 5, 24 * 60  # minutes


class MoveForm(Form):
    day = OptionalDateField(lazy_gettext("Date"), [InputRequired(lazy_gettext("Choose a date."))])
    begins = TimeOfDay(lazy_gettext("Start time"), [InputRequired(lazy_gettext("Enter a start time."))])
    minutes = Whole(
        lazy_gettext("Length in minutes"),
        least=SHORTEST,
        most=LONGEST,
        unit="minutes",
        validators=[InputRequired(lazy_gettext("Enter the length in minutes."))],
    )
    member = SelectField(lazy_gettext("Team member"), choices=[])
    requested_by_guest = BooleanField(lazy_gettext("The guest asked for this change"))
    reason = Paragraphs(
        lazy_gettext("Message to the guest"),
        [Length(max=300, message=lazy_gettext("Enter 300 characters or fewer."))],
    )
    # The version of the booking that the page showed, and the team member whose part is reassigned.
    sequence = HiddenField()
    instead_of = HiddenField()

    @classmethod
    def of(cls, booking: Booking, zone: ZoneInfo, among: Sequence[Bookable]) -> "MoveForm":
        begins = booking.starts_at.astimezone(zone)
        given = {
            "day": begins.date(),
            "begins": begins.time(),
            "minutes": booking.minutes,
            "member": STAYS,
            "sequence": booking.sequence,
        }
        form = cls(data=given)
        stays = _("No change (%(name)s)", name=booking.served_by) if booking.served_by else _("No change")
        form.member.choices = to_choose([(STAYS, stays), *((each.key, each.name) for each in among if each.member_id)])
        return form

    def destination(self, zone: ZoneInfo, among: Sequence[Bookable]) -> Destination:
        start = self.begins.minute or 0
        begins = wall_range(zone, self.day.data, start, self.day.data, start)[0]
        ids = {each.key: each.member_id for each in among}
        return Destination(
            begins,
            begins + timedelta(minutes=self.minutes.value or 0),
            member_id=ids.get(self.member.data or STAYS),
            instead_of=ids.get(self.instead_of.data or STAYS),
        )

    def starts_at(self, zone: ZoneInfo) -> datetime | None:
        """Return the chosen start as an instant; None if the input makes no sense."""
        if not isinstance(self.day.data, date) or self.day.errors or self.begins.minute is None:
            return None
        if abs(self.day.data.year - clock.now().year) > FARTHEST:
            return None
        return wall_range(zone, self.day.data, self.begins.minute, self.day.data, self.begins.minute)[0]

    @property
    def seen(self) -> int:
        """Return the sequence that the page showed; -1, which no booking has, if the field is missing or unreadable."""
        number = whole_number(str(self.sequence.data or ""), most=MOST_SENT)
        return -1 if number is None else number
