"""Simultaneous changes to one account: its role, its venue or its waitlist entries."""

from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actions import roles
from app.accounts.enums import Role
from app.accounts.models import User
from app.admin.actions import people
from app.admin.actions.people import change_role
from app.core import clock
from app.core.db import session
from app.onboarding import actions as listing
from app.taxonomy.models import Category
from app.venues.enums import VenueType
from app.venues.places import zip_area
from app.venues.queries import venue_owned_by
from app.waitlist.actions import entries
from app.waitlist.actions.entries import MOST_OPEN, leave_waitlist, rejoin_waitlist
from app.waitlist.models import WaitlistEntry
from app.waitlist.queries import count_open
from tests.factories import make_category, make_member, make_service, make_user, make_venue
from tests.support import NOW
from tests.tabs import DONE, in_tabs, read_together
from tests.waitlist.lines import AFTERNOON, fill_afternoon, in_line

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "now")]


@pytest.fixture
def owner_to_be() -> User:
    make_user(role=Role.ADMIN)
    make_category(slug="massage")
    user = make_user()
    session.commit()
    return user


def promote_and_list(app: Flask, user_id: int, admin_id: int) -> list[str]:
    """Make the user an admin in one tab while another lists their business. Return the outcomes of both."""

    def work(tab: int) -> None:
        user = session.get_one(User, user_id)
        if tab == 0:
            change_role(user=user, role=Role.ADMIN, admin=session.get_one(User, admin_id))
            return
        area = zip_area("97202")
        category = session.scalars(select(Category)).first()
        assert area is not None
        assert category is not None
        listing.begin(owner=user, name="Hazel", category=category, type=VenueType.SPA, area=area)

    return in_tabs(app, work, tabs=2)


def test_new_admin_never_owns_a_venue_listed_at_the_same_time(app: Flask, owner_to_be: User) -> None:
    admin = session.scalars(select(User).where(User.role == Role.ADMIN)).one()
    outcomes = promote_and_list(app, owner_to_be.id, admin.id)
    assert outcomes.count(DONE) == 1
    session.rollback()
    user = session.get_one(User, owner_to_be.id, populate_existing=True)
    assert (user.role is Role.PROVIDER) == (venue_owned_by(user) is not None)


def test_promotion_and_listing_both_succeed_without_the_locks(
    app: Flask, owner_to_be: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = session.scalars(select(User).where(User.role == Role.ADMIN)).one()
    both = Barrier(2)

    def look_together(user: User) -> None:
        both.wait()

    monkeypatch.setattr(roles, "lock_admins_and", lambda _user: {admin.id})
    monkeypatch.setattr(people, "venue_owned_by", look_together)
    monkeypatch.setattr(listing, "lock_user", look_together)
    # Neither is refused by a rule. A check of the table may stop the one that commits last.
    assert set(promote_and_list(app, owner_to_be.id, admin.id)) <= {DONE, "ck_user_account_admin_role"}


def withdrawn(tabs: int) -> list[int]:
    """Return the ids of `tabs` withdrawn waitlist entries of a user with one open entry fewer than allowed."""
    venue = make_venue(minimum_notice_minutes=0)
    massage = make_service(venue, members=[make_member(venue)])
    fill_afternoon(massage)
    user = make_user()
    windows = [(AFTERNOON[0] + timedelta(minutes=n), AFTERNOON[1]) for n in range(MOST_OPEN - 1 + tabs)]
    withdrawn_ids = []
    for window in windows[:tabs]:
        wait = in_line(massage, window, user=user)
        leave_waitlist(wait_id=wait.id)
        withdrawn_ids.append(wait.id)
    for window in windows[tabs:]:
        in_line(massage, window, user=user)
    session.commit()
    return withdrawn_ids


def again(wait_id: int) -> None:
    with clock.pinned(NOW):  # a thread does not inherit the pinned clock
        rejoin_waitlist(wait_id=wait_id)


def open_waits(wait_id: int) -> int:
    session.rollback()
    return count_open(session.get_one(WaitlistEntry, wait_id).user_id)


def test_rejoining_two_waitlists_at_once_stays_within_the_limit(app: Flask) -> None:
    withdrawn_ids = withdrawn(2)
    outcomes = in_tabs(app, lambda tab: again(withdrawn_ids[tab]), tabs=2)
    assert outcomes.count(DONE) == 1
    assert open_waits(withdrawn_ids[0]) == MOST_OPEN


def test_rejoining_two_waitlists_at_once_exceeds_the_limit_without_the_lock(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    withdrawn_ids = withdrawn(2)
    monkeypatch.setattr(entries, "lock_user", lambda _user_id: None)
    monkeypatch.setattr(entries, "count_open", read_together(count_open, tabs=2))
    assert in_tabs(app, lambda tab: again(withdrawn_ids[tab]), tabs=2) == [DONE] * 2
    assert open_waits(withdrawn_ids[0]) == MOST_OPEN + 1
