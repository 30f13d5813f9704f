"""Which days are asked for; they stand in the address, so the form needs no token."""

from datetime import date, timedelta

from wtforms import DateField
from wtforms.validators import InputRequired, ValidationError

from app.forms import Form
from app.insights.periods import LONGEST, Days

EARLIEST = date(2020, 1, 1)
AHEAD = timedelta(days=366)


class Day(DateField):  # type: ignore[misc]
    """A date, as browsers send it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Write the day as year, month and day: 2026-05-14.") from None


class DaysForm(Form):
    class Meta:
        csrf = False

    first = Day("From", [InputRequired("Choose the first day.")])
    last = Day("To", [InputRequired("Choose the last day.")])

    def __init__(self, *, today: date, **more: object) -> None:
        super().__init__(**more)
        self.today = today

    def validate_first(self, field: Day) -> None:
        if field.data and not EARLIEST <= field.data <= self.today + AHEAD:
            raise ValidationError(f"Choose a day from {EARLIEST:%Y} to a year from today.")

    def validate_last(self, field: Day) -> None:
        if not field.data or not self.first.data:
            return
        if field.data < self.first.data:
            raise ValidationError("This is before the first day. Change one of the two.")
        if (field.data - self.first.data).days >= LONGEST:
            raise ValidationError(f"Choose {LONGEST} days at most. End earlier, or begin later.")

    @property
    def days(self) -> Days:
        """What was chosen, once it is valid."""
        return Days(self.first.data, self.last.data)
