from collections.abc import Iterable
from itertools import groupby

from wtforms import DateField, SelectField
from wtforms.validators import Length, Optional, ValidationError

from app.accounts.models import User
from app.admin.enums import Act, Kind
from app.forms import Form, Line

ANYONE = ("", "Anyone")
ANYTHING = ("", "Anything")


class Day(DateField):  # type: ignore[misc]
    """A date, as browsers send it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Write the day as year, month and day: 2026-05-14.") from None


class Pick(SelectField):  # type: ignore[misc]
    """One of a list; nothing chosen is the first, an empty one."""

    def __init__(self, label: str, **more: object) -> None:
        super().__init__(label, default="", **more)

    def pre_validate(self, form: Form) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError("Choose one of the list.") from None


class LogFilter(Form):
    """What of the log is asked for; it stands in the address, so it needs no token."""

    class Meta:
        csrf = False

    who = Pick("Who")
    act = Pick("Did what")
    about = Line("About", [Length(max=120, message="Shorten this to 120 characters.")])
    since = Day("From", [Optional()])
    until = Day("To", [Optional()])

    def offer(self, admins: Iterable[User]) -> None:
        """The choices: who has done anything, and all that can be done, by what it is about."""
        self.who.choices = [ANYONE, *((admin.public_id, admin.name) for admin in admins)]
        self.act.choices = {"": [ANYTHING], **acts_by_kind()}

    def validate_until(self, field: Day) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("This is before the day that it begins with. Change one of the two.")


def acts_by_kind() -> dict[str, list[tuple[str, str]]]:
    """Labels by the kind of thing that an act is about: venue.suspend is one of Venue."""
    groups = groupby(sorted(Act), key=lambda act: act.split(".", 1)[0])
    return {Kind(kind).label: [(act.value, act.label) for act in acts] for kind, acts in groups}
