"""Bookings that are reassigned, and team members who are removed or restored."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.availability.actions import Claim, SlotUnavailable, book, hold
from app.availability.deactivation import NOTE
from app.availability.models import Block, Reservation
from app.availability.queries import load_schedules
from app.bookings.enums import Actor, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.refunds import Refund
from app.catalog.models import Service
from app.catalog.queries import active_options
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.hours.actions import set_week
from app.offboarding import actions
from app.offboarding.actions import (
    CANCEL,
    ReassignDecisions,
    Reassigned,
    reassign_bookings,
    remove_member,
    restore_member,
)
from app.offboarding.queries import upcoming_assignments
from app.team.actions import add_time_off
from app.team.models import TeamMember
from app.team.queries import members_of
from app.venues.enums import StaffRole
from app.venues.models import Venue
from app.venues.queries import staff_of
from tests.factories import make_booking, make_member, make_service, make_venue
from tests.rescheduling.moves import AT, HOUR, june, massage, priya, venue
from tests.support import NOW, Jobs, statements
from tests.tabs import DONE, in_tabs, read_together
from tests.venue_factories import make_invitation, make_staff

__all__ = ["june", "massage", "priya", "venue"]

pytestmark = pytest.mark.usefixtures("db", "now")

REASON = "June has moved to Vermont."


def booked(service: Service, member: TeamMember, at: object = AT, *, chosen: bool = False, **values: object) -> Booking:
    given = {"state": BookingState.CONFIRMED, "served_by": member.name, "member_id": member.id if chosen else None}
    booking = make_booking(service, at, **{**given, **values})  # type: ignore[arg-type]
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at, 1, member.id)])
    session.commit()
    return booking


def to(booking: Booking, slug: str, reason: str = REASON) -> ReassignDecisions:
    return ReassignDecisions({booking.public_id: slug}, reason)


def serving(booking: Booking) -> list[int]:
    """Return the resources that are reserved for a booking."""
    return list(session.scalars(select(Reservation.resource_id).where(Reservation.booking_id == booking.id)))


def able(member: TeamMember) -> list[list[str]]:
    return [[other.slug for other in each.able] for each in upcoming_assignments(member)]


def test_available_team_member_who_offers_the_service_can_take_over(massage: Service, june: TeamMember) -> None:
    booked(massage, june)
    assert able(june) == [["priya"]]


def test_team_member_who_does_not_offer_the_service_cannot_take_over(
    venue: Venue, massage: Service, june: TeamMember
) -> None:
    make_member(venue, name="Tobias Lind", slug="tobias")
    booked(massage, june)
    assert able(june) == [["priya"]]


@pytest.mark.parametrize(("hours", "free"), [(-1, True), (-0.5, False), (0, False), (0.75, False), (1, True)])
def test_team_member_booked_at_that_time_cannot_take_over(
    massage: Service, june: TeamMember, priya: TeamMember, hours: float, free: bool
) -> None:
    booked(massage, june)
    other = make_service(session.get_one(Venue, massage.venue_id), members=[priya], minutes=60, step_minutes=15)
    booked(other, priya, AT + hours * HOUR)
    assert able(june) == [["priya"] if free else []]


def test_buffer_time_of_the_new_team_member_counts(massage: Service, june: TeamMember, priya: TeamMember) -> None:
    booked(massage, june)
    booked(massage, priya, AT + HOUR)
    priya.buffer_minutes = 10
    assert able(june) == [[]]


def test_team_member_with_time_off_cannot_take_over(
    venue: Venue, massage: Service, june: TeamMember, priya: TeamMember
) -> None:
    booked(massage, june)
    add_time_off(member=priya, begins=AT + HOUR / 2, ends=AT + HOUR)
    assert able(june) == [[]]


def test_no_team_member_can_take_over_while_the_venue_is_closed(
    venue: Venue, massage: Service, june: TeamMember
) -> None:
    booked(massage, june)
    set_week(venue=venue, hours={})
    assert able(june) == [[]]


def test_minimum_notice_and_time_steps_do_not_limit_reassigning(
    venue: Venue, massage: Service, june: TeamMember
) -> None:
    booked(massage, june, AT + timedelta(minutes=15))
    venue.minimum_notice_minutes, massage.step_minutes = 43_200, 240
    session.commit()
    assert able(june) == [["priya"]]


def test_bookings_of_a_hidden_service_can_still_be_reassigned(massage: Service, june: TeamMember) -> None:
    booked(massage, june)
    massage.active = False
    session.commit()
    assert able(june) == [["priya"]]


def test_reassigning_keeps_the_booking_and_moves_its_reservation(
    venue: Venue, massage: Service, june: TeamMember, priya: TeamMember, jobs: Jobs
) -> None:
    booking = booked(massage, june)
    before = booking.public_id, booking.price_cents, booking.starts_at, booking.ends_at, booking.cancel_keep_percent
    done = reassign_bookings(venue=venue, member=june, decisions=to(booking, "priya"))
    session.commit()
    session.refresh(booking)
    assert done == Reassigned(1, 0, 0)
    assert (
        booking.public_id,
        booking.price_cents,
        booking.starts_at,
        booking.ends_at,
        booking.cancel_keep_percent,
    ) == before
    assert (booking.served_by, booking.member_id, booking.sequence, booking.state) == (
        "Priya Raman",
        None,
        1,
        BookingState.CONFIRMED,
    )
    assert serving(booking) == [priya.resource_id]
    moved = session.scalars(select(BookingTransition).where(BookingTransition.booking_id == booking.id)).one()
    assert (moved.from_state, moved.to_state, moved.actor) == (booking.state, booking.state, Actor.PROVIDER)
    assert moved.reason == "Reassigned from June Castellano to Priya Raman"
    assert jobs.waiting().count("bookings.email_reassigned") == 1


def test_guest_who_chose_the_team_member_can_cancel_free_once_reassigned(
    venue: Venue, massage: Service, june: TeamMember, priya: TeamMember
) -> None:
    booking = booked(massage, june, chosen=True)
    reassign_bookings(venue=venue, member=june, decisions=to(booking, "priya"))
    session.refresh(booking)
    assert (booking.member_id, booking.cancel_keep_percent) == (priya.id, 0)


def test_reassigning_one_of_two_team_members_leaves_the_other(
    venue: Venue, june: TeamMember, priya: TeamMember
) -> None:
    maren = make_member(venue, name="Maren Oyelaran", slug="maren")
    couple = make_service(venue, members=[june, priya, maren])
    booking = make_booking(
        couple, AT, quantity=2, state=BookingState.CONFIRMED, served_by="June Castellano and Priya Raman"
    )
    book(claims=[Claim(booking.id, booking.option_id, AT, 2)])
    session.commit()
    assert able(june) == [["maren"]]
    reassign_bookings(venue=venue, member=june, decisions=to(booking, "maren"))
    session.refresh(booking)
    assert sorted(serving(booking)) == sorted([priya.resource_id, maren.resource_id])
    assert booking.served_by == "Priya Raman and Maren Oyelaran"


def test_reassigning_to_a_team_member_who_was_just_booked_is_rejected(
    venue: Venue, massage: Service, june: TeamMember, priya: TeamMember
) -> None:
    booking = booked(massage, june)
    booked(massage, priya)
    with pytest.raises(
        Conflict, match="Priya Raman is no longer available for Unwinding massage on Fri, May 15, 11:00 AM"
    ):
        reassign_bookings(venue=venue, member=june, decisions=to(booking, "priya"))
    session.rollback()
    assert serving(booking) == [june.resource_id]


def test_team_member_of_another_venue_cannot_be_chosen(venue: Venue, massage: Service, june: TeamMember) -> None:
    make_member(make_venue(), name="Ada Whitlock", slug="ada")
    booking = booked(massage, june)
    with pytest.raises(Conflict, match="That team member is no longer available"):
        reassign_bookings(venue=venue, member=june, decisions=to(booking, "ada"))


def test_canceling_instead_of_reassigning_needs_a_reason_and_refunds_all(
    venue: Venue, massage: Service, june: TeamMember
) -> None:
    booking = booked(massage, june)
    with pytest.raises(DomainError, match="Enter a reason for the guests"):
        reassign_bookings(venue=venue, member=june, decisions=to(booking, CANCEL, reason=""))
    done = reassign_bookings(venue=venue, member=june, decisions=to(booking, CANCEL))
    assert done == Reassigned(0, 1, booking.price_cents)
    assert (
        session.scalars(select(Refund.amount_cents).where(Refund.booking_id == booking.id)).one() == booking.price_cents
    )


def test_bookings_without_a_decision_are_not_reassigned(venue: Venue, massage: Service, june: TeamMember) -> None:
    booking = booked(massage, june)
    assert reassign_bookings(venue=venue, member=june, decisions=ReassignDecisions()) == Reassigned(0, 0, 0)
    assert serving(booking) == [june.resource_id]


def test_removing_a_team_member_needs_a_decision_for_each_booking(
    venue: Venue, massage: Service, june: TeamMember
) -> None:
    first, second = booked(massage, june), booked(massage, june, AT + HOUR)
    with pytest.raises(Conflict, match="Wren Abernathy has Unwinding massage with June on Fri, May 15, 12:00 PM"):
        remove_member(venue=venue, member=june, decisions=to(first, "priya"))
    session.rollback()
    remove_member(
        venue=venue,
        member=june,
        decisions=ReassignDecisions({first.public_id: "priya", second.public_id: CANCEL}, REASON),
    )
    session.commit()
    assert [member.slug for member in members_of(venue)] == ["priya"]
    assert [member.position for member in members_of(venue)] == [1]
    assert (june.position, june.removed_at) == (None, NOW)


def test_past_and_started_bookings_stay_with_the_removed_team_member(
    venue: Venue, massage: Service, june: TeamMember
) -> None:
    past, now = booked(massage, june, NOW + HOUR), booked(massage, june, NOW + 3 * HOUR)
    with clock.pinned(NOW + 3.5 * HOUR):
        remove_member(venue=venue, member=june, decisions=ReassignDecisions())
        session.commit()
    assert serving(past) == serving(now) == [june.resource_id]
    block = session.scalars(select(Reservation).join(Block).where(Block.note == NOTE)).one()
    assert block.begins == NOW + 4 * HOUR


def test_team_member_cannot_be_removed_while_a_guest_checks_out_with_them(
    venue: Venue, massage: Service, june: TeamMember
) -> None:
    booking = make_booking(massage, AT)
    hold(claims=[Claim(booking.id, booking.option_id, AT, 1, june.id)], until=NOW + HOUR / 2)
    session.commit()
    with pytest.raises(Conflict, match="Try again after 10:30 AM"):
        remove_member(venue=venue, member=june, decisions=ReassignDecisions())
    session.rollback()
    with clock.pinned(NOW + HOUR / 2):
        remove_member(venue=venue, member=june, decisions=ReassignDecisions())


def test_removed_team_member_cannot_be_booked_from_a_stale_schedule(
    venue: Venue, massage: Service, june: TeamMember, priya: TeamMember
) -> None:
    booking = make_booking(massage, AT)
    read = load_schedules(active_options([booking.option_id]), (AT, AT + HOUR))
    remove_member(venue=venue, member=june, decisions=ReassignDecisions())
    session.commit()
    with pytest.raises(SlotUnavailable):
        hold(claims=[Claim(booking.id, booking.option_id, AT, 1, june.id)], until=NOW + HOUR, read=read)
    session.rollback()
    fresh = load_schedules(active_options([booking.option_id]), (AT, AT + HOUR))[booking.option_id]
    assert list(fresh.members.values()) == [priya.id]


def test_restored_team_member_regains_their_position_and_services(
    venue: Venue, massage: Service, june: TeamMember, priya: TeamMember
) -> None:
    remove_member(venue=venue, member=june, decisions=ReassignDecisions())
    session.commit()
    restore_member(venue=venue, member=june, position=1)
    restore_member(venue=venue, member=june, position=2)  # pressed twice
    session.commit()
    assert [member.slug for member in members_of(venue)] == ["june", "priya"]
    fresh = load_schedules(active_options([massage.first_option.id]), (AT, AT + HOUR))[massage.first_option.id]
    assert sorted(fresh.members.values()) == [june.id, priya.id]
    booked(massage, june)


def test_team_member_cannot_be_restored_to_a_full_team(venue: Venue, june: TeamMember) -> None:
    remove_member(venue=venue, member=june, decisions=ReassignDecisions())
    session.flush()
    for number in range(5):
        make_member(venue, name=f"Nadia{number} Ferris", position=number + 1, slug=f"nadia-{number}")
    with pytest.raises(Conflict, match="up to 5 team members"):
        restore_member(venue=venue, member=june, position=1)


def test_upcoming_assignments_take_eight_statements_for_any_number(
    venue: Venue, massage: Service, june: TeamMember
) -> None:
    counts = []
    for hours in (0, 1, 2):
        booked(massage, june, AT + hours * HOUR)
        with statements() as sent:
            assert len(upcoming_assignments(june)) == hours + 1
        counts.append(len(sent))
    assert counts == [8, 8, 8]


@pytest.mark.slow
def test_of_two_who_give_the_same_hour_to_one_person_one_wins(app: Flask, venue: Venue, priya: TeamMember) -> None:
    """Reassign two bookings at one time, in parallel, from two team members to the only one who is available."""
    leaving = [make_member(venue, name=name) for name in ("June Castellano", "Maren Oyelaran")]
    service = make_service(venue, members=[*leaving, priya])
    bookings = [booked(service, member) for member in leaving]
    found = {booking.id: (booking.public_id, member.id) for booking, member in zip(bookings, leaving, strict=True)}
    venue_id = venue.id

    def tab(number: int) -> None:
        public_id, member_id = list(found.values())[number]
        with clock.pinned(NOW):
            reassign_bookings(
                venue=session.get_one(Venue, venue_id),
                member=session.get_one(TeamMember, member_id),
                decisions=ReassignDecisions({public_id: "priya"}),
            )

    outcomes = in_tabs(app, tab, tabs=2)
    assert outcomes[0] == DONE or outcomes[1] == DONE
    assert sum("Priya Raman is no longer available" in outcome for outcome in outcomes) == 1
    session.expire_all()
    held = list(session.scalars(select(Reservation.booking_id).where(Reservation.resource_id == priya.resource_id)))
    assert len(held) == 1
    assert sorted(len(serving(booking)) for booking in bookings) == [1, 1]


@pytest.mark.slow
def test_constraint_allows_one_of_two_reassignments_without_the_lock(
    app: Flask, venue: Venue, priya: TeamMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reassign without the lock: both have read that the team member is available before either writes."""
    monkeypatch.setattr(actions, "_lock", lambda *_: None)
    monkeypatch.setattr(actions, "upcoming_assignments", read_together(upcoming_assignments, tabs=2))
    test_of_two_who_give_the_same_hour_to_one_person_one_wins(app, venue, priya)


def test_removing_a_team_member_ends_their_login_and_open_invitations(venue: Venue, june: TeamMember) -> None:
    login, invited = make_staff(venue, StaffRole.TEAM_MEMBER, member=june).user, make_invitation(venue)
    invited.team_member_id = june.id
    session.commit()
    remove_member(venue=venue, member=june, decisions=ReassignDecisions(user_id=venue.owner_id))
    session.refresh(invited)
    assert (staff_of(login), login.role, invited.revoked_at) == (None, Role.GUEST, NOW)


def test_manager_who_no_longer_provides_services_keeps_their_login(venue: Venue, june: TeamMember) -> None:
    login = make_staff(venue, StaffRole.MANAGER, member=june).user
    session.commit()
    remove_member(venue=venue, member=june, decisions=ReassignDecisions())
    assert staff_of(login) is not None
