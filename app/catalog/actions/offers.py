"""The values of a service, and checks with messages for people. The table has the same constraints."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.catalog.errors import CatalogErrorCode
from app.catalog.models import MAX_OPTIONS
from app.core.errors import DomainError
from app.photos.models import Photo
from app.taxonomy.models import Category

MAX_CAPACITY = 200
MAX_TITLE, MAX_DESCRIPTION = 120, 600


@dataclass(frozen=True, slots=True)
class OwnRules:
    """The booking rules of a service that differ from its venue's; None means the venue's rule applies."""

    minimum_notice_minutes: int | None = None
    booking_window_days: int | None = None
    cancel_free_hours: int | None = None
    cancel_keep_percent: int | None = None


@dataclass(frozen=True, slots=True)
class OptionValues:
    """The values of an option: minutes, and cents for one spot. `key` identifies an existing option."""

    duration_minutes: int
    price_cents: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class ServiceValues:
    """The values that every kind of service has. Buffers are the minutes blocked before and after the service."""

    category: Category
    title: str
    options: Sequence[OptionValues]
    description: str = ""
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    step_minutes: int = 15
    max_quantity: int = 1
    photo: Photo | None = None
    rules: OwnRules = field(default_factory=OwnRules)
    active: bool = True

    @property
    def taken_minutes(self) -> int:
        """The longest duration in minutes, including buffers."""
        longest = max(option.duration_minutes for option in self.options)
        return self.buffer_before_minutes + longest + self.buffer_after_minutes


def refuse_bad_offer(offer: ServiceValues) -> None:
    """Raise DomainError if a value is invalid."""
    if not offer.title or len(offer.title) > MAX_TITLE or len(offer.description) > MAX_DESCRIPTION:
        raise DomainError(CatalogErrorCode.TEXT_LENGTH, name=MAX_TITLE, description=MAX_DESCRIPTION)
    if not 1 <= len(offer.options) <= MAX_OPTIONS:
        raise DomainError(CatalogErrorCode.NUMBER_OF_OPTIONS, most=MAX_OPTIONS)
    if any(not 5 <= option.duration_minutes <= 720 for option in offer.options):
        raise DomainError(CatalogErrorCode.LENGTH)
    if len({option.duration_minutes for option in offer.options}) < len(offer.options):
        raise DomainError(CatalogErrorCode.SAME_LENGTH)
    if not (0 <= offer.buffer_before_minutes <= 240 and 0 <= offer.buffer_after_minutes <= 240):
        raise DomainError(CatalogErrorCode.BUFFER)
    if not 5 <= offer.step_minutes <= 240:
        raise DomainError(CatalogErrorCode.STEP)
    if any(not 0 <= option.price_cents <= 1_000_000 for option in offer.options):
        raise DomainError(CatalogErrorCode.PRICE)
    if not 1 <= offer.max_quantity <= 20:
        raise DomainError(CatalogErrorCode.GUESTS_PER_BOOKING)


def refuse_bad_capacity(offer: ServiceValues, capacity: int) -> None:
    """Raise DomainError if the capacity is out of range or a booking could exceed it."""
    if not 1 <= capacity <= MAX_CAPACITY:
        raise DomainError(CatalogErrorCode.CAPACITY, most=MAX_CAPACITY)
    if offer.max_quantity > capacity:
        raise DomainError(CatalogErrorCode.MORE_GUESTS_THAN_SPOTS, spots=capacity)


def refuse_too_many_guests(offer: ServiceValues, people: int) -> None:
    """Raise DomainError if a booking could have more guests than team members.

    Each guest of a staffed service needs a team member.
    """
    if offer.max_quantity > people:
        raise DomainError(CatalogErrorCode.MORE_GUESTS_THAN_MEMBERS, guests=offer.max_quantity)
