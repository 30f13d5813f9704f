"""What a service is made from, and what is refused of it in words. The table's constraints refuse the same."""

from dataclasses import dataclass, field

from app.errors import DomainError
from app.pictures.models import Picture
from app.venues.models import Category

MAX_CAPACITY = 200
MAX_TITLE, MAX_DESCRIPTION = 120, 600


@dataclass(frozen=True, slots=True)
class OwnRules:
    """Where a service does not do as its venue does; None is as the venue."""

    notice_minutes: int | None = None
    horizon_days: int | None = None
    cancel_free_hours: int | None = None
    cancel_keep_percent: int | None = None


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
    rules: OwnRules = field(default_factory=OwnRules)
    active: bool = True

    @property
    def taken_minutes(self) -> int:
        """With its buffers."""
        return self.before_minutes + self.duration_minutes + self.after_minutes


def refuse_bad_offer(offer: Offer) -> None:
    """Raises DomainError."""
    if not offer.title or len(offer.title) > MAX_TITLE or len(offer.description) > MAX_DESCRIPTION:
        raise DomainError(f"Give it a title of up to {MAX_TITLE} letters, and up to {MAX_DESCRIPTION} to describe it.")
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


def refuse_bad_capacity(offer: Offer, capacity: int) -> None:
    """Raises DomainError."""
    if not 1 <= capacity <= MAX_CAPACITY:
        raise DomainError(f"A room or class takes 1 to {MAX_CAPACITY} guests.")
    if offer.max_quantity > capacity:
        raise DomainError(f"It takes {capacity} guests, so nobody can book {offer.max_quantity} places at once.")


def refuse_too_many_guests(offer: Offer, people: int) -> None:
    """Each guest of a staffed service needs somebody of her own. Raises DomainError."""
    if offer.max_quantity > people:
        raise DomainError(
            f"{offer.max_quantity} guests at once need {offer.max_quantity} people who perform it."
            " Choose more people, or fewer guests."
        )
