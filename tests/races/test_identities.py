"""Simultaneous removals of the last ways into one account."""

import pytest
from flask import Flask

from app.accounts.actions import ways_in
from app.accounts.models import User
from app.core.db import session
from app.identities import actions
from app.identities.enums import Provider
from app.identities.models import ExternalIdentity
from app.identities.queries import identities_of
from app.two_factor.actions import passkeys
from app.two_factor.queries.passkeys import passkeys_of
from tests.factories import add, make_passkey, make_user
from tests.tabs import DONE, in_tabs, read_together

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "now")]


@pytest.fixture
def user() -> User:
    """A person who can log in with Google and with Apple, and no other way."""
    made = make_user()
    made.password_hash = None
    for provider in Provider:
        add(ExternalIdentity(user_id=made.id, provider=provider, subject="1", email=made.email))
    session.commit()
    return made


@pytest.fixture
def holder() -> User:
    """A person who can log in with Google and with a passkey, and no other way."""
    made = make_user()
    made.password_hash = None
    add(ExternalIdentity(user_id=made.id, provider=Provider.GOOGLE, subject="1", email=made.email))
    make_passkey(made)
    session.commit()
    return made


def disconnect_both(app: Flask, user_id: int) -> list[str]:
    """Disconnect Google in one tab and Apple in another. Return the outcomes of both."""

    def work(tab: int) -> None:
        user = session.get_one(User, user_id)
        actions.disconnect(user=user, provider=list(Provider)[tab])

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


def remove_both(app: Flask, user_id: int, passkey_id: str) -> list[str]:
    """Disconnect Google in one tab and remove the passkey in another. Return the outcomes of both."""

    def work(tab: int) -> None:
        user = session.get_one(User, user_id)
        if tab:
            actions.disconnect(user=user, provider=Provider.GOOGLE)
        else:
            passkeys.remove_passkey(user=user, public_id=passkey_id)

    return in_tabs(app, work, tabs=2)


def ways_left(user: User) -> int:
    session.rollback()
    return len(identities_of(user.id)) + len(passkeys_of(user))


def test_one_way_in_stays_when_a_passkey_and_google_are_removed_at_once(app: Flask, holder: User) -> None:
    assert remove_both(app, holder.id, passkeys_of(holder)[0].public_id).count(DONE) == 1
    assert ways_left(holder) == 1


def test_neither_the_passkey_nor_google_stays_without_the_lock(
    app: Flask, holder: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    passkey_id, counted = passkeys_of(holder)[0].public_id, read_together(ways_in.has_another_way_in, tabs=2)
    for module in (actions, passkeys):
        monkeypatch.setattr(module, "lock_user", lambda _: None)
        monkeypatch.setattr(module, "has_another_way_in", counted)
    assert remove_both(app, holder.id, passkey_id) == [DONE, DONE]
    assert ways_left(holder) == 0
