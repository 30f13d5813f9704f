"""Changes of bookings that change what guests find: they take time or make it available again."""

from app.availability.models import Block, Reservation
from app.bookings.actions.attendance import mark_no_show, undo_no_show
from app.bookings.actions.cancel import cancel_booking, cancel_with_refund
from app.bookings.actions.cancel_series import cancel_bookings
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.core import clock
from app.core.db import session
from app.front_desk.actions.blocks import BlockedTime, add_block, change_block, remove_block
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.actions.new_series import book_series_at_front_desk
from app.front_desk.availability import FrontDeskRequest
from app.front_desk.queries import Bookable
from app.guests.models import Guest
from app.imports.actions.chunks import check_import, import_chunk
from app.imports.actions.undo import undo_chunk, undo_import
from app.imports.actions.uploads import check_columns, create_import, start_import
from app.imports.enums import Duplicates, ImportKind
from app.imports.models import Import
from app.imports.reading import read_sheet
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.orders.actions.fulfillment import confirm_order, expire_order
from app.rescheduling.actions.by_guest import reschedule_by_guest
from app.rescheduling.actions.by_venue import reschedule_by_venue, undo_reschedule
from app.rescheduling.actions.paid import cancel_reschedule, complete_reschedule
from app.rescheduling.actions.series_by_guest import NewStart, reschedule_series_by_guest
from app.rescheduling.actions.series_by_venue import SeriesMove, reschedule_series_by_venue
from app.rescheduling.actions.slot_choice import Destination
from tests.factories import add, first_option
from tests.paid_day import TUESDAY
from tests.project.search_changes import HOUR, Action, Case, World, booked, case, simple

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


@case(cancel_bookings)
def _(world: World) -> Action:
    booking = booked(world)
    return lambda: cancel_bookings(booking_ids=[booking.id], actor=Actor.GUEST, user_id=world.guest.id)


@case(cancel_with_refund)
def _(world: World) -> Action:
    booking = booked(world)
    return lambda: cancel_with_refund(booking_id=booking.id, user_id=world.owner.id, back_cents=booking.price_cents)


def importing(world: World) -> int:
    """Upload and check a file with a massage on Tuesday, and return the id of its import."""
    sheet = read_sheet(f"Date,Time,Service,Guest\n{TUESDAY.date()},1 PM,{world.massage.title},Ada".encode())
    found = create_import(
        venue=world.massage.venue, user_id=world.owner.id, kind=ImportKind.BOOKINGS, filename="a.csv", sheet=sheet
    )
    check_columns(found=found, columns=found.columns, day_first=False, duplicates=Duplicates.OURS)
    check_import(import_id=found.id)
    start_import(found=found)
    session.flush()
    return found.id


@case(import_chunk)
def _(world: World) -> Action:
    import_id = importing(world)
    return lambda: import_chunk(import_id=import_id)


@case(undo_chunk)
def _(world: World) -> Action:
    import_id = importing(world)
    import_chunk(import_id=import_id)
    undo_import(found=session.get_one(Import, import_id))
    return lambda: undo_chunk(import_id=import_id)


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
    guest, requested = (
        add(Guest(venue_id=world.venue.id, name="Ada Hale")),
        FrontDeskRequest(first_option(world.massage), TUESDAY),
    )
    return lambda: book_at_front_desk(venue=world.venue, guest=guest, requested=requested, user_id=world.owner.id)


@case(book_series_at_front_desk)
def _(world: World) -> Action:
    guest = add(Guest(venue_id=world.venue.id, name="Ada Hale"))
    requested, starts = FrontDeskRequest(first_option(world.massage), TUESDAY), [TUESDAY, TUESDAY + 24 * 7 * HOUR]
    return lambda: book_series_at_front_desk(
        venue=world.venue, guest=guest, requested=requested, starts=starts, weeks=1, user_id=world.owner.id
    )


@case(reschedule_series_by_venue)
def _(world: World) -> Action:
    booking = booked(world)
    to = Destination(booking.starts_at + 2 * HOUR, booking.ends_at + 2 * HOUR)
    move = SeriesMove(booking.id, to, booking.sequence)
    return lambda: reschedule_series_by_venue(moves=[move], user_id=world.owner.id)


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


@case(reschedule_series_by_guest)
def _(world: World) -> Action:
    booking = booked(world)
    start = NewStart(booking.id, booking.starts_at + 2 * HOUR, None, booking.sequence)
    return lambda: reschedule_series_by_guest(starts=[start], difference=0, user_id=world.guest.id)


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
    add_line(cart=cart, slot=SlotRequest(first_option(world.massage).id, TUESDAY))
    return CheckOut(cart, view_of(cart), world.guest.id, Contact(world.guest.name, world.guest.email))


def missed(booking: Booking, world: World) -> Booking:
    with clock.pinned(TUESDAY + HOUR / 4):
        return mark_no_show(booking_id=booking.id, user_id=world.owner.id)


def later(booking: Booking) -> object:
    to = Destination(booking.starts_at + 2 * HOUR, booking.ends_at + 2 * HOUR)
    return reschedule_by_venue(booking_id=booking.id, to=to, sequence=booking.sequence)


def request_reschedule(booking: Booking, world: World, *, cents: int) -> object:
    """Reschedule a booking by two hours as its guest, after the price of the service becomes `cents`."""
    first_option(world.massage).price_cents = cents
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
        add_line(cart=cart, slot=SlotRequest(first_option(world.massage).id, at))
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
