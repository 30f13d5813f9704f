"""The killed_jobs cases for bookings and payments."""

from sqlalchemy import select, text

from app.accounts.enums import Role
from app.bookings.actions.messages import message_guest
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import BookingState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import load_booking
from app.catalog.models import ServiceOption
from app.core.db import session
from app.intake.actions.requests import ask_for_forms
from app.intake.models import IntakeRequest
from app.orders.actions.fulfillment import confirm_order
from app.receipts.actions import issue_receipts
from app.rescheduling.actions.by_guest import reschedule_by_guest
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.series_by_guest import NewStart, reschedule_series_by_guest
from app.rescheduling.actions.series_by_venue import SeriesMove, reschedule_series_by_venue
from app.rescheduling.actions.slot_choice import Destination
from tests.factories import make_service, make_user, make_venue
from tests.intake.setting import make_setting
from tests.paid_day import MASSAGE, SAUNA, TUESDAY, booked, booking_called, make_day
from tests.project.killed_jobs import (
    HOUR,
    Arguments,
    World,
    booking_of_day,
    canceled,
    case,
    checked_out,
    held,
    paid,
    refund_of_day,
)
from tests.support import NOW


@case("bookings.complete_finished")
def _(_: World) -> Arguments:
    booked(make_service(make_venue(), capacity=2), NOW - 3 * HOUR)
    return {}


@case("bookings.expire_unanswered")
def _(_: World) -> Arguments:
    booking = booking_of_day()
    booking.state, booking.accept_within_hours, booking.accept_by = BookingState.REQUESTED, 24, NOW - HOUR
    return {}


@case("bookings.email_series_added")
def _(_: World) -> Arguments:
    return {"booking_ids": str(booking_of_day().id)}


@case("bookings.email_accepted", "bookings.email_added")
def _(_: World) -> Arguments:
    return {"booking_id": booking_of_day().id}


@case(
    "bookings.email_series_canceled",
    "bookings.email_guest_series_canceled",
    "bookings.email_venue_series_canceled",
)
def _(_: World) -> Arguments:
    return {"booking_ids": str(canceled(SAUNA))}


@case("bookings.email_canceled", "bookings.email_guest_canceled", "bookings.email_venue_canceled")
def _(_: World) -> Arguments:
    return {"booking_id": canceled(SAUNA)}


@case("bookings.email_confirmed", "bookings.email_too_late")
def _(_: World) -> Arguments:
    return {"order_id": make_day().id}


@case("bookings.email_venue_confirmed")
def _(_: World) -> Arguments:
    return {"order_id": make_day().id, "venue_id": load_booking(booking_called(MASSAGE).id).venue_order.venue_id}


@case("bookings.email_message")
def _(_: World) -> Arguments:
    booking = load_booking(booking_of_day().id)
    owner = booking.venue_order.venue.owner_id
    return {"message_id": message_guest(booking=booking, user_id=owner, text="The door is on the left today.").id}


@case("bookings.email_rescheduled")
def _(_: World) -> Arguments:
    booking = booking_of_day()
    reschedule_by_venue(
        booking_id=booking.id, to=Destination(TUESDAY + 2 * HOUR, TUESDAY + 3 * HOUR), sequence=booking.sequence
    )
    return {"booking_id": booking.id, "sequence": 1}


@case("bookings.email_series_rescheduled")
def _(_: World) -> Arguments:
    booking = booking_of_day()
    to = Destination(TUESDAY + 2 * HOUR, TUESDAY + 3 * HOUR)
    owner = load_booking(booking.id).venue.owner_id
    reschedule_series_by_venue(moves=[SeriesMove(booking.id, to, booking.sequence)], user_id=owner)
    return {"changes": f"{booking.id}:1"}


@case("bookings.email_venue_rescheduled")
def _(_: World) -> Arguments:
    booking = booking_of_day()
    reschedule(booking, booking.price_cents)
    return {"booking_id": booking.id, "sequence": 1}


@case("bookings.email_venue_series_rescheduled")
def _(_: World) -> Arguments:
    booking = booking_of_day()
    session.get_one(ServiceOption, booking.option_id).price_cents = booking.price_cents
    session.flush()
    start = NewStart(booking.id, TUESDAY + 2 * HOUR, None, booking.sequence)
    reschedule_series_by_guest(starts=[start], difference=0, user_id=session.scalars(select(Order.user_id)).one() or 0)
    return {"changes": f"{booking.id}:1"}


@case("bookings.email_reschedule_too_late")
def _(_: World) -> Arguments:
    order = reschedule(booking_of_day(), 15000)
    assert isinstance(order, Order)
    return {"order_id": order.id}


@case("bookings.email_reschedule_paid")
def _(_: World) -> Arguments:
    order = reschedule(booking_of_day(), 15000)
    assert isinstance(order, Order)
    confirm_order(order_id=order.id)
    issue_receipts(order_id=order.id)
    return {"order_id": order.id}


def reschedule(booking: Booking, cents: int) -> object:
    """Reschedule the booking to 3 PM as its guest, after the service's price changes to `cents`."""
    session.get_one(ServiceOption, booking.option_id).price_cents = cents
    session.flush()
    return reschedule_by_guest(
        booking_id=booking.id,
        starts_at=TUESDAY + 2 * HOUR,
        member_id=None,
        sequence=booking.sequence,
        difference=cents - booking.price_cents,
        user_id=session.scalars(select(Order.user_id)).one() or 0,
    )


@case("bookings.email_reassigned")
def _(_: World) -> Arguments:
    booking = booking_of_day()
    booking.served_by, booking.sequence = "Priya Raman", 1
    values: Arguments = {"before": "June", "after": "Priya", "chosen": 0, "reason": "June is ill."}
    return {"booking_id": booking.id, "sequence": 1, **values}


@case("bookings.email_refunded")
def _(_: World) -> Arguments:
    return {"refund_id": refund_of_day(state=RefundState.SUCCEEDED)}


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
    session.execute(text("UPDATE payment SET card_brand = '', card_last4 = '', charge_id = NULL"))
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
    booking = session.scalars(select(Booking).where(Booking.venue_order.has(order_id=order.id))).one()
    [refund] = issue_refund(booking_id=booking.id, cents=4000, left=booking.price_cents, reason="The room was cold.")
    return refund


@case("payments.email_refund_failed")
def _(_: World) -> Arguments:
    make_user(role=Role.ADMIN, email="admin@example.com")
    return {"refund_id": refund_of_day(state=RefundState.FAILED, failure="expired_or_canceled_card", stripe_id="re_1")}


@case("intake.ask")
def _(_: World) -> Arguments:
    return {"venue_order_id": make_setting().booking.venue_order_id}


@case("intake.email")
def _(_: World) -> Arguments:
    setting = make_setting()
    setting.version.form.key = "of-this-test"
    ask_for_forms(venue_order_id=setting.booking.venue_order_id)
    return {"request_id": session.scalars(select(IntakeRequest.id)).one(), "times": 1}
