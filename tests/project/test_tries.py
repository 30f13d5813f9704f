"""Tests that rate-limit tries are counted across all processes and expire."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from app import create_app
from app.core.db import session
from app.web.rate_limits import STORAGE_URI, Try, TryStorage
from tests import database


@pytest.fixture
def tries(db: None) -> TryStorage:
    storage = TryStorage(STORAGE_URI)
    storage.reset()
    return storage


def test_tries_add_up(tries: TryStorage) -> None:
    assert [tries.incr("wren", 60) for _ in range(3)] == [1, 2, 3]
    assert tries.incr("wren", 60, amount=5) == 8
    assert tries.get("wren") == 8


def test_each_key_is_counted_separately(tries: TryStorage) -> None:
    assert [tries.incr(key, 60) for key in ("wren", "robin", "wren")] == [1, 1, 2]
    assert tries.get("nobody") == 0


def test_a_window_starts_with_its_first_try_and_expires(tries: TryStorage) -> None:
    tries.incr("wren", 1)
    ends = tries.get_expiry("wren")
    tries.incr("wren", 1)
    assert tries.get_expiry("wren") == ends
    assert ends == pytest.approx(time.time() + 1, abs=0.5)
    time.sleep(1.1)
    assert (tries.get("wren"), tries.incr("wren", 1)) == (0, 1)


def test_expired_tries_are_deleted(tries: TryStorage) -> None:
    tries.incr("wren", 0)
    tries.incr("robin", 60)
    assert session.scalar(select(func.count()).select_from(Try)) == 1


def test_a_rollback_does_not_undo_tries(tries: TryStorage) -> None:
    session.execute(text("SELECT 1"))
    tries.incr("wren", 60)
    session.rollback()
    assert tries.get("wren") == 1


def test_stored_keys_do_not_reveal_who_was_counted(tries: TryStorage) -> None:
    tries.incr("LIMITER/wren@example.com 192.0.2.7/login.log_in", 60)
    assert "wren" not in session.scalars(select(Try.key)).one()


def test_concurrent_tries_are_all_counted(app: Flask, tries: TryStorage) -> None:
    def add(_: int) -> int:
        with app.app_context():
            return tries.incr("wren", 60)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(add, range(80))) == list(range(1, 81))


def test_clearing_a_key_leaves_the_others(tries: TryStorage) -> None:
    for key in ("wren", "robin"):
        tries.incr(key, 60)
    tries.clear("wren")
    assert (tries.get("wren"), tries.get("robin")) == (0, 1)


def test_check_fails_when_the_database_does_not_answer(tries: TryStorage) -> None:
    assert tries.check()
    away = create_app(database.settings_for("postgresql://postgres@127.0.0.1:1/nowhere"))
    with away.app_context(), pytest.raises(OperationalError):
        tries.check()
