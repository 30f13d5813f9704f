from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from app.catalog.errors import CatalogErrorCode
from app.catalog.models import OptionTeamMember, Service, ServiceOption, ServiceTeamMember
from app.core.db import session
from app.core.errors import DomainError, NotFound
from app.team.models import TeamMember
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue
from app.venues.queries import lock_venue


@dataclass(frozen=True, slots=True)
class OwnTerms:
    """A team member's own price in cents and duration in minutes for an option; None where theirs do not differ."""

    price_cents: int | None = None
    duration_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Performs:
    """A team member who provides a service, with their own terms by the duration of the option."""

    member: TeamMember
    own: Mapping[int, OwnTerms] = field(default_factory=dict)


def set_performers(*, venue: Venue, service: Service, performers: Sequence[Performs]) -> None:
    """Set the team members who provide a staffed service, with their prices and durations for its options.

    Existing bookings stay with their team members. Raises DomainError, or NotFound if a team member is from another
    venue.
    """
    if not service.is_staffed:
        raise DomainError(CatalogErrorCode.NOT_STAFFED, service=service.title)
    if not performers:
        raise DomainError(CatalogErrorCode.NO_TEAM_MEMBERS, service=service.title)
    if {service.venue_id, *(one.member.venue_id for one in performers)} != {venue.id}:
        raise NotFound(CatalogErrorCode.MEMBER_OF_OTHER_VENUE)
    own = [terms for one in performers for terms in one.own.values()]
    if any(terms.duration_minutes is not None and not 5 <= terms.duration_minutes <= 720 for terms in own):
        raise DomainError(CatalogErrorCode.LENGTH)
    if any(terms.price_cents is not None and not 0 <= terms.price_cents <= 1_000_000 for terms in own):
        raise DomainError(CatalogErrorCode.PRICE)
    lock_venue(venue)
    session.execute(delete(ServiceTeamMember).where(ServiceTeamMember.service_id == service.id))
    session.add_all(ServiceTeamMember(service_id=service.id, member_id=one.member.id) for one in performers)
    session.flush()
    _write_own_terms(service, performers)
    schedule_reindex(venue.id)
    session.flush()


def _write_own_terms(service: Service, performers: Sequence[Performs]) -> None:
    """Add the rows of the terms that differ. Those of before are gone with the team members' rows."""
    options = session.scalars(
        select(ServiceOption).where(ServiceOption.service_id == service.id, ServiceOption.removed_at.is_(None))
    ).all()
    session.add_all(
        OptionTeamMember(
            option_id=option.id,
            service_id=service.id,
            member_id=one.member.id,
            price_cents=terms.price_cents,
            duration_minutes=terms.duration_minutes,
        )
        for one in performers
        for option in options
        if (terms := one.own.get(option.duration_minutes, OwnTerms())) != OwnTerms()
    )
