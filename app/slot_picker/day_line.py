"""The timeline of a day between opening and closing."""

from datetime import date

from app.availability.engine.types import Range
from app.availability.schedules import ServiceSchedule
from app.core import clock
from app.deals.pricing import PriceList

DAY_MINUTES = 24 * 60


def day_line(plan: ServiceSchedule, prices: PriceList, day: date) -> dict[str, object] | None:
    """Return the timeline of a day: its off-peak parts between opening and closing, and the current time. None if the
    venue is closed."""
    opened = [wall_span(plan, day, span) for span in plan.open_on(day)]
    if not opened:
        return None
    now = clock.now().astimezone(plan.zone)
    return {
        "segments": [("quiet", begins, ends) for begins, ends in prices.quiet_spans(day, at=clock.now())],
        "opens": min(begins for begins, _ in opened),
        "closes": max(ends for _, ends in opened),
        "now": now.hour * 60 + now.minute if now.date() == day else None,
    }


def wall_span(plan: ServiceSchedule, day: date, span: Range) -> tuple[int, int]:
    """Return a range of instants as wall-clock minutes of a local date; the midnight at its end is 1,440."""
    begins, ends = (instant.astimezone(plan.zone) for instant in span)
    return begins.hour * 60 + begins.minute, DAY_MINUTES if ends.date() > day else ends.hour * 60 + ends.minute
