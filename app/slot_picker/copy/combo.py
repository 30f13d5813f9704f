"""User-facing texts for booking two services together. Times are in the venue's zone."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.cart.forms import ANY
from app.catalog.models import Service
from app.core.formats import clock, duration, span
from app.slot_picker.combined_booking import Arrangement, Combo, ComboItem
from app.venues.models import Venue

TURNS = (
    (Arrangement.ORDER, lazy_gettext("In this order")),
    (Arrangement.EITHER, lazy_gettext("Either order")),
    (Arrangement.SAME, lazy_gettext("At the same time, for 2 guests")),
)


def turns() -> list[dict[str, object]]:
    """Return the choices of the order, for a group of radio buttons."""
    return [{"value": turn.value, "label": label} for turn, label in TURNS]


def problem(services: Sequence[Service], chosen: Sequence[Service | None], *, sent: bool) -> str:
    """Return why the search has not started although something was chosen. `sent` says that the form was sent."""
    first, second = chosen
    if len(services) < 2:
        return _("This venue offers only one service. Book it from the venue page.")
    if first is not None and second is not None and first.id == second.id:
        if first.max_quantity > 1:
            return _("To book the same service for 2 guests, open that service and select 2 guests.")
        return _("Choose two different services.")
    if not sent or (first and second):
        return ""
    if first is None and second is None:
        return _("Choose two services.")
    return _("Choose a second service.") if second is None else _("Choose a first service.")


def amiss(chosen: Sequence[Service | None], given: Mapping[str, str]) -> list[str]:
    """Return one message per service, empty unless the requested team member does not provide the service."""
    return [_amiss(service, given.get(f"with-{number}") or ANY) for number, service in enumerate(chosen, start=1)]


def _amiss(service: Service | None, wanted: str) -> str:
    if service is None or not service.is_staffed or wanted in {ANY, *(one.member.slug for one in service.performers)}:
        return ""
    return _(
        "That team member doesn’t offer “%(service)s”. These times are with anyone available.", service=service.title
    )


def when(both: Combo, venue: Venue) -> str:
    """Return the time range: "10:00 AM – 12:15 PM"."""
    return span(both.at, both.ends, venue.zone)


def half(one: ComboItem, venue: Venue) -> str:
    """Return the line for one of the two: "10:00 AM, Unwinding massage with June"."""
    time, service = clock(one.served.at, venue.zone), one.choice.service.title
    text = _("%(time)s, %(service)s", time=time, service=service)
    if one.member:
        text = _("%(time)s, %(service)s with %(name)s", time=time, service=service, name=one.member.first_name)
    return ", ".join([text, *(add_on.title for add_on in one.choice.extras)])


def pause(both: Combo) -> str:
    """Return the text for the time between the two."""
    if both.first.served.at == both.second.served.at:
        return _("Both start together")
    return _("%(duration)s between", duration=duration(both.gap)) if both.gap else _("Back to back")
