from typing import Any

import pytest
from sqlalchemy import select

from app.catalog.actions.create import add_open_service, add_scheduled_service, add_staffed_service
from app.catalog.actions.edit import edit_open_service, set_service_photo
from app.catalog.actions.offers import OptionValues, ServiceValues
from app.catalog.actions.performers import OwnTerms, Performs, set_performers
from app.catalog.enums import ServiceKind
from app.catalog.models import ListedStart, OptionTeamMember, Service, ServiceTeamMember
from app.catalog.queries import service_of, services_of
from app.catalog.starts import WeeklyStart
from app.core.db import session
from app.core.errors import DomainError, NotFound
from app.photos.models import Photo
from app.taxonomy.actions.categories import ensure_category
from app.taxonomy.queries import categories
from app.venues.models import Resource
from tests.factories import add, make_category, make_member, make_service, make_venue
from tests.support import Jobs, statements


def an_offer(**values: Any) -> ServiceValues:
    given = {"title": "Unwinding massage", "options": [OptionValues(60, 11000)], **values}
    return ServiceValues(category=make_category(), **given)


def offered(*terms: tuple[int, int]) -> dict[str, list[OptionValues]]:
    """Return the values of a service with options of these minutes and cents."""
    return {"options": [OptionValues(*each) for each in terms]}


def test_a_staffed_service_has_team_members_with_their_prices(db: None) -> None:
    venue = make_venue()
    june, maren = make_member(venue), make_member(venue, name="Maren Oyelaran")
    add_staffed_service(
        venue=venue, offer=an_offer(), performers=[Performs(june), Performs(maren, {60: OwnTerms(12500)})]
    )
    session.commit()
    service = services_of(venue)[0]
    assert (service.slug, service.kind, service.resource_id) == ("unwinding-massage", ServiceKind.STAFFED, None)
    assert [one.member.name for one in service.performers] == ["June Castellano", "Maren Oyelaran"]
    option = service.first_option
    assert (option.cents_with(june.id), option.cents_with(maren.id), option.cents_with(None)) == (11000, 12500, 11000)


def test_an_open_service_has_a_room_with_a_lane_for_each_guest(db: None) -> None:
    venue = make_venue()
    sauna = add_open_service(venue=venue, offer=an_offer(title="Sauna circuit", max_quantity=4), capacity=8)
    assert sauna.kind is ServiceKind.OPEN
    assert session.get_one(Resource, sauna.resource_id).capacity == 8


def test_a_class_has_its_listed_starts(db: None) -> None:
    venue = make_venue()
    starts = [WeeklyStart(1, 18 * 60), WeeklyStart(3, 7 * 60)]
    add_scheduled_service(venue=venue, offer=an_offer(title="Slow yoga"), capacity=12, starts=starts)
    session.commit()
    found = services_of(venue)[0]
    assert found.kind is ServiceKind.SCHEDULED
    listed = session.scalars(select(ListedStart).where(ListedStart.service_id == found.id).order_by(ListedStart.minute))
    assert [(start.weekday, start.minute) for start in listed] == [(3, 420), (1, 1080)]


def test_new_services_get_the_next_position_and_a_unique_slug(db: None) -> None:
    venue = make_venue()
    for capacity in (2, 4, 6):
        add_open_service(venue=venue, offer=an_offer(title="Sauna"), capacity=capacity)
    assert [(one.position, one.slug) for one in services_of(venue)] == [(1, "sauna"), (2, "sauna-2"), (3, "sauna-3")]


@pytest.mark.parametrize(
    "values",
    [
        offered((4, 11000)),
        offered((721, 11000)),
        offered(),
        offered((60, 11000), (60, 12000)),
        offered(*((minutes, 9000) for minutes in range(30, 65, 5))),
        {"buffer_before_minutes": -1},
        {"buffer_after_minutes": 241},
        {"step_minutes": 0},
        offered((60, -1)),
        offered((60, 1_000_001)),
        {"max_quantity": 0},
        {"max_quantity": 9},
    ],
)
def test_a_service_with_an_invalid_value_is_refused(db: None, values: dict[str, Any]) -> None:
    venue = make_venue()
    with pytest.raises(DomainError):
        add_open_service(venue=venue, offer=an_offer(**values), capacity=8)


@pytest.mark.parametrize("capacity", [0, 201])
def test_a_capacity_outside_1_to_200_is_refused(db: None, capacity: int) -> None:
    with pytest.raises(DomainError):
        add_open_service(venue=make_venue(), offer=an_offer(), capacity=capacity)


@pytest.mark.parametrize("starts", [[], [WeeklyStart(7, 0)], [WeeklyStart(0, 1440)]])
def test_a_class_without_valid_starts_is_refused(db: None, starts: list[WeeklyStart]) -> None:
    with pytest.raises(DomainError):
        add_scheduled_service(venue=make_venue(), offer=an_offer(), capacity=8, starts=starts)


def test_a_service_for_two_guests_needs_two_team_members(db: None) -> None:
    venue = make_venue()
    with pytest.raises(DomainError):
        add_staffed_service(venue=venue, offer=an_offer(max_quantity=2), performers=[Performs(make_member(venue))])


def test_a_staffed_service_needs_a_team_member(db: None) -> None:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    with pytest.raises(DomainError):
        set_performers(venue=venue, service=service, performers=[])


def test_a_team_member_of_another_venue_cannot_provide_the_service(db: None) -> None:
    venue = make_venue()
    with pytest.raises(NotFound):
        add_staffed_service(venue=venue, offer=an_offer(), performers=[Performs(make_member(make_venue()))])


