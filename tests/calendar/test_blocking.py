"""Blocked time: what it occupies, what conflicts with it, and that it changes as a whole."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.availability.actions import Claim, SlotUnavailable, book, hold
from app.availability.capacity import shrink_capacity
from app.availability.deactivation import block_indefinitely, unblock
from app.availability.models import Block, Reservation
from app.bookings.enums import BookingState
from app.catalog.models import Service
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.front_desk.actions.blocks import BlockedTime, add_block, change_block, remove_block
from app.front_desk.queries import Bookable, block_of, bookables, taken_by
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_service, make_venue
from tests.support import NOW, utc

AT = utc("2026-05-14 21:00")  # today, 2 PM in Portland
HOUR = timedelta(hours=1)


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    return make_venue()


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    return make_member(venue)


@pytest.fixture
def maren(venue: Venue, june: TeamMember) -> TeamMember:
    return make_member(venue, name="Maren Oyelaran")


@pytest.fixture
def massage(venue: Venue, june: TeamMember, maren: TeamMember) -> Service:
    return make_service(venue, members=[june, maren], buffer_after_minutes=15)


@pytest.fixture
def sauna(venue: Venue, massage: Service) -> Service:
    return make_service(venue, capacity=3, title="Cedar sauna")


def whole(venue: Venue, *keys: str) -> list[Bookable]:
    return [who for who in bookables(venue) if not keys or who.key in keys]


def lanes(block: Block) -> list[tuple[int, int]]:
    rows = select(Reservation.resource_id, Reservation.lane).where(Reservation.block_id == block.id)
    return [tuple(row) for row in session.execute(rows.order_by(Reservation.resource_id, Reservation.lane))]


def blocked_time(venue: Venue, *keys: str, at: object = AT, hours: float = 1, note: str = "") -> BlockedTime:
    return BlockedTime(whole(venue, *keys), at, at + hours * HOUR, note)  # type: ignore[operator, arg-type]


def booked(service: Service, member: TeamMember, at: object = AT) -> None:
    booking = make_booking(service, at, state=BookingState.CONFIRMED)  # type: ignore[arg-type]
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at, 1, member.id)])
    session.commit()


def test_blocking_everything_reserves_the_team_and_every_spot_of_a_room(
    venue: Venue, june: TeamMember, maren: TeamMember, sauna: Service
) -> None:
    block = add_block(venue=venue, blocked_time=blocked_time(venue, note="Team meeting"))
    session.commit()
    assert lanes(block) == [(june.resource_id, 1), (maren.resource_id, 1), *((sauna.resource_id, n) for n in (1, 2, 3))]
    assert taken_by(block, bookables(venue)) == bookables(venue)


def test_blocked_team_members_cannot_be_booked(venue: Venue, june: TeamMember, massage: Service) -> None:
    add_block(venue=venue, blocked_time=blocked_time(venue, june.slug))
    session.commit()
    booking = make_booking(massage, AT)
    with pytest.raises(SlotUnavailable):
        hold(claims=[Claim(booking.id, booking.option_id, AT, 1, june.id)], until=NOW + HOUR)


@pytest.mark.parametrize("hours", [-1, 0, 24.5])
def test_blocking_an_invalid_length_of_time_is_refused(venue: Venue, june: TeamMember, hours: float) -> None:
    with pytest.raises(DomainError, match=r"end time must be after|up to 24 hours"):
        add_block(venue=venue, blocked_time=blocked_time(venue, hours=hours))


def test_only_time_that_is_not_over_can_be_blocked(venue: Venue, june: TeamMember) -> None:
    over = blocked_time(venue, at=NOW - HOUR)
    with pytest.raises(DomainError, match="That time has passed"):
        add_block(venue=venue, blocked_time=over)
    block = add_block(venue=venue, blocked_time=blocked_time(venue, at=NOW - HOUR, hours=2))
    with pytest.raises(DomainError, match="That time has passed"):
        change_block(venue=venue, block=block, blocked_time=over, sequence=0)
    restored = add_block(venue=venue, blocked_time=blocked_time(venue, at=NOW - 3 * HOUR), restores=True)
    change_block(venue=venue, block=restored, blocked_time=blocked_time(venue, at=NOW - 2 * HOUR), sequence=0)
    assert restored.ends == NOW - HOUR


def test_blocking_without_a_team_member_or_room_is_refused(venue: Venue) -> None:
    with pytest.raises(DomainError, match="Choose at least one"):
        add_block(venue=venue, blocked_time=blocked_time(venue, "nobody"))


def test_blocking_a_booked_time_names_the_booking(venue: Venue, june: TeamMember, massage: Service) -> None:
    booked(massage, june)
    with pytest.raises(Conflict) as refused:
        add_block(venue=venue, blocked_time=blocked_time(venue, at=AT + HOUR))
    assert refused.value.message == (
        "June is booked with Wren Abernathy on Thu, May 14, 2:00 – 3:00 PM, plus buffer time until 3:15 PM."
        " Choose another time, or leave out June."
    )


def test_blocking_a_held_or_blocked_time_names_the_conflict(
    venue: Venue, june: TeamMember, maren: TeamMember, massage: Service
) -> None:
    booking = make_booking(massage, AT)
    hold(claims=[Claim(booking.id, booking.option_id, AT, 1, june.id)], until=NOW + HOUR / 2)
    add_block(venue=venue, blocked_time=blocked_time(venue, maren.slug, note="Dentist", hours=2))
    session.commit()
    with pytest.raises(Conflict, match="The time may be available after 10:30 AM"):
        add_block(venue=venue, blocked_time=blocked_time(venue))
    with pytest.raises(Conflict, match=r"Maren is blocked on Thu, May 14, 2:00 – 4:00 PM: Dentist. Choose another"):
        add_block(venue=venue, blocked_time=blocked_time(venue, maren.slug))


def test_expired_holds_do_not_prevent_blocking(venue: Venue, june: TeamMember, massage: Service) -> None:
    booking = make_booking(massage, AT)
    hold(claims=[Claim(booking.id, booking.option_id, AT, 1, june.id)], until=NOW)
    session.commit()
    assert lanes(add_block(venue=venue, blocked_time=blocked_time(venue, june.slug))) == [(june.resource_id, 1)]


def test_blocks_can_touch_bookings(venue: Venue, june: TeamMember, massage: Service) -> None:
    booked(massage, june)
    add_block(venue=venue, blocked_time=blocked_time(venue, june.slug, at=AT + 1.25 * HOUR))
    add_block(venue=venue, blocked_time=blocked_time(venue, june.slug, at=AT - HOUR))


def test_a_block_never_conflicts_with_its_own_change(venue: Venue, june: TeamMember, maren: TeamMember) -> None:
    block = add_block(venue=venue, blocked_time=blocked_time(venue, june.slug))
    change_block(venue=venue, block=block, blocked_time=blocked_time(venue, at=AT + HOUR / 2, note="Stock"), sequence=0)
    session.commit()
    assert (block.begins, block.note, block.sequence) == (AT + HOUR / 2, "Stock", 1)
    assert lanes(block) == [(june.resource_id, 1), (maren.resource_id, 1)]


def test_changing_an_outdated_version_of_a_block_is_refused(venue: Venue, june: TeamMember) -> None:
    block = add_block(venue=venue, blocked_time=blocked_time(venue, june.slug))
    change_block(venue=venue, block=block, blocked_time=blocked_time(venue, june.slug, at=AT + HOUR), sequence=0)
    session.commit()
    with pytest.raises(Conflict, match="changed while you were editing"):
        change_block(
            venue=venue, block=block, blocked_time=blocked_time(venue, june.slug, at=AT + 2 * HOUR), sequence=0
        )


def test_removing_a_block_deletes_all_of_its_reservations(venue: Venue, sauna: Service) -> None:
    block = add_block(venue=venue, blocked_time=blocked_time(venue))
    session.commit()
    remove_block(venue=venue, block=block)
    session.commit()
    assert session.scalar(select(func.count()).select_from(Reservation)) == 0


def test_blocks_of_other_venues_are_not_found(venue: Venue, june: TeamMember) -> None:
    block = add_block(venue=venue, blocked_time=blocked_time(venue, june.slug))
    with pytest.raises(NotFound):
        block_of(make_venue(), block.public_id)


def test_a_blocked_room_stays_fully_blocked_when_its_capacity_changes(venue: Venue, sauna: Service) -> None:
    assert sauna.resource_id
    block = add_block(venue=venue, blocked_time=blocked_time(venue, f"room:{sauna.slug}"))
    for places in (5, 2):
        shrink_capacity(venue=venue, resource_id=sauna.resource_id, capacity=places)
        session.commit()
        assert [lane for _, lane in lanes(block)] == list(range(1, places + 1))


def test_former_team_members_are_removed_from_blocks(venue: Venue, june: TeamMember, maren: TeamMember) -> None:
    together, alone = (
        add_block(venue=venue, blocked_time=blocked_time(venue, *keys, at=at))
        for keys, at in (((), AT), ((june.slug,), AT + 2 * HOUR))
    )
    block_indefinitely(june.resource_id)
    session.commit()
    assert lanes(together) == [(maren.resource_id, 1)]
    left = session.scalars(select(Block).where(Block.public_id != together.public_id)).one()
    assert (left.offboarding, left.note) == (True, "Left the team")
    with pytest.raises(NotFound):
        block_of(venue, left.public_id)
    unblock(june.resource_id)
    session.commit()
    assert session.scalars(select(Block)).all() == [together]
    assert alone not in session
