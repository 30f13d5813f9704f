"""What a provider says of a member of her team, and when that member is off."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app import clock
from app.fields import to_choose
from app.filters import WEEKDAYS, duration
from app.forms import Edit, Form, Line, Paragraphs
from app.team.actions import Details
from app.team.enums import Gender
from app.team.languages import LANGUAGES
from app.team.models import DAY, MAX_BUFFER, Member

BUFFERS = (0, 5, 10, 15, 20, 30, 45, 60, 90, MAX_BUFFER)
FARTHEST = 3  # years ahead that a date may be


class Choices(SelectMultipleField):  # type: ignore[misc]
    """Boxes to tick; what is not among them is refused in words."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if not set(self.data or ()) <= {choice.value for choice in self.choices}:
            raise ValidationError("The list changed meanwhile. Look it through and save again.")


class Day(DateField):  # type: ignore[misc]
    """A date, or none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([text for text in valuelist if text.strip()])
        except ValueError:
            raise ValueError("Choose a date, or write it as 2026-05-19.") from None

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if self.data and abs(self.data.year - clock.now().year) > FARTHEST:
            raise ValidationError(f"Choose a date within {FARTHEST} years.")


class TimeOfDay(TimeField):  # type: ignore[misc]
    """A time, or none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([text for text in valuelist if text.strip()])
        except ValueError:
            raise ValueError("Choose a time, or write it as 14:30.") from None

    @property
    def minute(self) -> int | None:
        """After midnight."""
        return self.data.hour * 60 + self.data.minute if isinstance(self.data, time) else None


class MemberForm(Form):
    name = Line(
        "Name",
        [
            DataRequired("Write the name that guests will read."),
            Length(max=80, message="Write the name in 80 characters or fewer."),
        ],
    )
    title = Line("Title", [Length(max=80, message="Write the title in 80 characters or fewer.")])
    services = Choices("Performs", choices=[])

    def offer(self, services: Sequence[Any]) -> None:
        """The services that can be ticked."""
        self.services.choices = to_choose((service.slug, service.title) for service in services)


class MemberEdit(MemberForm, Edit):
    bio = Paragraphs("About", [Length(max=600, message="Write 600 characters or fewer.")])
    languages = Choices("Speaks", choices=to_choose(LANGUAGES.items()))
    buffer_minutes = SelectField(
        "Time to keep clear after each booking",
        coerce=int,
        choices=to_choose((minutes, duration(minutes) if minutes else "None") for minutes in BUFFERS),
    )

    gender = SelectField("Gender", choices=to_choose([("", "Not shown"), *((one.value, one.label) for one in Gender)]))
    gender_agreed = BooleanField("They agreed that guests can see it and filter by it")

    @classmethod
    def of(cls, member: Member, services: Sequence[Any], performs: Sequence[Any]) -> "MemberEdit":
        given = {name: getattr(member, name) for name in ("name", "title", "bio", "languages", "buffer_minutes")}
        given |= {"gender": member.gender or "", "gender_agreed": member.gender is not None}
        return cls(data={**given, "services": [service.slug for service in performs]}, services=services)

    def __init__(self, *args: Any, services: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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

    def validate_gender_agreed(self, field: BooleanField) -> None:
        if self.gender.data and not field.data:
            raise ValidationError("Check this box once they have agreed, or choose “Not shown”.")


NOTE = [Length(max=80, message="Write 80 characters or fewer.")]


class DaysOff(Form):
    """A day, or several."""

    first = Day("First day", [InputRequired("Choose the first day.")])
    last = Day("Last day")
    note = Line("Note", NOTE)

    def validate_last(self, field: Day) -> None:
        if isinstance(self.first.data, date) and isinstance(field.data, date) and field.data < self.first.data:
            raise ValidationError("The last day comes after the first. Check the two dates.")


class HoursOff(Form):
    """Some hours of one day; an end at or before its start is on the next."""

    first = Day("Day", [InputRequired("Choose the day.")])
    begins = TimeOfDay("From", [InputRequired("Say from when.")])
    ends = TimeOfDay("Until", [InputRequired("Say until when.")])
    note = Line("Note", NOTE)


class WeeklyOff(Form):
    """Each week; without times all day."""

    weekday = SelectField("Every", coerce=int, choices=to_choose(enumerate(WEEKDAYS)))
    begins = TimeOfDay("From")
    ends = TimeOfDay("Until")
    first = Day("Beginning on", [InputRequired("Choose the date from which on it holds.")])
    last = Day("Ending on")
    note = Line("Note", NOTE)

    validate_last = DaysOff.validate_last

    def validate_ends(self, field: TimeOfDay) -> None:
        begins, ends = self.minutes
        if (self.begins.data is None) != (field.data is None):
            raise ValidationError("Give both times, or none for all day.")
        if begins >= ends:
            raise ValidationError("It ends after it begins, on the same day. Check the two times.")

    @property
    def minutes(self) -> tuple[int, int]:
        """After midnight; until 12:00 AM is until midnight."""
        return self.begins.minute or 0, self.ends.minute or DAY
