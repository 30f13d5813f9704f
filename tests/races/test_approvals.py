"""A listing that its owner renames while an admin approves it: only the name that the admin read goes live."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.admin.queries.approvals import PendingApproval
from app.admin.views import approvals
from app.admin.views.review_page import ReviewPage, review_page
from app.core import clock
from app.core.db import session
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from app.venues.queries import venue_of
from tests.admin.conftest import dana
from tests.admin.forms.approvals import stamp_of
from tests.admin.waiting import make_waiting, rename
from tests.support import NOW

__all__ = ["dana"]

pytestmark = pytest.mark.slow

READ, UNREAD = "Hazel Bodywork", "Miracle Cure Clinic"
LONG_ENOUGH = 2.0  # seconds: the owner is done by then, unless a lock makes them wait


def renaming_after(app: Flask, owner_id: int, renamed: list[Future[None]]) -> Callable[[PendingApproval], ReviewPage]:
    """Return `review_page`, after which the owner renames the listing in a transaction of their own."""

    def work() -> None:
        with app.app_context(), clock.pinned(NOW):
            rename(venue_of(session.get_one(User, owner_id)), UNREAD)
            session.commit()

    def reading(waiting: PendingApproval) -> ReviewPage:
        seen = review_page(waiting)
        with_owner = ThreadPoolExecutor(1)
        renamed.append(with_owner.submit(work))
        wait(renamed, LONG_ENOUGH)
        with_owner.shutdown(wait=False)
        return seen

    return reading


def approved_beside_renaming(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> str:
    """Approve a listing while its owner renames it. Return the name that is live."""
    venue = make_waiting(name=READ)
    session.commit()
    stamp = stamp_of(venue.slug)
    session.rollback()
    renamed: list[Future[None]] = []
    monkeypatch.setattr(approvals, "review_page", renaming_after(app, venue.owner_id, renamed))
    answer = client.post(f"/admin/approvals/{venue.slug}", data={"decision": "approve", "stamp": stamp})
    assert answer.status_code == 303
    renamed[0].result()
    session.rollback()
    live = session.get_one(Venue, venue.id, populate_existing=True)
    assert live.status is VenueStatus.LIVE
    return live.name


def test_only_the_name_that_the_admin_read_goes_live(
    app: Flask, client: FlaskClient, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert approved_beside_renaming(app, client, monkeypatch) == READ


def test_name_that_no_admin_read_goes_live_without_the_lock(
    app: Flask, client: FlaskClient, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(approvals, "lock_pending", lambda _found: None)
    assert approved_beside_renaming(app, client, monkeypatch) == UNREAD
