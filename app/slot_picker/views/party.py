"""The page for booking a group at a venue: how many guests want which service, on which day, between which times."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guards import optional_user
from app.bookings.queries.orders import held_bookings
from app.cart.actions.carts import MAX_LINES
from app.cart.current import current_cart
from app.cart.forms import written
from app.cart.queries import count_lines
from app.catalog.models import Service
from app.catalog.queries import services_of
from app.core import clock
from app.orders.limits import upcoming_count
from app.slot_picker.copy import party as party_copy
from app.slot_picker.copy import times as venue_copy
from app.slot_picker.party_booking import (
    LEAST_GUESTS,
    MOST_GUESTS,
    WHOLE_DAY,
    GuestsOf,
    PartyQuery,
    most_of,
    party_picker,
)
from app.slot_picker.views import bp
from app.slot_picker.views.times import sensible, wall_time
from app.venues.models import Venue
from app.venues.queries import venue_seen_by
from app.web.fields import whole_number
from app.web.htmx import render
from app.web.links import moved

Problem = tuple[str, str]  # the id of a field, and the message


@bp.get("/party/<slug>")
def party(slug: str) -> ResponseReturnValue:
    venue = venue_seen_by(optional_user(), slug)
    if venue.slug != slug:
        return moved("slot_picker.party", slug=venue.slug)
    services = services_of(venue)
    today = clock.now().astimezone(venue.zone).date()
    wanted = [chosen(service) for service in services]
    is_sent = any(name.startswith("guests-") for name in request.args)
    query, problems = parse_query(services, wanted, today) if is_sent else (None, [])
    limit = limit_reached(venue, query) if query else ""
    return render(
        "slot_picker/party.html",
        "slot_picker/_party.html",
        venue=venue,
        rows=list(zip(services, wanted, strict=True)),
        most_of=most_of,
        day=query.day if query else sensible(date.fromisoformat, request.args.get("day")) or today + timedelta(days=1),
        today=today,
        given=request.args,
        problems=problems,
        state_of=state_of(problems),
        limit=limit,
        query=query,
        shown=party_picker(venue, query, own_bookings=held_bookings(current_cart())) if query and not limit else None,
        link=linker(venue, query) if query else None,
        copy=party_copy,
        venue_copy=venue_copy,
        written=written,
    )


def chosen(service: Service) -> GuestsOf:
    """Return the option and the number of guests in the URL; -1 for a number that the form does not have."""
    option = service.option_of(sensible(int, request.args.get(f"minutes-{service.slug}"))) or service.first_option
    number = whole_number(request.args.get(f"guests-{service.slug}", "0").strip() or "0", most=most_of(service))
    return GuestsOf(option, -1 if number is None else number)


def parse_query(
    services: Sequence[Service], wanted: Sequence[GuestsOf], today: date
) -> tuple[PartyQuery | None, list[Problem]]:
    """Return what the group wants, or what is wrong with the form."""
    problems = problems_with_guests(services, wanted)
    day = sensible(date.fromisoformat, request.args.get("day", (today + timedelta(days=1)).isoformat()))
    if day is None:
        problems.append(("day", _("Choose a day.")))
    elif day < today:
        problems.append(("day", _("This day is in the past. Choose today or a later day.")))
    begins, until = minute("from", WHOLE_DAY[0]), minute("until", WHOLE_DAY[1])
    for field, value in (("from", begins), ("until", until)):
        if value is None:
            problems.append((field, _("Enter a time such as 2:30 PM, or leave it blank.")))
    if begins is not None and until is not None and until <= begins:
        problems.append(("until", _("Choose a time after “Earliest start”.")))
    if problems or day is None or begins is None or until is None:
        return None, problems
    return PartyQuery([each for each in wanted if each.number], day, begins, until), []


def state_of(problems: Sequence[Problem]) -> Callable[[str], dict[str, str]]:
    """Return a function that returns the attributes of a field, by its id: which message describes it, if any."""
    wrong = {field for field, _message in problems}

    def attributes(field: str) -> dict[str, str]:
        if field not in wrong:
            return {}
        described = {"aria-describedby": f"{field}-error"}
        return described if field == "guests" else {"aria-invalid": "true", **described}

    return attributes


def problems_with_guests(services: Sequence[Service], wanted: Sequence[GuestsOf]) -> list[Problem]:
    known = {f"guests-{service.slug}" for service in services}
    if any(name.startswith("guests-") and name not in known for name in request.args):
        return [("guests", _("One of the services is no longer offered. Choose from the services below."))]
    wrong = [
        (
            f"guests-{each.service.slug}",
            ngettext(
                "Choose up to %(num)d guest for %(service)s.",
                "Choose up to %(num)d guests for %(service)s.",
                most_of(each.service),
                service=each.service.title,
            ),
        )
        for each in wanted
        if each.number < 0
    ]
    if not wrong and not LEAST_GUESTS <= sum(each.number for each in wanted) <= MOST_GUESTS:
        return [("guests", _("Choose 2 to 8 guests in total."))]
    return wrong


def minute(name: str, default: int) -> int | None:
    """Return a wall time as minutes after midnight; the default if it is blank, None if it is not a time."""
    text = request.args.get(name, "").strip()
    at = sensible(wall_time, text)
    if at is None:
        return None if text else default
    return at.hour * 60 + at.minute


def limit_reached(venue: Venue, query: PartyQuery) -> str:
    """Return why the group's bookings would not fit into the cart or the venue's limit, or ''."""
    cart, user = current_cart(), optional_user()
    in_cart = count_lines(cart) if cart else 0
    if in_cart + query.bookings > MAX_LINES:
        return _(
            "Your cart has %(booked)s bookings and can hold %(most)s. Check out first, then book for your group.",
            booked=in_cart,
            most=MAX_LINES,
        )
    booked = upcoming_count(venue_id=venue.id, user_id=user.id) if user and venue.max_upcoming else 0
    if venue.max_upcoming is None or booked + query.bookings <= venue.max_upcoming:
        return ""
    return party_copy.over_limit(venue, booked, query.bookings)


def linker(venue: Venue, query: PartyQuery) -> Callable[[date], str]:
    """Return a function that builds this page's URL for another day."""
    kept: dict[str, object] = {"from": request.args.get("from") or None, "until": request.args.get("until") or None}
    for each in query.wanted:
        kept[f"guests-{each.service.slug}"] = each.number
        kept[f"minutes-{each.service.slug}"] = each.option.duration_minutes

    def link(day: date) -> str:
        return url_for("slot_picker.party", slug=venue.slug, day=day, **kept)  # type: ignore[arg-type]

    return link
