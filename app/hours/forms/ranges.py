from wtforms import HiddenField

from app.fields import whole_number
from app.forms import Edit
from app.hours.fields import DayHours


class RangesForm(Edit):
    """A form with days of hours in it, and buttons that change them before they are saved."""

    act = HiddenField()

    @property
    def days(self) -> list[DayHours]:
        return [field for field in self if isinstance(field, DayHours)]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """For the summary: (id of what to mend, sentence); of the form as a whole without an id."""
        found = [problem for day in self.days for problem in day.problems]
        found += [(field.id, error) for field in self if not isinstance(field, DayHours) for error in field.errors]
        return [*found, *(("", error) for error in self.form_errors)]

    def changed(self) -> bool:
        """Do what a button other than Save asks. False for Save: go on with `validate_on_submit`."""
        if not self.is_submitted():
            return False
        verb, _, rest = (self.act.data or "").partition(":")
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
        """What further buttons do; `of` is what they are about. `back` only shows the form again."""
        return verb == "back" and not of
