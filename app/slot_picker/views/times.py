"""The time picker of one service: the team member, the day, the time."""

from collections.abc import Callable, Sequence
from datetime import date, time
from typing import TypeVar
from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import optional_user
from app.availability.day_parts import BY_KEY, WHOLE, Window, window_of_part, window_of_times
from app.bookings.queries.orders import held_bookings
from app.cart import repeats
from app.cart.current import current_cart
from app.cart.forms import ANY, guests, instant, written
from app.catalog.models import AddOn, Service, ServiceOption
from app.catalog.queries import add_ons_offered, service_of
from app.core import clock
from app.core.errors import DomainError
from app.slot_picker.addresses import minutes_of, service_address
from app.slot_picker.copy import times as venue_copy
from app.slot_picker.day_line import day_line
from app.slot_picker.days import PickerDay
from app.slot_picker.party_booking import LEAST_GUESTS, most_of
from app.slot_picker.picker import picker
from app.slot_picker.selection import Selection
from app.slot_picker.snapshots import snapshot_seen
from app.slot_picker.views import bp
from app.venues.models import Venue
from app.waitlist.queries import open_windows
from app.web.htmx import render
from app.web.links import moved

T = TypeVar("T")


@bp.get("/venues/<slug>/<service>")
def slots(slug: str, service: str) -> ResponseReturnValue:
    snapshot = snapshot_seen(slug)
    venue = snapshot.venue
    if venue.slug != slug:
        return moved("slot_picker.slots", slug=venue.slug, service=service)
    sold = snapshot.service(service) or service_of(venue, service)
    offered = add_ons_offered(sold.id)
    option, selection = parse_option(sold), parse_selection(sold, offered)
    shown = picker(venue, option, selection, own_bookings=held_bookings(current_cart()), snapshot=snapshot)
    line = day_line(shown.plan, shown.prices, shown.chosen_day.date) if shown.chosen_day else None
    return render(
        "slot_picker/slots.html",
        "slot_picker/_picker.html",
        shown=shown,
        line=line,
        add_ons=offered,
        link=linker(venue, option, selection),
        wait_for=waiter(venue, option, selection),
        party_link=party_linker(option),
        is_waiting=waiting_check(venue, option, selection),
        copy=venue_copy,
        plus_tax=snapshot.is_taxed(sold, shown.chosen.at if shown.chosen else clock.now()),
        repeats=repeats,
        repeat=repeats.repeat_input(request.args),
        written=written,
        now=clock.now(),
    )


def parse_option(service: Service) -> ServiceOption:
    """Return the option whose duration is in the URL or form, or the first one."""
    return service.option_of(sensible(int, request.values.get("minutes"))) or service.first_option


def parse_selection(service: Service, add_ons: Sequence[AddOn]) -> Selection:
    """Return the selection in the URL or form, without invalid values."""
    given = request.values
    member = next((p.member for p in service.performers if p.member.slug == given.get("with")), None)
    quantity = sensible(guests, given.get("quantity")) or 1
    return Selection(
        member=member,
        quantity=1 if member else max(1, min(quantity, service.max_quantity)),
        day=sensible(date.fromisoformat, given.get("day")),
        first=sensible(date.fromisoformat, given.get("from")),
        start=sensible(instant, given.get("start")),
        unavailable=sensible(instant, given.get("gone")),
        why=sensible(wall_time, given.get("why")),
        extras=[add_on for add_on in add_ons if add_on.key in given.getlist("extra")],
    )


def sensible(read: Callable[[str], T], given: str | None) -> T | None:
    try:
        return read(given) if given else None
    except (ValueError, DomainError):
        return None


def wall_time(written: str) -> time:
    """Return a time of day as our own links write it. Raises ValueError, also for one with a time zone."""
    found = time.fromisoformat(written)
    if found.tzinfo is not None:
        raise ValueError("a wall time has no time zone")
    return found


def linker(venue: Venue, option: ServiceOption, selection: Selection) -> Callable[..., str]:
    """Return a function that builds URLs of this page with the current choices and the given changes."""
    address = service_address(venue.slug, option.service.slug)
    kept = {
        "minutes": minutes_of(option),
        "with": selection.member.slug if selection.member else ANY,
        "quantity": selection.quantity if selection.quantity > 1 else None,
        "from": selection.first,
        "day": selection.day,
        "line": request.args.get("line"),
        "extra": [add_on.key for add_on in selection.extras],
    }

    def link(**changed: object) -> str:
        values = {**kept, **{name.rstrip("_"): value for name, value in changed.items()}}
        chosen = {name: value for name, value in values.items() if value not in (None, [])}
        return f"{address}?{urlencode(chosen, doseq=True, safe=':')}" if chosen else address

    return link


def waiter(venue: Venue, option: ServiceOption, selection: Selection) -> Callable[..., str]:
    """Return a function that builds URLs of the waitlist form with the current choices."""
    kept = {
        "minutes": minutes_of(option),
        "with": selection.member.slug if selection.member else None,
        "quantity": selection.quantity if selection.quantity > 1 else None,
    }

    def link(day: date, **more: str) -> str:
        return url_for("waitlist.new", slug=venue.slug, service=option.service.slug, day=day, **kept, **more)  # type: ignore[arg-type]

    return link


def party_linker(option: ServiceOption) -> Callable[[PickerDay | None], str]:
    """Return a function that builds the URL for booking a group, with one guest more than fit into one booking."""
    service = option.service
    number = min(most_of(service), service.max_quantity + 1)

    def link(day: PickerDay | None) -> str:
        kept: dict[str, object] = {f"minutes-{service.slug}": minutes_of(option), "day": day.date if day else None}
        if number >= LEAST_GUESTS:
            kept[f"guests-{service.slug}"] = number
        return url_for("slot_picker.party", slug=service.venue.slug, **kept)  # type: ignore[arg-type]

    return link


def waiting_check(venue: Venue, option: ServiceOption, selection: Selection) -> Callable[..., bool]:
    """Return a function that tells whether the current user is on the waitlist for a day, one of its parts or a time,
    with the current choices. One statement for a user who is logged in."""
    user, member_id = optional_user(), selection.member.id if selection.member else None
    known = open_windows(user.id, option.id, member_id=member_id, quantity=selection.quantity) if user else []

    def is_waiting(day: date, when: str = WHOLE.key, at: time | None = None) -> bool:
        first, last = window(day, when, at)
        return any(earliest <= first and last <= latest for earliest, latest in known)

    def window(day: date, when: str, at: time | None) -> Window:
        if at is None:
            return window_of_part(venue.zone, day, BY_KEY[when])
        minute = at.hour * 60 + at.minute
        return window_of_times(venue.zone, day, minute, minute)

    return is_waiting
