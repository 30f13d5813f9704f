"""Rules of a team and its time off that the forms do not let a visitor reach, or only in a race."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import Range

from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.team.actions import (
    Details,
    add_time_off,
    add_weekly_time_off,
    edit_member,
    order_members,
    remove_time_off,
)
from app.team.errors import TeamErrorCode
from app.team.models import MAX_BUFFER, MOST_TIMES_OFF, TimeOff
from tests.factories import make_member, make_venue
from tests.support import NOW

pytestmark = pytest.mark.usefixtures("db", "now")

TODAY = date(2026, 5, 14)


@pytest.mark.parametrize("minutes", [-1, MAX_BUFFER + 1])
def test_a_buffer_outside_its_range_is_refused(minutes: int) -> None:
    member = make_member(make_venue())
    with pytest.raises(DomainError) as refused:
        edit_member(member=member, details=Details("June Okafor", buffer_minutes=minutes))
    assert (refused.value.reason, member.name) == (TeamErrorCode.BUFFER, "June Castellano")


@pytest.mark.parametrize("slugs", [["june", "june"], ["june", "maren", "ada"]])
def test_an_order_that_is_not_of_exactly_the_team_is_refused(slugs: list[str]) -> None:
    venue = make_venue()
    make_member(venue, slug="june")
    make_member(venue, slug="maren")
    with pytest.raises(Conflict) as refused:
        order_members(venue=venue, slugs=slugs)
    assert refused.value.reason is TeamErrorCode.TEAM_CHANGED


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"weekday": 7}, TeamErrorCode.WEEKLY_TIME_OFF_ENDS_BEFORE_START),
        ({"begins": -1}, TeamErrorCode.WEEKLY_TIME_OFF_ENDS_BEFORE_START),
        ({"begins": 780}, TeamErrorCode.WEEKLY_TIME_OFF_ENDS_BEFORE_START),
        ({"ends": 1441}, TeamErrorCode.WEEKLY_TIME_OFF_ENDS_BEFORE_START),
        ({"last_on": TODAY - timedelta(days=1)}, TeamErrorCode.LAST_DAY_BEFORE_FIRST),
    ],
)
def test_invalid_weekly_time_off_is_refused(values: dict[str, Any], reason: TeamErrorCode) -> None:
    given = {"weekday": 1, "begins": 720, "ends": 780, "first_on": TODAY, **values}
    with pytest.raises(DomainError) as refused:
        add_weekly_time_off(member=make_member(make_venue()), **given)
    assert refused.value.reason is reason


def test_weekly_time_off_may_be_all_day_on_a_single_date() -> None:
    member = make_member(make_venue())
    off = add_weekly_time_off(member=member, weekday=6, begins=0, ends=1440, first_on=TODAY, last_on=TODAY)
    assert off.id is not None


def test_time_off_of_another_team_member_is_not_removed() -> None:
    venue = make_venue()
    june, maren = make_member(venue), make_member(venue, name="Maren Oyelaran")
    off = add_time_off(member=maren, begins=NOW, ends=NOW + timedelta(hours=1))
    with pytest.raises(NotFound) as refused:
        remove_time_off(member=june, key=off.key)
    assert refused.value.reason is TeamErrorCode.TIME_OFF_REMOVED
    assert session.get(TimeOff, off.id) is not None


def test_a_team_member_has_only_so_many_times_off() -> None:
    member = make_member(make_venue())
    during = Range(NOW, NOW + timedelta(hours=1), bounds="[)")
    rows = [{"member_id": member.id, "during": during, "note": ""} for _ in range(MOST_TIMES_OFF - 1)]
    session.execute(insert(TimeOff), rows)
    add_time_off(member=member, begins=NOW, ends=NOW + timedelta(hours=1))
    with pytest.raises(Conflict) as refused:
        add_time_off(member=member, begins=NOW, ends=NOW + timedelta(hours=1))
    assert refused.value.reason is TeamErrorCode.TOO_MANY_TIMES_OFF
