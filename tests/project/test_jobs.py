from sqlalchemy import select

from app.accounts.models import User
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
