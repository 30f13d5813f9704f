"""One day's opening hours in a form: ranges of times as they are typed, or Closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.fields import Field
from wtforms.utils import unset_value

from app.errors import DomainError
from app.filters import Segment
from app.hours.intervals import (
    MOST_RANGES,
    Span,
    clock_words,
    in_words,
    is_long_night,
    night_in_words,
    normalized,
    too_many_ranges,
    weekday_name,
)
from app.hours.models import DAY
from app.hours.typed_times import closing_minute, opening_minute, refuse_off_grid, span_typed

OPENS, CLOSES = "opens", "closes"
MISSING = {
    OPENS: _l("Enter an opening time, such as 9:00 AM."),
    CLOSES: _l("Enter a closing time, such as 5:00 PM."),
}


@dataclass(slots=True)
class Row:
    """A range as it was typed, and what is wrong with it: by its part, or with another range (`clash`)."""

    opens: str = ""
    closes: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    clash: str = ""

    @classmethod
    def of(cls, span: Span) -> "Row":
        return cls(clock_words(span[0]), clock_words(span[1]))

    @property
    def is_blank(self) -> bool:
        return not (self.opens.strip() or self.closes.strip())

    @property
    def span(self) -> Span | None:
        """What it says, if it says something."""
        try:
            return span_typed(self.opens, self.closes)
        except DomainError:
            return None

    @property
    def words(self) -> str:
        return in_words(self.span) if self.span else f"{self.opens.strip()} – {self.closes.strip()}"

    def tidied(self) -> "Row":
        """With its times written out, where they are times: 9 as 9:00 AM."""
        return Row.of(self.span) if self.span else self

    def check(self, *, kept: Iterable[Span]) -> Span | None:
        """Its span, or None with what is wrong in `wrong`. What was saved before may stay between quarter hours."""
        opens = self._part(OPENS, lambda: opening_minute(self.opens))
        closes = self._part(CLOSES, lambda: closing_minute(self.closes, opens or 0))
        if opens is None or closes is None:
            return None
        if (opens, closes) not in kept:
            self._part(OPENS, lambda: refuse_off_grid(opens))
            self._part(CLOSES, lambda: refuse_off_grid(closes))
        return None if self.wrong else (opens, closes)

    def _part(self, part: str, read: Any) -> Any:
        if not getattr(self, part).strip():
            self.wrong[part] = str(MISSING[part])
            return None
        try:
            return read()
        except DomainError as error:
            self.wrong[part] = error.message
            return None


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form shows of a day."""

    closed: bool
    rows: Sequence[Row]


