"""The values of a slot request in a form or a link. Ids are public: slugs and an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.cart.actions.carts import SlotRequest
from app.catalog.models import MAX_ADD_ONS, AddOn, Service, ServiceOption
from app.core.errors import Conflict, DomainError, NotFound
from app.team.models import TeamMember
from app.venues.models import Venue
from app.web.fields import MOST_SENT, whole_number

ANY = "any"
MOST_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class SlotInput:
    """A slot request as typed or linked: service and venue, start (UTC), team member, number of guests, and add-ons.

    `minutes` is the duration of the option; None means the service's first one.
    """

    venue: str
    service: str
    starts_at: datetime
    member: str
    quantity: int
    extras: tuple[str, ...] = ()  # keys of add-ons
    minutes: int | None = None


def slot_input(values: MultiDict[str, str]) -> SlotInput:
    """Return the values of a form or link.

    Raises DomainError, with what to do, if a value is missing or malformed.
    """
    return SlotInput(
        venue=values.get("venue", "")[:80],
        service=values.get("service", "")[:80],
        starts_at=instant(values.get("start", "")),
        member=values.get("with", ANY)[:40] or ANY,
        quantity=guests(values.get("quantity", "1")),
        extras=tuple(key[:22] for key in values.getlist("extra")[:MAX_ADD_ONS]),
        minutes=whole_number(values["minutes"].strip(), most=MOST_MINUTES) if values.get("minutes") else None,
    )


def instant(written: str) -> datetime:
    """Return a start as our own links write it: 2026-05-19T20:00Z. Raises DomainError."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 2000 <= found.year < 2200:
        raise DomainError(_("Choose a time first."))
    return found.astimezone(UTC)


def written(at: datetime) -> str:
    """Return a start as links and forms write it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def guests(written_number: str) -> int:
    """Return the number of guests. Raises DomainError for anything but a small whole number."""
    number = whole_number(written_number.strip(), most=999)
    if number is None:
        raise DomainError(_("Enter the number of guests as a number, such as 2."))
    return number


def cents(written_number: str) -> int:
    """Return an amount from one of our own forms. Raises DomainError."""
    number = whole_number(written_number.strip(), most=MOST_SENT)
    if number is None:
        raise DomainError(_("We didn’t get the price. Reload the page, then accept the price again."))
    return number


def member_of(service: Service, slug: str) -> int | None:
    """Return the id of the team member with this slug; None for anyone.

    `performers` must be loaded. Raises NotFound.
    """
    if slug == ANY:
        return None
    for performer in service.performers:
        if performer.member.slug == slug:
            return performer.member_id
    raise NotFound(_("This team member doesn’t offer this service. Choose another, or Anyone available."))


def add_ons_called(offered: Sequence[AddOn], keys: Sequence[str]) -> list[AddOn]:
    """Return the offered add-ons with these keys. Raises Conflict if one is not offered."""
    if not {add_on.key for add_on in offered} >= set(keys):
        raise Conflict(_("One of your add-ons is no longer offered. Choose your add-ons again."))
    return [add_on for add_on in offered if add_on.key in keys]


def option_of(service: Service, minutes: int | None) -> ServiceOption:
    """Return the option with this duration, or the first one for None.

    `options` must be loaded. Raises Conflict if the service has no such option now.
    """
    option = service.first_option if minutes is None else service.option_of(minutes)
    if option is None:
        raise Conflict(_("%(service)s no longer has this length. Choose a length again.", service=service.title))
    return option


def slot_request(service: Service, given: SlotInput, offered: Sequence[AddOn]) -> SlotRequest:
    option = option_of(service, given.minutes)
    extras = tuple(add_on.id for add_on in add_ons_called(offered, given.extras))
    return SlotRequest(option.id, given.starts_at, given.quantity, member_of(service, given.member), extras)


def slot_params(
    venue: Venue,
    service: Service,
    option: ServiceOption,
    slot: SlotRequest,
    member: TeamMember | None,
    extras: Sequence[AddOn],
) -> dict[str, Any]:
    """Return the same values as URL parameters, to restore a line."""
    return {
        "venue": venue.slug,
        "service": service.slug,
        "minutes": option.duration_minutes,
        "start": written(slot.starts_at),
        "with": member.slug if member else ANY,
        "quantity": slot.quantity,
        "extra": [add_on.key for add_on in extras],
    }
