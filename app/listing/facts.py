"""What a listing says, in words: what an admin reads, and what a second look compares with. Pure."""

from collections.abc import Sequence

from app.catalog.models import Service
from app.discovery.profile import Profile
from app.filters import duration, hours_span, usd_short
from app.venues.models import Tag

Fact = tuple[str, str]


def facts(shown: Profile, tags: Sequence[Tag]) -> list[Fact]:
    """(label, text) pairs in the order of the page; lines of a text are parted by line breaks."""
    venue = shown.venue
    told = [
        ("Name", venue.name),
        ("Kind", f"{venue.category.name}, {venue.type.label}"),
        ("Address", venue.address),
        ("Neighborhood", venue.neighborhood),
        ("Phone", venue.phone),
        ("About", venue.summary),
        ("Good to know", ", ".join(tag.name for tag in tags)),
        ("Finding it", "\n".join(filter(None, (venue.directions, venue.arrival_note)))),
        ("Services", "\n".join(_service(offer.service) for _, offers in shown.groups for offer in offers)),
        ("Team", "\n".join(f"{member.name}, {what}" if what else member.name for member, what in shown.team)),
        *((day.name, ", ".join(hours_span(*span) for span in day.spans) or "Closed") for day in shown.week),
        ("Questions", "\n".join(f"{faq.question}\n{faq.answer}" for faq in shown.faqs)),
    ]
    return [(label, text) for label, text in told if text]


def _service(service: Service) -> str:
    words = f"{service.title}, {duration(service.duration_minutes)}, {usd_short(service.price_cents)}"
    return f"{words}: {service.description}" if service.description else words
