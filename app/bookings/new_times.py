"""What a visit would be at another start, as its guest chooses it: when it ends, what it costs, and how that differs
from what was agreed. The same is shown and done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app import clock
from app.availability.actions import SlotGone
from app.availability.engine import Start
from app.availability.plans import Plan
from app.availability.queries import plans
from app.bookings.models import Booking
from app.catalog.models import Service
from app.catalog.queries import sold
from app.deals.pricing import Quote, quote
from app.deals.queries import price_lists
from app.errors import Conflict

# Cards take no less; a smaller difference is nobody's.
LEAST_CENTS = 50
STAYS = lazy_gettext("Your price stays the same")


@dataclass(frozen=True, slots=True)
class NewTime:
    """A visit at another start (UTC), with the member who is chosen for it, or anyone."""

    booking: Booking
    service: Service
    plan: Plan
    start: Start
    member_id: int | None
    quote: Quote

    @property
    def starts_at(self) -> datetime:
        return self.start.at

    @property
    def ends_at(self) -> datetime:
        """With anyone, as the service says."""
        places = [place for place, member in self.plan.members.items() if member == self.member_id]
        return self.start.at + timedelta(minutes=self.plan.minutes(places[0] if places else None))

    @property
    def price_cents(self) -> int:
        return settled(self.booking, self.quote)

    @property
    def difference(self) -> int:
        """What it costs more than was agreed, in cents; less is negative."""
        return self.price_cents - self.booking.price_cents

    @property
    def reason(self) -> str:
        return self.quote.reason if self.price_cents == self.quote.price_cents else str(STAYS)


def settled(booking: Booking, priced: Quote) -> int:
    """What a visit costs then: as priced, or as it was where it would be only a few cents more."""
    return booking.price_cents if 0 < priced.price_cents - booking.price_cents < LEAST_CENTS else priced.price_cents


def extra_cents(booking: Booking) -> int:
    """What add-ons cost a place: as was agreed, also where the venue changed that since."""
    return sum(extra.cents for extra in booking.extras)


def new_time(booking: Booking, starts_at: datetime, member_id: int | None, *, code: str | None) -> NewTime:
    """`code` is the one that the visit was booked with. Five statements at most.

    Raises Conflict when the service is no longer offered, SlotGone when that start cannot be booked.
    """
    service = next(iter(sold([booking.service_id])), None)
    if service is None or not service.venue.is_public:
        raise Conflict(_("This service is no longer offered, so you can’t reschedule online."))
    if member_id is not None and member_id not in {performer.member_id for performer in service.performers}:
        raise Conflict(_("Your team member no longer offers this service. Choose Anyone available."))
    window = starts_at, starts_at + timedelta(minutes=1)
    plan = plans([service], window, except_bookings=[booking.id])[service.id].longer(booking.extra_minutes)
    found = plan.check(starts_at, quantity=booking.quantity, member_id=member_id)
    if not isinstance(found, Start):
        raise SlotGone({booking.id: found})
    priced = quote(
        price_lists([service], except_bookings=[booking.id])[service.id],
        start=starts_at,
        at=clock.now(),
        quantity=booking.quantity,
        member_id=member_id,
        code=code,
        extra_cents=extra_cents(booking),
    )
    return NewTime(booking, service, plan, found, member_id, priced)
