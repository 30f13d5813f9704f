"""The actions that change what guests find: one case for each, on rows that all cases share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.actions.featured import feature_venue, order_featured, unfeature_venue
from app.availability.actions import Claim, book
from app.availability.models import Block, Reservation
from app.bookings.actions.attendance import mark_no_show, undo_no_show
from app.bookings.actions.cancel import cancel_booking, cancel_with_refund
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.calendar_sync.actions import import_busy_times, unsubscribe
from app.calendar_sync.fetcher import Fetched
from app.calendar_sync.models import BusyFeed
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.actions import create, edit
from app.catalog.actions.extras import Addition, set_add_ons
from app.catalog.actions.offers import ServiceValues
from app.catalog.actions.performers import Performs, set_performers
from app.catalog.actions.visibility import archive_service, order_services, restore_service, show_service
from app.catalog.models import Service
from app.catalog.starts import WeeklyStart
from app.core import clock
from app.core.db import session
from app.deals.actions.end import end_deal, end_lapsed, resume_deal
from app.deals.actions.platform import create_platform_deal, edit_platform_deal
from app.deals.actions.review import approve_deal
from app.deals.actions.terms import Terms
from app.deals.enums import DealKind, DealStatus
from app.faqs.actions import add_faq, edit_faq, order_faqs, remove_faq, restore_faq
from app.front_desk.actions.blocks import BlockedTime, add_block, change_block, remove_block
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.availability import FrontDeskRequest
from app.front_desk.queries import Bookable
from app.guests.models import Guest
from app.hours.actions import clear_dates, set_date, set_dates, set_week
from app.hours.date_ranges import DateRange
from app.offboarding.actions import ReassignDecisions, reassign_bookings, remove_member, restore_member
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.orders.actions.fulfillment import confirm_order, expire_order
from app.rescheduling.actions.by_guest import cancel_reschedule, complete_reschedule, reschedule_by_guest
from app.rescheduling.actions.by_venue import reschedule_by_venue, undo_reschedule
from app.rescheduling.actions.slot_choice import Destination
from app.search_index.models import Featured
from app.taxonomy.actions.categories import Naming, add_category, edit_category, merge_category
from app.taxonomy.actions.tags import edit_tag, merge_tag
from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Category, Tag
from app.team import actions as team
from app.team.models import TeamMember
from app.venues.actions import details, photos, publication, review
from app.venues.actions.create import rename_venue
from app.venues.actions.edit import Basics, VenueAddress, edit_basics, edit_place
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.bookings.days import TUESDAY, confirm, pay
from tests.factories import (
    PLACE,
    add,
    make_add_on,
    make_booking,
    make_category,
    make_deal,
    make_faq,
    make_member,
    make_order,
    make_service,
    make_user,
    make_venue,
    make_venue_photo,
)
from tests.support import NOW

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class World:
    """A live venue with two team members, a service of each kind, its owner, a guest and an admin."""

    venue: Venue
    june: TeamMember
    priya: TeamMember
    massage: Service
    sauna: Service
    yoga: Service
    owner: User
    guest: User
    admin: User

    @property
    def offer(self) -> ServiceValues:
        return ServiceValues(make_category(), "Hot stones", duration_minutes=60, price_cents=9000)


def make_world() -> World:
    venue = make_venue()
    june, priya = make_member(venue), make_member(venue, name="Priya Raman")
    massage = make_service(venue, members=[june, priya], max_quantity=2)
    make_add_on(massage)
    sauna = make_service(venue, capacity=6, title="Sauna circuit")
    yoga = make_service(venue, capacity=8, title="Yoga", listed=[(1, 600)])
    owner = session.get_one(User, venue.owner_id)
    found = World(venue, june, priya, massage, sauna, yoga, owner, make_user(), make_user(role=Role.ADMIN))
    session.commit()
    return found


Action = Callable[[], object]
Case = Callable[[World], Action]
CASES: dict[str, Case] = {}


def case(action: Callable[..., Any]) -> Callable[[Case], Case]:
    """Register what prepares a call of this action, and returns the call."""

    def register(prepare: Case) -> Case:
        name = name_of(action)
        if name in CASES:
            raise ValueError(f"two cases for {name}")
        CASES[name] = prepare
        return prepare

    return register


def name_of(action: Callable[..., Any]) -> str:
    return f"{action.__module__.removeprefix('app.')}.{action.__name__}"


def simple(action: Callable[..., Any], arguments: Callable[[World], dict[str, Any]]) -> None:
    """Register an action whose arguments need nothing but the world."""
    case(action)(lambda world: lambda: action(**arguments(world)))


# The venue, its status and its photos.
simple(details.set_tags, lambda world: {"venue": world.venue, "tags": [make_tag()]})
simple(
    details.set_booking_window,
    lambda world: {"venue": world.venue, "minimum_notice_minutes": 60, "booking_window_days": 30},
)
simple(details.set_request_policy, lambda world: {"venue": world.venue, "accept_within_hours": 24, "max_upcoming": 2})
simple(rename_venue, lambda world: {"venue": world.venue, "name": "Hazel Spa"})
simple(review.apply, lambda world: {"venue": world.venue, "values": {"street": "12 SE Clinton St"}})
simple(publication.unpublish_venue, lambda world: {"venue": world.venue, "by": world.owner})
simple(publication.suspend_venue, lambda world: {"venue": world.venue, "by": world.admin, "reason": "Closed."})
simple(publication.delete_venue, lambda world: {"venue": world.venue, "by": world.owner})
simple(photos.add_venue_photo, lambda world: {"venue": world.venue, "photo": make_venue_photo(world.venue).photo})


@case(edit_basics)
def _(world: World) -> Action:
    basics = Basics(world.venue.name, make_category(), world.venue.type, "New.", "(503) 555-0100", [])
    session.refresh(world.venue, ["category"])
    return lambda: edit_basics(venue=world.venue, basics=basics)


@case(edit_place)
def _(world: World) -> Action:
    session.refresh(world.venue, ["category"])
    return lambda: edit_place(venue=world.venue, place=VenueAddress(**{**where(), "neighborhood": "Richmond"}))


@case(publication.publish_venue)
def _(world: World) -> Action:
    world.venue.status = VenueStatus.UNPUBLISHED
    session.flush()
    return lambda: publication.publish_venue(venue=world.venue, by=world.owner)


@case(publication.reinstate_venue)
def _(world: World) -> Action:
    publication.suspend_venue(venue=world.venue, by=world.admin, reason="Closed.")
    return lambda: publication.reinstate_venue(venue=world.venue, by=world.admin)


@case(review.approve)
def _(_world: World) -> Action:
    sent = review.submit_venue(venue=make_venue(status=VenueStatus.DRAFT))
    return lambda: review.approve(submission=sent)


@case(photos.order_venue_photos)
def _(world: World) -> Action:
    keys = [make_venue_photo(world.venue).public_id for _ in range(2)]
    return lambda: photos.order_venue_photos(venue=world.venue, keys=keys[::-1])


@case(photos.move_venue_photo)
def _(world: World) -> Action:
    _first, second = make_venue_photo(world.venue), make_venue_photo(world.venue)
    return lambda: photos.move_venue_photo(venue=world.venue, shown=second, position=1)


@case(photos.remove_venue_photo)
def _(world: World) -> Action:
    shown = make_venue_photo(world.venue)
    return lambda: photos.remove_venue_photo(venue=world.venue, shown=shown)


@case(photos.restore_venue_photo)
def _(world: World) -> Action:
    shown = make_venue_photo(world.venue, removed_at=NOW)
    return lambda: photos.restore_venue_photo(venue=world.venue, shown=shown)


def where() -> dict[str, Any]:
    return {name: PLACE[name] for name in ("street", "city", "state", "postal_code", "latitude", "longitude")}


# Questions and answers.
simple(add_faq, lambda world: {"venue": world.venue, "question": "Do you have parking?", "answer": "Yes."})


@case(edit_faq)
def _(world: World) -> Action:
    key = make_faq(world.venue).key
    return lambda: edit_faq(venue=world.venue, key=key, question="Is there parking?", answer="Yes.")


@case(order_faqs)
def _(world: World) -> Action:
    keys = [make_faq(world.venue).key for _ in range(2)]
    return lambda: order_faqs(venue=world.venue, keys=keys[::-1])


@case(remove_faq)
def _(world: World) -> Action:
    key = make_faq(world.venue).key
    return lambda: remove_faq(venue=world.venue, key=key)


@case(restore_faq)
def _(world: World) -> Action:
    key = make_faq(world.venue).key
    remove_faq(venue=world.venue, key=key)
    return lambda: restore_faq(venue=world.venue, key=key, position=1)


# Hours and the team.
JUNE_1 = date(2026, 6, 1)
simple(set_week, lambda world: {"venue": world.venue, "hours": {0: [(600, 1200)]}})
simple(set_date, lambda world: {"venue": world.venue, "on": JUNE_1, "spans": []})
simple(set_dates, lambda world: {"venue": world.venue, "date_range": DateRange(JUNE_1, JUNE_1)})
simple(clear_dates, lambda world: {"venue": world.venue, "first": JUNE_1, "last": JUNE_1})
simple(team.add_member, lambda world: {"venue": world.venue, "name": "Tomas Vela"})
simple(team.edit_member, lambda world: {"member": world.june, "details": team.Details("June C.", buffer_minutes=15)})
simple(
    team.set_member_photo,
    lambda world: {"member": world.june, "photo": make_venue_photo(world.venue).photo},
)
simple(team.order_members, lambda world: {"venue": world.venue, "slugs": [world.priya.slug, world.june.slug]})
simple(team.deactivate_member, lambda world: {"venue": world.venue, "member": world.june})
simple(team.add_time_off, lambda world: {"member": world.june, "begins": TUESDAY, "ends": TUESDAY + HOUR})
simple(
    team.add_weekly_time_off,
    lambda world: {"member": world.june, "weekday": 1, "begins": 600, "ends": 720, "first_on": JUNE_1},
)


@case(team.reactivate_member)
def _(world: World) -> Action:
    team.deactivate_member(venue=world.venue, member=world.june)
    return lambda: team.reactivate_member(venue=world.venue, member=world.june, position=1)


@case(team.remove_time_off)
def _(world: World) -> Action:
    key = team.add_time_off(member=world.june, begins=TUESDAY, ends=TUESDAY + HOUR).key
    return lambda: team.remove_time_off(member=world.june, key=key)


@case(reassign_bookings)
def _(world: World) -> Action:
    decisions = ReassignDecisions({booked(world).public_id: world.priya.slug})
    return lambda: reassign_bookings(venue=world.venue, member=world.june, decisions=decisions)


simple(remove_member, lambda world: {"venue": world.venue, "member": world.june, "decisions": ReassignDecisions()})


@case(restore_member)
def _(world: World) -> Action:
    remove_member(venue=world.venue, member=world.june, decisions=ReassignDecisions())
    return lambda: restore_member(venue=world.venue, member=world.june, position=1)


# Calendars of team members.
@case(unsubscribe)
def _(world: World) -> Action:
    make_feed(world)
    return lambda: unsubscribe(member=world.june)


@case(import_busy_times)
def _(world: World) -> Action:
    feed, busy = make_feed(world), [(TUESDAY, TUESDAY + HOUR)]
    return lambda: import_busy_times(feed=feed, member=world.june, fetched=Fetched(b""), busy=busy)


def make_feed(world: World) -> BusyFeed:
    return add(BusyFeed(member_id=world.june.id, url="https://calendar.example/june.ics", next_at=NOW))


# Services.
def performers(world: World) -> list[Performs]:
    return [Performs(world.june)]


simple(
    create.add_staffed_service,
    lambda world: {"venue": world.venue, "offer": world.offer, "performers": performers(world)},
)
simple(create.add_open_service, lambda world: {"venue": world.venue, "offer": world.offer, "capacity": 4})
simple(
    create.add_scheduled_service,
    lambda world: {"venue": world.venue, "offer": world.offer, "capacity": 4, "starts": [WeeklyStart(1, 600)]},
)
simple(
    edit.edit_staffed_service,
    lambda world: {**edited(world, world.massage), "performers": performers(world)},
)
simple(edit.edit_open_service, lambda world: {**edited(world, world.sauna), "capacity": 4})
simple(
    edit.edit_scheduled_service,
    lambda world: {**edited(world, world.yoga), "capacity": 4, "starts": [WeeklyStart(2, 600)]},
)
simple(
    edit.set_service_photo,
    lambda world: {"service": world.massage, "photo": make_venue_photo(world.venue).photo},
)
simple(
    set_performers,
    lambda world: {
        "venue": world.venue,
        "service": world.massage,
        "performers": [Performs(world.june), Performs(world.priya, 9000)],
    },
)
simple(set_add_ons, lambda world: {"service": world.massage, "additions": [Addition("Scalp massage", 1500, 10)]})
simple(show_service, lambda world: {"service": world.massage, "active": False})
simple(archive_service, lambda world: {"service": world.massage})
simple(
    order_services,
    lambda world: {"venue": world.venue, "slugs": [world.yoga.slug, world.sauna.slug, world.massage.slug]},
)


@case(restore_service)
def _(world: World) -> Action:
    archive_service(service=world.massage)
    return lambda: restore_service(service=world.massage, active=True)


def edited(world: World, service: Service) -> dict[str, Any]:
    return {"venue": world.venue, "service": service, "offer": world.offer}


# Deals.
TERMS = Terms("Off-peak", DealKind.PERCENT, 20, NOW)
simple(create_platform_deal, lambda _: {"terms": TERMS})


@case(edit_platform_deal)
def _(_world: World) -> Action:
    deal = make_deal(percent=10)
    return lambda: edit_platform_deal(deal=deal, terms=TERMS)


@case(approve_deal)
def _(world: World) -> Action:
    deal = make_deal(venue=world.venue, percent=20, status=DealStatus.IN_REVIEW, live_at=None)
    return lambda: approve_deal(deal=deal)


@case(end_deal)
def _(world: World) -> Action:
    deal = make_deal(venue=world.venue, percent=20)
    return lambda: end_deal(deal=deal)


@case(resume_deal)
def _(world: World) -> Action:
    deal = make_deal(venue=world.venue, percent=20)
    end_deal(deal=deal)
    return lambda: resume_deal(deal=deal)


@case(end_lapsed)
def _(world: World) -> Action:
    make_deal(venue=world.venue, percent=20, valid_to=NOW - timedelta(minutes=1))
    return end_lapsed


# Categories, tags and the home page.
simple(add_category, lambda _: {"naming": Naming("Hot stones")})
simple(edit_category, lambda world: {"category": category_of(world), "naming": Naming("Bodywork", "bodywork")})
simple(merge_category, lambda world: {"category": category_of(world), "into": make_category(slug="bodywork")})
simple(edit_tag, lambda world: {"tag": worn(world), "name": "Parking", "slug": "parking", "group": TagGroup.AMENITY})
simple(merge_tag, lambda world: {"tag": worn(world), "into": make_tag("parking")})
simple(feature_venue, lambda world: {"venue": world.venue, "admin": world.admin, "until": None, "position": 1})


@case(unfeature_venue)
def _(world: World) -> Action:
    add(Featured(venue_id=world.venue.id, position=1))
    return lambda: unfeature_venue(venue=world.venue, admin=world.admin)


@case(order_featured)
def _(world: World) -> Action:
    other = make_venue()
    add(Featured(venue_id=world.venue.id, position=1))
    add(Featured(venue_id=other.id, position=2))
    return lambda: order_featured(slugs=[other.slug, world.venue.slug], admin=world.admin)


def category_of(world: World) -> Category:
    return session.get_one(Category, world.venue.category_id)


def make_tag(slug: str = "free-parking") -> Tag:
    return add(Tag(slug=slug, name=slug.replace("-", " ").capitalize(), group=TagGroup.AMENITY, position=len(slug)))


def worn(world: World) -> Tag:
    tag = make_tag()
    details.set_tags(venue=world.venue, tags=[tag])
    return tag


# Bookings, from checkout to cancellation.
simple(check_out, lambda world: {"wanted": cart_of(world)})


@case(confirm_order)
def _(world: World) -> Action:
    order = check_out(cart_of(world))
    return lambda: confirm_order(order_id=order.id)


@case(expire_order)
def _(world: World) -> Action:
    order = check_out(cart_of(world))
    return lambda: expire_order(order_id=order.id)


@case(cancel_booking)
def _(world: World) -> Action:
    booking = booked(world)
    return lambda: cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=world.guest.id)


@case(cancel_with_refund)
def _(world: World) -> Action:
    booking = booked(world)
    return lambda: cancel_with_refund(booking_id=booking.id, user_id=world.owner.id, back_cents=booking.price_cents)


@case(mark_no_show)
def _(world: World) -> Action:
    booking = booked(world)
    return lambda: missed(booking, world)


@case(undo_no_show)
def _(world: World) -> Action:
    booking = missed(booked(world), world)

    def undo() -> Booking:
        with clock.pinned(TUESDAY + HOUR / 4):
            return undo_no_show(booking_id=booking.id, user_id=world.owner.id)

    return undo


@case(book_at_front_desk)
def _(world: World) -> Action:
    guest, requested = add(Guest(venue_id=world.venue.id, name="Ada Hale")), FrontDeskRequest(world.massage, TUESDAY)
    return lambda: book_at_front_desk(venue=world.venue, guest=guest, requested=requested, user_id=world.owner.id)


@case(reschedule_by_venue)
def _(world: World) -> Action:
    booking = booked(world)
    return lambda: later(booking)


@case(undo_reschedule)
def _(world: World) -> Action:
    booking = booked(world)
    later(booking)
    return lambda: undo_reschedule(booking_id=booking.id, sequence=booking.sequence)


@case(reschedule_by_guest)
def _(world: World) -> Action:
    booking = booked(world)
    return lambda: request_reschedule(booking, world, cents=booking.price_cents)


@case(complete_reschedule)
def _(world: World) -> Action:
    order = request_reschedule(booked(world), world, cents=15000)
    assert isinstance(order, Order)
    return lambda: complete_reschedule(order)


@case(cancel_reschedule)
def _(world: World) -> Action:
    order = request_reschedule(booked(world), world, cents=15000)
    assert isinstance(order, Order)
    return lambda: cancel_reschedule(order)


# Blocked time.
simple(add_block, lambda world: {"venue": world.venue, "blocked_time": blocked_time(world)})


@case(change_block)
def _(world: World) -> Action:
    block = blocked(world)
    return lambda: change_block(venue=world.venue, block=block, blocked_time=blocked_time(world, hours=2), sequence=0)


@case(remove_block)
def _(world: World) -> Action:
    block = blocked(world)
    return lambda: remove_block(venue=world.venue, block=block)


def blocked_time(world: World, *, hours: int = 1) -> BlockedTime:
    who = Bookable(world.june.slug, world.june.name, world.june.resource_id)
    return BlockedTime([who], TUESDAY, TUESDAY + hours * HOUR)


def blocked(world: World) -> Block:
    return add_block(venue=world.venue, blocked_time=blocked_time(world))


def cart_of(world: World) -> CheckOut:
    """Return the guest's checkout of a massage on Tuesday."""
    cart = open_cart(user_id=world.guest.id)
    add_line(cart=cart, slot=SlotRequest(world.massage.id, TUESDAY))
    return CheckOut(cart, view_of(cart), world.guest.id, Contact(world.guest.name, world.guest.email))


