from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from app.catalog.enums import ServiceKind
from app.catalog.models import ListedStart, Performer, Service
from app.db import session
from app.errors import DomainError, NotFound
from app.hours.models import DAY
from app.pictures.models import Picture
from app.slugs import first_free, slugify
from app.team.models import Member
from app.venues.actions import touched
from app.venues.models import Category, Resource, Venue
from app.venues.queries import lock_venue

MAX_CAPACITY = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """What all kinds of service have. Cents are for one place; buffers keep time clear around the service itself."""

    category: Category
    title: str
    duration_minutes: int
    price_cents: int
    description: str = ""
    before_minutes: int = 0
    after_minutes: int = 0
    step_minutes: int = 15
    max_quantity: int = 1
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Performs:
    """A member who performs a service, and her own price in cents and duration in minutes where they differ."""

    member: Member
    price_cents: int | None = None
    duration_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class WeeklyStart:
    """A listed start: a weekday (Monday is 0) and minutes after local midnight."""

    weekday: int
    minute: int


def ensure_category(
    *, slug: str, name: str, position: int, picture: Picture | None = None, parent: Category | None = None
) -> Category:
    """The category with this slug, made or brought up to date; without a picture it keeps the one it has."""
    category = session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        category = Category(slug=slug, name=name, position=position)
        session.add(category)
    category.name, category.position = name, position
    category.parent = parent
    if picture is not None:
        category.picture_id = picture.id
    session.flush()
    return category


def add_staffed_service(*, venue: Venue, offer: Offer, performers: Sequence[Performs]) -> Service:
    """A service that members of the team perform. Raises DomainError, and NotFound for somebody else's member."""
    if offer.max_quantity > len(performers):
        raise DomainError(
            f"{offer.max_quantity} guests at once need {offer.max_quantity} people who perform it."
            " Choose more people, or fewer guests."
        )
    service = _add(venue, offer, ServiceKind.STAFFED)
    set_performers(venue=venue, service=service, performers=performers)
    return service


def add_open_service(*, venue: Venue, offer: Offer, capacity: int) -> Service:
    """A room for `capacity` guests, at any step within the hours. Raises DomainError."""
    return _add(venue, offer, ServiceKind.OPEN, room=_add_room(venue, offer, capacity))


def add_scheduled_service(*, venue: Venue, offer: Offer, capacity: int, starts: Sequence[WeeklyStart]) -> Service:
    """A class for `capacity` guests, at its listed starts only. Raises DomainError."""
    if not starts:
        raise DomainError("List at least one start for this class.")
    if not all(0 <= start.weekday <= 6 and 0 <= start.minute < DAY for start in starts):
        raise DomainError("A class starts on a weekday, at a time of day.")
    service = _add(venue, offer, ServiceKind.SCHEDULED, room=_add_room(venue, offer, capacity))
    session.add_all(ListedStart(service_id=service.id, weekday=start.weekday, minute=start.minute) for start in starts)
    session.flush()
    return service


def set_performers(*, venue: Venue, service: Service, performers: Sequence[Performs]) -> None:
    """Say who performs a staffed service, and for how much. Raises DomainError, NotFound for a foreign member."""
    if not service.is_staffed:
        raise DomainError(f"{service.title} is booked by room or class, not by person.")
    if not performers:
        raise DomainError(f"Choose at least one person who performs {service.title}.")
    if {service.venue_id, *(one.member.venue_id for one in performers)} != {venue.id}:
        raise NotFound("This person is not on the venue’s team.")
    lock_venue(venue)
    session.execute(delete(Performer).where(Performer.service_id == service.id))
    session.add_all(
        Performer(
            service_id=service.id,
            member_id=one.member.id,
            price_cents=one.price_cents,
            duration_minutes=one.duration_minutes,
        )
        for one in performers
    )
    touched(venue.id)
    session.flush()


def set_service_picture(*, service: Service, picture: Picture | None) -> None:
    """Show a service with a picture, or with none of its own."""
    service.picture_id = picture.id if picture else None
    session.flush()


def _add(venue: Venue, offer: Offer, kind: ServiceKind, *, room: Resource | None = None) -> Service:
    _refuse_bad_offer(offer)
    lock_venue(venue)
    taken = set(session.scalars(select(Service.slug).where(Service.venue_id == venue.id)))
    last = session.scalar(select(func.max(Service.position)).where(Service.venue_id == venue.id)) or 0
    service = Service(
        venue_id=venue.id,
        category_id=offer.category.id,
        resource_id=room.id if room else None,
        picture_id=offer.picture.id if offer.picture else None,
        slug=first_free(slugify(offer.title, fallback="service", longest=70), taken=taken),
        title=offer.title,
        description=offer.description,
        position=last + 1,
        kind=kind,
        duration_minutes=offer.duration_minutes,
        before_minutes=offer.before_minutes,
        after_minutes=offer.after_minutes,
        step_minutes=offer.step_minutes,
        price_cents=offer.price_cents,
        max_quantity=offer.max_quantity,
    )
    session.add(service)
    touched(venue.id)
    session.flush()
    return service


def _add_room(venue: Venue, offer: Offer, capacity: int) -> Resource:
    if not 1 <= capacity <= MAX_CAPACITY:
        raise DomainError(f"A room or class takes 1 to {MAX_CAPACITY} guests.")
    if offer.max_quantity > capacity:
        raise DomainError(f"It takes {capacity} guests, so nobody can book {offer.max_quantity} places at once.")
    room = Resource(venue_id=venue.id, lanes=capacity)
    session.add(room)
    session.flush()
    return room


def _refuse_bad_offer(offer: Offer) -> None:
    """What the table's constraints refuse too, in words."""
    if not 5 <= offer.duration_minutes <= 720:
        raise DomainError("A service lasts 5 minutes to 12 hours.")
    if not (0 <= offer.before_minutes <= 240 and 0 <= offer.after_minutes <= 240):
        raise DomainError("Keep up to 4 hours clear before and after a service.")
    if not 5 <= offer.step_minutes <= 240:
        raise DomainError("Offer a start every 5 minutes to every 4 hours.")
    if not 0 <= offer.price_cents <= 1_000_000:
        raise DomainError("A price is $0 to $10,000.")
    if not 1 <= offer.max_quantity <= 20:
        raise DomainError("Let guests book 1 to 20 places at once.")
