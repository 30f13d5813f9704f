"""Who gets an offer for an opening: in turn, once, for 15 minutes, and not at night."""

from datetime import timedelta

import pytest

from app.accounts.models import User
from app.availability.models import Reservation
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import bookings_of_order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service, ServiceTeamMember
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.orders.actions.fulfillment import confirm_order, expire_order
from app.payments.gateway_flows import close_lapsed
from app.team.actions import add_time_off, remove_time_off
from app.team.models import TeamMember
from app.venues.models import Venue
from app.waitlist.actions import entries as entry_actions
from app.waitlist.actions import offers as offer_actions
from app.waitlist.actions import openings
from app.waitlist.actions.entries import HOLD, MOST_OPEN, AlreadyAvailable, WaitlistRequest, join_waitlist
from app.waitlist.actions.offers import offer_next
from app.waitlist.enums import WaitlistState
from app.waitlist.models import WaitlistEntry
from app.waitlist.tasks import end_passed_entries
from tests.factories import first_option, make_deal, make_member, make_service, make_user
from tests.sale_factories import make_offer, make_pass
from tests.support import NOW, Jobs, statements, utc
from tests.waitlist.lines import AFTERNOON, THREE, TWO, fill, fill_afternoon, in_line, offered_start, waitlist_request


def cancel(booking: Booking) -> None:
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None)
    session.commit()


def order_of(wait: WaitlistEntry) -> Order:
    return session.get_one(Order, wait.order_id, populate_existing=True)


def states(*waits: WaitlistEntry) -> list[WaitlistState]:
    for wait in waits:
        session.refresh(wait)
    return [wait.state for wait in waits]


