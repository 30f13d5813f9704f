"""Factories for rows, with believable defaults for every value that a test does not care about."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import TypeVar

from sqlalchemy import func, insert, select

from app.accounts.enums import Role
from app.accounts.models import User
from app.availability.models import Block
from app.booking_links.models import EmbedOrigin
from app.bookings.enums import BookingState, LineKind, OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.enums import ServiceKind
from app.catalog.models import (
    AddOn,
    ListedStart,
    OptionTeamMember,
    Service,
    ServiceFacility,
    ServiceOption,
    ServiceTeamMember,
)
from app.core.db import session
from app.core.ids import token
from app.deals.enums import DealKind, DealStatus
from app.deals.models import Deal, DealWindow
from app.facilities.enums import FacilityKind
from app.facilities.models import Facility
from app.faqs.models import Faq
from app.finance.models import TaxPayment
from app.gift_cards.enums import Design, GiftCardState
from app.gift_cards.models import GiftCard
from app.hours.models import Opening
from app.imports.enums import ImportKind
from app.imports.models import Import, ImportRow
from app.memberships.models import Membership, PlanPrice
from app.passes.enums import OfferKind, PassState
from app.passes.models import Pass, PassOffer
from app.photos.models import Photo
from app.staff.models import StaffInvitation
from app.tax.enums import Remitter
from app.tax.models import TaxRule
from app.taxonomy.models import Category
from app.team.models import TeamMember
from app.two_factor.models import Passkey
from app.venues.enums import StaffRole, VenueStatus
from app.venues.models import Resource, Venue, VenuePhoto, VenueStaff
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


def make_staff(
    venue: Venue, role: StaffRole, *, member: TeamMember | None = None, user: User | None = None
) -> VenueStaff:
    """Let a person work at a venue; a new one unless `user` is given."""
    user = user or make_user(name="Idris Vance")
    user.role = Role.PROVIDER
    return add(
        VenueStaff(
            venue_id=venue.id, user_id=user.id, user=user, role=role, team_member_id=member.id if member else None
        )
    )


def make_invitation(
    venue: Venue, *, email: str = "new@example.com", role: StaffRole = StaffRole.FRONT_DESK, **values: object
) -> StaffInvitation:
    """Add an open invitation that the owner sent at NOW."""
    given = {"invited_by_id": venue.owner_id, "created_at": NOW, "sent": 1, "sent_at": NOW, "expires_at": NOW + WEEK}
    return add(StaffInvitation(venue_id=venue.id, email=email, role=role, **{**given, **values}))


def make_venue_photo(venue: Venue, *, removed_at: datetime | None = None, **values: object) -> VenuePhoto:
    """Add a processed photo without files at the end of a venue's photos, or one removed from the first position."""
    last = select(func.count()).where(VenuePhoto.venue_id == venue.id, VenuePhoto.position.is_not(None))
    return add(
        VenuePhoto(
            venue_id=venue.id,
            photo_id=add(Photo(**{"key": "0" * 40, "width": 800, "height": 600, **values})).id,
            position=None if removed_at else 1 + (session.scalar(last) or 0),
            removed_at=removed_at,
            removed_from=1 if removed_at else None,
        )
    )


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


def open_on(
    venue: Venue,
    opens: int,
    closes: int,
    *,
    weekday: int | None = None,
    on: date | None = None,
    member: TeamMember | None = None,
) -> Opening:
    return add(
        Opening(
            venue_id=venue.id,
            member_id=member.id if member else None,
            weekday=weekday,
            on_date=on,
            opens=opens,
            closes=closes,
        )
    )


def make_block(venue_id: int, begins: datetime, ends: datetime) -> Block:
    """Add blocked time of a venue, without reservations for any team member."""
    return add(Block(venue_id=venue_id, begins=begins, ends=ends))


def make_embed_origin(venue: Venue, origin: str = "https://www.hazel.example", *, position: int = 1) -> EmbedOrigin:
    return add(EmbedOrigin(venue_id=venue.id, position=position, origin=origin))


def make_import(venue: Venue, *, kind: ImportKind = ImportKind.GUESTS, cells: Sequence[str] = ("Ada",)) -> Import:
    """Add an uploaded file with one row, whose columns the owner has not chosen yet."""
    found = add(
        Import(
            venue_id=venue.id,
            user_id=venue.owner_id,
            kind=kind,
            filename="file.csv",
            headers=["Name"],
            has_header=True,
            columns={"name": 0},
            rows=1,
        )
    )
    add(ImportRow(import_id=found.id, number=2, cells=list(cells)))
    return found


def make_faq(venue: Venue, *, question: str = "Where can I park?", answer: str = "Behind the house.") -> Faq:
    position = 1 + (session.scalar(select(func.count()).where(Faq.venue_id == venue.id)) or 0)
    return add(Faq(venue_id=venue.id, position=position, question=question, answer=answer))


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
    session.add_all(ServiceTeamMember(service_id=service.id, member_id=member.id) for member in members)
    session.flush()
    first, *_ = [make_option(service, *terms) for terms in ((minutes, price_cents), *longer)]
    session.add_all(
        OptionTeamMember(option_id=first.id, service_id=service.id, member_id=member.id, **(own or {})[member.slug])
        for member in members
        if member.slug in (own or {})
    )
    session.add_all(ListedStart(service_id=service.id, weekday=weekday, minute=minute) for weekday, minute in listed)
    session.flush()
    session.refresh(service, ["options"])
    for option in service.options:
        session.refresh(option, ["members"])
    return service


