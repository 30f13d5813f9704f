"""A form field for one day's hours: ranges of times as typed, or Closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.fields import Field
from wtforms.utils import unset_value

from app.core.errors import DomainError
from app.core.sentences import join_sentences
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
from app.web.filters import Segment

OPENS, CLOSES = "opens", "closes"
MISSING = {
    OPENS: _l("Enter an opening time, such as 9:00 AM."),
    CLOSES: _l("Enter a closing time, such as 5:00 PM."),
}


@dataclass(slots=True)
class TypedRange:
    """A range as typed, with its errors: by part in `wrong`, or with another range in `clash`."""

    opens: str = ""
    closes: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    clash: str = ""

    @classmethod
    def of(cls, span: Span) -> "TypedRange":
        return cls(clock_words(span[0]), clock_words(span[1]))

    @property
    def is_blank(self) -> bool:
        return not (self.opens.strip() or self.closes.strip())

    @property
    def span(self) -> Span | None:
        """The span that the text means, or None if it cannot be read."""
        try:
            return span_typed(self.opens, self.closes)
        except DomainError:
            return None

    @property
    def words(self) -> str:
        return in_words(self.span) if self.span else f"{self.opens.strip()} – {self.closes.strip()}"

    def tidied(self) -> "TypedRange":
        """Return the row with its times written out, if they are times: 9 becomes 9:00 AM."""
        return TypedRange.of(self.span) if self.span else self

    def check(self, *, kept: Iterable[Span]) -> Span | None:
        """Return the span, or None if it has errors, which are then in `wrong`.

        `kept` are the spans saved before: they may be off the quarter hour.
        """
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
class TypedDay:
    """The state of a day in a form, as shown."""

    closed: bool
    rows: Sequence[TypedRange]


class DayHours(Field):  # type: ignore[misc]  # WTForms has no types
    """A day's hours: starts from spans in minutes (none means closed). After `validate`, `value` has the spans as
    typed, in order.

    The controls are `<name>-opens` and `<name>-closes`, once for each range and in the same order, and the checkbox
    `<name>-closed`, which overrides the ranges. An empty range next to a filled one is not an error. `<name>-to` has
    the names of the days to copy it to (`targets`).
    """

    def __init__(self, label: str, *, weekday: int | None = None, **more: Any) -> None:
        super().__init__(label, **more)
        self.weekday = weekday
        self.closed = True
        self.rows: list[TypedRange] = []
        self.value: list[Span] = []
        self.targets: list[str] = []

    def process(self, formdata: MultiDict[str, str] | None, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        self.show(self.object_data or ())
        if formdata is not None:
            # One more than the limit, so that validation can report it.
            opens, closes = (formdata.getlist(f"{self.name}-{part}")[: MOST_RANGES + 1] for part in (OPENS, CLOSES))
            self.rows = [TypedRange(*pair).tidied() for pair in zip_longest(opens, closes, fillvalue="")]
            self.closed = f"{self.name}-closed" in formdata
            self.targets = formdata.getlist(f"{self.name}-to")
        self.rows = self.rows or [TypedRange()]

    @property
    def data(self) -> TypedDay:
        return TypedDay(self.closed, self.rows)

    @data.setter
    def data(self, given: object) -> None:
        """Ignore the value that WTForms sets while processing; `show` sets what is displayed."""

    def show(self, spans: Iterable[Span]) -> None:
        """Show these spans instead of what was typed."""
        self.rows = [TypedRange.of(span) for span in sorted(spans)]
        self.closed = not self.rows
        self.rows = self.rows or [TypedRange()]

    def copy(self, other: "DayHours") -> None:
        """Show the same hours as another day."""
        self.closed = other.closed
        self.rows = [TypedRange(row.opens, row.closes) for row in other.rows]

    def add(self) -> None:
        """Add an empty range, and mark the day as open."""
        self.closed = False
        if len(self.rows) < MOST_RANGES:
            self.rows.append(TypedRange())

    def remove(self, number: int) -> None:
        """Remove the range at index `number`; the day is closed if none is left. Ignores an index out of range."""
        del self.rows[number : number + 1]
        self.closed = self.closed or not self.rows
        self.rows = self.rows or [TypedRange()]

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
                filled[number].clash = join_sentences(_("These two ranges overlap."), normalized(first, second))
        return [span for span, _ in found]

    def refuse(self, message: str) -> None:
        """Show an error about the whole day, under its last range."""
        self.rows[-1].clash = message
        self.errors = [text for _, text in self.problems]

    def control(self, number: int, part: str) -> str:
        """Return the id of an input."""
        return f"{self.id}-{number}-{part}"

    @property
    def problems(self) -> list[tuple[str, str]]:
        """The errors, each with the id of the input to correct."""
        return [
            (self.control(number, part), message)
            for number, row in enumerate(self.rows)
            for part, message in (*row.wrong.items(), *([(OPENS, row.clash)] if row.clash else []))
        ]

    @property
    def spans(self) -> list[Span]:
        """The valid spans as shown, in order."""
        return [] if self.closed else sorted(row.span for row in self.rows if row.span)

    def line(self, before: Iterable[Span] = ()) -> list[Segment]:
        """Return the segments of the day's timeline, from midnight to midnight.

        `before` are the spans that continue from the previous day.
        """
        here: list[Segment] = [("set", opens, min(closes, DAY)) for opens, closes in self.spans]
        return [*(("open", opens, closes) for opens, closes in before), *here]

    def beyond(self, row: TypedRange) -> str:
        """Return the note for a range that closes on the next day or is open for 24 hours, otherwise ''."""
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
        """The typed spans, in words, that run long past midnight and were not saved that way before. Use after
        `validate`."""
        kept = self.object_data or ()
        following = None if self.weekday is None else self.following
        return [
            f"{self.label.text}: {night_in_words(span, following)}"
            for span in self.value
            if is_long_night(span) and span not in kept
        ]

    @property
    def following(self) -> str:
        """The name of the next day."""
        return _("the next day") if self.weekday is None else weekday_name(self.weekday + 1)

    @staticmethod
    def words_of(value: object) -> str:
        """Return a value in words, to compare what was typed with what is saved."""
        if isinstance(value, TypedDay):
            spans = [] if value.closed else [row.words for row in value.rows if not row.is_blank]
        else:
            spans = [in_words(span) for span in sorted(value or ())]  # type: ignore[call-overload]
        return ", ".join(spans) or _("Closed")
