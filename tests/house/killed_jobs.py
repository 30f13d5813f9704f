"""One case for each background task: what there is to do, so that a test can kill the task in the middle of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, text

from app import clock
from app.accounts.enums import Role
from app.accounts.models import Seeing
from app.availability.actions import Claim, book
from app.bookings.actions import (
    CheckOut,
    Contact,
    Destination,
    cancel_item,
    check_out,
    give_back,
    move_herself,
    move_visit,
    write_to_guest,
)
from app.bookings.enums import Actor, ItemState, RefundState
from app.bookings.models import BookingItem, Order, Refund
from app.bookings.queries import held_items, whole_item
from app.cart.actions import Wish, add_line, open_cart
from app.cart.expiry import NOTICE_LIFE
from app.cart.queries import LIFE, view_of
from app.catalog.models import Service
from app.db import session
from app.deals.actions import approve_deal, create_deal
from app.deals.enums import DealKind
from app.feeds.models import BusyFeed
from app.payments import conversations
from app.payments.models import Payment
from app.pictures.actions import take_picture
from app.pictures.models import Picture
from app.venues.actions import add_venue_picture, approve, ensure_tag, set_tags, submit_venue, suspend_venue
from app.venues.enums import TagGroup, VenueStatus
from app.venues.models import VenueTransition
from app.waiting import actions as waiting
from app.waiting.models import Wait
from tests.bookings.days import MASSAGE, SAUNA, TUESDAY, booked, confirm, item_called, make_day, pay
from tests.factories import (
    add,
    make_deal,
    make_item,
    make_member,
    make_order,
    make_service,
    make_user,
    make_venue,
    make_venue_picture,
)
from tests.pictures.samples import photo
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW
from tests.waiting.lines import fill_afternoon, in_line

HOUR = timedelta(hours=1)
Arguments = dict[str, int | str]


@dataclass(frozen=True, slots=True)
class World:
    stripe: StripeSandbox


@dataclass(frozen=True, slots=True)
class Case:
    """`arrange` makes what the task works on and returns its arguments."""

    arrange: Callable[[World], Arguments]
    changes_something: bool = True


CASES: dict[str, Case] = {}


def case(*tasks: str, changes_something: bool = True) -> Callable[[Callable[[World], Arguments]], None]:
    def register(arrange: Callable[[World], Arguments]) -> None:
        CASES.update(dict.fromkeys(tasks, Case(arrange, changes_something)))

    return register


def item_of_day() -> BookingItem:
    """A massage on Tuesday at 1 PM with June, paid."""
    make_day()
    item = item_called(MASSAGE)
    book(claims=[Claim(item.id, item.service_id, item.starts_at)])
    session.flush()
    return item


def canceled(public_id: str) -> int:
    make_day()
    item = item_called(public_id)
    cancel_item(item_id=item.id, actor=Actor.CUSTOMER, user_id=None)
    return item.id


def refund_of_day(**values: object) -> int:
    refund = session.scalars(select(Refund).where(Refund.item_id == canceled(SAUNA))).one()
    for name, value in values.items():
        setattr(refund, name, value)
    return refund.id


def staffed() -> Service:
    """An hour with June, who works from 10 AM to 8 PM."""
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    session.refresh(service, ["performers"])
    session.flush()
    return service


def checked_out() -> Order:
    """An order for Tuesday whose payment page is open."""
    order = held()
    conversations.open_page(order.id)
    session.commit()
    return order


def held() -> Order:
    """An order for Tuesday without a payment page."""
    user = make_user()
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, wish=Wish(staffed().id, TUESDAY))
    view = view_of(cart, except_items=held_items(cart))
    order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
    session.commit()
    return order


def paid(world: World) -> Order:
    order = checked_out()
    world.stripe.pay(session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one() or "")
    conversations.catch_up(order.id)
    session.commit()
    return order


@case("admin.end_seeing")
def _(_: World) -> Arguments:
    admin, user = make_user(role=Role.ADMIN), make_user()
    seeing = Seeing(admin_id=admin.id, user_id=user.id, began_at=NOW - HOUR, ends_at=NOW - HOUR / 2)
    return {"seeing_id": add(seeing).id}


@case("bookings.complete_finished")
def _(_: World) -> Arguments:
    booked(make_service(make_venue(), capacity=2), NOW - 3 * HOUR)
    return {}


@case("bookings.release_unanswered")
def _(_: World) -> Arguments:
    item = item_of_day()
    item.state, item.confirm_hours, item.answer_by = ItemState.REQUESTED, 24, NOW - HOUR
    return {}


@case("bookings.mail_agreed", "bookings.mail_booked_for")
def _(_: World) -> Arguments:
    return {"item_id": item_of_day().id}


@case("bookings.mail_cancelled", "bookings.mail_guest_cancelled", "bookings.mail_venue_cancelled")
def _(_: World) -> Arguments:
    return {"item_id": canceled(SAUNA)}


@case("bookings.mail_confirmed", "bookings.mail_too_late")
def _(_: World) -> Arguments:
    return {"order_id": make_day().id}


@case("bookings.mail_venue_confirmed")
def _(_: World) -> Arguments:
    return {"order_id": make_day().id, "venue_id": whole_item(item_called(MASSAGE).id).booking.venue_id}


@case("bookings.mail_message")
def _(_: World) -> Arguments:
    item = whole_item(item_of_day().id)
    owner = item.booking.venue.owner_id
    return {"message_id": write_to_guest(item=item, user_id=owner, text="The door is on the left today.").id}


@case("bookings.mail_moved")
def _(_: World) -> Arguments:
    item = item_of_day()
    move_visit(item_id=item.id, to=Destination(TUESDAY + 2 * HOUR, TUESDAY + 3 * HOUR), sequence=item.sequence)
    return {"item_id": item.id, "sequence": 1}


@case("bookings.mail_venue_moved")
def _(_: World) -> Arguments:
    item = item_of_day()
    reschedule(item, item.price_cents)
    return {"item_id": item.id, "sequence": 1}


@case("bookings.mail_move_too_late")
def _(_: World) -> Arguments:
    order = reschedule(item_of_day(), 15000)
    assert isinstance(order, Order)
    return {"order_id": order.id}


def reschedule(item: BookingItem, cents: int) -> object:
    """The guest takes 3 PM, at this price."""
    session.get_one(Service, item.service_id).price_cents = cents
    session.flush()
    return move_herself(
        item_id=item.id,
        starts_at=TUESDAY + 2 * HOUR,
        member_id=None,
        sequence=item.sequence,
        difference=cents - item.price_cents,
        user_id=session.scalars(select(Order.user_id)).one() or 0,
    )


@case("bookings.mail_passed_on")
def _(_: World) -> Arguments:
    item = item_of_day()
    item.with_whom, item.sequence = "Priya Raman", 1
    told: Arguments = {"before": "June", "after": "Priya", "chosen": 0, "reason": "June is ill."}
    return {"item_id": item.id, "sequence": 1, **told}


@case("bookings.mail_refunded")
def _(_: World) -> Arguments:
    return {"refund_id": refund_of_day(state=RefundState.SUCCEEDED)}


@case("cart.purge")
def _(_: World) -> Arguments:
    with clock.pinned(NOW - LIFE - NOTICE_LIFE - HOUR):
        add_line(cart=open_cart(user_id=make_user().id), wish=Wish(staffed().id, TUESDAY))
    return {}


@case("deals.end_lapsed")
def _(_: World) -> Arguments:
    make_deal(venue=make_venue(), percent=20, valid_from=NOW - 48 * HOUR, valid_to=NOW - HOUR)
    return {}


@case("deals.mail_decided")
def _(_: World) -> Arguments:
    deal = create_deal(
        venue=make_venue(),
        service=None,
        title="Off-peak",
        kind=DealKind.PERCENT,
        amount=30,
        valid_from=NOW,
        valid_to=NOW + 48 * HOUR,
    )
    approve_deal(deal=deal)
    return {"deal_id": deal.id}


@case("discovery.reindex")
def _(_: World) -> Arguments:
    return {"venue_id": staffed().venue_id}


# Nothing to make up for where PostgreSQL is the only search engine: tests/search kill the other one.
@case("discovery.catch_up", changes_something=False)
def _(_: World) -> Arguments:
    return {}


@case("discovery.refresh", "discovery.refresh_now")
def _(_: World) -> Arguments:
    make_venue()
    make_venue()
    return {}


@case("discovery.reindex_category")
def _(_: World) -> Arguments:
    return {"category_id": staffed().category_id}


@case("discovery.reindex_tag")
def _(_: World) -> Arguments:
    tag = ensure_tag(slug="parking", name="Parking", group=TagGroup.AMENITY, position=1)
    set_tags(venue=make_venue(), tags=[tag])
    return {"tag_id": tag.id}


def unreachable_feed() -> int:
    member = make_member(make_venue())
    return add(BusyFeed(member_id=member.id, url="https://127.0.0.1:1/june.ics", next_at=NOW)).id


@case("feeds.read")
def _(_: World) -> Arguments:
    return {"feed_id": unreachable_feed()}


@case("feeds.refresh")
def _(_: World) -> Arguments:
    unreachable_feed()
    return {}


@case("listing.forget_deleted")
def _(_: World) -> Arguments:
    venue = make_venue(status=VenueStatus.DELETED)
    moves = {"from_status": VenueStatus.APPROVED, "to_status": VenueStatus.DELETED, "reason": ""}
    add(VenueTransition(venue_id=venue.id, at=NOW - timedelta(days=400), **moves))
    return {}


@case("payments.open_page")
def _(_: World) -> Arguments:
    return {"order_id": held().id}


@case("payments.close_order")
def _(_: World) -> Arguments:
    return {"order_id": checked_out().id}


@case("payments.close_lapsed")
def _(_: World) -> Arguments:
    checked_out().held_until = NOW - HOUR
    return {}


@case("payments.read_card")
def _(world: World) -> Arguments:
    order = paid(world)
    session.execute(text("UPDATE payment SET card_brand = '', card_last4 = ''"))
    return {"order_id": order.id}


@case("payments.pay_refund")
def _(world: World) -> Arguments:
    return {"refund_id": owed(world).id}


@case("payments.resend_refunds")
def _(world: World) -> Arguments:
    owed(world).created_at = NOW - 3 * HOUR
    return {}


def owed(world: World) -> Refund:
    order = paid(world)
    item = session.scalars(select(BookingItem).where(BookingItem.booking.has(order_id=order.id))).one()
    [refund] = give_back(item_id=item.id, cents=4000, left=item.price_cents, reason="The room was cold.")
    return refund


@case("payments.mail_refund_failed")
def _(_: World) -> Arguments:
    make_user(role=Role.ADMIN, email="admin@example.com")
    return {"refund_id": refund_of_day(state=RefundState.FAILED, failure="expired_or_canceled_card", stripe_id="re_1")}


def uploaded() -> Picture:
    picture = take_picture(data=photo(), alt="The garden")
    add_venue_picture(venue=make_venue(), picture=picture)
    return picture


@case("pictures.make")
def _(_: World) -> Arguments:
    return {"picture_id": uploaded().id}


@case("pictures.forget_original")
def _(_: World) -> Arguments:
    return {"key": uploaded().key}


@case("pictures.give_up_waiting")
def _(_: World) -> Arguments:
    with clock.pinned(NOW - timedelta(days=3)):
        uploaded()
    session.flush()
    session.execute(text("UPDATE picture SET created_at = :then"), {"then": NOW - timedelta(days=3)})
    return {}


@case("pictures.clear_away")
def _(_: World) -> Arguments:
    take_picture(data=photo(), alt="Shown nowhere")
    session.flush()
    session.execute(text("UPDATE picture SET created_at = :then"), {"then": NOW - timedelta(days=3)})
    return {}


@case("reminders.look")
def _(_: World) -> Arguments:
    booked_yesterday()
    return {}


@case("reminders.mail")
def _(_: World) -> Arguments:
    item = booked_yesterday()
    return {"item_id": item.id, "kind": "day", "starts_at": item.starts_at.isoformat()}


def booked_yesterday() -> BookingItem:
    """For this time tomorrow, so that its reminder is due."""
    with clock.pinned(NOW - 48 * HOUR):
        order = make_order(user=make_user(), created_at=NOW - 48 * HOUR)
        item = make_item(staffed(), NOW + 24 * HOUR, order=order)
        confirm(item, at=NOW - 48 * HOUR)
        pay(order)
    return item


@case("venues.forget_removed_pictures")
def _(_: World) -> Arguments:
    make_venue_picture(make_venue(), removed_at=NOW - timedelta(days=400))
    return {}


@case("venues.mail_decided")
def _(_: World) -> Arguments:
    submission = submit_venue(venue=make_venue(status=VenueStatus.DRAFT))
    approve(submission=submission, by=make_user(role=Role.ADMIN))
    return {"submission_id": submission.id}


@case("venues.mail_standing")
def _(_: World) -> Arguments:
    admin = make_user(role=Role.ADMIN)
    return {"transition_id": suspend_venue(venue=make_venue(), by=admin, reason="Two guests wrote.").id}


def opening_on_waitlist() -> Wait:
    """Somebody waits for Saturday afternoon, and 2 PM has just become available."""
    service = staffed()
    full = fill_afternoon(service)
    wait = in_line(service)
    cancel_item(item_id=full[2].id, actor=Actor.PROVIDER, user_id=None)
    return wait


@case("waiting.look")
def _(_: World) -> Arguments:
    return {"venue_id": session.get_one(Service, opening_on_waitlist().service_id).venue_id}


@case("waiting.tick")
def _(_: World) -> Arguments:
    opening_on_waitlist()
    return {}


@case("waiting.mail_offer")
def _(_: World) -> Arguments:
    wait = opening_on_waitlist()
    session.commit()
    waiting.look(venue_id=session.get_one(Service, wait.service_id).venue_id)
    session.commit()
    session.refresh(wait)
    return {"wait_id": wait.id, "order_id": wait.order_id or 0}
