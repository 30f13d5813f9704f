from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.accounts.enums import Role
from app.accounts.models import User
from app.catalog.queries import active_options
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.deals.actions.drafts import create_deal
from app.deals.actions.end import end_deal
from app.deals.actions.review import approve_deal, reject_deal
from app.deals.enums import DealKind, DealStatus
from app.deals.models import Deal
from app.deals.queries.prices import price_lists
from app.deals.windows import Window
from app.venues.models import Venue
from tests.factories import make_service, make_user, make_venue
from tests.support import NOW, Jobs
from tests.tabs import DONE, in_tabs

TUESDAY_EARLY = Window(weekday=1, opens=780, closes=960)


def proposed(venue: Venue, **values: Any) -> Deal:
    given = {"title": "Off-peak", "kind": DealKind.PERCENT, "amount": 30, "valid_from": NOW, **values}
    return create_deal(venue=venue, **given)


def test_a_deal_applies_once_it_is_approved(db: None, jobs: Jobs) -> None:
    venue = make_venue()
    service = make_service(venue, capacity=2)
    deal = proposed(venue, service=service, windows=[TUESDAY_EARLY])
    assert (deal.status, price_lists(active_options([service.first_option.id]))[service.first_option.id].rules) == (
        DealStatus.IN_REVIEW,
        [],
    )
    approve_deal(deal=deal)
    session.commit()
    assert price_lists(active_options([service.first_option.id]))[service.first_option.id].rules[0].windows == (
        TUESDAY_EARLY,
    )
    assert jobs.waiting() == ["search_index.reindex"]


def test_a_deal_cannot_be_approved_twice(db: None) -> None:
    deal = proposed(make_venue())
    approve_deal(deal=deal)
    with pytest.raises(Conflict):
        approve_deal(deal=deal)


def test_requesting_changes_needs_a_note_and_releases_the_promo_code(db: None, jobs: Jobs) -> None:
    admin, venue = make_user(role=Role.ADMIN), make_venue()
    deal = proposed(venue, code="SPRING")
    with pytest.raises(DomainError):
        reject_deal(deal=deal, by=admin, note="  ")
    reject_deal(deal=deal, by=admin, note=" Say for which days. ")
    assert (deal.status, deal.note) == (DealStatus.CHANGES_REQUESTED, "Say for which days.")
    assert jobs.waiting() == ["deals.email_decided"]
    with pytest.raises(Conflict):
        approve_deal(deal=deal, by=admin)
    assert proposed(venue, code="spring").code == "SPRING"


def test_an_ended_deal_no_longer_applies(db: None) -> None:
    venue = make_venue()
    service, deal = make_service(venue, capacity=2), proposed(venue)
    approve_deal(deal=deal)
    end_deal(deal=deal)
    session.commit()
    assert price_lists(active_options([service.first_option.id]))[service.first_option.id].rules == []


def test_a_deal_for_another_venues_service_is_refused(db: None) -> None:
    with pytest.raises(NotFound):
        proposed(make_venue(), service=make_service(make_venue(), capacity=2))


@pytest.mark.parametrize(
    "values",
    [
        {"amount": 0},
        {"amount": 91},
        {"kind": DealKind.FIXED, "amount": 0},
        {"valid_to": NOW},
        {"last_minute_hours": 0},
        {"last_minute_hours": 169},
        {"stacks": True},
        {"windows": [Window(7, 0, 60)]},
        {"windows": [Window(0, 1440, 1500)]},
        {"windows": [Window(0, 600, 600)]},
        {"windows": [Window(0, 600, 2041)]},
    ],
)
def test_a_deal_with_an_invalid_value_is_refused(db: None, values: dict[str, Any]) -> None:
    with pytest.raises(DomainError):
        proposed(make_venue(), **values)


def test_a_promo_code_belongs_to_one_deal_until_the_deal_ends(db: None) -> None:
    venue, other = make_venue(), make_venue()
    first = proposed(venue, code=" quiet10 ", stacks=True)
    assert first.code == "QUIET10"
    with pytest.raises(Conflict):
        proposed(other, code="Quiet10")
    end_deal(deal=first)
    second = proposed(other, code="Quiet10", valid_to=NOW + timedelta(days=30))
    session.commit()
    assert second.status is DealStatus.IN_REVIEW


def test_concurrent_deals_cannot_have_the_same_promo_code(app: Flask, db: None) -> None:
    venues = [make_venue().id for _ in range(4)]
    session.commit()
    outcomes = in_tabs(app, lambda number: proposed(session.get_one(Venue, venues[number]), code="QUIET10"), tabs=4)
    assert outcomes == ["Another deal uses the promo code QUIET10. Choose a different one."] * 3 + [DONE]


def test_only_one_of_several_concurrent_admins_decides(app: Flask, db: None) -> None:
    deal, admin = proposed(make_venue()).id, make_user(role=Role.ADMIN).id
    session.commit()

    def decide(number: int) -> None:
        found, by = session.get_one(Deal, deal), session.get_one(User, admin)
        if number % 2:
            approve_deal(deal=found, by=by)
        else:
            reject_deal(deal=found, by=by, note="Say for which days.")

    outcomes = in_tabs(app, decide, tabs=4)
    assert outcomes == [DONE, *["“Off-peak” isn’t in review. Reload the list to see the deals that are."] * 3]
