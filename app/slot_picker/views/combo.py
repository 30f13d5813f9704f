"""The page for booking two services together at a venue: which two, with which team members, on which day, at what
time."""

from collections.abc import Callable, Sequence
from datetime import date

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.guards import optional_user
from app.bookings.queries.orders import held_bookings
from app.cart.current import current_cart
from app.cart.forms import ANY, written
from app.catalog.models import Service, ServiceOption
from app.catalog.queries import add_ons_offered, services_of
from app.core import clock
from app.deals.from_price import from_price
from app.deals.queries.prices import price_lists
from app.slot_picker.addresses import minutes_of
from app.slot_picker.combined_booking import Arrangement, ComboQuery, ServiceChoice, combo_picker
from app.slot_picker.copy import combo as combo_copy
from app.slot_picker.copy import times as venue_copy
from app.slot_picker.views import bp
from app.slot_picker.views.times import sensible
from app.team.models import TeamMember
from app.venues.models import Venue
from app.venues.queries import venue_seen_by
from app.web.htmx import render
from app.web.links import moved


@bp.get("/combo/<slug>")
def combo(slug: str) -> ResponseReturnValue:
    venue = venue_seen_by(optional_user(), slug)
    if venue.slug != slug:
        return moved("slot_picker.combo", slug=venue.slug)
    services = services_of(venue)
    chosen = [called(services, request.args.get(name)) for name in ("first", "second")]
    query, sold = parse_query(chosen), [option.service if option else None for option in chosen]
    return render(
        "slot_picker/combo.html",
        "slot_picker/_combo.html",
        venue=venue,
        services=services,
        price_of=prices_of(services),
        people=people_of(services),
        chosen=chosen,
        name_of=name_of,
        add_ons=[add_ons_offered(option.service_id) if option else [] for option in chosen],
        problem=combo_copy.problem(services, sold, sent="second" in request.args),
        amiss=combo_copy.amiss(sold, request.args),
        query=query,
        shown=combo_picker(venue, query, own_bookings=held_bookings(current_cart())) if query else None,
        given=request.args,
        link=linker(venue, query) if query else None,
        copy=venue_copy,
        combo_copy=combo_copy,
        turn=sensible(Arrangement, request.args.get("turn")) or Arrangement.ORDER,
        written=written,
        now=clock.now(),
    )


def prices_of(services: Sequence[Service]) -> Callable[[ServiceOption], str]:
    """Return a function that tells the lowest price of an option with anyone or any team member: "from $77"."""
    found = price_lists([option for service in services for option in service.options])
    return lambda option: venue_copy.price_from(from_price([found[option.id]], at=clock.now()))


def called(services: Sequence[Service], name: str | None) -> ServiceOption | None:
    """Return the option called "sauna" or "massage:90": a service's slug, and the duration unless it is the first."""
    slug, _, minutes = (name or "").partition(":")
    service = next((service for service in services if service.slug == slug), None)
    return (service.option_of(sensible(int, minutes)) or service.first_option) if service else None


def name_of(option: ServiceOption) -> str:
    """Return the name that `called` understands."""
    minutes = minutes_of(option)
    return option.service.slug if minutes is None else f"{option.service.slug}:{minutes}"


def people_of(services: Sequence[Service]) -> list[TeamMember]:
    """List all team members who provide one of the services, in the order of the team."""
    people = {one.member_id: one.member for service in services for one in service.performers}
    return sorted(people.values(), key=lambda member: member.position or 0)


def parse_query(chosen: Sequence[ServiceOption | None]) -> ComboQuery | None:
    """Return the valid choices in the URL; None until two different services are chosen."""
    first, second = chosen
    if first is None or second is None or first.service_id == second.service_id:
        return None
    given = request.args
    return ComboQuery(
        first=choice(first, 1),
        second=choice(second, 2),
        turn=sensible(Arrangement, given.get("turn")) or Arrangement.ORDER,
        day=sensible(date.fromisoformat, given.get("day")),
        begin=sensible(date.fromisoformat, given.get("from")),
    )


def choice(option: ServiceOption, number: int) -> ServiceChoice:
    service = option.service
    wanted, keys = request.args.get(f"with-{number}"), request.args.getlist(f"extra-{number}")
    member = next((one.member for one in service.performers if one.member.slug == wanted), None)
    offered = add_ons_offered(service.id) if keys else ()
    return ServiceChoice(option, member, [add_on for add_on in offered if add_on.key in keys])


def linker(venue: Venue, query: ComboQuery) -> Callable[..., str]:
    """Return a function that builds URLs of this page with the current choices and the given changes."""
    kept: dict[str, object] = {
        "first": name_of(query.first.option),
        "second": name_of(query.second.option),
        "turn": query.turn.value,
        "from": query.begin,
    }
    for number, one in ((1, query.first), (2, query.second)):
        kept[f"with-{number}"] = one.member.slug if one.member else ANY
        kept[f"extra-{number}"] = [add_on.key for add_on in one.extras]

    def link(**changed: object) -> str:
        values = {name.rstrip("_"): value for name, value in changed.items()}
        return url_for("slot_picker.combo", slug=venue.slug, **{**kept, **values})  # type: ignore[arg-type]

    return link
