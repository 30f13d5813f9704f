"""What a listing says now, for those who review it."""

from app.catalog.queries import add_ons_by_service
from app.discovery.profile import Profile, profile
from app.discovery.snapshots import snapshot_of
from app.onboarding.facts import Fact, facts
from app.venues.models import Venue
from app.venues.queries import tags_of


def facts_of(venue: Venue, shown: Profile | None = None) -> list[Fact]:
    """Describe a venue's listing as it stands, from `shown` where its page has been loaded already.

    Two statements besides those of the page; `venue` has its category and pictures.
    """
    shown = shown or profile(snapshot_of(venue))
    services = [offer.service.id for _, offers in shown.groups for offer in offers]
    return facts(shown, tags_of(venue), add_ons_by_service(services))
