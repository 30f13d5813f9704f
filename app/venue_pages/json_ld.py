"""Structured data for search engines (schema.org, as JSON-LD): a venue with its services, and a list of venues."""

from collections.abc import Sequence
from typing import Any

from app.catalog.models import Service
from app.venue_pages.profile import PricedService, Profile, SpecialDay, Weekday
from app.venues.enums import VenueType
from app.venues.models import Venue

SCHEMA = "https://schema.org"
DAY = 24 * 60

Data = dict[str, Any]


def venue_data(shown: Profile, *, url: str, photos: Sequence[str], offers: Sequence[tuple[PricedService, str]]) -> Data:
    """Return the data of a venue. URLs are absolute; each of `offers` comes with its URL."""
    venue = shown.venue
    data = {
        "@context": SCHEMA,
        "@type": kind_of(venue),
        "@id": url,
        "url": url,
        "name": venue.name,
        "description": venue.summary,
        "telephone": venue.phone,
        "image": list(photos),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": venue.street,
            "addressLocality": venue.city,
            "addressRegion": venue.state,
            "postalCode": venue.postal_code,
            "addressCountry": "US",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude},
        "openingHoursSpecification": [span for day in shown.week for span in opening_hours(day)],
        "priceRange": price_range([offer for offer, _ in offers]),
        "specialOpeningHoursSpecification": [span for day in shown.special_days for span in special_hours(day)],
        "makesOffer": [offer_data(offer, address) for offer, address in offers],
        "potentialAction": reserve_action(url),
    }
    return {name: value for name, value in data.items() if value}


def kind_of(venue: Venue) -> str:
    """Return the closest schema.org type."""
    whole = venue.category.parent or venue.category
    by_category = {"hair": "HairSalon", "nails": "NailSalon", "fitness": "HealthClub", "yoga": "HealthClub"}
    by_type = {VenueType.SPA: "DaySpa", VenueType.SALON: "BeautySalon"}
    return by_category.get(whole.slug) or by_type.get(venue.type, "HealthAndBeautyBusiness")


def reserve_action(url: str) -> Data:
    """Return where people can book, and on which devices."""
    return {
        "@type": "ReserveAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": url,
            "inLanguage": "en-US",
            "actionPlatform": [f"{SCHEMA}/DesktopWebPlatform", f"{SCHEMA}/MobileWebPlatform"],
        },
        "result": {"@type": "Reservation", "name": "Booking"},
    }


def opening_hours(day: Weekday) -> list[Data]:
    """List the spans of a day; a span that ends before it begins ends on the next day."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"{SCHEMA}/{day.name}",
            "opens": wall(opens),
            "closes": wall(closes),
        }
        for opens, closes in day.spans
    ]


def special_hours(day: SpecialDay) -> list[Data]:
    """List the spans of a date with special hours. Two equal times mean closed."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": day.on.isoformat(),
            "validThrough": day.on.isoformat(),
            "opens": wall(opens),
            "closes": wall(closes),
        }
        for opens, closes in day.spans or [(0, 0)]
    ]


def wall(minute: int) -> str:
    """Format minutes after midnight as 14:30; midnight at the end of a day becomes 23:59."""
    hours, minutes = divmod(DAY - 1 if minute == DAY else minute % DAY, 60)
    return f"{hours:02d}:{minutes:02d}"


def price_range(offers: Sequence[PricedService]) -> str:
    prices = [offer.lowest.price_each for offer in offers]
    return f"${min(prices) // 100}–${-(-max(prices) // 100)}" if prices else ""


def offer_data(offer: PricedService, address: str) -> Data:
    service: Service = offer.service
    return {
        "@type": "Offer",
        "url": address,
        "potentialAction": reserve_action(address),
        "price": f"{offer.lowest.price_each / 100:.2f}",
        "priceCurrency": "USD",
        "itemOffered": {"@type": "Service", "name": service.title, "description": service.description},
    }


def list_data(found: Sequence[tuple[str, str]]) -> Data:
    """Return the data of a list of venues, given in order as (name, absolute URL)."""
    return {
        "@context": SCHEMA,
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "url": url}
            for position, (name, url) in enumerate(found, start=1)
        ],
    }