def test_a_room_cannot_have_team_members(db: None) -> None:
    venue = make_venue()
    with pytest.raises(DomainError):
        set_performers(venue=venue, service=make_service(venue, capacity=4), performers=[Performs(make_member(venue))])


def test_setting_the_team_members_replaces_the_previous_ones(db: None) -> None:
    venue = make_venue()
    june, maren = make_member(venue), make_member(venue, name="Maren Oyelaran")
    service = make_service(venue, members=[june])
    for _ in range(2):
        set_performers(venue=venue, service=service, performers=[Performs(maren, {60: OwnTerms(9000)})])
    session.commit()
    assert session.scalars(select(ServiceTeamMember.member_id)).all() == [maren.id]
    rows = session.execute(select(OptionTeamMember.member_id, OptionTeamMember.price_cents))
    assert [tuple(row) for row in rows] == [(maren.id, 9000)]


def test_a_class_has_one_length(db: None) -> None:
    with pytest.raises(DomainError, match="A class has one length"):
        add_scheduled_service(
            venue=make_venue(),
            offer=an_offer(**offered((60, 2000), (90, 3000))),
            capacity=8,
            starts=[WeeklyStart(1, 18 * 60)],
        )


def test_options_are_listed_from_the_shortest_to_the_longest(db: None) -> None:
    venue = make_venue()
    add_open_service(venue=venue, offer=an_offer(**offered((90, 15500), (60, 11000), (75, 13200))), capacity=2)
    (service,) = services_of(venue)
    assert [(one.duration_minutes, one.price_cents) for one in service.options] == [
        (60, 11000),
        (75, 13200),
        (90, 15500),
    ]


def test_an_edited_option_keeps_its_row_even_if_two_exchange_their_lengths(db: None) -> None:
    venue = make_venue()
    service = make_service(venue, capacity=2, minutes=60, longer=[(90, 15500)])
    short, long = service.options
    offer = an_offer(options=[OptionValues(90, 11000, short.key), OptionValues(60, 15500, long.key)])
    edit_open_service(venue=venue, service=service, offer=offer, capacity=2)
    (found,) = services_of(venue)
    assert [(one.id, one.duration_minutes, one.price_cents) for one in found.options] == [
        (long.id, 60, 15500),
        (short.id, 90, 11000),
    ]


def test_a_removed_option_keeps_its_row_and_returns_with_its_length(db: None) -> None:
    venue = make_venue()
    service = make_service(venue, capacity=2, minutes=60, longer=[(90, 15500)])
    short, long = service.options
    without = an_offer(options=[OptionValues(60, 11000, short.key)])
    edit_open_service(venue=venue, service=service, offer=without, capacity=2)
    assert [one.id for one in services_of(venue)[0].options] == [short.id]
    assert long.removed_at is not None
    again = an_offer(options=[OptionValues(60, 11000, short.key), OptionValues(90, 16000)])
    edit_open_service(venue=venue, service=service, offer=again, capacity=2)
    session.expire_all()
    assert [(one.id, one.price_cents) for one in services_of(venue)[0].options] == [(short.id, 11000), (long.id, 16000)]


def test_a_service_is_found_only_at_its_venue_and_while_it_is_offered(db: None) -> None:
    venue, other = make_venue(), make_venue()
    service = add_open_service(venue=venue, offer=an_offer(title="Sauna"), capacity=8)
    assert service_of(venue, "sauna") is service
    with pytest.raises(NotFound):
        service_of(other, "sauna")
    service.active = False
    session.commit()
    assert services_of(venue) == []
    with pytest.raises(NotFound):
        service_of(venue, "sauna")


def test_listing_services_takes_four_statements_for_one_or_three(db: None) -> None:
    for count in (1, 3):
        venue = make_venue()
        members = [make_member(venue) for _ in range(count)]
        photo = add(Photo(key="0" * 40, width=800, height=600))
        for _ in range(count):
            make_service(venue, members=members, photo_id=photo.id)
        session.commit()
        session.expunge_all()
        with statements() as sent:
            for service in services_of(venue):
                assert service.category.slug == "massage"
                assert service.photo is not None
                assert [one.member.name for one in service.performers] == ["June Castellano"] * count
                assert service.first_option.members == []
        assert len(sent) == 4


def test_ensuring_a_category_creates_it_once_and_updates_it(db: None) -> None:
    photo = add(Photo(key="0" * 40, width=800, height=600))
    first = ensure_category(slug="sauna", name="Sauna", position=2, photo=photo)
    ensure_category(slug="massage", name="Massage", position=1)
    assert ensure_category(slug="sauna", name="Saunas", position=3) is first
    session.commit()
    session.expunge_all()
    with statements() as sent:
        found = [(one.name, one.position, one.photo is not None) for one in categories()]
    assert found == [("Massage", 1, False), ("Saunas", 3, True)]
    assert len(sent) == 1


def test_a_service_shows_its_photo_until_it_is_removed(db: None) -> None:
    venue = make_venue()
    service = add_open_service(venue=venue, offer=an_offer(), capacity=8)
    photo = add(Photo(key="0" * 40, width=800, height=600))
    set_service_photo(service=service, photo=photo)
    session.commit()
    session.expire_all()
    assert services_of(venue)[0].photo == photo
    set_service_photo(service=service, photo=None)
    session.commit()
    session.expire_all()
    assert services_of(venue)[0].photo is None


def test_a_new_service_schedules_a_reindex(db: None, jobs: Jobs) -> None:
    add_open_service(venue=make_venue(), offer=an_offer(), capacity=8)
    session.commit()
    assert jobs.waiting() == ["search_index.reindex"]
    assert session.scalars(select(Service.title)).all() == ["Unwinding massage"]
