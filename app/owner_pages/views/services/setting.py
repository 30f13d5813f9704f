"""The form of a service with what its venue can choose from."""

from app.catalog.enums import ServiceKind
from app.catalog.forms.service import ServiceEdit, ServiceFormContext
from app.catalog.forms.service_fields import edit_form
from app.catalog.models import Service
from app.catalog.queries import add_ons_of, starts_listed
from app.taxonomy.queries import categories
from app.team.queries import members_of
from app.venues.models import Venue


def setting_of(venue: Venue, kind: ServiceKind) -> ServiceFormContext:
    return ServiceFormContext(venue, kind, members_of(venue), categories())


def opened(venue: Venue, service: Service, *, sent: bool = True) -> ServiceEdit:
    """Return the form of an existing service; `sent` is whether the request submits it."""
    starts = starts_listed([service]).get(service.id, [])
    return edit_form(setting_of(venue, service.kind), service, starts, add_ons_of(service.id), sent=sent)
