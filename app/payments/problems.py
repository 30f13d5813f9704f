"""What Stripe told us that belongs to nothing here, or that we can't use: an admin has to look at it."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from app.core import clock
from app.core.db import session
from app.core.logs import log
from app.payments.enums import PaymentState, Problem
from app.payments.models import Payment, StripeProblem

# How long a problem is listed after Stripe last told us of it.
LISTED = timedelta(days=30)
MOST_LISTED = 50


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


def problems() -> Sequence[StripeProblem]:
    """List what Stripe told us of lately, the newest first. One statement."""
    query = select(StripeProblem).where(StripeProblem.seen_at > clock.now() - LISTED)
    return session.scalars(query.order_by(StripeProblem.seen_at.desc()).limit(MOST_LISTED)).all()