def test_a_canceled_time_is_offered_to_the_first_guest_on_the_waitlist(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    first, second = in_line(massage), in_line(massage)
    jobs.run()
    assert states(first, second) == [WaitlistState.WAITING, WaitlistState.WAITING]
    cancel(booked[2])
    jobs.run()
    assert states(first, second) == [WaitlistState.OFFERED, WaitlistState.WAITING]
    assert offered_start(first) == TWO
    order = order_of(first)
    assert (order.kind, order.state, order.total_cents) == (OrderKind.WAITLIST, OrderState.PENDING, 11000)
    (booking,) = bookings_of_order(order.id)
    assert (booking.served_by, booking.cancel_free_hours, booking.cancel_keep_percent) == ("June Castellano", 24, 100)


def test_an_offer_has_the_current_price_and_lasts_fifteen_minutes(massage: Service) -> None:
    booked = fill_afternoon(massage)
    wait = in_line(massage)
    make_deal(service=massage, percent=20, title="Quiet hour")
    cancel(booked[2])
    offer_next(venue_id=massage.venue_id)
    order = order_of(wait)
    assert order.total_cents == 8800
    assert order.held_until == NOW + HOLD == NOW + timedelta(minutes=15)


def test_an_offer_is_paid_for_by_a_package(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    wait = in_line(massage)
    held = make_pass(session.get_one(User, wait.user_id), make_offer(first_option(massage)))
    cancel(booked[2])
    offer_next(venue_id=massage.venue_id)
    order = order_of(wait)
    assert (order.total_cents, held.uses_left) == (0, 4)
    expire_order(order_id=order.id)
    assert held.uses_left == 5


def test_two_openings_go_to_the_first_two_of_three_guests(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    waits = [in_line(massage) for _ in range(3)]
    cancel(booked[2])
    cancel(booked[4])
    jobs.run()
    assert states(*waits) == [WaitlistState.OFFERED, WaitlistState.OFFERED, WaitlistState.WAITING]
    assert [offered_start(wait) for wait in waits[:2]] == [TWO, utc("2026-05-16 23:00")]


def test_an_unanswered_offer_goes_to_the_next_guest_and_ends_the_entry(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    first, second = in_line(massage), in_line(massage)
    cancel(booked[2])
    jobs.run()
    with clock.pinned(NOW + HOLD - timedelta(seconds=1)):
        close_lapsed()
        jobs.run()
        assert states(first, second) == [WaitlistState.OFFERED, WaitlistState.WAITING]
    with clock.pinned(NOW + HOLD):
        close_lapsed()
        jobs.run()
        assert states(first, second) == [WaitlistState.PASSED, WaitlistState.OFFERED]
        assert offered_start(second) == TWO


def test_after_a_decline_the_next_guest_gets_the_offer_and_the_position_stays(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    first, second = in_line(massage), in_line(massage)
    cancel(booked[2])
    jobs.run()
    order_id = offer_actions.refuse(wait_id=first.id)
    assert order_id == first.order_id
    expire_order(order_id=order_id or 0)
    offer_actions.settle_offer(wait_id=first.id)
    jobs.run()
    assert states(first, second) == [WaitlistState.WAITING, WaitlistState.OFFERED]
    cancel(booked[3])
    jobs.run()
    assert offered_start(first) == THREE


def test_a_declined_time_is_not_offered_to_the_same_guest_again(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    wait = in_line(massage)
    cancel(booked[2])
    jobs.run()
    expire_order(order_id=offer_actions.refuse(wait_id=wait.id) or 0)
    offer_actions.settle_offer(wait_id=wait.id)
    jobs.run()
    assert states(wait) == [WaitlistState.WAITING]
    assert wait.refused == [TWO]


def test_paying_for_an_offer_fulfills_the_entry(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    first, second = in_line(massage), in_line(massage)
    cancel(booked[2])
    jobs.run()
    confirm_order(order_id=first.order_id or 0)
    jobs.run()
    assert states(first, second) == [WaitlistState.TAKEN, WaitlistState.WAITING]


def test_a_late_payment_books_the_offered_time_if_it_is_still_available(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    wait = in_line(massage)
    cancel(booked[2])
    jobs.run()
    with clock.pinned(NOW + HOLD):
        close_lapsed()
        jobs.run()
        assert states(wait) == [WaitlistState.PASSED]
        assert confirm_order(order_id=wait.order_id or 0).state is OrderState.CONFIRMED


def test_a_late_payment_is_refunded_if_the_next_guest_has_the_offer(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    first, second = in_line(massage), in_line(massage)
    cancel(booked[2])
    jobs.run()
    with clock.pinned(NOW + HOLD):
        close_lapsed()
        jobs.run()
        assert offered_start(second) == TWO
        assert confirm_order(order_id=first.order_id or 0).state is OrderState.REFUNDED
        assert offered_start(second) == TWO


def test_an_entry_for_one_team_member_gets_no_offer_with_another(
    massage: Service, june: TeamMember, jobs: Jobs
) -> None:
    venue = session.get_one(Venue, massage.venue_id)
    booked = fill_afternoon(massage)
    hers = in_line(massage, member_id=june.id)
    maya = make_member(venue, name="Maya Ito")
    session.add(ServiceTeamMember(service_id=massage.id, member_id=maya.id))
    openings.on_slot_freed(venue.id)
    jobs.run()
    assert states(hers) == [WaitlistState.WAITING]
    with pytest.raises(AlreadyAvailable) as free:
        join_waitlist(user_id=make_user().id, requested=waitlist_request(massage))
    assert free.value.starts[0] == AFTERNOON[0]
    session.rollback()
    cancel(booked[2])
    jobs.run()
    assert offered_start(hers) == TWO


def test_an_entry_for_two_guests_needs_two_spots(massage: Service, jobs: Jobs) -> None:
    venue = session.get_one(Venue, massage.venue_id)
    sauna = make_service(venue, capacity=2, minutes=60, title="Sauna")
    session.commit()
    booked = fill(sauna, *(utc(f"2026-05-16 {hour}:00") for hour in range(19, 24)), utc("2026-05-17 00:00"))
    couple = in_line(sauna, quantity=2)
    with pytest.raises(AlreadyAvailable):
        in_line(sauna)
    session.rollback()
    cancel(booked[1])
    jobs.run()
    assert states(couple) == [WaitlistState.OFFERED]
    assert len(session.query(Reservation).filter_by(state="held").all()) == 2


@pytest.mark.parametrize(("hour", "is_offered"), [(14, False), (15, True), (27, True), (28, False)])
def test_no_offers_are_made_at_night(massage: Service, hour: int, is_offered: bool) -> None:
    """Night is from 9 PM to 8 AM in Portland, which is 4 AM to 3 PM in UTC."""
    booked = fill_afternoon(massage)
    wait = in_line(massage)
    cancel(booked[2])
    with clock.pinned(utc("2026-05-15 00:00") + timedelta(hours=hour)):
        assert (offer_next(venue_id=massage.venue_id) is not None) == is_offered
    assert states(wait) == [WaitlistState.OFFERED if is_offered else WaitlistState.WAITING]


def test_the_periodic_job_makes_the_offers_of_the_night_in_the_morning(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    wait = in_line(massage)
    with clock.pinned(utc("2026-05-15 09:00")):
        cancel(booked[2])
        jobs.run()
        assert states(wait) == [WaitlistState.WAITING]
    with clock.pinned(utc("2026-05-15 15:00")):
        end_passed_entries()
        jobs.run()
        assert states(wait) == [WaitlistState.OFFERED]


def test_removing_time_off_leads_to_offers(massage: Service, june: TeamMember, jobs: Jobs) -> None:
    off = add_time_off(member=june, begins=AFTERNOON[0], ends=AFTERNOON[1] + timedelta(hours=2))
    session.commit()
    wait = in_line(massage)
    remove_time_off(member=june, key=off.key)
    jobs.run()
    assert states(wait) == [WaitlistState.OFFERED]


def test_guests_who_check_out_a_matching_time_get_no_offer(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    user = make_user()
    wait = in_line(massage, user=user)
    cancel(booked[2])
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, slot=SlotRequest(massage.first_option.id, TWO))
    session.commit()
    order = check_out(CheckOut(cart, view_of(cart), user.id, Contact(user.name, user.email)))
    cancel(booked[4])
    jobs.run()
    assert states(wait) == [WaitlistState.WAITING]
    confirm_order(order_id=order.id)
    jobs.run()
    assert states(wait) == [WaitlistState.TAKEN]


def test_a_guest_has_one_offer_at_a_time_at_each_venue(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    user = make_user()
    exact = in_line(massage, (TWO, TWO), user=user)
    other = in_line(massage, (THREE, THREE), user=user)
    next_one = in_line(massage)
    cancel(booked[2])
    cancel(booked[3])
    jobs.run()
    assert states(exact, other, next_one) == [WaitlistState.OFFERED, WaitlistState.WAITING, WaitlistState.OFFERED]
    assert offered_start(next_one) == THREE


def test_an_entry_ends_when_its_time_has_passed_or_its_service_is_inactive(
    massage: Service, june: TeamMember, jobs: Jobs
) -> None:
    fill_afternoon(massage)
    wait = in_line(massage)
    with clock.pinned(AFTERNOON[1]):
        assert entry_actions.end_passed() == 0
    with clock.pinned(AFTERNOON[1] + timedelta(seconds=1)):
        assert entry_actions.end_passed() == 1
    assert states(wait) == [WaitlistState.OVER]
    other = in_line(massage)
    massage.active = False
    session.commit()
    offer_next(venue_id=massage.venue_id)
    assert states(other) == [WaitlistState.OVER]


def test_an_equal_entry_is_reused_and_a_guest_can_have_up_to_five(massage: Service) -> None:
    fill_afternoon(massage)
    user = make_user()
    wait = in_line(massage, user=user)
    assert in_line(massage, user=user).id == wait.id
    for minutes in range(1, MOST_OPEN):
        in_line(massage, (AFTERNOON[0] + timedelta(minutes=minutes), AFTERNOON[1]), user=user)
    with pytest.raises(DomainError, match="up to 5 waitlists"):
        in_line(massage, (TWO, THREE), user=user)


@pytest.mark.parametrize(
    ("begins", "ends", "message"),
    [
        (NOW - timedelta(hours=2), NOW + timedelta(minutes=10), "too late"),
        (NOW + timedelta(days=61), NOW + timedelta(days=61), "60 days ahead"),
        (utc("2026-05-16 08:00"), utc("2026-05-16 16:59"), "is closed at that time"),
    ],
)
def test_requests_that_cannot_be_fulfilled_are_refused(
    massage: Service, begins: object, ends: object, message: str
) -> None:
    with pytest.raises(DomainError, match=message):
        in_line(massage, (begins, ends))  # type: ignore[arg-type]


def test_rejoining_the_waitlist_restores_the_position(massage: Service, jobs: Jobs) -> None:
    booked = fill_afternoon(massage)
    first, second = in_line(massage), in_line(massage)
    entry_actions.leave_waitlist(wait_id=first.id)
    with pytest.raises(Conflict):
        entry_actions.leave_waitlist(wait_id=first.id)
    session.commit()
    entry_actions.rejoin_waitlist(wait_id=first.id)
    cancel(booked[2])
    jobs.run()
    assert states(first, second) == [WaitlistState.OFFERED, WaitlistState.WAITING]


def test_rejoining_is_refused_after_joining_again(massage: Service) -> None:
    fill_afternoon(massage)
    left = in_line(massage)
    entry_actions.leave_waitlist(wait_id=left.id)
    joined = WaitlistRequest(massage.first_option, (left.earliest, left.latest), left.member_id, left.quantity)
    again = join_waitlist(user_id=left.user_id, requested=joined)
    with pytest.raises(Conflict, match="already on this waitlist"):
        entry_actions.rejoin_waitlist(wait_id=left.id)
    assert (again.state, left.state) == (WaitlistState.WAITING, WaitlistState.WITHDRAWN)


def test_checkouts_do_no_work_for_the_waitlist(massage: Service, jobs: Jobs) -> None:
    """A checkout defers one job, with or without a waitlist; that job looks for open entries."""
    fill_afternoon(massage)
    in_line(massage)
    cart = open_cart(user_id=make_user().id)
    add_line(cart=cart, slot=SlotRequest(massage.first_option.id, utc("2026-05-17 19:00")))
    session.commit()
    check_out(CheckOut(cart, view_of(cart), cart.user_id or 0, Contact("Wren", "wren@example.com")))
    assert jobs.waiting() == ["search_index.reindex"]


def test_making_offers_runs_the_same_statements_for_one_or_five_entries(massage: Service) -> None:
    fill_afternoon(massage)
    in_line(massage)

    def counted() -> int:
        with statements() as sent:
            offer_next(venue_id=massage.venue_id)
            session.commit()
        return len(sent)

    counted()
    one = counted()
    for _ in range(4):
        in_line(massage)
    assert counted() == one <= 14
