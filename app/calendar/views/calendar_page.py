"""The shared page for one day, three days and a week: toolbar, calendar and the panel of a booking."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.access_log.enums import AccessKind
from app.access_log.pages import opened
from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import series as series_copy
from app.bookings.copy import tags as tags_copy
from app.bookings.queries.bookings import booking_of_venue
from app.calendar.drawing.agenda import agenda, next_item, no_bookings_left, off, tabs
from app.calendar.drawing.days import drawing
from app.calendar.drawing.shapes import Links
from app.calendar.enums import BookingFilter
from app.calendar.panel import panel
from app.calendar.queries.bookings import has_bookings, number_by_state
from app.calendar.queries.changes import fingerprint
from app.calendar.queries.period import ONE_DAY, CalendarPeriod, period, rooms_on, window_of
from app.core import clock
from app.core.formats import day_of
from app.facilities.queries import has_facilities
from app.front_desk.request_args import BESIDE, EVERYONE, local_day, parse_day, remember
from app.venues.enums import Ability
from app.venues.guards import may, own_member_id
from app.venues.models import Venue
from app.waitlist.queries import number_waiting_on
from app.web.htmx import render


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A calendar view of one or more days. `begins` returns the first day to show for a given date."""

    endpoint: str
    days: int
    begins: Callable[[date], date]
    title: Callable[[date, int], str]
    by_person: bool = False  # one column only, unless everyone is requested
    by_room: bool = False  # rooms and equipment instead of the team


def show(venue: Venue, view: CalendarView) -> ResponseReturnValue:
    """Render the days that the URL asks for; `booking` names the one shown beside them."""
    chosen, mine = request.args.get("booking"), own_member_id()
    booking = booking_of_venue(venue.id, chosen, member_id=mine) if chosen else None
    on = parse_day() or local_day(booking, venue)
    first = view.begins(on)
    now = clock.now()
    # Computed before anything is read, so that the next poll notices changes made while this page loads.
    stands = fingerprint(venue.id, window_of(venue, first, view.days), now, member_id=mine)
    shown = rooms_on(venue, first) if view.by_room else period(venue, first, view.days, member_id=mine)
    has_rooms = view.by_room or (may(Ability.CHANGE_BOOKINGS) and has_facilities(venue))
    who = parse_lane(shown) if view.by_person else None
    args: dict[str, Any] = {"day": on}
    if view.by_person:
        args["who"] = who or EVERYONE
    remember(view.endpoint, args.get("who"))
    drawn = drawing(shown, now=now, current=chosen, ways=ways(view, args), only=who)
    if booking is not None:
        venue_order = booking.venue_order
        opened(AccessKind.BOOKING, user_id=venue_order.order.user_id, guest_id=venue_order.guest_id)
    return render(
        "calendar/show.html",
        "calendar/_show.html",
        workplace=venue.name,
        venue=venue,
        view=view,
        title=view.title(first, view.days),
        short_title=day_of(on) if view.days == 1 else "",
        on=on,
        args=args,
        today=drawn.today,
        before=on - view.days * ONE_DAY,
        after=on + view.days * ONE_DAY,
        people=shown.lanes,
        who=who,
        drawn=drawn,
        next_item=next_item(drawn) if view.days == 1 and on == drawn.today else None,
        no_bookings_left=no_bookings_left(drawn, is_open=bool(shown.open)),
        tabs=tabs(drawn) if view.days == 1 and drawn.columns else [],
        tab=request.args.get("who"),
        off=off(drawn) if view.days == 1 else [],
        requests=number_by_state(venue, member_id=mine)[BookingFilter.REQUESTED],
        list_href=url_for("calendar.week", day=on, who=who or EVERYONE),
        day_href=url_for("calendar.day", day=on),
        pages=agenda(drawn, on) if view.days == 7 else [],
        window=shown.window,
        stands=stands,
        waiting=number_waiting_on(venue.id, shown.window) if view.days == 1 and may(Ability.SEE_GUESTS) else 0,
        is_new=not any(block.key for column in drawn.columns for block in column.blocks)
        and not has_bookings(venue, member_id=mine),
        has_rooms=has_rooms,
        view_links=view_links(view, on, who, has_rooms=has_rooms),
        add_href=adding(on),
        booking=booking,
        **panel(booking, is_limited=mine is not None),
        now=now,
        copy=booking_copy,
        tags_copy=tags_copy,
        series_copy=series_copy,
    )


WALK_IN = "front_desk.new_booking"
ROOMS = "calendar.rooms"

# The views by endpoint. Views that do not exist yet get no link.
VIEWS = {
    "calendar.day": lazy_gettext("Day"),
    "calendar.rooms": lazy_gettext("Rooms"),
    "calendar.three_days": lazy_gettext("3 days"),
    "calendar.week": lazy_gettext("Week"),
    "calendar.bookings": lazy_gettext("List"),
}


def view_links(view: CalendarView, on: date, who: str | None, *, has_rooms: bool) -> list[dict[str, object]]:
    """Link to the other views of the same day, for the same team member or room if one is selected.

    Only venues with rooms or equipment have a view of them.
    """
    args: dict[str, Any] = {"day": on, **({"who": who or EVERYONE} if view.by_person else {})}
    return [
        {"label": label, "href": url_for(endpoint, **args), "current": endpoint == view.endpoint}
        for endpoint, label in VIEWS.items()
        if endpoint in current_app.view_functions and (has_rooms or endpoint != ROOMS)
    ]


def adding(on: date) -> str | None:
    return url_for(WALK_IN, day=on) if may(Ability.CHANGE_BOOKINGS) else None


def ways(view: CalendarView, args: dict[str, Any]) -> Links:
    """Build URLs from a few prefixes: calling `url_for` for each would take longer than the drawing."""
    here, keep = url_for(view.endpoint, **args), url_for("calendar.add_block")
    block = url_for("calendar.edit_block", block_id="-")[:-1]

    add = url_for(WALK_IN)

    def gap(path: str) -> Callable[[date, int, str], str]:
        return lambda day, minute, key: f"{path}?{urlencode({'day': day, 'start': clock_24(minute), 'who': key})}"

    return Links(
        visit=lambda name: f"{here}&booking={name}#{BESIDE}",
        block=lambda name: f"{block}{name}",
        add=gap(add),
        keep=gap(keep),
        is_read_only=not may(Ability.CHANGE_BOOKINGS),
    )


def clock_24(minute: int) -> str:
    """Format a wall minute as URLs and time fields expect it: 870 -> 14:30."""
    return f"{minute // 60:02}:{minute % 60:02}"


def parse_lane(shown: CalendarPeriod) -> str | None:
    """Return the key of the requested column: the first one, unless the URL names another or everyone. None means
    everyone."""
    args = request.args.get("who", "")
    keys = [lane.key for lane in shown.lanes]
    if args == EVERYONE or not keys:
        return None
    return args if args in keys else keys[0]