def booked(world: World) -> Booking:
    """Return a paid massage on Tuesday."""
    order = make_order(user=world.guest)
    booking = confirm(make_booking(world.massage, TUESDAY, order=order, served_by=world.june.name))
    pay(order)
    book(claims=[Claim(booking.id, world.massage.id, TUESDAY)])
    session.flush()
    return booking


def missed(booking: Booking, world: World) -> Booking:
    with clock.pinned(TUESDAY + HOUR / 4):
        return mark_no_show(booking_id=booking.id, user_id=world.owner.id)


def later(booking: Booking) -> object:
    to = Destination(booking.starts_at + 2 * HOUR, booking.ends_at + 2 * HOUR)
    return reschedule_by_venue(booking_id=booking.id, to=to, sequence=booking.sequence)


def request_reschedule(booking: Booking, world: World, *, cents: int) -> object:
    """Reschedule a booking by two hours as its guest, after the price of the service becomes `cents`."""
    world.massage.price_cents = cents
    session.flush()
    return reschedule_by_guest(
        booking_id=booking.id,
        starts_at=booking.starts_at + 2 * HOUR,
        member_id=None,
        sequence=booking.sequence,
        difference=cents - booking.price_cents,
        user_id=world.guest.id,
    )


def pay_later(world: World) -> Action:
    booking = booked(world)
    return lambda: request_reschedule(booking, world, cents=15000)


def paid_too_late(world: World) -> Action:
    booking = booked(world)
    order = request_reschedule(booking, world, cents=15000)
    assert isinstance(order, Order)
    booking.sequence += 1
    session.flush()
    return lambda: complete_reschedule(order)


def refunded(world: World) -> Action:
    """Prepare the payment of two massages at a venue that has been unpublished, when one of them has lost its time."""
    cart = open_cart(user_id=world.guest.id)
    for at in (TUESDAY, TUESDAY + 2 * HOUR):
        add_line(cart=cart, slot=SlotRequest(world.massage.id, at))
    contact = Contact(world.guest.name, world.guest.email)
    order = check_out(CheckOut(cart, view_of(cart), world.guest.id, contact))
    first = session.query(Reservation).order_by(Reservation.id).first()
    session.delete(first)
    world.massage.active = False
    session.flush()
    return lambda: confirm_order(order_id=order.id)


# Ways of an action that its case above does not take.
MORE: dict[str, Case] = {
    "a reschedule that the guest has to pay for": pay_later,
    "a reschedule paid too late": paid_too_late,
    "an order paid when one of its times was gone": refunded,
}
