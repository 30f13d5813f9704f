"""A listing that its owner renames while an admin approves it: only the name that the admin read goes live."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.admin.actions.approvals import approve_pending, lock_pending
from app.admin.queries.approvals import one_pending, queue
from app.core import clock
from app.core.db import session
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from app.venues.queries import venue_of
from tests.admin.conftest import dana
from tests.admin.forms.approvals import stamp_of
from tests.admin.waiting import make_changed, make_waiting, rename
from tests.races.locks import ends_or_waits
from tests.support import NOW

__all__ = ["dana"]

pytestmark = pytest.mark.slow

BEFORE, READ, UNREAD = "Hazel House", "Hazel Bodywork", "Miracle Cure Clinic"


def waiting_listing() -> Venue:
    venue = make_waiting(name=READ)
    session.commit()
    return venue


def live_name(venue_id: int) -> str | None:
    """Return the name under which a venue is live, None if it isn't."""
    session.rollback()
    venue = session.get_one(Venue, venue_id, populate_existing=True)
    return venue.name if venue.status is VenueStatus.LIVE else None


def approved_while_renaming(app: Flask, admin: User, *, locks: bool) -> str | None:
    """Read a listing, let its owner rename it on a connection of their own, and approve it. Return the live name."""
    venue = waiting_listing()
    venue_id, owner_id = venue.id, venue.owner_id
    waiting = one_pending(queue(), venue.slug)
    if locks:
        lock_pending([waiting])
        waiting = one_pending(queue(), venue.slug)

    def work() -> None:
        with app.app_context(), clock.pinned(NOW):
            rename(venue_of(session.get_one(User, owner_id)), UNREAD)
            session.commit()

    with ThreadPoolExecutor(1) as owner:
        renaming = owner.submit(work)
        ends_or_waits(renaming)
        approve_pending(waiting=waiting, admin=admin)
        session.commit()
        renaming.result()
    return live_name(venue_id)


def test_name_that_no_admin_read_goes_live_without_the_lock(app: Flask, client: FlaskClient, dana: User) -> None:
    assert approved_while_renaming(app, dana, locks=False) == UNREAD


def test_only_the_name_that_the_admin_read_goes_live(app: Flask, client: FlaskClient, dana: User) -> None:
    assert approved_while_renaming(app, dana, locks=True) == READ


def test_an_admin_who_decides_while_the_owner_saves_reads_the_new_name_first(client: FlaskClient, dana: User) -> None:
    """Press Approve while the owner's change is saved but not committed: the page takes the lock before it compares."""
    venue = make_changed(READ, name=BEFORE)
    session.commit()
    slug, venue_id, stamp = venue.slug, venue.id, stamp_of(venue.slug)
    session.rollback()
    rename(venue_of(session.get_one(User, venue.owner_id)), UNREAD)
    session.flush()

    def work() -> TestResponse:
        with clock.pinned(NOW):
            return client.post(f"/admin/approvals/{slug}", data={"decision": "approve", "stamp": stamp})

    with ThreadPoolExecutor(1) as admin:
        deciding = admin.submit(work)
        ends_or_waits(deciding)
        session.commit()
        answer = deciding.result()
    assert answer.status_code == 409
    assert live_name(venue_id) == BEFORE
