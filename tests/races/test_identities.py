"""Simultaneous changes to the ways into one account."""

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.db import session
from app.identities import actions
from app.identities.enums import Provider
from app.identities.models import ExternalIdentity
from app.identities.queries import identities_of
from tests.factories import add, make_user
from tests.tabs import DONE, in_tabs, read_together

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "now")]


@pytest.fixture
def user() -> User:
    """A person who can log in with Google and with Apple, and no other way."""
    made = make_user()
    for provider in Provider:
        add(ExternalIdentity(user_id=made.id, provider=provider, subject="1", email=made.email))
    session.commit()
    return made


def disconnect_both(app: Flask, user_id: int) -> list[str]:
    """Disconnect Google in one tab and Apple in another. Return the outcomes of both."""

    def work(tab: int) -> None:
        user = session.get_one(User, user_id)
        actions.disconnect(user=user, provider=list(Provider)[tab], other_ways=False)

    return in_tabs(app, work, tabs=2)


def test_one_way_in_stays_when_two_tabs_disconnect_one_each(app: Flask, user: User) -> None:
    assert disconnect_both(app, user.id).count(DONE) == 1
    session.rollback()
    assert len(identities_of(user.id)) == 1


def test_no_way_in_stays_without_the_lock(app: Flask, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "lock_user", lambda _: None)
    monkeypatch.setattr(actions, "identities_of", read_together(identities_of, tabs=2))
    assert disconnect_both(app, user.id) == [DONE, DONE]
    session.rollback()
    assert identities_of(user.id) == []
