from collections.abc import Sequence

from wtforms import HiddenField

from app.hours.fields import DayHours
from app.web.fields import whole_number
from app.web.forms import Edit


class Confirmation(HiddenField):  # type: ignore[misc]
    """A field of the confirm button, and of the form itself from then on: the button's value is the last one."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = next((sent for sent in reversed(valuelist) if sent), "")


class RangesForm(Edit):
    """A form with hours of one or more days, and buttons that change them before they are saved.

    Hours in the wrong order, such as 6 PM to 10 AM, look like a night. So a long night is saved only after it is
    confirmed: `unconfirmed` are the nights that the page asks about, with status 409.
    """

    operation = HiddenField()
    overnight = Confirmation()
    unconfirmed: Sequence[str] = ()

    def validate(self, extra_validators: object = None) -> bool:
        good: bool = super().validate(extra_validators)
        nights = self.long_nights
        self.unconfirmed = nights if self.overnight.data != agreement(nights) else ()
        return good and not self.unconfirmed

    @property
    def long_nights(self) -> list[str]:
        """The nights to confirm, in words."""
        return [night for day in self.days for night in day.long_nights]

    @property
    def status(self) -> int:
        """The status to show the form with, after `changed` or `validate_on_submit`."""
        return 422 if self.problems else 409 if self.unconfirmed else 200

    @property
    def days(self) -> list[DayHours]:
        return [field for field in self if isinstance(field, DayHours)]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The errors for the summary: (id of the input to correct, sentence); '' as id for the whole form."""
        found = [
            (control, message if day.weekday is None else f"{day.label.text}: {message}")
            for day in self.days
            for control, message in day.problems
        ]
        found += [(field.id, error) for field in self if not isinstance(field, DayHours) for error in field.errors]
        return [*found, *(("", error) for error in self.form_errors)]

    def changed(self) -> bool:
        """Apply the submitted button, unless it is Save.

        Returns False for Save: continue with `validate_on_submit`.
        """
        if not self.is_submitted():
            return False
        verb, _, rest = (self.operation.data or "").partition(":")
        name, _, number = rest.partition(":")
        days = {day.name: day for day in self.days}
        if verb == "add" and name in days:
            days[name].add()
        elif verb == "remove" and name in days and (at := whole_number(number, most=9999)) is not None:
            days[name].remove(at)
        elif not self.also_changed(verb, rest):
            return False
        return True

    def also_changed(self, verb: str, of: str) -> bool:
        """Apply the buttons of a subclass and return whether the button is known; `of` is what the button is about.

        `back` only shows the form again.
        """
        return verb == "back" and not of


def agreement(nights: Sequence[str]) -> str:
    """Return the value of the button that confirms these nights, so that other nights are asked about again."""
    return "; ".join(nights)
