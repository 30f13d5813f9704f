"""What Stripe told us that belongs to nothing here, or that we can't use: an admin has to look at it."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.core.logs import log
from app.payments.enums import PaymentState, Problem
from app.payments.errors import PaymentErrorCode
from app.payments.models import Payment, StripeProblem

OPEN = StripeProblem.resolved_at.is_(None)
MOST_OPEN = 50
MOST_RESOLVED = 20


def note_mismatch(payment: Payment, differs: str) -> None:
    """Record a payment that does not confirm anything: an admin has to look at it."""
    if payment.state is not PaymentState.PAID:
        payment.state, payment.mismatch = PaymentState.EXPIRED, differs
        log.error("a payment differs from its order", payment=payment.id, differs=differs)


def note_problem(problem: Problem, *, about: str) -> None:
    """Save what is wrong with an object at Stripe. Noting it again only says that it was seen again."""
    values = {"problem": problem, "seen_at": clock.now()}
    row = insert(StripeProblem).values(stripe_id=about, **values)
    session.execute(row.on_conflict_do_update(index_elements=["stripe_id"], set_=values))
    log.warning("stripe told us of something that we can't use", about=about, problem=problem.value)


def forget_problem(*, about: str) -> None:
    """Remove what was noted about an object that turned out to be ours."""
    session.execute(delete(StripeProblem).where(StripeProblem.stripe_id == about))


def resolve_problem(*, about: str, note: str, user_id: int) -> StripeProblem:
    """Save what an admin found out about an object, or did with it. Nothing else changes.

    Raises NotFound, or Conflict if it is resolved already.
    """
    found = session.get(StripeProblem, about, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(PaymentErrorCode.NO_SUCH_PROBLEM)
    if found.resolved_at is not None:
        raise Conflict(PaymentErrorCode.ALREADY_RESOLVED)
    found.resolved_at, found.resolved_by_id, found.note = clock.now(), user_id, note
    session.flush()
    return found


def open_problems() -> Sequence[StripeProblem]:
    """List the newest that no admin has resolved. One statement."""
    query = select(StripeProblem).where(OPEN).order_by(StripeProblem.seen_at.desc())
    return session.scalars(query.limit(MOST_OPEN)).all()


def number_of_problems() -> int:
    """Count those that no admin has resolved. One statement."""
    return session.scalar(select(func.count()).select_from(StripeProblem).where(OPEN)) or 0


def resolved_problems() -> Sequence[StripeProblem]:
    """List those that admins resolved last, with who did. One statement."""
    query = select(StripeProblem).where(~OPEN).options(joinedload(StripeProblem.resolved_by))
    return session.scalars(query.order_by(StripeProblem.resolved_at.desc()).limit(MOST_RESOLVED)).all()
