"""The starts of a class as typed: times for each weekday, and single dates with one time each."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, StringField

from app.core.errors import DomainError
from app.core.formats import clock_of
from app.hours.typed_times import opening_minute
from app.web.fields import DATE_FORMATS


class TimesField(StringField):  # type: ignore[misc]  # WTForms has no types
    """A field for times of day, separated by commas: 7:00 AM, 6:30 PM. Its value is minutes after midnight."""

    data: list[int] | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = []
        found = []
        for part in (valuelist[0] if valuelist else "").replace(";", ",").split(","):
            if part.strip():
                found.append(minute_of(part))
        self.data = sorted(found)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.words_of(self.data)

    def words_of(self, minutes: Sequence[int] | None) -> str:
        return ", ".join(clock_of(minute) for minute in minutes or ())

    @property
    def value(self) -> list[int]:
        return self.data or []


class OneTime(TimesField):
    """A field for one time at most."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        super().process_formdata(valuelist)
        if len(self.value) > 1:
            raise ValueError(_("Enter one time here. Use another line for each other time."))


class StartDateField(DateField):  # type: ignore[misc]
    """A field for a date, as browsers send it or as people type it; None if it is empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"format": DATE_FORMATS, **kwargs})

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        try:
            super().process_formdata([text.strip() for text in valuelist[:1] if text.strip()])
        except ValueError:
            raise ValueError(_("Choose a date, or enter a date like 05/30/2026.")) from None

    def words_of(self, value: date | None) -> str:
        return value.isoformat() if value else ""

    @property
    def value(self) -> Any:
        return self.data


def minute_of(text: str) -> int:
    """Return the minute of the day. Raises ValueError with a message that says what to enter."""
    try:
        return opening_minute(text)
    except DomainError as error:
        raise ValueError(error.message) from error
