"""Services of a file: several rows with one title are the options of one service."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.catalog.actions.create import MAX_SERVICES
from app.catalog.models import MAX_OPTIONS, Service
from app.catalog.queries import all_services
from app.imports.cells import BadCell, ServiceRow
from app.imports.enums import Duplicates, Outcome, Reason
from app.imports.planning.plans import Plan, RowInput, refused
from app.taxonomy.models import Category
from app.taxonomy.queries import categories
from app.team.models import TeamMember
from app.team.queries import members_of
from app.venues.models import Venue


@dataclass(slots=True)
class KnownOption:
    minutes: int
    cents: int
    key: str = ""
    row: int | None = None


@dataclass(slots=True)
class KnownService:
    """A service of the venue, or one that earlier rows add: then `service` is None until it is written."""

    title: str
    category: Category
    description: str
    service: Service | None = None
    options: dict[int, KnownOption] = field(default_factory=dict)
    changed: bool = False


class ServicePlanner:
    """Plans rows of services, all of a file at once."""

    def __init__(self, venue: Venue, duplicates: Duplicates) -> None:
        self.duplicates = duplicates
        self.team: Sequence[TeamMember] = members_of(venue)
        known = categories()
        self._categories = {
            name.lower(): one for one in reversed(known) for name in (*one.synonyms, one.slug, one.name)
        }
        self._usual = next(one for one in known if one.id == venue.category_id)
        self.services: dict[str, KnownService] = {}
        for service in reversed(all_services(venue)):
            options = [KnownOption(one.duration_minutes, one.price_cents, one.key) for one in service.options]
            self.services[service.title.lower()] = KnownService(
                service.title, service.category, service.description, service, {one.minutes: one for one in options}
            )

    def prepare(self, rows: Sequence[RowInput]) -> None:
        """Everything is loaded already."""

    def plan(self, row: RowInput) -> Plan:
        values = row.values
        if row.bad is not None or not isinstance(values, ServiceRow):
            return refused(row, row.bad or BadCell(Reason.TITLE))
        found = self.services.get(values.title.lower())
        try:
            return self._new(row, values) if found is None else self._of(row, values, found)
        except BadCell as bad:
            return refused(row, bad)

    def _new(self, row: RowInput, values: ServiceRow) -> Plan:
        if not self.team:
            raise BadCell(Reason.NO_TEAM, service=values.title)
        if len(self.services) >= MAX_SERVICES:
            raise BadCell(Reason.TOO_MANY_SERVICES, most=MAX_SERVICES)
        category = self._categories.get(values.category.lower())
        found = KnownService(values.title, category or self._usual, values.description)
        self.services[values.title.lower()] = found
        found.options[values.minutes] = KnownOption(values.minutes, values.cents, row=row.number)
        if values.category and category is None:
            detail = {"category": values.category, "usual": self._usual.name}
            return Plan(row, Outcome.NEW, Reason.CATEGORY, detail, work=found, made="so")
        return Plan(row, Outcome.NEW, work=found, made="so")

    def _of(self, row: RowInput, values: ServiceRow, found: KnownService) -> Plan:
        """Add an option to a service, or compare it with the one of the same length."""
        detail: dict[str, object] = {"service": found.title, "minutes": values.minutes}
        same = found.options.get(values.minutes)
        if same is not None and same.row is not None:
            return Plan(row, Outcome.SKIPPED, Reason.REPEATED, detail | {"row": same.row}, work=found)
        if found.service is not None and self.duplicates is Duplicates.SKIP:
            return Plan(row, Outcome.SKIPPED, Reason.SERVICE_KNOWN, detail, work=found)
        if same is None:
            if len(found.options) >= MAX_OPTIONS:
                raise BadCell(Reason.TOO_MANY_OPTIONS, service=found.title, most=MAX_OPTIONS)
            found.options[values.minutes] = KnownOption(values.minutes, values.cents, row=row.number)
            found.changed = True
            outcome = Outcome.NEW if found.service is None else Outcome.MERGED
            return Plan(row, outcome, None, detail, work=found, made="o")
        if self.duplicates is Duplicates.OURS:
            return Plan(row, Outcome.SKIPPED, Reason.SERVICE_KNOWN, detail, work=found)
        same.cents, found.changed = values.cents, True
        found.description = values.description or found.description
        return Plan(row, Outcome.MERGED, Reason.SERVICE_KNOWN, detail, work=found)
