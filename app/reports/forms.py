"""The form for a report's dates; they are part of the URL, so the form needs no token."""

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateField
from wtforms.validators import InputRequired, ValidationError

from app.reports.periods import LONGEST, Days
from app.web.fields import DATE_FORMATS
from app.web.forms import Form

EARLIEST = date(2020, 1, 1)
AHEAD = timedelta(days=366)


class ReportDateField(DateField):  # type: ignore[misc]
    """A date as browsers submit it, or as people type it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"format": DATE_FORMATS, **kwargs})

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a date like 05/14/2026.")) from None


class DaysForm(Form):
    class Meta:
        csrf = False

    first = ReportDateField(lazy_gettext("From"), [InputRequired(lazy_gettext("Choose the first day."))])
    last = ReportDateField(lazy_gettext("To"), [InputRequired(lazy_gettext("Choose the last day."))])

    def __init__(self, *, today: date, **more: object) -> None:
        super().__init__(**more)
        self.today = today

    def validate_first(self, field: ReportDateField) -> None:
        if field.data and not EARLIEST <= field.data <= self.today + AHEAD:
            raise ValidationError(_("Choose a date between %(year)s and one year from today.", year=EARLIEST.year))

    def validate_last(self, field: ReportDateField) -> None:
        if not field.data or not self.first.data:
            return
        if field.data < self.first.data:
            raise ValidationError(_("This date is before the first day. Change one of the two dates."))
        if (field.data - self.first.data).days >= LONGEST:
            raise ValidationError(_("Choose up to %(most)s days. Pick a shorter period.", most=LONGEST))

    @property
    def days(self) -> Days:
        """Return the chosen days, once the form is valid."""
        return Days(self.first.data, self.last.data)
