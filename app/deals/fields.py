"""Form fields for off-peak hours, as lines of weekdays with a start and an end time, and for a discount."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.fields import Field
from wtforms.utils import unset_value

from app.core.errors import DomainError
from app.core.formats import clock_of
from app.deals.copy import hours_of, overlap, weekdays
from app.deals.enums import MAX_PERCENT, DealKind
from app.deals.overlaps import overlapping
from app.deals.windows import Window
from app.hours.typed_times import closing_minute, opening_minute
from app.web.fields import AMOUNT

MOST_LINES = 12
PERCENT = re.compile(r"(\d{1,3})\s*(?:%|percent)?", re.ASCII | re.IGNORECASE)
DOLLARS = re.compile(r"\$?\s*(.+?)\s*(?:dollars?)?", re.ASCII | re.IGNORECASE)


@dataclass(slots=True)
class TypedWindow:
    """Weekdays (Monday is 0) from one time to another, as typed, with errors by part."""

    days: set[int] = field(default_factory=set)
    opens: str = ""
    closes: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not (self.days or self.opens.strip() or self.closes.strip())

    @property
    def span(self) -> tuple[int, int] | None:
        try:
            opens = opening_minute(self.opens)
            return opens, closing_minute(self.closes, opens)
        except DomainError:
            return None

    @property
    def windows(self) -> list[Window]:
        """The windows that can be read."""
        return [Window(day, *self.span) for day in sorted(self.days)] if self.span else []

    def tidied(self) -> "TypedWindow":
        """Return the line with its times written out, if they are times: 9 becomes 9:00 AM."""
        return TypedWindow(self.days, clock_of(self.span[0]), clock_of(self.span[1])) if self.span else self

    def check(self) -> None:
        if not self.days:
            self.wrong["days"] = _("Choose at least one day for these hours.")
        opens = self._part("opens", _("Enter a start time, like 1:00 PM."), lambda: opening_minute(self.opens))
        self._part("closes", _("Enter an end time, like 4:00 PM."), lambda: closing_minute(self.closes, opens or 0))

    def _part(self, part: str, missing: str, read: Any) -> Any:
        if not getattr(self, part).strip():
            self.wrong[part] = missing
            return None
        try:
            return read()
        except DomainError as error:
            self.wrong[part] = error.message
            return None


class OffPeak(Field):  # type: ignore[misc]  # WTForms has no types
    """A field for off-peak hours: starts from windows; after `validate`, `value` has the windows as typed.

    An empty line is not an error; without any line, the deal applies at all hours.

    The controls are `<name>-<n>-days` (a checkbox for each weekday), `<name>-<n>-opens` and `<name>-<n>-closes`.
    """

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.lines: list[TypedWindow] = []
        self.value: list[Window] = []

    def process(self, formdata: MultiDict[str, str] | None, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        self.lines = lines_of(self.object_data or ())
        if formdata is not None and len(formdata):
            self.lines = [
                self._typed(formdata, number) for number in range(MOST_LINES) if f"{self.name}-{number}" in formdata
            ]
        self.lines = self.lines or [TypedWindow()]

    def _typed(self, formdata: MultiDict[str, str], number: int) -> TypedWindow:
        """Return a line as typed.

        A hidden field without a value shows that the line exists: unchecked boxes submit nothing.
        """
        days = {int(day) for day in formdata.getlist(f"{self.name}-{number}-days") if day in set("0123456")}
        opens, closes = (formdata.get(f"{self.name}-{number}-{part}", "")[:40] for part in ("opens", "closes"))
        return TypedWindow(days, opens, closes).tidied()

    @property
    def data(self) -> list[Window]:
        return self.windows

    @data.setter
    def data(self, given: object) -> None:
        """Ignore the value that WTForms sets while processing; `lines` are displayed."""

    @property
    def windows(self) -> list[Window]:
        """The windows that can be read, as shown."""
        return [window for line in self.lines for window in line.windows]

    def add(self) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append(TypedWindow())

    def remove(self, number: int) -> None:
        del self.lines[number : number + 1]
        self.lines = self.lines or [TypedWindow()]

    def validate(self, _form: Any, _extra_validators: Any = ()) -> bool:
        filled = [line for line in self.lines if not line.is_blank]
        for line in filled:
            line.check()
        if not any(line.wrong for line in filled):
            self._refuse_overlaps(filled)
        self.value = self.windows
        self.errors = [message for _, message in self.problems]
        return not self.errors

    def _refuse_overlaps(self, lines: Sequence[TypedWindow]) -> None:
        placed = [(window, line) for line in lines for window in line.windows]
        for first, second in overlapping([window for window, _line in placed]):
            later = next(line for window, line in reversed(placed) if window in (first, second))
            later.wrong["days"] = overlap(first, second)
            return

    def control(self, number: int, part: str) -> str:
        """Return the id of an input."""
        return f"{self.id}-{number}-{part}"

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The errors, each with the id of the input to correct."""
        return [
            (self.control(number, part), message)
            for number, line in enumerate(self.lines)
            for part, message in line.wrong.items()
        ]

    @staticmethod
    def words_of(value: Iterable[Window] | None) -> str:
        return " · ".join(f"{weekdays(sorted(line.days))}, {hours_of(line.span)}" for line in lines_of(value or ()))


def lines_of(windows: Iterable[Window]) -> list[TypedWindow]:
    """Group windows with the same hours into lines, in order of the hours."""
    by_hours: dict[tuple[int, int], set[int]] = {}
    for window in windows:
        by_hours.setdefault((window.opens, window.closes), set()).add(window.weekday)
    return [TypedWindow(days, clock_of(opens), clock_of(closes)) for (opens, closes), days in sorted(by_hours.items())]


class Less(StringField):  # type: ignore[misc]
    """A field for a discount in percent or dollars, as the field next to it says. Shows the text as typed."""

    def read(self, kind: DealKind) -> int:
        """Return percent or cents. Raises DomainError with what to enter."""
        text = " ".join((self.data or "").split())
        if not text:
            raise DomainError(_("Enter a discount, like 20."))
        return percent_typed(text) if kind is DealKind.PERCENT else cents_typed(text)


def percent_typed(text: str) -> int:
    found = PERCENT.fullmatch(text)
    if found is None:
        raise DomainError(_("Enter the percentage as a whole number, like 20."))
    if not 1 <= int(found[1]) <= MAX_PERCENT:
        raise DomainError(_("Enter a discount from 1%% to %(most)d%%.", most=MAX_PERCENT))
    return int(found[1])


def cents_typed(text: str) -> int:
    if re.match(r"\$?\s*[-−]", text):
        raise DomainError(_("Enter the discount without a minus sign, like 15."))
    written = DOLLARS.fullmatch(text)
    found = AMOUNT.fullmatch(written[1]) if written else None
    cents = int(Decimal(found[0].replace(",", "")) * 100) if found else 0
    if found is None or not cents:
        raise DomainError(_("Enter the discount in dollars, like 15 or 12.50."))
    if cents > 1_000_000:
        raise DomainError(_("That’s more than any service costs. Enter a smaller discount."))
    return cents
