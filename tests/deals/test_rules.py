"""Rules of deals that the forms do not let a visitor reach, or only in a race."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.core.errors import Conflict, DomainError, NotFound
from app.deals.actions.drafts import change_deal, copy_deal, restore_deal, send_deal
from app.deals.actions.end import end_deal, resume_deal
from app.deals.actions.terms import Terms, put, saving, terms_of
from app.deals.enums import DealKind, DealStatus
from app.deals.errors import DealErrorCode
from app.deals.models import LONGEST_CODE, LONGEST_TITLE, MAX_USES, Deal
from app.deals.queries.deals import deal_of_id
from app.deals.windows import Window
from tests.factories import make_deal, make_service, make_venue
from tests.support import NOW, Jobs

pytestmark = pytest.mark.usefixtures("db", "now")

LATER = NOW + timedelta(days=30)
CLOSED: dict[str, Any] = {"status": DealStatus.ENDED, "ended_at": NOW}


def terms(**values: Any) -> Terms:
    return Terms(**{"title": "Off-peak", "kind": DealKind.PERCENT, "amount": 30, "valid_from": NOW, **values})


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"title": " "}, DealErrorCode.NO_NAME),
        ({"title": "W" * (LONGEST_TITLE + 1)}, DealErrorCode.NAME_TOO_LONG),
        ({"max_uses": 0}, DealErrorCode.BOOKING_LIMIT),
        ({"max_uses": MAX_USES + 1}, DealErrorCode.BOOKING_LIMIT),
        ({"code": " "}, DealErrorCode.PROMO_CODE_LENGTH),
        ({"code": "W" * (LONGEST_CODE + 1)}, DealErrorCode.PROMO_CODE_LENGTH),
        ({"windows": [Window(1, 600, 720), Window(1, 660, 780)]}, DealErrorCode.HOURS_OVERLAP),
    ],
)
def test_a_deal_with_invalid_terms_is_refused(values: dict[str, Any], reason: DealErrorCode) -> None:
    with pytest.raises(DomainError) as refused:
        put(Deal(), make_venue(), terms(**values))
    assert refused.value.reason is reason


def test_a_deal_may_have_the_longest_texts_and_the_highest_limit() -> None:
    most = terms(title="W" * LONGEST_TITLE, code="W" * LONGEST_CODE, max_uses=MAX_USES, windows=[])
    deal = Deal(status=DealStatus.DRAFT)
    put(deal, make_venue(), most)
    assert terms_of(deal_of_id(deal.id)) == most


def test_a_sitewide_deal_is_for_no_single_service() -> None:
    with pytest.raises(NotFound) as refused:
        put(Deal(), None, terms(service=make_service(make_venue(), capacity=2)))
    assert refused.value.reason is DealErrorCode.SITEWIDE_SERVICE


def test_a_change_keeps_its_deals_promo_code_but_cannot_take_another_deals() -> None:
    venue = make_venue()
    make_deal(venue=venue, percent=30, code="TAKEN")
    deal = make_deal(venue=venue, percent=30, code="OWN")
    assert change_deal(deal=deal, venue=venue, terms=terms(code="own")).code == "OWN"
    with pytest.raises(Conflict) as refused:
        change_deal(deal=deal, venue=venue, terms=terms(code="taken"))
    assert refused.value.reason is DealErrorCode.PROMO_CODE_TAKEN


def test_changing_a_change_in_review_makes_the_same_change_a_draft_again() -> None:
    venue = make_venue()
    deal = make_deal(venue=venue, percent=30)
    change = change_deal(deal=deal, venue=venue, terms=terms(amount=20))
    send_deal(deal=change)
    again = change_deal(deal=deal, venue=venue, terms=terms(amount=25))
    assert (again, again.status, again.amount) == (change, DealStatus.DRAFT, 25)


def change(deal: Deal) -> None:
    change_deal(deal=deal, venue=make_venue(), terms=terms())


def send(deal: Deal) -> None:
    send_deal(deal=deal)


def restore(deal: Deal) -> None:
    restore_deal(deal=deal)


def resume(deal: Deal) -> None:
    resume_deal(deal=deal)


@pytest.mark.parametrize(
    ("act", "values", "reason"),
    [
        (change, {"status": DealStatus.DRAFT}, DealErrorCode.NOT_LIVE),
        (send, {"status": DealStatus.DRAFT, "valid_to": NOW}, DealErrorCode.END_DATE_PASSED),
        (restore, {"status": DealStatus.DRAFT}, DealErrorCode.ALREADY_LISTED),
        (restore, CLOSED, DealErrorCode.HAS_ENDED),
        (resume, {"status": DealStatus.APPROVED}, DealErrorCode.ALREADY_LIVE),
        (resume, {**CLOSED, "live_at": None}, DealErrorCode.HAS_ENDED),
        (resume, {**CLOSED, "valid_to": NOW}, DealErrorCode.HAS_ENDED),
    ],
)
def test_a_deal_in_another_state_is_left_as_it_is(
    act: Callable[[Deal], None], values: dict[str, Any], reason: DealErrorCode
) -> None:
    deal = make_deal(venue=make_venue(), percent=30, **values)
    with pytest.raises(DomainError) as refused:
        act(deal)
    assert (refused.value.reason, deal.status) == (reason, values["status"])


def test_a_deal_that_its_change_has_replaced_does_not_resume() -> None:
    venue = make_venue()
    deal = make_deal(venue=venue, percent=30, **CLOSED)
    make_deal(venue=venue, percent=20, replaces_id=deal.id)
    with pytest.raises(Conflict) as refused:
        resume_deal(deal=deal)
    assert refused.value.reason is DealErrorCode.HAS_ENDED


def test_ending_a_deal_again_keeps_the_time_it_ended(jobs: Jobs) -> None:
    ended_at = NOW - timedelta(days=2)
    deal = make_deal(venue=make_venue(), percent=30, status=DealStatus.ENDED, ended_at=ended_at)
    end_deal(deal=deal)
    assert (deal.ended_at, jobs.waiting()) == (ended_at, [])


@pytest.mark.parametrize(("valid_to", "expected"), [(None, None), (NOW, None), (LATER, LATER)])
def test_a_copy_starts_now_without_the_promo_code_or_an_end_that_has_passed(
    valid_to: datetime | None, expected: datetime | None
) -> None:
    venue = make_venue()
    deal = make_deal(venue=venue, percent=30, code="SPRING", stacks=True, valid_to=valid_to, max_uses=5)
    copy = copy_deal(deal=deal_of_id(deal.id), venue=venue)
    assert terms_of(deal_of_id(copy.id)) == terms(valid_to=expected, max_uses=5, windows=[])
    assert copy.status is DealStatus.DRAFT


def test_another_error_of_the_database_is_not_taken_for_a_promo_code() -> None:
    deal = make_deal(venue=make_venue(), percent=30, code="SPRING")
    with pytest.raises(IntegrityError, match="ck_deal_max_uses"), saving(deal):
        deal.max_uses = 0