def make_facility(
    venue: Venue,
    services: Sequence[Service] = (),
    *,
    name: str = "Room 1",
    kind: FacilityKind = FacilityKind.ROOM,
    guests: int = 1,
    units: int = 1,
) -> Facility:
    """Make a room, or equipment with a number of units, that these services may use."""
    resource = add(Resource(venue_id=venue.id, capacity=units))
    facility = add(
        Facility(
            venue_id=venue.id, resource_id=resource.id, kind=kind, name=name, guests=guests, position=next(_numbers)
        )
    )
    session.add_all(ServiceFacility(service_id=service.id, facility_id=facility.id) for service in services)
    session.flush()
    for service in services:
        session.expire(service, ["facilities"])
    return facility


def set_own_terms(service: Service, member_id: int, price_cents: int | None, minutes: int | None = None) -> None:
    """Set a team member's own price and duration for the first option of a service."""
    option = service.first_option
    own = next((each for each in option.members if each.member_id == member_id), None)
    if own is None:
        own = OptionTeamMember(option_id=option.id, service_id=service.id, member_id=member_id)
        option.members.append(own)
    own.price_cents, own.duration_minutes = price_cents, minutes
    session.flush()


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


def make_gift_card(user: User, **values: object) -> GiftCard:
    """Make a paid gift card that is to be delivered."""
    order = make_order(user=user, kind=OrderKind.GIFT_CARD, total_cents=5000, state=OrderState.CONFIRMED)
    add(OrderLine(order_id=order.id, position=1, kind=LineKind.GIFT_CARD, text="Gift card", amount_cents=5000))
    given = {
        "order": order,
        "state": GiftCardState.SCHEDULED,
        "amount_cents": 5000,
        "to_name": "Robin Vale",
        "to_email": "robin@example.com",
        "from_name": user.name,
        "design": Design.FLOWER,
        "deliver_at": NOW,
        "zone": "America/Los_Angeles",
        "deliveries": 1,
    }
    return add(GiftCard(**{**given, **values}))


def make_offer(option: ServiceOption, **values: object) -> PassOffer:
    """Make a package of five bookings of a service option for $400."""
    venue_id = session.get_one(Service, option.service_id).venue_id
    given = {"venue_id": venue_id, "title": "Five massages", "uses": 5, "price_cents": 40000, "valid_days": 365}
    return add(PassOffer(**{**given, "option_ids": [option.id], **values}))


def make_pass(user: User, offer: PassOffer, **values: object) -> Pass:
    """Make a package that a guest has paid for."""
    price, uses = offer.price_cents, offer.uses
    order = make_order(user=user, kind=OrderKind.PACKAGE, total_cents=price, state=OrderState.CONFIRMED)
    add(OrderLine(order_id=order.id, position=1, kind=LineKind.PACKAGE, text=offer.title, amount_cents=price))
    given = {
        "offer_id": offer.id,
        "venue_id": offer.venue_id,
        "user_id": user.id,
        "order_id": order.id,
        "state": PassState.ACTIVE,
        "title": offer.title,
        "price_cents": price,
        "left_cents": price,
        "uses": uses,
        "uses_left": uses,
        "valid_days": offer.valid_days,
        "option_ids": offer.option_ids,
        "bought_at": NOW,
        "expires_at": NOW + timedelta(days=offer.valid_days),
    }
    return add(Pass(**{**given, **values}))


def make_membership(user: User, option: ServiceOption, **values: object) -> Membership:
    """Make a membership of $79 a month that a guest hasn't paid for yet."""
    offer = make_offer(
        option, kind=OfferKind.MEMBERSHIP, title="Monthly massage", price_cents=7900, valid_days=None, percent_off=10
    )
    terms = {"uses": offer.uses, "percent_off": offer.percent_off, "option_ids": offer.option_ids}
    price = add(PlanPrice(offer_id=offer.id, cents=offer.price_cents, **terms))
    given = {
        "offer_id": offer.id,
        "venue_id": offer.venue_id,
        "user_id": user.id,
        "price_id": price.id,
        "agreed_at": NOW,
        "agreed_text": "$79.00 is charged every month.",
        "page_expires_at": NOW,
    }
    return add(Membership(**{**given, **values}))


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


def make_tax_payment(admin: User, *, jurisdiction: str = "Hawaii") -> TaxPayment:
    """Make a payment of tax for April, without an entry in the ledger."""
    return add(
        TaxPayment(
            state="HI",
            jurisdiction=jurisdiction,
            first_on=date(2026, 4, 1),
            last_on=date(2026, 4, 30),
            amount_cents=4500,
            paid_on=date(2026, 5, 10),
            reference="77-1",
            recorded_by_id=admin.id,
        )
    )


def make_tax_rule(service: Service, **values: object) -> TaxRule:
    """Make a rule for the category of a service where its venue is, by default for the whole state."""
    venue = session.get_one(Venue, service.venue_id)
    usual = {"state": venue.state, "category_id": service.category_id, "jurisdiction": "Oregon"}
    more = {"rate": 8875, "remitter": Remitter.PLATFORM, "first_on": date(2026, 1, 1)}
    return add(TaxRule(**{**usual, **more, **values}))


def paid_for(booking: Booking) -> Booking:
    """Add the booking's order line, and confirm its order unless the booking is held or expired."""
    order = session.scalars(select(Order).join(VenueOrder).where(VenueOrder.id == booking.venue_order_id)).one()
    position = 1 + (session.scalar(select(func.count()).where(OrderLine.order_id == order.id)) or 0)
    if booking.state not in {None, BookingState.HELD, BookingState.EXPIRED} and order.state is OrderState.PENDING:
        order.state = OrderState.CONFIRMED
    values = {"kind": LineKind.BOOKING, "text": booking.title, "amount_cents": booking.price_cents}
    add(OrderLine(order_id=order.id, booking_id=booking.id, position=position, **values))
    return booking
