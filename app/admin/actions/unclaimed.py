"""Unclaimed property that was turned over to a state."""

from datetime import date
from zoneinfo import ZoneInfo

from app.accounts.models import User
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.core.formats import usd
from app.unclaimed.actions import NewTurnover, turn_over, undo_turnover
from app.unclaimed.models import Turnover


def record_turnover(*, new: NewTurnover, today: date, zone: ZoneInfo, admin: User) -> Turnover:
    """Record that dormant money went to a state. Raises DomainError if that isn't possible."""
    paid = turn_over(new, user_id=admin.id, today=today, zone=zone)
    record(
        admin=admin,
        action=AuditAction.FINANCE_TURN_OVER,
        subject=_subject(paid),
        before={},
        after={"amount": usd(paid.amount_cents), "paid_on": paid.paid_on, "reference": paid.reference},
    )
    return paid


def undo(*, turnover_id: str, why: str, admin: User) -> Turnover:
    """Undo a payment to a state that was recorded by mistake."""
    paid = undo_turnover(public_id=turnover_id, why=why, user_id=admin.id)
    record(
        admin=admin,
        action=AuditAction.FINANCE_UNDO_TURNOVER,
        subject=_subject(paid),
        before={"amount": usd(paid.amount_cents), "reference": paid.reference},
        after={},
        reason=why,
    )
    return paid


def _subject(paid: Turnover) -> Subject:
    return Subject(SubjectKind.FINANCE, None, f"Turned over {paid.public_id} ({paid.state})", key=paid.public_id)
