"""Calendar days as they are drawn: as columns or as a list. Pure: nothing here queries the database."""

from collections.abc import Sequence
from datetime import date, datetime

from app.availability.engine.types import Range
from app.calendar.drawing.layout import ColumnLayout
from app.calendar.drawing.shapes import DAY, HOUR, CalendarColumn, CalendarDay, Drawing, Links, Wall
from app.calendar.queries.occupied import Occupied
from app.calendar.queries.period import CalendarPeriod, ResourceColumn, window_of

# The default hours when the days have none: 8:00 AM to 8:00 PM.
USUAL = (8 * HOUR, 20 * HOUR)
TONES = 6


def drawing(
    shown: CalendarPeriod, *, now: datetime, current: str | None, ways: Links, only: str | None = None
) -> Drawing:
    """Lay out the days of a period. `current` is the public id of the booking shown beside the calendar; `only` is the
    key of the single column to draw."""
    today = now.astimezone(shown.venue.zone).date()
    lanes = [(tone, lane) for tone, lane in enumerate(shown.lanes) if only in {None, lane.key}]
    walls = [wall(shown, on) for on in shown.dates]
    things = [*shown.open, *(each for _, lane in lanes for each in visible_ranges(lane))]
    edges = [edge for at in walls for each in things if at.touches(*each) for edge in edges_of(at, *each)] or USUAL
    opens, closes = min(edges) // HOUR * HOUR, -(-max(edges) // HOUR) * HOUR
    painters = [ColumnLayout(at, opens, closes, now, current, ways, is_open(shown, at)) for at in walls]
    return Drawing(
        opens=opens,
        closes=closes,
        today=today,
        now=wall(shown, today)(now),
        days=[CalendarDay(each.at.on, columns(each, lanes, ordered=len(painters) > 1)) for each in painters],
    )


def columns(
    painter: ColumnLayout, lanes: Sequence[tuple[int, ResourceColumn]], *, ordered: bool
) -> list[CalendarColumn]:
    """Draw the columns of a day. Those with nothing to see come last, unless each day needs the same order."""
    drawn = [painter.column(lane, tone_of(lane, tone)) for tone, lane in lanes]
    return drawn if ordered else sorted(drawn, key=lambda column: column.off)


def wall(shown: CalendarPeriod, on: date) -> Wall:
    return Wall(shown.venue.zone, on, *window_of(shown.venue, on))


def is_open(shown: CalendarPeriod, at: Wall) -> bool:
    return any(at.touches(*each) for each in shown.open)


def tone_of(lane: ResourceColumn, place: int) -> int:
    """Return the color of a team member's avatar; rooms continue in the order of the columns."""
    return lane.member.tone if lane.member else place % TONES + 1


def visible_ranges(lane: ResourceColumn) -> list[Range]:
    """List what must be visible: working hours, bookings and the venue's own blocks."""
    return [*lane.working, *((each.begins, each.ends) for each in lane.taken if is_ours(each))]


def edges_of(at: Wall, begins: datetime, ends: datetime) -> tuple[int, int]:
    """Clip a range to one day, in wall minutes."""
    return max(at(begins), 0), min(at(ends), DAY)


def is_ours(taken: Occupied) -> bool:
    """Return whether this is a booking or the venue's own block, rather than the endless block of a former team member
    or a busy time from another calendar."""
    return taken.booking is not None or (taken.block is not None and not taken.block.offboarding)
