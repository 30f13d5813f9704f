"""All bookings of a venue with filters and sorting, their CSV export, and the daily schedule to print."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import tags as tags_copy
from app.bookings.models.bookings import Booking
from app.calendar.enums import BookingFilter, Sorting
from app.calendar.queries.bookings import (
    BookingSearch,
    all_bookings,
    day_sheet,
    find_bookings,
    number_by_state,
)
from app.calendar.views import bp
from app.catalog.queries import all_services
from app.core import clock
from app.front_desk.request_args import local_day
from app.team.queries import members_of
from app.venues.enums import Ability
from app.venues.guards import own_member_id, own_venue
from app.venues.models import Venue
from app.waitlist.queries import number_waiting
from app.web.csv_export import Cell, dollars, sheet
from app.web.fields import whole_number

LONGEST = 100
COLUMNS = (
    "Date", "Start", "End", "Guest", "Phone", "Email", "Service", "Minutes", "Add-ons", "Places", "With",
    "Room or equipment", "State", "Payment", "Price, USD", "Booked", "Note", "Booking number",
)  # fmt: skip


@bp.get("/bookings")
@own_venue(Ability.SEE_BOOKINGS)
def bookings(venue: Venue) -> ResponseReturnValue:
    search, mine = parse_search(), own_member_id()
    return render_template(
        "calendar/bookings.html",
        workplace=venue.name,
        venue=venue,
        search=search,
        found=find_bookings(venue, search, member_id=mine),
        states=state_tabs(search, number_by_state(venue, member_id=mine)),
        sortings=Sorting,
        members=[member for member in members_of(venue) if mine in {None, member.id}],
        services=all_services(venue),
        waiting=number_waiting(venue.id) if mine is None else 0,
        query=query_of(search),
        now=clock.now(),
        copy=booking_copy,
        tags_copy=tags_copy,
    )


def state_tabs(search: BookingSearch, numbers: Mapping[BookingFilter, int]) -> list[dict[str, object]]:
    """Build the tabs, each with its number of bookings, if known. They keep the criteria but not the sorting."""
    query: dict[str, Any] = {**query_of(search), "sort": None}
    return [
        {
            "label": f"{state.label} ({numbers[state]})" if numbers.get(state) else state.label,
            "href": url_for("calendar.bookings", **{**query, "state": state.value}),
            "current": state == search.wanted,
        }
        for state in BookingFilter
    ]


@bp.get("/bookings.csv")
@own_venue(Ability.DOWNLOAD_LISTS)
def bookings_export(venue: Venue) -> ResponseReturnValue:
    """Export all matching bookings as one CSV file."""
    return sheet("bookings", rows(venue, all_bookings(venue, parse_search())))


def rows(venue: Venue, bookings: Iterator[Booking]) -> Iterator[Sequence[Cell]]:
    yield COLUMNS
    for booking in bookings:
        order, begins, ends = (
            booking.venue_order.order,
            booking.starts_at.astimezone(venue.zone),
            booking.ends_at.astimezone(venue.zone),
        )
        guest = booking.venue_order.guest
        yield (
            begins.date(), f"{begins:%H:%M}", f"{ends:%H:%M}", order.name, order.phone,
            order.email or (guest.email if guest else ""), booking.title, booking.minutes,
            ", ".join(extra.title for extra in booking.extras), booking.quantity, booking.served_by,
            ", ".join(booking.facilities),
            tags_copy.standing_tag(booking)[0], tags_copy.paid_tag(booking)[0],
            dollars(booking.price_cents), order.created_at.astimezone(venue.zone).date(), booking.venue_order.note,
            booking.public_id,
        )  # fmt: skip


@bp.get("/daily-schedule")
@own_venue(Ability.SEE_BOOKINGS)
def daily_schedule(venue: Venue) -> ResponseReturnValue:
    """Show a day's bookings by team member, with notes and phone numbers, to print for the front desk."""
    on = a_date(request.args.get("day", "")) or local_day(None, venue)
    mine = own_member_id()
    found = day_sheet(venue, on, member_id=mine)
    lists: dict[str, list[Booking]] = {member.name: [] for member in members_of(venue) if mine in {None, member.id}}
    for booking, members in found:
        for name in [member.name for member in members] or [booking.served_by or booking.title]:
            lists.setdefault(name, []).append(booking)
    return render_template(
        "calendar/daily_schedule.html",
        workplace=venue.name,
        venue=venue,
        on=on,
        step=timedelta(days=1),
        lists={name: bookings for name, bookings in lists.items() if bookings},
        number=len(found),
        copy=booking_copy,
        tags_copy=tags_copy,
    )


def parse_search() -> BookingSearch:
    """Read the search criteria from the URL and ignore what makes no sense."""
    given = request.args
    page, state, sorting = given.get("page", ""), given.get("state", ""), given.get("sort", "")
    return BookingSearch(
        text=" ".join(given.get("q", "").replace("\0", "").split())[:LONGEST],
        wanted=BookingFilter(state) if state in set(BookingFilter) else BookingFilter.TO_COME,
        member=given.get("member", "").replace("\0", "")[:LONGEST],
        service=given.get("service", "").replace("\0", "")[:LONGEST],
        first=a_date(given.get("from", "")),
        last=a_date(given.get("to", "")),
        sorting=Sorting(sorting) if sorting in set(Sorting) else None,
        page=whole_number(page, most=99_999) or 1,
    )


def a_date(text: str) -> date | None:
    """Parse a date between 2000 and 2199; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(2000, 1, 1) <= found <= date(2199, 12, 31) else None


def query_of(search: BookingSearch) -> dict[str, object]:
    """Return the criteria as URL parameters, without the page."""
    return {
        "q": search.text or None,
        "state": search.wanted.value,
        "member": search.member or None,
        "service": search.service or None,
        "from": search.first,
        "to": search.last,
        "sort": search.sorting.value if search.sorting else None,
    }
