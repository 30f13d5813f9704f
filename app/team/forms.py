"""Forms for a team member's profile and time off."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.core import clock
from app.core.formats import WEEKDAYS, duration
from app.team.actions import Details
from app.team.enums import Gender
from app.team.languages import LANGUAGES
from app.team.models import DAY, MAX_BUFFER, TeamMember
from app.web.fields import DATE_FORMATS, to_choose
from app.web.forms import Edit, Form, Paragraphs, TextLine

BUFFERS = (0, 5, 10, 15, 20, 30, 45, 60, 90, MAX_BUFFER)
FARTHEST = 3  # years from now that a date may be


class Choices(SelectMultipleField):  # type: ignore[misc]
    """Checkboxes, with our own error message for a value that is not among them."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if not set(self.data or ()) <= {choice.value for choice in self.choices}:
            raise ValidationError(_("This list changed while you were editing. Check your choices and save again."))


class OptionalDateField(DateField):  # type: ignore[misc]
    """An optional date."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"format": DATE_FORMATS, **kwargs})

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([text for text in valuelist if text.strip()])
        except ValueError:
            raise ValueError(_("Choose a date, or enter a date like 05/19/2026.")) from None

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if self.data and abs(self.data.year - clock.now().year) > FARTHEST:
            raise ValidationError(_("Choose a date within %(years)s years.", years=FARTHEST))


class TimeOfDay(TimeField):  # type: ignore[misc]
    """An optional time, as browsers send it or as people type it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"format": ["%H:%M", "%I:%M %p"], **kwargs})

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([text for text in valuelist if text.strip()])
        except ValueError:
            raise ValueError(_("Choose a time, or enter a time like 2:30 PM.")) from None

    @property
    def minute(self) -> int | None:
        """Return the minutes after midnight."""
        return self.data.hour * 60 + self.data.minute if isinstance(self.data, time) else None


class MemberForm(Form):
    name = TextLine(
        _l("Name"),
        [
            DataRequired(_l("Enter the name guests will see.")),
            Length(max=80, message=_l("Shorten the name to 80 characters.")),
        ],
    )
    title = TextLine(_l("Job title"), [Length(max=80, message=_l("Shorten the job title to 80 characters."))])
    services = Choices(_l("Services"), choices=[])

    def offer(self, services: Sequence[Any]) -> None:
        """Set the services that can be checked."""
        self.services.choices = to_choose((service.slug, service.title) for service in services)


class MemberEdit(MemberForm, Edit):
    bio = Paragraphs(_l("About"), [Length(max=600, message=_l("Shorten this to 600 characters."))])
    languages = Choices(_l("Languages"), choices=to_choose(LANGUAGES.items()))
    buffer_minutes = SelectField(
        _l("Buffer time after each booking"),
        coerce=int,
        choices=to_choose((minutes, duration(minutes) if minutes else _l("None")) for minutes in BUFFERS),
    )

    gender = SelectField(_l("Gender"))
    gender_consent = BooleanField(_l("This team member agreed that guests can see and filter by their gender"))

    @classmethod
    def of(cls, member: TeamMember, services: Sequence[Any], performs: Sequence[Any]) -> "MemberEdit":
        given = {name: getattr(member, name) for name in ("name", "title", "bio", "languages", "buffer_minutes")}
        given |= {"gender": member.gender or "", "gender_consent": member.gender is not None}
        return cls(data={**given, "services": [service.slug for service in performs]}, services=services)

    def __init__(self, *args: Any, services: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gender.choices = to_choose([("", _("Not shown")), *((one.value, one.label) for one in Gender)])
        self.offer(services)

    @property
    def details(self) -> Details:
        return Details(
            name=self.name.value,
            title=self.title.value,
            bio=self.bio.value,
            languages=self.languages.data or (),
            buffer_minutes=self.buffer_minutes.data,
            gender=Gender(self.gender.data) if self.gender.data else None,
        )

    def validate_gender_consent(self, field: BooleanField) -> None:
        if self.gender.data and not field.data:
            raise ValidationError(_("Check this box once the team member agrees, or choose “Not shown.”"))


NOTE = [Length(max=80, message=_l("Shorten the note to 80 characters."))]


class DaysOff(Form):
    """Time off for one or more whole days."""

    first = OptionalDateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    last = OptionalDateField(_l("Last day"))
    note = TextLine(_l("Note"), NOTE)

    def validate_last(self, field: OptionalDateField) -> None:
        if isinstance(self.first.data, date) and isinstance(field.data, date) and field.data < self.first.data:
            raise ValidationError(_("The last day must be on or after the first day. Check both dates."))


class HoursOff(Form):
    """Time off for some hours of one day; an end at or before the start is on the next day."""

    first = OptionalDateField(_l("Day"), [InputRequired(_l("Choose the day."))])
    begins = TimeOfDay(_l("Start time"), [InputRequired(_l("Enter the start time."))])
    ends = TimeOfDay(_l("End time"), [InputRequired(_l("Enter the end time."))])
    note = TextLine(_l("Note"), NOTE)


class WeeklyOff(Form):
    """Weekly time off, all day unless times are given."""

    weekday = SelectField(_l("Day of the week"), coerce=int, choices=to_choose(enumerate(WEEKDAYS)))
    begins = TimeOfDay(_l("Start time"))
    ends = TimeOfDay(_l("End time"))
    first = OptionalDateField(_l("Starting on"), [InputRequired(_l("Choose the first date."))])
    last = OptionalDateField(_l("Ending on"))
    note = TextLine(_l("Note"), NOTE)

    validate_last = DaysOff.validate_last

    def validate_ends(self, field: TimeOfDay) -> None:
        begins, ends = self.minutes
        if (self.begins.data is None) != (field.data is None):
            raise ValidationError(_("Enter both times, or leave both blank for all day."))
        if begins >= ends:
            raise ValidationError(_("Weekly time off must end after it starts, on the same day. Check both times."))

    @property
    def minutes(self) -> tuple[int, int]:
        """Return start and end in minutes after midnight; an end of 12:00 AM means the following midnight."""
        return self.begins.minute or 0, self.ends.minute or DAY
