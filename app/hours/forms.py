"""Forms for a week of opening hours and for special dates, of a venue or of one of its team.

Both work as plain forms: adding a range, removing one, copying and presets are submit buttons named `act` of the same
form, whose answer is the form as it was typed with that change. A view asks `changed()` first: when it is true nothing
is to be saved, only to be shown again, with status 200. templates/components/hours.html draws them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Self

from wtforms import HiddenField

from app.forms import Edit
from app.hours.fields import DayHours
from app.hours.intervals import Span, night_and_morning, night_reaches
from app.hours.models import DAY
from app.hours.presets import PRESETS, WEEKDAYS_ONLY


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
        elif verb == "remove" and name in days and number.isdecimal():
            days[name].remove(int(number[:4]))
        elif not self.also_changed(verb, rest):
            return False
        return True

    def also_changed(self, verb: str, of: str) -> bool:
        """What further buttons do; `of` is what they are about. `back` only shows the form again."""
        return verb == "back" and not of


class WeekForm(RangesForm):
    """Seven days, Sunday first. `WeekForm.of(week)` shows a week; `week` is what was typed, once it is valid.

    In a view:

        form = WeekForm.of(week_of(venue, member))      # app.hours.queries; None is the venue's own
        if form.changed():
            return render_template(..., form=form)      # 200, nothing is saved
        if form.validate_on_submit():
            set_week(venue=venue, member=member, hours=form.week)
        # show it with 422 when form.problems

    Saving an empty week for a member means that she keeps the venue's hours (see `set_week`): ask for that otherwise.
    """

    sunday = DayHours("Sunday", weekday=6)
    monday = DayHours("Monday", weekday=0)
    tuesday = DayHours("Tuesday", weekday=1)
    wednesday = DayHours("Wednesday", weekday=2)
    thursday = DayHours("Thursday", weekday=3)
    friday = DayHours("Friday", weekday=4)
    saturday = DayHours("Saturday", weekday=5)

    presets = PRESETS

    @classmethod
    def of(cls, week: Mapping[int, Sequence[Span]]) -> Self:
        """`week` has spans by weekday (Monday is 0), as it is saved now."""
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        return cls(data={name: list(week.get(weekday, ())) for weekday, name in enumerate(names)})

    @property
    def week(self) -> dict[int, list[Span]]:
        """Spans by weekday; closed days are left out. Valid after `validate_on_submit`."""
        return {day.weekday: day.value for day in self.days if day.weekday is not None and day.value}

    def show(self, week: Mapping[int, Sequence[Span]]) -> None:
        """Another week instead of what was typed."""
        for day in self.days:
            day.show(week.get(day.weekday or 0, ()))

    def evening_before(self, day: DayHours) -> list[Span]:
        """What of the day before, as it is shown, reaches into a day: in minutes of that day."""
        days = self.days
        before = days[days.index(day) - 1]
        return [(0, closes - DAY) for _, closes in before.spans if closes > DAY]

    def also_changed(self, verb: str, of: str) -> bool:
        copied = next((day for day in self.days if day.name == of), None)
        preset = next((preset for preset in PRESETS if preset.slug == of), None)
        if verb == "copy" and copied:
            self._copy(copied, [day for day in self.days if day.name in copied.targets])
        elif verb == "weekdays" and copied:
            self._copy(copied, [day for day in self.days if day.weekday in WEEKDAYS_ONLY])
        elif verb == "all" and copied:
            self._copy(copied, self.days)
        elif verb == "preset" and preset:
            self.show(preset.week)
        else:
            return super().also_changed(verb, of)
        return True

    def _copy(self, day: DayHours, others: Iterable[DayHours]) -> None:
        for other in others:
            if other is not day:
                other.copy(day)

    def validate(self, extra_validators: object = None) -> bool:
        good = super().validate(extra_validators)
        days = self.days
        for day in days:
            following = days[(days.index(day) + 1) % len(days)]
            first, second = day.value[-1:], following.value[:1]
            if first and second and day.weekday is not None and night_reaches(first[0], second[0]):
                day.refuse(night_and_morning(day.weekday, first[0], second[0]))
                good = False
        return good
