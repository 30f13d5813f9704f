"""The last use of a package, by several tabs at once."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import session
from app.passes import actions as pass_actions
from app.passes.actions import WantedUse, take_uses
from app.passes.models import Pass, PassUse
from tests.factories import first_option, make_booking, make_member, make_service, make_user, make_venue
from tests.sale_factories import make_offer, make_pass
from tests.support import NOW
from tests.tabs import DONE, in_tabs, read_together

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db")]
TABS = 4


def package_and_bookings() -> tuple[int, list[int]]:
    """Make a package with one use left, and a booking for each tab. Returns their ids. Commits."""
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    bookings = [make_booking(service, NOW).id for _ in range(TABS)]
    bought = make_pass(make_user(), make_offer(first_option(service)), uses_left=1, left_cents=8000)
    session.commit()
    return bought.id, bookings


def taken_at_once(app: Flask) -> tuple[list[str], int]:
    """Take the last use in each tab. Returns what each tab got, and how many uses were taken in all."""
    pass_id, bookings = package_and_bookings()
    got = in_tabs(app, lambda tab: take_uses(wanted=[WantedUse(pass_id, bookings[tab], 1)]), tabs=TABS)
    return got, session.scalar(select(func.count(PassUse.booking_id))) or 0


def unlocked(pass_ids: set[int]) -> dict[int, Pass]:  # as the one it replaces
    return {one.id: one for one in session.scalars(select(Pass).where(Pass.id.in_(pass_ids)))}


def test_without_the_lock_each_tab_would_use_the_last_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pass_actions, "lock_passes", read_together(unlocked, tabs=TABS))
    assert taken_at_once(app) == ([DONE] * TABS, TABS)


def test_the_last_use_is_taken_once(app: Flask) -> None:
    got, taken = taken_at_once(app)
    assert (got.count(DONE), taken) == (1, 1)
    assert all("has nothing left" in each for each in got if each != DONE)