class DayHours(Field):  # type: ignore[misc]  # WTForms has no types
    """Starts from spans in minutes (none: closed); after `validate`, `value` are the spans that were typed, in order.

    Its controls are `<name>-opens` and `<name>-closes`, once a range in the same order, and the box `<name>-closed`,
    which wins over the ranges. A range that was left empty beside a filled one is no mistake. `<name>-to` are the names
    of the days that it shall be copied to (`targets`).
    """

    def __init__(self, label: str, *, weekday: int | None = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.weekday = weekday
        self.closed = True
        self.rows: list[Row] = []
        self.value: list[Span] = []
        self.targets: list[str] = []

    def process(self, formdata: MultiDict[str, str] | None, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        self.show(self.object_data or ())
        if formdata is not None:
            # One more than a day can have, so that the form can say so.
            opens, closes = (formdata.getlist(f"{self.name}-{part}")[: MOST_RANGES + 1] for part in (OPENS, CLOSES))
            self.rows = [Row(*pair).tidied() for pair in zip_longest(opens, closes, fillvalue="")]
            self.closed = f"{self.name}-closed" in formdata
            self.targets = formdata.getlist(f"{self.name}-to")
        self.rows = self.rows or [Row()]

    @property
    def data(self) -> Typed:
        return Typed(self.closed, self.rows)

    @data.setter
    def data(self, given: object) -> None:
        """WTForms sets it on its way; what is shown comes by `show`."""

    def show(self, spans: Iterable[Span]) -> None:
        """Show these instead of what was typed."""
        self.rows = [Row.of(span) for span in sorted(spans)]
        self.closed = not self.rows
        self.rows = self.rows or [Row()]

    def copy(self, other: "DayHours") -> None:
        """Show what another day shows."""
        self.closed = other.closed
        self.rows = [Row(row.opens, row.closes) for row in other.rows]

    def add(self) -> None:
        """One range more, empty, and open."""
        self.closed = False
        if len(self.rows) < MOST_RANGES:
            self.rows.append(Row())

    def remove(self, number: int) -> None:
        """Without the `number`-th range, counted from 0; closed without any. A range that is not there is no matter."""
        del self.rows[number : number + 1]
        self.closed = self.closed or not self.rows
        self.rows = self.rows or [Row()]

    def validate(self, _form: Any, _extra_validators: Any = ()) -> bool:
        self.value, self.errors = [], []
        if not self.closed:
            self.value = self._checked()
        self.errors = [message for _, message in self.problems]
        return not self.errors

    def _checked(self) -> list[Span]:
        filled = [row for row in self.rows if not row.is_blank] or self.rows[:1]
        kept = self.object_data or ()
        if len(filled) > MOST_RANGES:
            filled[-1].clash = too_many_ranges()
        found = sorted((span, number) for number, row in enumerate(filled) if (span := row.check(kept=kept)))
        for (first, _at), (second, number) in pairwise(found):
            if second[0] < first[1]:
                filled[number].clash = f"{_('These two ranges overlap.')} {normalized(first, second)}"
        return [span for span, _ in found]

    def refuse(self, message: str) -> None:
        """Say something of the day as a whole, under its last range."""
        self.rows[-1].clash = message
        self.errors = [text for _, text in self.problems]

    def control(self, number: int, part: str) -> str:
        """The id of an input."""
        return f"{self.id}-{number}-{part}"

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, each with the id of the input to mend."""
        return [
            (self.control(number, part), message)
            for number, row in enumerate(self.rows)
            for part, message in (*row.wrong.items(), *([(OPENS, row.clash)] if row.clash else []))
        ]

    @property
    def spans(self) -> list[Span]:
        """What can be read of it as it is shown, in order."""
        return [] if self.closed else sorted(row.span for row in self.rows if row.span)

    def line(self, before: Iterable[Span] = ()) -> list[Segment]:
        """For the day's line, from midnight to midnight; `before` reaches in from the evening before."""
        here: list[Segment] = [("set", opens, min(closes, DAY)) for opens, closes in self.spans]
        return [*(("open", opens, closes) for opens, closes in before), *here]

    def beyond(self, row: Row) -> str:
        """What a range needs to have said of it: that it closes on the next day, or never does."""
        opens, closes = row.span or (0, 0)
        if closes - opens == DAY:
            if opens == 0:
                return _("Open 24 hours")
            return _("Open 24 hours, until %(time)s, %(day)s", time=clock_words(closes), day=self.following)
        if closes == DAY:
            return _("Closes at midnight")
        return _("Closes %(time)s, %(day)s", time=clock_words(closes), day=self.following) if closes > DAY else ""

    @property
    def long_nights(self) -> list[str]:
        """What was typed, after `validate`, that is open for long past midnight and was not saved like that before."""
        kept = self.object_data or ()
        following = None if self.weekday is None else self.following
        return [
            f"{self.label.text}: {night_in_words(span, following)}"
            for span in self.value
            if is_long_night(span) and span not in kept
        ]

    @property
    def following(self) -> str:
        """What the next day is called."""
        return _("the next day") if self.weekday is None else weekday_name(self.weekday + 1)

    @staticmethod
    def words_of(value: object) -> str:
        """For comparing what was typed with what is saved: either of them in words."""
        if isinstance(value, Typed):
            said = [] if value.closed else [row.words for row in value.rows if not row.is_blank]
        else:
            said = [in_words(span) for span in sorted(value or ())]  # type: ignore[call-overload]
        return ", ".join(said) or _("Closed")
