from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from app.catalog.errors import CatalogErrorCode
from app.catalog.models import Service, ServiceTeamMember
from app.core.db import session
from app.core.errors import DomainError, NotFound
from app.team.models import TeamMember
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue
from app.venues.queries import lock_venue


@dataclass(frozen=True, slots=True)
class Performs:
    """A team member who provides a service, with their own price in cents and duration in minutes if they differ."""

    member: TeamMember
    price_cents: int | None = None
    duration_minutes: int | None = None


def set_performers(*, venue: Venue, service: Service, performers: Sequence[Performs]) -> None:
    """Set the team members who provide a staffed service, with their prices and durations.

    Existing bookings stay with their team members. Raises DomainError, or NotFound if a team member is from another
    venue.
    """
    if not service.is_staffed:
        raise DomainError(CatalogErrorCode.NOT_STAFFED, service=service.title)
    if not performers:
        raise DomainError(CatalogErrorCode.NO_TEAM_MEMBERS, service=service.title)
    if {service.venue_id, *(one.member.venue_id for one in performers)} != {venue.id}:
        raise NotFound(CatalogErrorCode.MEMBER_OF_OTHER_VENUE)
    if any(one.duration_minutes is not None and not 5 <= one.duration_minutes <= 720 for one in performers):
        raise DomainError(CatalogErrorCode.LENGTH)
    if any(one.price_cents is not None and not 0 <= one.price_cents <= 1_000_000 for one in performers):
        raise DomainError(CatalogErrorCode.PRICE)
    lock_venue(venue)
    session.execute(delete(ServiceTeamMember).where(ServiceTeamMember.service_id == service.id))
    session.add_all(
        ServiceTeamMember(
            service_id=service.id,
            member_id=one.member.id,
            price_cents=one.price_cents,
            duration_minutes=one.duration_minutes,
        )
        for one in performers
    )
    schedule_reindex(venue.id)
    session.flush()
