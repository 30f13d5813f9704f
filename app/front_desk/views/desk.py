"""The data that the page to add a booking needs: what its URL proposes, and what its form requests."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from flask import request

from app.bookings.enums import SettledBy
from app.catalog.models import AddOn, Service, ServiceOption
from app.catalog.queries import services_of
from app.core import clock
from app.core.ids import public_id
from app.front_desk.availability import FrontDeskRequest
from app.front_desk.forms.new_booking import NewBookingForm
from app.front_desk.queries import ROOM
from app.front_desk.request_args import parse_day
from app.guests.models import Guest
from app.guests.queries import guest_of_venue
from app.team.models import TeamMember
from app.team.queries import members_of
from app.venues.models import Venue
from app.web.fields import MOST_SENT, whole_number


@dataclass(frozen=True, slots=True)
class Desk:
    """The data about the venue that the page needs."""

    venue: Venue
    services: list[Service]
    members: list[TeamMember]

    def service(self, slug: str | None) -> Service | None:
        return next((one for one in self.services if one.slug == slug), None)

    def member(self, slug: str | None) -> TeamMember | None:
        return next((one for one in self.members if one.slug == slug), None)


def desk_of(venue: Venue) -> Desk:
    return Desk(venue, list(services_of(venue)), list(members_of(venue)))


def proposal(desk: Desk) -> dict[str, object]:
    """Return the initial values: the clicked gap and a service that fits. Without a gap, the time is proposed later."""
    on, time = parse_start(desk.venue)
    who = request.args.get("who") or request.args.get("member", "")
    member = desk.member(who)
    guest = parse_guest(desk.venue)
    service = (
        desk.service(request.args.get("service")) or desk.service(who.removeprefix(ROOM)) or first_of(desk, member)
    )
    return {
        "code": public_id(),
        "service": service.slug if service else None,
        "minutes": whole_number(request.args.get("minutes", ""), most=MOST_SENT),
        "member": member.slug if member else "",
        "day": on,
        "time": time,
        "quantity": 1,
        "guest": guest.label if guest else "",
        "settled_by": SettledBy.UNPAID.value,
    }


def first_of(desk: Desk, member: TeamMember | None) -> Service | None:
    """Return the first service that the team member provides, or the first of all if none is chosen."""
    theirs = [one for one in desk.services if member and member.id in {each.member_id for each in one.performers}]
    return next(iter(theirs or desk.services), None)


def parse_start(venue: Venue) -> tuple[date, time | None]:
    """Return the local day and time in the URL. A day that is missing or makes no sense becomes today, a time None."""
    on = parse_day() or clock.now().astimezone(venue.zone).date()
    with suppress(ValueError):
        return on, time.fromisoformat(request.args.get("start", "")).replace(second=0, microsecond=0, tzinfo=None)
    return on, None


def parse_guest(venue: Venue) -> Guest | None:
    key = request.args.get("guest", "").replace("\0", "")
    return guest_of_venue(venue, key) if key else None


def booking_request(
    desk: Desk, form: NewBookingForm, option: ServiceOption, extras: list[AddOn], at: datetime
) -> FrontDeskRequest:
    return replace(
        slot_request(desk, form, option, extras, at),
        note=form.note.value,
        price_cents=form.price.value,
        price_reason=form.price_reason.value,
        shown_cents=form.shown_cents,
        settled_by=SettledBy(form.settled_by.data),
    )


def member_for(desk: Desk, form: NewBookingForm, service: Service | None) -> int | None:
    """Return the id of the chosen team member; None if that person does not provide this service."""
    member = desk.member(form.member.data)
    serves = member and service and (service.is_staffed or member.id in {one.member_id for one in service.performers})
    return member.id if member and serves else None


def slot_request(
    desk: Desk, form: NewBookingForm, option: ServiceOption, extras: list[AddOn], at: datetime
) -> FrontDeskRequest:
    """Build the request, leaving out what does not fit this service."""
    return FrontDeskRequest(
        option=option,
        starts_at=at,
        member_id=member_for(desk, form, option.service),
        quantity=form.quantity.value or 1,
        extras=picked(form, extras),
    )


def picked(form: NewBookingForm, extras: list[AddOn]) -> list[AddOn]:
    chosen = set(form.add_ons.data or ())
    return [extra for extra in extras if extra.key in chosen]
