"""Calendar days as lists for a narrow screen, each with its entries and how full it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.calendar.drawing.shapes import CalendarColumn, CalendarDay, Drawing, DrawnBlock
from app.core.formats import clock_of, hours_short, long_day

VISITS = frozenset({"booked", "added", "held", "requested", "past"})
COMING = frozenset({"booked", "added", "requested"})
LISTED = VISITS | {"kept", "busy"}
STATES = {
    "held": lazy_gettext("Payment in progress"),
    "requested": lazy_gettext("Request pending"),
    "past": lazy_gettext("Completed"),
    "kept": "",
    "busy": "",
}


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    at: str
    title: str
    note: str
    state: str
    href: str | None
    now: bool = False  # the line for now is above it


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """One day of the list."""

    on: date
    title: str
    note: str
    entries: Sequence[AgendaEntry]


@dataclass(frozen=True, slots=True)
class Next:
    """The next booking of today."""

    at: str
    title: str
    whose: str
    href: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A column of a day on a narrow screen: what is next in it, and its number in the page's ids."""

    column: CalendarColumn
    next: str
    number: int


def next_item(drawn: Drawing) -> Next | None:
    """Return today's first booking that has not started."""
    found = [
        (block.start, block, column)
        for column in drawn.columns
        for block in column.blocks
        if column.on == drawn.today and block.start >= drawn.now and sort(block) in COMING and block.href
    ]
    if not found:
        return None
    start, block, column = min(found, key=lambda each: each[0])
    return Next(clock_of(start), block.title, column.name, block.href or "")


def tabs(drawn: Drawing) -> list[Tab]:
    """List the columns of the only day for a narrow screen, which shows one at a time, without those that are off."""
    (day,) = drawn.days
    shown = [column for column in day.columns if not column.off] or list(day.columns)
    return [
        Tab(column, _whats_next(column, drawn.now) if day.on == drawn.today else column.note, number)
        for number, column in enumerate(shown, 1)
    ]


def _whats_next(column: CalendarColumn, now: int) -> str:
    """Return when the current booking ends or the next one starts."""
    current = next((block for block in column.blocks if sort(block) in COMING and block.start <= now < block.end), None)
    if current:
        return _("Until %(time)s", time=clock_of(current.end))
    coming = min((block.start for block in column.blocks if sort(block) in COMING and block.start > now), default=None)
    if coming is not None:
        return _("Next %(time)s", time=clock_of(coming))
    return _("No more") if column.bookings else column.note


def off(drawn: Drawing) -> list[str]:
    """Return the names of those whose columns are folded away."""
    return [column.name for day in drawn.days if day.folded for column in day.columns if column.off]


def no_bookings_left(drawn: Drawing, *, is_open: bool) -> str:
    """Return the message for today's page when no booking is upcoming. `is_open` is whether the venue opens today."""
    if any(column.bookings for column in drawn.columns if column.on == drawn.today):
        return _("No more bookings today")
    return _("No bookings today") if is_open else _("Closed today, no bookings")


def agenda(drawn: Drawing, first: date) -> list[AgendaPage]:
    """List the pages from a first date on. With several columns, each entry names its column."""
    return [page(drawn, day) for day in drawn.days if day.on >= first]


def page(drawn: Drawing, day: CalendarDay) -> AgendaPage:
    is_today = day.on == drawn.today
    found = [(block, column) for column in day.columns for block in column.blocks if sort(block) in LISTED]
    found.sort(key=lambda each: each[0].start)
    to_come = next((block for block, _ in found if block.end > drawn.now), None) if is_today else None
    several = len(day.columns) > 1
    return AgendaPage(
        on=day.on,
        title=long_day(day.on),
        note=_("today, %(booked)s", booked=fullness(day)) if is_today else fullness(day),
        entries=[entry(block, column if several else None, block is to_come) for block, column in found],
    )


def fullness(day: CalendarDay) -> str:
    """Describe how full a day is, such as "6.5 h of 10 h booked"."""
    if not day.working and not day.booked:
        return _("closed")
    return _("%(booked)s of %(hours)s booked", booked=hours_short(day.booked), hours=hours_short(day.working))


def entry(block: DrawnBlock, column: CalendarColumn | None, is_next: bool) -> AgendaEntry:
    at = clock_of(block.start)
    # Short blocks have time and text in one line. Remove the time, because the list already shows it.
    what = [line.removeprefix(f"{at}, ") for line in block.lines[-1:] if line != at]
    words = [*what, *([column.name] if column else [])]
    return AgendaEntry(
        at=at,
        title=block.title,
        note=", ".join(words),
        state=state(block, is_next),
        href=block.href,
        now=is_next,
    )


def state(block: DrawnBlock, is_next: bool) -> str:
    if "missed" in block.kind:
        return _("No-show")
    if "arrived" in block.kind:
        return _("Arrived")
    if is_next and sort(block) in {"booked", "added"}:
        return _("Next")
    usual = _("Added by you") if sort(block) == "added" else _("Online booking")
    return str(STATES.get(sort(block), usual))


def sort(block: DrawnBlock) -> str:
    return block.kind.partition(" ")[0]
