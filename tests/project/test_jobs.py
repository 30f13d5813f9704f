from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.core import clock
from app.core import jobs as engine
from app.core.db import session
from tests.factories import make_user
from tests.support import Jobs


@engine.task("tests.rename")
def rename(*, user_id: int, name: str) -> None:
    user = session.scalars(select(User).where(User.id == user_id)).one()
    user.name = name


def test_a_job_runs_in_its_own_transaction(db: None, jobs: Jobs) -> None:
    user = make_user(name="Before")
    engine.defer("tests.rename", user_id=user.id, name="After")
    jobs.run()
    assert session.scalar(select(User.name).where(User.id == user.id)) == "After"


def test_a_rolled_back_change_leaves_no_job(db: None, jobs: Jobs) -> None:
    engine.defer("tests.rename", user_id=1, name="Nobody")
    session.rollback()
    assert jobs.waiting() == []


def test_a_task_defers_more_jobs_in_its_transaction(db: None, jobs: Jobs) -> None:
    user = make_user(name="Before")
    engine.defer("tests.chain", user_id=user.id)
    jobs.run()
    assert session.scalar(select(User.name).where(User.id == user.id)) == "Chained"


@engine.task("tests.chain")
def chain(*, user_id: int) -> None:
    engine.defer("tests.rename", user_id=user_id, name="Chained")


@engine.task("tests.fail")
def fail() -> None:
    raise RuntimeError("this job always fails")


def test_a_planned_job_does_not_delay_a_due_one_with_its_lock(db: None, jobs: Jobs) -> None:
    user = make_user(name="Before")
    tomorrow = clock.now() + timedelta(days=1)
    engine.defer("tests.rename", lock="one", at=tomorrow, user_id=user.id, name="Tomorrow")
    engine.defer("tests.rename", lock="one", user_id=user.id, name="Today")
    jobs.run()
    assert session.scalar(select(User.name).where(User.id == user.id)) == "Today"
    assert jobs.waiting() == ["tests.rename"]


def test_a_job_that_waits_for_its_retry_does_not_delay_a_due_one_with_its_lock(db: None, jobs: Jobs) -> None:
    user = make_user(name="Before")
    engine.defer("tests.fail", lock="one")
    engine.defer("tests.rename", lock="one", user_id=user.id, name="After")
    jobs.run()
    assert session.scalar(select(User.name).where(User.id == user.id)) == "After"
    assert jobs.waiting() == ["tests.fail"]


def test_a_job_is_deferred_once_until_it_starts(db: None, jobs: Jobs) -> None:
    def defer_more() -> None:
        engine.defer_once("tests.again", lock="one", user_id=1)
        engine.defer_once("tests.again", lock="one", user_id=1)

    STARTED.clear()
    defer_more()
    engine.defer_once("tests.again", lock="another", user_id=2)
    assert jobs.waiting() == ["tests.again", "tests.again"]
    jobs.run()
    assert sorted(STARTED) == [1, 1, 2], "what changes while the job runs is read by another job"


STARTED: list[int] = []


@engine.task("tests.again")
def again(*, user_id: int) -> None:
    STARTED.append(user_id)
    if STARTED.count(1) == 1:
        engine.defer_once("tests.again", lock="one", user_id=1)
        engine.defer_once("tests.again", lock="one", user_id=1)
