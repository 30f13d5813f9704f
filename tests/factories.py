"""Factories for rows, with believable defaults for every value that a test does not care about."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

from sqlalchemy import func, insert, select
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.enums import BookingState, LineKind, OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.enums import ServiceKind
from app.catalog.models import AddOn, ListedStart, OptionTeamMember, Service, ServiceOption, ServiceTeamMember
from app.core.db import session
from app.core.ids import token
from app.deals.enums import DealKind, DealStatus
from app.deals.models import Deal, DealWindow
from app.hours.models import Opening
from app.taxonomy.models import Category
from app.team.models import TeamMember
from app.two_factor.models import Passkey
from app.venues.enums import VenueStatus
from app.venues.models import Resource, Venue
from tests.support import NOW

_numbers = count(1)

WEEKDAYS = range(7)
WEEK = timedelta(days=7)
# argon2 takes 50 ms on purpose; tests that log in by password register through the action.
NO_PASSWORD = "x"

T = TypeVar("T")


def add(row: T) -> T:
    session.add(row)
    session.flush()
    return row


def make_user(
    *,
    role: Role = Role.GUEST,
    name: str = "Wren Abernathy",
    email: str | None = None,
    is_verified: bool = True,
) -> User:
    return add(
        User(
            email=email or f"person{next(_numbers)}@example.com",
            password_hash=NO_PASSWORD,
            name=name,
            phone="(503) 555-0187",
            role=role,
            session_key=token(),
            email_verified_at=NOW if is_verified else None,
        )
    )


def make_passkey(user: User, *, name: str = "iPhone") -> Passkey:
    """Add a passkey that no device has."""
    return add(
        Passkey(
            user_id=user.id,
            credential_id=token().encode(),
            public_key=b"",
            sign_count=0,
            transports="internal",
            is_synced=True,
            name=name,
            created_at=NOW,
        )
    )


def make_category(*, slug: str = "massage", name: str | None = None) -> Category:
    found = session.scalar(select(Category).where(Category.slug == slug))
    return found or add(Category(slug=slug, name=name or slug.capitalize(), position=next(_numbers)))


def make_venue(
    *,
    name: str = "Hazel Bodywork",
    zone: str = "America/Los_Angeles",
    hours: Sequence[tuple[int, int]] = ((10 * 60, 20 * 60),),
    weekdays: Sequence[int] = WEEKDAYS,
    status: VenueStatus = VenueStatus.LIVE,
    category: str = "massage",
    **values: object,
) -> Venue:
    """Make a live venue, by default open 10 AM to 8 PM every day, with no minimum notice and a 60-day booking window.

    `hours` are (opens, closes) in minutes after midnight.
    """
    number = next(_numbers)
    found = add(
        Venue(
            name=name,
            category_id=make_category(slug=category).id,
            zone_name=zone,
            status=status,
            **{**PLACE, "slug": f"venue-{number}", "minimum_notice_minutes": 0, **whose(values), **values},
        )
    )
    week = [
        {"venue_id": found.id, "weekday": weekday, "opens": opens, "closes": closes}
        for weekday in weekdays
        for opens, closes in hours
    ]
    if week:  # in one statement, because most tests have a venue
        session.execute(insert(Opening), week)
    return found


def whose(values: Mapping[str, object]) -> dict[str, object]:
    """Return a new owner as a column value, or nothing when the test names an owner."""
    return {} if "owner_id" in values else {"owner_id": make_user(role=Role.PROVIDER, name="Maren Oyelaran").id}


PLACE: dict[str, object] = {
    "summary": "Four treatment rooms above a bakery.",
    "street": "3128 SE Division St",
    "neighborhood": "Division",
    "city": "Portland",
    "state": "OR",
    "postal_code": "97202",
    "latitude": 45.5047,
    "longitude": -122.6321,
    "position_confirmed": True,
    "phone": "(503) 555-0142",
}


def make_member(venue: Venue, *, name: str = "June Castellano", **values: object) -> TeamMember:
    position = 1 + (session.scalar(select(func.count()).where(TeamMember.venue_id == venue.id)) or 0)
    resource = add(Resource(venue_id=venue.id, capacity=1, created_at=venue.created_at))
    slug = f"{name.split(maxsplit=1)[0].lower()}-{position}"
    given = {"position": position, "slug": slug, "name": name, **values}
    return add(TeamMember(venue_id=venue.id, resource_id=resource.id, **given))


def make_service(
    venue: Venue,
    *,
    members: Sequence[TeamMember] = (),
    capacity: int | None = None,
    listed: Sequence[tuple[int, int]] = (),
    title: str = "Unwinding massage",
    minutes: int = 60,
    price_cents: int = 11000,
    category: str = "massage",
    longer: Sequence[tuple[int, int]] = (),
    own: Mapping[str, Mapping[str, int]] | None = None,
    **values: object,
) -> Service:
    """Make a service: staffed by `members`, or for up to `capacity` guests.

    `longer` holds further options as (minutes, cents). `own` holds a team member's own values (price_cents,
    duration_minutes) for the first option by slug. A service with a capacity is open,
    or scheduled when `listed` has (weekday, minute) pairs.
    """
    number = next(_numbers)
    kind = ServiceKind.STAFFED if capacity is None else ServiceKind.SCHEDULED if listed else ServiceKind.OPEN
    room = (
        None
        if capacity is None
        else add(Resource(venue_id=venue.id, capacity=capacity, created_at=venue.created_at)).id
    )
    service = add(
        Service(
            venue_id=venue.id,
            category_id=make_category(slug=category).id,
            resource_id=room,
            title=title,
            position=number,
            kind=kind,
            **{"slug": f"service-{number}", "max_quantity": 4, **values},
        )
    )
    options = [
        ServiceOption(service_id=service.id, duration_minutes=length, price_cents=cents)
        for length, cents in ((minutes, price_cents), *longer)
    ]
    session.add_all([*options, *(ServiceTeamMember(service_id=service.id, member_id=member.id) for member in members)])
    session.flush()
    prices = [
        OptionTeamMember(option_id=options[0].id, service_id=service.id, member_id=member.id, **own[member.slug])
        for member in members
        if own and member.slug in own
    ]
    session.add_all(prices)
    session.add_all(ListedStart(service_id=service.id, weekday=weekday, minute=minute) for weekday, minute in listed)
    session.flush()
    # As a query would load them, without a query.
    set_committed_value(service, "options", sorted(options, key=lambda option: option.duration_minutes))
    for option in options:
        set_committed_value(option, "members", [])
    set_committed_value(options[0], "members", sorted(prices, key=lambda price: price.member_id))
    return service


def first_option(service: Service) -> ServiceOption:
    """Return the shortest option, also of a service whose options are not loaded."""
    current = select(ServiceOption).where(ServiceOption.service_id == service.id, ServiceOption.removed_at.is_(None))
    return session.scalars(current.order_by(ServiceOption.duration_minutes).limit(1)).one()


def make_option(service: Service, minutes: int, price_cents: int) -> ServiceOption:
    return add(ServiceOption(service_id=service.id, duration_minutes=minutes, price_cents=price_cents))


def make_add_on(service: Service, title: str = "Hot stones", *, cents: int = 2000, minutes: int = 15) -> AddOn:
    position = 1 + (session.scalar(select(func.count()).where(AddOn.service_id == service.id)) or 0)
    return add(AddOn(service_id=service.id, position=position, title=title, price_cents=cents, minutes=minutes))


def make_deal(
    *,
    venue: Venue | None = None,
    service: Service | None = None,
    percent: int | None = None,
    cents: int | None = None,
    windows: Sequence[tuple[int, int, int]] = (),
    valid_from: datetime = NOW - timedelta(days=1),
    valid_to: datetime | None = None,
    **values: object,
) -> Deal:
    """Make an approved deal with `percent` or `cents` off; `windows` are (weekday, opens, closes)."""
    deal = Deal(
        venue_id=venue.id if venue else service.venue_id if service else None,
        service_id=service.id if service else None,
        kind=DealKind.PERCENT if percent is not None else DealKind.FIXED,
        amount=percent if percent is not None else cents,
        valid_from=valid_from,
        valid_to=valid_to,
        **{"title": "Off-peak", "status": DealStatus.APPROVED, "live_at": NOW - timedelta(days=1), **values},
    )
    deal.windows = [DealWindow(weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in windows]
    return add(deal)


def make_order(*, user: User | None = None, **values: object) -> Order:
    user = user or make_user()
    given = {
        "kind": OrderKind.CART,
        "user_id": user.id,
        "name": user.name,
        "email": user.email,
        "total_cents": 0,
        "held_until": NOW + timedelta(minutes=30),
    }
    return add(Order(**{**given, **values}))


def make_venue_order(order: Order, venue_id: int, **values: object) -> VenueOrder:
    """Return the venue order of an order at a venue, created if needed."""
    found = session.scalar(select(VenueOrder).where(VenueOrder.order_id == order.id, VenueOrder.venue_id == venue_id))
    return found or add(VenueOrder(order_id=order.id, venue_id=venue_id, **values))


def make_booking(
    service: Service, starts_at: datetime, *, quantity: int = 1, order: Order | None = None, **values: object
) -> Booking:
    """Make a booking without reservations, by default held in a new order."""
    venue_order = make_venue_order(order or make_order(), service.venue_id)
    option = first_option(service)
    cents = option.price_cents * quantity
    given = {
        "option_id": option.id,
        "title": service.title,
        "ends_at": starts_at + timedelta(minutes=option.duration_minutes),
        "buffer_before_minutes": service.buffer_before_minutes,
        "buffer_after_minutes": service.buffer_after_minutes,
        "list_cents": cents,
        "discount_cents": 0,
        "price_cents": cents,
        "cancel_free_hours": 24,
        "cancel_keep_percent": 100,
        "reschedule_hours": 24,
    }
    booking = add(
        Booking(
            venue_order_id=venue_order.id,
            service_id=service.id,
            starts_at=starts_at,
            quantity=quantity,
            **{**given, **values},
        )
    )
    return paid_for(booking)


def paid_for(booking: Booking) -> Booking:
    """Add the booking's order line, and confirm its order unless the booking is held or expired."""
    order = session.scalars(select(Order).join(VenueOrder).where(VenueOrder.id == booking.venue_order_id)).one()
    position = 1 + (session.scalar(select(func.count()).where(OrderLine.order_id == order.id)) or 0)
    if booking.state not in {None, BookingState.HELD, BookingState.EXPIRED} and order.state is OrderState.PENDING:
        order.state = OrderState.CONFIRMED
    values = {"kind": LineKind.BOOKING, "text": booking.title, "amount_cents": booking.price_cents}
    add(OrderLine(order_id=order.id, booking_id=booking.id, position=position, **values))
    return booking
