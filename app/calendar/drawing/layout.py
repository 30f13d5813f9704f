"""The layout of one column: a team member or a room on one day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app.availability.engine.types import Range
from app.bookings.enums import UPCOMING_STATES, BookingState
from app.calendar.drawing.shapes import DAY, HOUR, CalendarColumn, DrawnBlock, Links, Move, Wall, minutes_between
from app.calendar.queries.occupied import CalendarBooking, Occupied
from app.calendar.queries.period import ResourceColumn
from app.core.formats import clock, duration, hour_of, span

LEAST_GAP = 45
ROOM_FOR_TWO = timedelta(hours=1)
OVER = frozenset({BookingState.COMPLETED, BookingState.NO_SHOW})


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    at: Wall
    opens: int
    closes: int
    now: datetime
    current: str | None
    ways: Links
    venue_opens: bool = True  # on this day

    def column(self, lane: ResourceColumn, tone: int) -> CalendarColumn:
        today = [taken for taken in lane.taken if self.at.touches(taken.from_, taken.until)]
        spans = self.spans(lane)
        visits = [taken for taken in today if taken.booking and 0 <= self.at(taken.begins) < DAY]
        blocks = [
            *self.shut(lane, spans),
            *self.off_peak(lane, spans),
            *self.taken(lane, today),
            *self.gaps(lane, spans, today),
        ]
        return CalendarColumn(
            key=lane.key,
            on=self.at.on,
            name=lane.member.first_name if lane.member else lane.name,
            tone=tone,
            note=ngettext("%(num)d booking", "%(num)d bookings", len(visits)) if visits else _("no bookings"),
            blocks=sorted(blocks, key=lambda block: (block.start, block.end)),
            bookings=len(visits),
            booked=sum(minutes_between(taken.begins, taken.ends) for taken in visits),
            working=sum(b - a for a, b in spans),
        )

    def spans(self, lane: ResourceColumn) -> list[tuple[int, int]]:
        """Return the working hours in wall minutes of this day, clipped to the hours that are drawn."""
        spans = [(max(self.at(a), self.opens), min(self.at(b), self.closes)) for a, b in self.hours(lane)]
        return [(a, b) for a, b in spans if a < b]

    def hours(self, lane: ResourceColumn) -> list[Range]:
        return [(a, b) for a, b in lane.working if self.at.touches(a, b)]

    def shut(self, lane: ResourceColumn, spans: Sequence[tuple[int, int]]) -> list[DrawnBlock]:
        """Return blocks for the hours when nothing can be booked, with labels at the start and end of the day."""
        if not spans:
            return [DrawnBlock("shut", self.opens, self.closes, self.away_all_day(lane))]
        edges = [self.opens, *(edge for span_ in spans for edge in span_), self.closes]
        off = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
        return [self.away(lane, a, b) for a, b in off]

    def away_all_day(self, lane: ResourceColumn) -> str:
        if lane.member is None or not self.venue_opens:
            return _("Closed")
        notes = [each.off.note for each in lane.off if self.at(each.begins) <= self.opens < self.at(each.ends)]
        return next(filter(None, notes), _("Not working"))

    def away(self, lane: ResourceColumn, begins: int, ends: int) -> DrawnBlock:
        """Return the block before the first working hour, after the last, or for a break between."""
        if begins == self.opens:
            return DrawnBlock(
                "shut", begins, ends, _("Starts at %(time)s", time=hour_of(ends)) if ends - begins >= HOUR else ""
            )
        if ends == self.closes:
            return DrawnBlock("shut", begins, ends, _("Ends at %(time)s", time=hour_of(begins)))
        return DrawnBlock("pause", begins, ends, self.note(lane, begins) or _("Break"))

    def note(self, lane: ResourceColumn, begins: int) -> str:
        """Return the note of the time off that ends the working hours at this minute."""
        stops = [ends for _, ends in self.hours(lane) if self.at(ends) == begins]
        return next((each.off.note for each in lane.off for stop in stops if each.begins <= stop < each.ends), "")

    def off_peak(self, lane: ResourceColumn, spans: Sequence[tuple[int, int]]) -> list[DrawnBlock]:
        if not spans:
            return []
        return [
            DrawnBlock(
                "off-peak",
                max(a, self.opens),
                min(b, self.closes),
                _("Off-peak prices, %(start)s to %(end)s", start=hour_of(a), end=hour_of(b)),
            )
            for a, b in lane.quiet(self.at.on)
            if max(a, self.opens) < min(b, self.closes)
        ]

    def taken(self, lane: ResourceColumn, today: Sequence[Occupied]) -> list[DrawnBlock]:
        blocks = []
        for taken in today:
            start, end = max(self.at(taken.begins), self.opens), min(self.at(taken.ends), self.closes)
            if start < end and taken.booking:
                blocks.append(self.visit(lane, taken, taken.booking, start, end))
            elif start < end:
                blocks.append(self.kept(taken, start, end))
            blocks += self.kept_clear(taken, start, end)
        return blocks

    def kept_clear(self, taken: Occupied, start: int, end: int) -> list[DrawnBlock]:
        """Return blocks for the buffer time around a booking, clipped to the hours that are drawn."""
        before, after = minutes_between(taken.from_, taken.begins), minutes_between(taken.ends, taken.until)
        around = [(start - before, start, before), (end, end + after, after)]
        return [
            DrawnBlock(
                "cleanup",
                max(a, self.opens),
                min(b, self.closes),
                _("Buffer time, %(length)s", length=duration(minutes)),
            )
            for a, b, minutes in around
            if minutes and max(a, self.opens) < min(b, self.closes)
        ]

    def kept(self, taken: Occupied, start: int, end: int) -> DrawnBlock:
        """Return a block for the venue's own blocked time or for a busy time from another calendar."""
        if taken.block is None:
            return DrawnBlock("busy", start, end, taken.note or _("Busy in another calendar"), self.lines(taken, ""))
        if taken.block.offboarding:
            return DrawnBlock("shut", start, end, taken.note)
        if self.ways.is_read_only:
            return DrawnBlock("busy", start, end, taken.note or _("Blocked"), self.lines(taken, ""))
        return DrawnBlock(
            "kept",
            start,
            end,
            taken.note or _("Blocked"),
            (span(taken.begins, taken.ends, self.at.zone),),
            href=self.ways.block(taken.block.public_id),
            key=taken.block.public_id,
            move=self.move("block", taken, taken.block.sequence),
        )

    def visit(
        self, lane: ResourceColumn, taken: Occupied, booking: CalendarBooking, start: int, end: int
    ) -> DrawnBlock:
        if taken.expires_at:
            return DrawnBlock("held", start, end, _("In checkout"), self.lines(taken, self.left(taken.expires_at)))
        guests = ", " + ngettext("%(num)d guest", "%(num)d guests", booking.quantity) if booking.quantity > 1 else ""
        is_ahead = booking.state in UPCOMING_STATES and taken.ends > self.now
        movable = is_ahead and not lane.is_facility and not self.ways.is_read_only
        besides = booking.served_by if lane.is_facility else ", ".join(dict.fromkeys(booking.facilities))
        what = ", ".join(filter(None, (f"{booking.title}{guests}", besides)))
        return DrawnBlock(
            kind=self.kind(taken, booking),
            start=start,
            end=end,
            title=booking.guest,
            lines=self.lines(taken, what),
            href=self.ways.visit(booking.public_id),
            current=booking.public_id == self.current,
            key=booking.public_id,
            move=self.move("visit", taken, booking.sequence) if movable else None,
            series=_("%(number)d of %(times)d", number=booking.series[0], times=booking.series[1])
            if booking.series
            else "",
        )

    def kind(self, taken: Occupied, booking: CalendarBooking) -> str:
        if booking.state is BookingState.NO_SHOW:
            return "past missed"
        if taken.ends <= self.now or booking.state in OVER:
            return "past"
        if booking.state is BookingState.REQUESTED:
            return "requested"
        return ("added" if booking.from_desk else "booked") + (" arrived" if booking.arrived else "")

    def move(self, what: str, taken: Occupied, sequence: int) -> Move:
        return Move(what, self.at(taken.begins), minutes_between(taken.begins, taken.ends), sequence)

    def lines(self, taken: Occupied, what: str) -> Sequence[str]:
        """Return the time and the text; anything shorter than one hour has room for a single line."""
        if taken.ends - taken.begins < ROOM_FOR_TWO:
            return (", ".join(filter(None, (clock(taken.begins, self.at.zone), what))),)
        return tuple(filter(None, (span(taken.begins, taken.ends, self.at.zone), what)))

    def left(self, until: datetime) -> str:
        return _("%(minutes)d min left", minutes=max(1, minutes_between(self.now, until)))

    def gaps(
        self, lane: ResourceColumn, spans: Sequence[tuple[int, int]], today: Sequence[Occupied]
    ) -> list[DrawnBlock]:
        """Return the available gaps of 45 minutes or more, from now on."""
        if self.ways.is_read_only:
            return []
        free = []
        for begins, ends in spans:
            cursor = max(begins, -(-self.at(self.now) // 5) * 5)
            for taken in today:
                free.append((cursor, min(self.at(taken.from_), ends)))
                cursor = max(cursor, self.at(taken.until))
            free.append((cursor, ends))
        return [
            DrawnBlock(
                "free",
                a,
                b,
                _("Available, %(length)s", length=duration(b - a)),
                href=self.ways.add(self.at.on, a, lane.key),
                keep_href=self.ways.keep(self.at.on, a, lane.key),
            )
            for a, b in free
            if b - a >= LEAST_GAP
        ]
