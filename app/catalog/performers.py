"""The services of one team member; the form of a service edits the same assignment from the other side."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from app.catalog.enums import ServiceKind
from app.catalog.models import Service, ServiceTeamMember
from app.core.db import session
from app.team.models import TeamMember
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue
from app.venues.queries import lock_venue


def staffed_services(venue: Venue) -> Sequence[Service]:
    """List the services that team members can provide, including hidden ones, in the venue's order.

    Loaded with their options. Two statements.
    """
    return session.scalars(
        select(Service)
        .where(Service.venue_id == venue.id, Service.kind == ServiceKind.STAFFED, Service.archived_at.is_(None))
        .options(selectinload(Service.options))
        .order_by(Service.position)
    ).all()


def performed(services: Collection[Service]) -> Mapping[int, Sequence[Service]]:
    """Return which of these services each team member provides, by member id, in the given order. One statement."""
    by_id = {service.id: service for service in services}
    found: defaultdict[int, list[Service]] = defaultdict(list)
    rows = session.execute(
        select(ServiceTeamMember.service_id, ServiceTeamMember.member_id).where(ServiceTeamMember.service_id.in_(by_id))
    ).all()
    pairs = {(row.service_id, row.member_id) for row in rows}
    for service in services:
        for member_id in {member for _, member in pairs}:
            if (service.id, member_id) in pairs:
                found[member_id].append(service)
    return found


def set_services_of(*, venue: Venue, member: TeamMember, slugs: Collection[str]) -> None:
    """Set the services (by slug) that a team member provides.

    Services that they already provided keep their own price and duration. Existing bookings stay with them.
    """
    lock_venue(venue)
    services = staffed_services(venue)
    before = {service.slug for service in performed(services).get(member.id, ())}
    ids = {service.slug: service.id for service in services}
    dropped = [ids[slug] for slug in before.difference(slugs)]
    if dropped:
        session.execute(
            delete(ServiceTeamMember).where(
                ServiceTeamMember.member_id == member.id, ServiceTeamMember.service_id.in_(dropped)
            )
        )
    session.add_all(
        ServiceTeamMember(service_id=ids[slug], member_id=member.id)
        for slug in ids
        if slug in slugs and slug not in before
    )
    schedule_reindex(venue.id)
    session.flush()
