"""Factories for what belongs to a venue besides its services, team, and bookings."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count

from sqlalchemy import func, select

from app.accounts.enums import Role
from app.accounts.models import User
from app.availability.models import Block
from app.booking_links.models import EmbedOrigin
from app.catalog.models import OptionTeamMember, Service, ServiceFacility
from app.core.db import session
from app.facilities.enums import FacilityKind
from app.facilities.models import Facility
from app.faqs.models import Faq
from app.hours.models import Opening
from app.imports.enums import ImportKind
from app.imports.models import Import, ImportRow
from app.photos.models import Photo
from app.staff.models import StaffInvitation
from app.team.models import TeamMember
from app.venues.enums import StaffRole
from app.venues.models import Resource, Venue, VenuePhoto, VenueStaff
from tests.factories import WEEK, add, make_user
from tests.support import NOW

_numbers = count(1)


def make_staff(
    venue: Venue, role: StaffRole, *, member: TeamMember | None = None, user: User | None = None
) -> VenueStaff:
    """Let a person work at a venue; a new one unless `user` is given."""
    user = user or make_user(name="Idris Vance")
    user.role = Role.PROVIDER
    return add(
        VenueStaff(
            venue_id=venue.id, user_id=user.id, user=user, role=role, team_member_id=member.id if member else None
        )
    )


def make_invitation(
    venue: Venue, *, email: str = "new@example.com", role: StaffRole = StaffRole.FRONT_DESK, **values: object
) -> StaffInvitation:
    """Add an open invitation that the owner sent at NOW."""
    given = {"invited_by_id": venue.owner_id, "created_at": NOW, "sent": 1, "sent_at": NOW, "expires_at": NOW + WEEK}
    return add(StaffInvitation(venue_id=venue.id, email=email, role=role, **{**given, **values}))


def make_venue_photo(venue: Venue, *, removed_at: datetime | None = None, **values: object) -> VenuePhoto:
    """Add a processed photo without files at the end of a venue's photos, or one removed from the first position."""
    last = select(func.count()).where(VenuePhoto.venue_id == venue.id, VenuePhoto.position.is_not(None))
    return add(
        VenuePhoto(
            venue_id=venue.id,
            photo_id=add(Photo(**{"key": "0" * 40, "width": 800, "height": 600, **values})).id,
            position=None if removed_at else 1 + (session.scalar(last) or 0),
            removed_at=removed_at,
            removed_from=1 if removed_at else None,
        )
    )


def open_on(
    venue: Venue,
    opens: int,
    closes: int,
    *,
    weekday: int | None = None,
    on: date | None = None,
    member: TeamMember | None = None,
) -> Opening:
    return add(
        Opening(
            venue_id=venue.id,
            member_id=member.id if member else None,
            weekday=weekday,
            on_date=on,
            opens=opens,
            closes=closes,
        )
    )


def make_block(venue_id: int, begins: datetime, ends: datetime) -> Block:
    """Add blocked time of a venue, without reservations for any team member."""
    return add(Block(venue_id=venue_id, begins=begins, ends=ends))


def make_embed_origin(venue: Venue, origin: str = "https://www.hazel.example", *, position: int = 1) -> EmbedOrigin:
    return add(EmbedOrigin(venue_id=venue.id, position=position, origin=origin))


def make_import(venue: Venue, *, kind: ImportKind = ImportKind.GUESTS, cells: Sequence[str] = ("Ada",)) -> Import:
    """Add an uploaded file with one row, whose columns the owner has not chosen yet."""
    found = add(
        Import(
            venue_id=venue.id,
            user_id=venue.owner_id,
            kind=kind,
            filename="file.csv",
            headers=["Name"],
            has_header=True,
            columns={"name": 0},
            rows=1,
        )
    )
    add(ImportRow(import_id=found.id, number=2, cells=list(cells)))
    return found


def make_faq(venue: Venue, *, question: str = "Where can I park?", answer: str = "Behind the house.") -> Faq:
    position = 1 + (session.scalar(select(func.count()).where(Faq.venue_id == venue.id)) or 0)
    return add(Faq(venue_id=venue.id, position=position, question=question, answer=answer))


def make_facility(
    venue: Venue,
    services: Sequence[Service] = (),
    *,
    name: str = "Room 1",
    kind: FacilityKind = FacilityKind.ROOM,
    guests: int = 1,
    units: int = 1,
) -> Facility:
    """Make a room, or equipment with a number of units, that these services may use."""
    resource = add(Resource(venue_id=venue.id, capacity=units))
    facility = add(
        Facility(
            venue_id=venue.id, resource_id=resource.id, kind=kind, name=name, guests=guests, position=next(_numbers)
        )
    )
    session.add_all(ServiceFacility(service_id=service.id, facility_id=facility.id) for service in services)
    session.flush()
    for service in services:
        session.expire(service, ["facilities"])
    return facility


def set_own_terms(service: Service, member_id: int, price_cents: int | None, minutes: int | None = None) -> None:
    """Set a team member's own price and duration for the first option of a service."""
    option = service.first_option
    own = next((each for each in option.members if each.member_id == member_id), None)
    if own is None:
        own = OptionTeamMember(option_id=option.id, service_id=service.id, member_id=member_id)
        option.members.append(own)
    own.price_cents, own.duration_minutes = price_cents, minutes
    session.flush()
