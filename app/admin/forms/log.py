from collections.abc import Iterable

from wtforms import DateField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from app.accounts.models import User
from app.admin.enums import Act, Kind
from app.forms import Form, Line

OF_LIST = "Choose one of the list."


class Day(DateField):  # type: ignore[misc]
    """A date, as browsers send it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Write the day as year, month and day: 2026-05-14.") from None


class LogFilter(Form):
    """What of the log is asked for; it stands in the address, so it needs no token."""

    class Meta:
        csrf = False

    who = SelectField("Who", default="", invalid_choice_message=OF_LIST)
    act = SelectField("Did what", default="", invalid_choice_message=OF_LIST)
    about = Line("About", [Length(max=120, message="Shorten this to 120 characters.")])
    since = Day("From", [Optional()])
    until = Day("To", [Optional()])

    def offer(self, admins: Iterable[User]) -> None:
        """The choices: who has done anything, and all that can be done, by what it is about."""
        people = (SelectChoice(admin.public_id, admin.name) for admin in admins)
        self.who.choices = [SelectChoice("", "Anyone"), *people]
        acts = (SelectChoice(act.value, act.label, optgroup=kind_of(act)) for act in sorted(Act))
        self.act.choices = [SelectChoice("", "Anything"), *acts]

    def validate_until(self, field: Day) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("This is before the day that it begins with. Change one of the two.")


def kind_of(act: Act) -> str:
    """What an act is about: venue.suspend is one of Venue."""
    return Kind(act.split(".", 1)[0]).label
