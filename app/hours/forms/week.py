from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length, ValidationError

from app.core.errors import DomainError
from app.hours.date_ranges import MOST_DATE_RANGES, DateRange, pack, refuse_far, refuse_too_many, unpack
from app.hours.fields import DayHours
from app.hours.forms.ranges import Confirmation, RangesForm
from app.hours.intervals import Span, is_long_night, night_and_morning, night_in_words, spills_past_midnight
from app.hours.models import DAY
from app.hours.presets import PRESETS, WEEKDAYS_ONLY
from app.hours.text_import.parser import Read, read

LONGEST_TEXT = 2000


class WeekForm(RangesForm):
    """Seven days, Sunday first. `WeekForm.of(week)` shows a week; `week` is the week as typed, once it is valid.

    In a view:

        form = WeekForm.of(week_of(venue, member))      # app.hours.queries; None for the venue's own week
        if form.changed():
            return render_template(..., form=form)      # 200, nothing is saved
        if form.validate_on_submit():
            set_week(venue=venue, member=member, hours=form.week)
        # show it with 422 if form.problems

    Saving an empty week for a team member means that they follow the venue's hours (see `set_week`): ask for that with
    another control.
    """

    sunday = DayHours(_l("Sunday"), weekday=6)
    monday = DayHours(_l("Monday"), weekday=0)
    tuesday = DayHours(_l("Tuesday"), weekday=1)
    wednesday = DayHours(_l("Wednesday"), weekday=2)
    thursday = DayHours(_l("Thursday"), weekday=3)
    friday = DayHours(_l("Friday"), weekday=4)
    saturday = DayHours(_l("Saturday"), weekday=5)

    presets = PRESETS

    @classmethod
    def of(cls, week: Mapping[int, Sequence[Span]]) -> Self:
        """Return the form for a saved week, which has spans by weekday (Monday is 0)."""
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        return cls(data={name: list(week.get(weekday, ())) for weekday, name in enumerate(names)})

    @property
    def week(self) -> dict[int, list[Span]]:
        """The spans by weekday, without closed days. Valid after `validate_on_submit`."""
        return {day.weekday: day.value for day in self.days if day.weekday is not None and day.value}

    @property
    def begins_anew(self) -> bool:
        """Whether nothing is saved yet, so that presets are worth offering."""
        return not any(day.object_data for day in self.days)

    def show(self, week: Mapping[int, Sequence[Span]]) -> None:
        """Show another week instead of what was typed."""
        for day in self.days:
            day.show(week.get(day.weekday or 0, ()))

    def evening_before(self, day: DayHours) -> list[Span]:
        """Return the spans of the previous day, as shown, that run into this day, in minutes of this day."""
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
            if first and second and day.weekday is not None and spills_past_midnight(first[0], second[0]):
                day.refuse(night_and_morning(day.weekday, first[0], second[0]))
                good = False
        return good


class Aside(HiddenField):  # type: ignore[misc]
    """A field submitted with a form that is not part of what it edits, so it is not compared with saved values."""


class Chosen(Aside):
    """The checked special dates among those read from text."""

    date_ranges: Sequence[DateRange] = ()

    def process_formdata(self, valuelist: list[str]) -> None:
        found = []
        for text in valuelist[: MOST_DATE_RANGES + 1]:
            with suppress(DomainError):
                found.append(unpack(text))
        self.date_ranges = found

    def pre_validate(self, form: "VenueWeekForm") -> None:
        try:
            refuse_too_many(self.date_ranges)
            for date_range in self.date_ranges:
                refuse_far(date_range, form.today)
        except DomainError as error:
            raise ValidationError(error.message) from None


class VenueWeekForm(WeekForm):
    """The week of a venue, which can also be read from text (`operation` is `read`).

    The form shows the hours that were read for review; they are saved only with the week.
    """

    text = Aside(
        _l("Your hours as text"), [Length(max=LONGEST_TEXT, message=_l("Shorten the text to 2,000 characters."))]
    )
    dates = Chosen()
    closed_week = Confirmation()
    today: date  # in the venue's zone
    saved_dates: Sequence[DateRange] = ()
    found: Read | None = None
    asks_closed_week = False

    @property
    def has_changes(self) -> bool:
        """Whether there is something to save: the week was changed, or dates were read from text."""
        return self.is_touched or bool(self.chosen_dates)

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse to close all seven days unless the owner confirms it, because nobody could book then."""
        good = super().validate(extra_validators)
        self.asks_closed_week = not self.problems and not self.week and not self.closed_week.data
        return good and not self.asks_closed_week

    @property
    def status(self) -> int:
        return 409 if self.asks_closed_week else super().status

    def also_changed(self, verb: str, of: str) -> bool:
        if verb != "read":
            return super().also_changed(verb, of)
        self._take(read((self.text.data or "")[:LONGEST_TEXT], self.today))
        return True

    def _take(self, found: Read) -> None:
        """Show the hours that were read.

        If the text only closes some days, the other days do not change.
        """
        self.found = found
        if found.week and any(found.week.values()):
            self.show(found.week)
        for day in self.days:
            if found.week and day.weekday in found.week and not found.week[day.weekday]:
                day.show(())

    @property
    def begins_anew(self) -> bool:
        """Whether nothing is saved yet, or hours are being read from text."""
        return super().begins_anew or self.found is not None or bool(self.text.errors)

    @property
    def offered_dates(self) -> list[tuple[str, DateRange]]:
        """The special dates to check: (value of the checkbox, date range)."""
        found = self.found.dates if self.found else self.dates.date_ranges
        return [(pack(date_range), date_range) for date_range in found]

    @property
    def long_nights(self) -> list[str]:
        """The nights to confirm, including those of special dates that were read from text."""
        read = [
            f"{date_range.words}: {night_in_words(span, None)}"
            for date_range in self.chosen_dates
            for span in date_range.spans
            if is_long_night(span)
        ]
        return [*super().long_nights, *read]

    @property
    def chosen_dates(self) -> Sequence[DateRange]:
        return self.dates.date_ranges
