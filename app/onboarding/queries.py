"""The current facts of a listing, for reviewers."""

from app.catalog.queries import add_ons_by_service
from app.onboarding.facts import Fact, facts
from app.slot_picker.snapshots import snapshot_of
from app.venue_pages.profile import Profile, profile
from app.venues.models import Venue
from app.venues.queries import tags_of


def facts_of(venue: Venue, shown: Profile | None = None) -> list[Fact]:
    """Describe a venue's current listing, from `shown` if its page has already been loaded.

    Two statements besides those of the page; `venue` has its category and photos loaded.
    """
    shown = shown or profile(snapshot_of(venue))
    services = [offer.service.id for _, offers in shown.groups for offer in offers]
    return facts(shown, tags_of(venue), add_ons_by_service(services))
