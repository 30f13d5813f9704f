"""The part of the Add booking form about repeating: how often, and the list of all dates."""

from dataclasses import dataclass
from datetime import datetime

from flask import request

from app.cart import repeats
from app.core.errors import DomainError
from app.front_desk.availability import FrontDeskRequest
from app.front_desk.forms.new_booking import NewBookingForm
from app.front_desk.series import DeskSeries, series_at_desk


@dataclass(frozen=True, slots=True)
class Repeating:
    """What the form says about repeating. Without `series`, there is nothing to show yet, or a `problem`."""

    on: bool
    weeks: int = 0
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


def parse_repeating(form: NewBookingForm, requested: FrontDeskRequest | None) -> Repeating:
    """Return what the form says, with all dates from the requested start on. Four statements at most."""
    if not form.repeats or requested is None:
        return Repeating(form.repeats)
    zone, given = requested.service.venue.zone, form.repeat_input
    try:
        weeks, dates = repeats.parse_repeat(given).weeks, repeats.dates_to_book(zone, requested.starts_at, given)
    except DomainError as refused:
        return Repeating(True, problem=refused.message)
    note = repeats.limit(dates) if repeats.is_cut_short(given, dates) else ""
    return Repeating(True, weeks, note=note, series=series_at_desk(requested, dates, repeats.picks_of(request.form)))
