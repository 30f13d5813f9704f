"""What other websites show when someone shares the link to a venue's page (Open Graph, and cards on X)."""

from dataclasses import dataclass

from app.core.settings import settings
from app.photos.models import Photo
from app.photos.urls import photo_url
from app.venues.models import Venue

WIDTH = 1200
"""The width at which these websites show a large picture."""


@dataclass(frozen=True, slots=True)
class SocialPhoto:
    url: str  # absolute
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class SocialCard:
    title: str
    description: str
    url: str
    photo: SocialPhoto | None


def social_card(venue: Venue, *, url: str) -> SocialCard:
    """Return the card of a venue, with the first photo that is ready."""
    photo = next((photo for photo in venue.shown_photos if photo.is_ready), None)
    return SocialCard(
        title=f"{venue.name}, {venue.city}",
        description=venue.summary or venue.address,
        url=url,
        photo=_photo(photo, venue) if photo else None,
    )


def _photo(photo: Photo, venue: Venue) -> SocialPhoto:
    width = photo.fitting(WIDTH)
    return SocialPhoto(
        url=f"{settings().base_url}{photo_url(photo, WIDTH)}",
        width=width,
        height=round(photo.height * width / photo.width),
        alt=photo.alt or venue.name,
    )
