"""What admins do after a bad day."""

from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.actions.refunds import retry_refund
from app.bookings.enums import RefundState
from app.bookings.models.refunds import Refund
from app.core.db import session
from app.core.errors import DomainError
from tests.benchmarks.chaos.day import Day


def admin() -> User:
    return session.scalars(select(User).where(User.role == Role.ADMIN)).one()


def retry_refunds(day: Day) -> None:
    """Try failed refunds once more."""
    for refund_id in session.scalars(select(Refund.id).where(Refund.state == RefundState.FAILED)).all():
        try:
            retry_refund(refund_id=refund_id)
            session.commit()
            day.done["failed refunds tried again"] += 1
        except DomainError:
            session.rollback()
