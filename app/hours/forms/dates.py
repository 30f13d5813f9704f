from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import DateField, HiddenField
from wtforms.validators import Length, ValidationError

from app.core.formats import long_day
from app.core.sentences import join_sentences, listed
from app.hours.date_ranges import LONGEST_NOTE, DateRange, adjacent
from app.hours.fields import DayHours
from app.hours.forms.ranges import RangesForm
from app.web.forms import TextLine

MOST_DAYS = 366
FARTHEST = timedelta(days=2 * 365)


class SpecialDateField(DateField):  # type: ignore[misc]
    """A date as the browser's date field submits it; None if it was left empty."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = [text for text in valuelist if text.strip()]
        self.data = None
        try:
            super().process_formdata(typed)
        except ValueError:
            raise ValueError(_("Choose a date on the calendar, such as 07/04/2027.")) from None

    @staticmethod
    def words_of(value: object) -> str:
        return long_day(value) if isinstance(value, date) else ""


class DateForm(RangesForm):
    """Special hours for one date or for consecutive dates, of a venue or of a team member.

    `DateForm.of(old, today)` shows a saved date range (None for a new one). `date_range` is the one that was typed,
    once it is valid and `is_free_of` the other special dates.
    """

    first = SpecialDateField(_l("Date or first day"))
    last = SpecialDateField(_l("Last day"))
    hours = DayHours(_l("Hours on these dates"))
    note = TextLine(
        _l("Reason"),
        [Length(max=LONGEST_NOTE, message=_l("Shorten the reason to %(number)s characters.", number=LONGEST_NOTE))],
    )
    # Submitted by the button that replaces other special dates.
    replace = HiddenField()
    taken: Sequence[DateRange] = ()
    earliest: date
    latest: date

    @classmethod
    def of(cls, old: DateRange | None, today: date) -> Self:
        """Return the form for a date range, or for a new one; `today` is the venue's local date."""
        if old is None:
            form = cls()
        else:
            last = None if old.days == 1 else old.last
            form = cls(data={"first": old.first, "last": last, "hours": list(old.spans), "note": old.note})
        form.earliest, form.latest = today, today + FARTHEST
        return form

    @property
    def date_range(self) -> DateRange:
        first = self.first.data
        if first is None:
            raise ValueError("the form was not valid")
        return DateRange(first, self.last.data or first, tuple(self.hours.value), self.note.value)

    def validate_first(self, field: SpecialDateField) -> None:
        if field.errors:
            return
        if field.data is None:
            raise ValidationError(_("Choose a date."))
        if not self.earliest <= field.data <= self.latest:
            raise ValidationError(
                _("Choose a date from %(first)s to %(last)s.", first=_dated(self.earliest), last=_dated(self.latest))
            )

    def validate_last(self, field: SpecialDateField) -> None:
        first = self.first.data
        if field.errors or field.data is None or first is None:
            return
        if field.data < first:
            raise ValidationError(
                _("This is before the first day. Choose %(day)s or later, or leave it blank.", day=long_day(first))
            )
        if (field.data - first).days >= MOST_DAYS:
            raise ValidationError(_("Special hours can cover up to a year. Choose an earlier last day."))

    def is_free_of(self, known: Iterable[DateRange]) -> bool:
        """Return whether no other special dates conflict, or the owner chose to replace them.

        The conflicting date ranges are in `taken`, and the field shows an error.
        """
        new = self.date_range
        self.taken = adjacent(list(known), new.first, new.last)
        if not self.taken or self.replace.data:
            return True
        names, more = listed([date_range.words for date_range in self.taken[:3]]), len(self.taken) - 3
        if more > 0:
            there = ngettext(
                "These dates already have special hours: %(dates)s and %(num)d more.",
                "These dates already have special hours: %(dates)s and %(num)d more.",
                more,
                dates=", ".join(date_range.words for date_range in self.taken[:3]),
            )
        elif len(self.taken) == 1 and self.taken[0].days == 1:
            there = _("This date already has special hours: %(date)s.", date=names)
        else:
            there = _("These dates already have special hours: %(dates)s.", dates=names)
        self.first.errors = [join_sentences(there, _("Replace them, or choose other dates."))]
        return False


def _dated(day: date) -> str:
    return f"{long_day(day)}, {day.year}"
