"""Creating the services of a file, with the actions that the service form uses."""

from collections.abc import Sequence

from sqlalchemy import select

from app.catalog.actions.create import add_staffed_service
from app.catalog.actions.offers import OptionValues, ServiceValues
from app.catalog.actions.options import write_options
from app.catalog.actions.performers import Performs
from app.catalog.models import ServiceOption
from app.core.db import session
from app.imports.enums import Outcome
from app.imports.planning.plans import Plan
from app.imports.planning.services import KnownService
from app.team.models import TeamMember
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue


def write_services(venue: Venue, plans: Sequence[Plan], *, team: Sequence[TeamMember]) -> None:
    """Create and change the planned services, each once. Everyone on the team provides a new service."""
    for plan in plans:
        known: KnownService | None = plan.work
        if known is None:
            continue
        if known.service is None:
            _create(venue, known, team)
        elif known.changed:
            known.service.description, known.changed = known.description, False
            write_options(known.service, _values(known))
    schedule_reindex(venue.id)
    _name_rows(plans)


def _create(venue: Venue, known: KnownService, team: Sequence[TeamMember]) -> None:
    offer = ServiceValues(known.category, known.title, _values(known), known.description)
    known.service = add_staffed_service(venue=venue, offer=offer, performers=[Performs(member) for member in team])
    known.changed = False


def _values(known: KnownService) -> list[OptionValues]:
    return [OptionValues(one.minutes, one.cents, one.key) for one in known.options.values()]


def _name_rows(plans: Sequence[Plan]) -> None:
    """Note which service and option each row created or changed. One statement."""
    services = {plan.work.service.id for plan in plans if plan.work is not None}
    current = select(ServiceOption).where(ServiceOption.service_id.in_(services), ServiceOption.removed_at.is_(None))
    options = {(one.service_id, one.duration_minutes): one.id for one in session.scalars(current)}
    for plan in plans:
        if plan.work is None or plan.outcome is Outcome.SKIPPED:
            plan.made = ""
            continue
        plan.service_id = plan.work.service.id
        plan.option_id = options.get((plan.work.service.id, getattr(plan.row.values, "minutes", 0)))
