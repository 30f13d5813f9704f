"""Up to three venues side by side, for the service that a guest searched for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.photos.models import Photo
from app.search_pages.cards import Card, matching_services
from app.search_pages.criteria import Criteria
from app.search_pages.queries import public_ids, tags_by_venue
from app.search_pages.venue_cards import Cards
from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Tag
from app.venue_pages.profile import PricedService, Weekday, priced, week

MOST = 3
DAYS = 2  # with available times
SERVICES = 3  # besides the one with times
PHOTOS = 4


@dataclass(frozen=True, slots=True)
class ComparedVenue:
    card: Card
    others: Sequence[PricedService]  # the first other services that match the search
    number_of_services: int
    week: Sequence[Weekday]
    tags: Sequence[Tag]

    @property
    def amenities(self) -> list[str]:
        return [tag.name for tag in self.tags if tag.group is TagGroup.AMENITY]

    @property
    def good_for(self) -> list[str]:
        """Return the guests that the venue suits."""
        return [tag.name for tag in self.tags if tag.group is TagGroup.GOOD_FOR]

    @property
    def photos(self) -> Sequence[Photo]:
        """Return the first photos that are ready, or the one of the venue's category."""
        ready = [photo for photo in self.card.venue.shown_photos if photo.is_ready]
        return ready[:PHOTOS] or [photo for photo in (self.card.photo,) if photo]


@dataclass(frozen=True, slots=True)
class Comparison:
    venues: Sequence[ComparedVenue]
    unavailable: int = 0  # venues that were requested but are not public
    beyond: int = 0  # venues beyond MOST


def compare(slugs: Sequence[str], criteria: Criteria) -> Comparison:
    """Return the first venues with these current or former slugs.

    Five statements if all venues are cached, six if bookings use up deals, and those of `snapshots` for the others;
    none without slugs.
    """
    if not slugs:
        return Comparison(())
    ids = public_ids(slugs)
    known = list(dict.fromkeys(ids[slug] for slug in slugs if slug in ids))
    shown = known[:MOST]
    cards, tags = Cards(shown, at=criteria.at, wanted=replace(criteria.wanted, days=DAYS)), tags_by_venue(shown)
    return Comparison(
        [compared(cards, venue_id, tags[venue_id], criteria) for venue_id in shown if venue_id in cards],
        unavailable=len([slug for slug in slugs if slug not in ids]),
        beyond=len(known) - len(shown),
    )


def compared(cards: Cards, venue_id: int, tags: Sequence[Tag], criteria: Criteria) -> ComparedVenue:
    snapshot, card = cards.snapshots[venue_id], cards[venue_id]
    services, today = snapshot.services, criteria.at.astimezone(snapshot.venue.zone).date()
    others = [service for service in matching_services(services, criteria.wanted) if service is not card.service]
    return ComparedVenue(
        card=card,
        others=[priced(service, cards.prices) for service in others[:SERVICES]],
        number_of_services=len(services),
        week=week(snapshot.hours, cards.prices[services[0].first_option.id] if services else None, today),
        tags=tags,
    )
