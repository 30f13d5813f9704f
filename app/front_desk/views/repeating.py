"""The part of the Add booking form about repeating: how often, and the list of all dates."""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from app.cart import repeats
from app.cart.repeats import RepeatInput
from app.core.errors import DomainError
from app.front_desk.availability import FrontDeskRequest
from app.front_desk.series import DeskSeries, series_at_desk


@dataclass(frozen=True, slots=True)
class Repeating:
    """What the form says about repeating. Without `series`, there is nothing to show yet, or a `problem`."""

    on: bool
    given: RepeatInput
    problem: str = ""
    note: str = ""
    series: DeskSeries | None = None

    @property
    def starts(self) -> list[datetime]:
        return [choice.at for choice in self.series.picked] if self.series else []

    @property
    def is_agreed(self) -> bool:
        """Return whether the form was sent with exactly these times, so that nobody books what they haven't seen."""
        sent = {at for at in repeats.picks_of(request.form).values() if at is not None}
        return len(self.starts) > 1 and sent == set(self.starts)

    @property
    def weeks(self) -> int:
        return repeats.parse_repeat(self.given).weeks


def parse_repeating(requested: FrontDeskRequest | None) -> Repeating:
    """Return what the form says, with all dates from the requested start on. Four statements at most."""
    on, given = "repeat" in request.form, repeats.repeat_input(request.form)
    if not on or requested is None:
        return Repeating(on, given)
    zone = requested.service.venue.zone
    try:
        dates = repeats.dates_to_book(zone, requested.starts_at, given)
    except DomainError as refused:
        return Repeating(on, given, problem=refused.message)
    note = repeats.limit(dates) if repeats.is_cut_short(given, dates) else ""
    return Repeating(on, given, note=note, series=series_at_desk(requested, dates, repeats.picks_of(request.form)))
