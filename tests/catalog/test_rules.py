"""Rules of services that only their actions check: the forms do not let such values through."""

from typing import Any

import pytest

from app.catalog.actions.create import add_open_service, add_scheduled_service
from app.catalog.actions.extras import MAX_ADD_ON_CENTS, Addition, set_add_ons
from app.catalog.actions.performers import OwnTerms, Performs, set_performers
from app.catalog.actions.timetable import MAX_STARTS
from app.catalog.actions.visibility import archive_service, order_services, show_service
from app.catalog.errors import CatalogErrorCode
from app.catalog.models import MAX_ADD_ON_MINUTES, MAX_ADD_ONS
from app.catalog.queries import add_ons_of
from app.catalog.starts import WeeklyStart
from app.core.errors import Conflict, DomainError
from tests.catalog.test_actions import an_offer
from tests.factories import make_member, make_service, make_venue

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.mark.parametrize(
    ("additions", "reason"),
    [
        ([Addition("Hot stones", 2000)] * (MAX_ADD_ONS + 1), CatalogErrorCode.TOO_MANY_ADD_ONS),
        ([Addition("", 2000)], CatalogErrorCode.ADD_ON_NAME),
        ([Addition("W" * 61, 2000)], CatalogErrorCode.ADD_ON_NAME),
        ([Addition("Hot stones", -1)], CatalogErrorCode.ADD_ON_PRICE),
        ([Addition("Hot stones", MAX_ADD_ON_CENTS + 1)], CatalogErrorCode.ADD_ON_PRICE),
        ([Addition("Hot stones", 2000, -1)], CatalogErrorCode.ADD_ON_LENGTH),
        ([Addition("Hot stones", 2000, MAX_ADD_ON_MINUTES + 1)], CatalogErrorCode.ADD_ON_LENGTH),
    ],
)
def test_an_invalid_add_on_is_refused(additions: list[Addition], reason: CatalogErrorCode) -> None:
    service = make_service(make_venue(), capacity=4)
    with pytest.raises(DomainError) as refused:
        set_add_ons(service=service, additions=additions)
    assert (refused.value.reason, list(add_ons_of(service.id))) == (reason, [])


def test_add_ons_may_have_the_highest_and_the_lowest_values() -> None:
    service = make_service(make_venue(), capacity=4)
    most = Addition("W" * 60, MAX_ADD_ON_CENTS, MAX_ADD_ON_MINUTES)
    additions = [most] * (MAX_ADD_ONS - 1) + [Addition("W", 0)]
    set_add_ons(service=service, additions=additions)
    found = [Addition(one.title, one.price_cents, one.minutes) for one in add_ons_of(service.id)]
    assert found == additions


@pytest.mark.parametrize("values", [{"title": ""}, {"title": "W" * 121}, {"description": "W" * 601}])
def test_a_service_without_a_name_or_with_long_texts_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as refused:
        add_open_service(venue=make_venue(), offer=an_offer(**values), capacity=8)
    assert refused.value.reason is CatalogErrorCode.TEXT_LENGTH


def test_a_class_with_too_many_starts_is_refused() -> None:
    starts = [WeeklyStart(0, 600)] * (MAX_STARTS + 1)
    with pytest.raises(DomainError) as refused:
        add_scheduled_service(venue=make_venue(), offer=an_offer(), capacity=8, starts=starts)
    assert refused.value.reason is CatalogErrorCode.TOO_MANY_STARTS


def test_a_class_whose_starts_overlap_because_of_its_buffer_is_refused() -> None:
    starts = [WeeklyStart(0, 600), WeeklyStart(0, 660)]
    with pytest.raises(DomainError, match=r"Start the second class at 11:15 AM or later"):
        add_scheduled_service(venue=make_venue(), offer=an_offer(buffer_after_minutes=15), capacity=8, starts=starts)


@pytest.mark.parametrize("active", [False, True])
def test_a_removed_service_is_neither_shown_nor_hidden(active: bool) -> None:
    service = make_service(make_venue(), capacity=4)
    archive_service(service=service)
    with pytest.raises(Conflict) as refused:
        show_service(service=service, active=active)
    assert (refused.value.reason, service.active) == (CatalogErrorCode.REMOVED, False)


@pytest.mark.parametrize("slugs", [["sauna", "sauna"], ["sauna", "massage", "yoga"]])
def test_an_order_that_is_not_of_exactly_the_venues_services_is_refused(slugs: list[str]) -> None:
    venue = make_venue()
    for slug in ("massage", "sauna"):
        make_service(venue, capacity=4, slug=slug)
    with pytest.raises(Conflict) as refused:
        order_services(venue=venue, slugs=slugs)
    assert refused.value.reason is CatalogErrorCode.LIST_CHANGED


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        (OwnTerms(price_cents=-1), CatalogErrorCode.PRICE),
        (OwnTerms(price_cents=1_000_001), CatalogErrorCode.PRICE),
        (OwnTerms(duration_minutes=4), CatalogErrorCode.LENGTH),
        (OwnTerms(duration_minutes=721), CatalogErrorCode.LENGTH),
    ],
)
def test_invalid_terms_of_a_team_member_are_refused(own: OwnTerms, reason: CatalogErrorCode) -> None:
    venue = make_venue()
    june = make_member(venue)
    service = make_service(venue, members=[june], minutes=60)
    with pytest.raises(DomainError) as refused:
        set_performers(venue=venue, service=service, performers=[Performs(june, {60: own})])
    assert refused.value.reason is reason
