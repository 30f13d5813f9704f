"""One day by team member and room; three days and a week, for one column or for everyone."""

from datetime import date

from flask.typing import ResponseReturnValue

from app.calendar.views import bp
from app.calendar.views.calendar_page import CalendarView, show
from app.core.formats import long_day
from app.front_desk.request_args import span_words, sunday_before
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue


def itself(on: date) -> date:
    return on


DAY = CalendarView("calendar.day", 1, itself, lambda first, _: long_day(first))
ROOMS = CalendarView("calendar.rooms", 1, itself, lambda first, _: long_day(first), by_room=True)
THREE_DAYS = CalendarView("calendar.three_days", 3, itself, span_words, by_person=True)
WEEK = CalendarView("calendar.week", 7, sunday_before, span_words, by_person=True)


@bp.get("/")
@own_venue(Ability.SEE_BOOKINGS)
def day(venue: Venue) -> ResponseReturnValue:
    """Show one day of the owner's venue, with a column for each team member and room."""
    return show(venue, DAY)


@bp.get("/rooms")
@own_venue(Ability.CHANGE_BOOKINGS)
def rooms(venue: Venue) -> ResponseReturnValue:
    """Show one day with a column for each room and for equipment."""
    return show(venue, ROOMS)


@bp.get("/three-days")
@own_venue(Ability.SEE_BOOKINGS)
def three_days(venue: Venue) -> ResponseReturnValue:
    return show(venue, THREE_DAYS)


@bp.get("/week")
@own_venue(Ability.SEE_BOOKINGS)
def week(venue: Venue) -> ResponseReturnValue:
    """Show Sunday to Saturday; on a narrow screen, a list from the requested day on."""
    return show(venue, WEEK)
