"""The numbers on the admin home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, select, text

from app.accounts.models import SecurityEvent, User
from app.admin.models import SecurityResolution
from app.admin.queries.approvals import number_waiting
from app.bookings.enums import AT_VENUE, OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.core.security_log import Severity
from app.core.worker_status import WorkerState, WorkerStatus, worker_status
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.privacy.models import PrivacyRequest
from app.two_factor.models import TwoFactorReset
from app.two_factor.queries.resets import open_resets
from app.venues.models import Venue

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """The totals of a period. `cents` is the amount paid."""

    accounts: int
    venues: int
    bookings: int
    cents: int


@dataclass(frozen=True, slots=True)
class Attention:
    """The things that need an admin's attention now."""

    waiting: int
    refunds_due: int
    refunds_due_cents: int
    refunds_failed: int
    payments_mismatched: int
    jobs_failed: int
    alarms: int
    requests_due: int
    requests_overdue: int
    resets: Sequence[TwoFactorReset]
    worker: WorkerStatus

    @property
    def nothing_else(self) -> bool:
        """Return whether nothing but the review queue needs attention."""
        is_running = self.worker.state is WorkerState.RUNNING
        waiting = (self.refunds_due, self.refunds_failed, self.payments_mismatched, self.jobs_failed)
        return is_running and not any((*waiting, self.alarms, self.requests_due, self.requests_overdue, self.resets))


@dataclass(frozen=True, slots=True)
class Today:
    """Today so far, the same weekday a week ago until the same time, and that whole day."""

    so_far: PeriodTotals
    by_then: PeriodTotals
    week_ago: PeriodTotals
    care: Attention


def numbers_of_today(now: datetime, zone: ZoneInfo) -> Today:
    """Return the numbers for the local day of `now`. Seven statements."""
    local = now.astimezone(zone)
    midnight, before = (datetime.combine(day, time(), zone) for day in (local.date(), (local - WEEK).date()))
    after = datetime.combine((local - WEEK).date() + timedelta(days=1), time(), zone)
    # The same wall-clock time, even across a daylight saving change.
    then = datetime.combine((local - WEEK).date(), local.time(), zone)
    return Today(_day(midnight, now), _day(before, then), _day(before, after), _care(local.date()))


def _day(begins: datetime, ends: datetime) -> PeriodTotals:
    """Count a period. One statement."""
    paid = Payment.state == PaymentState.PAID, Payment.paid_at >= begins, Payment.paid_at < ends
    # Bookings that venues add themselves don't count as ours.
    settled = (
        Order.kind.not_in(AT_VENUE),
        Order.state == OrderState.CONFIRMED,
        Order.settled_at >= begins,
        Order.settled_at < ends,
    )
    booked = select(func.count()).select_from(Booking).join(Booking.venue_order).join(VenueOrder.order)
    row = session.execute(
        select(
            _number(User.created_at >= begins, User.created_at < ends),
            _number(Venue.created_at >= begins, Venue.created_at < ends),
            booked.where(*settled).scalar_subquery(),
            select(func.coalesce(func.sum(Payment.amount_cents), 0)).where(*paid).scalar_subquery(),
        )
    ).one()
    return PeriodTotals(*row)


def _care(today: date) -> Attention:
    """Count the things that need attention, privacy requests if they are due within a week. Four statements."""
    due = Refund.state.in_((RefundState.DUE, RefundState.SENT))
    is_resolved = exists().where(SecurityResolution.event_id == SecurityEvent.id)
    open_alarm = SecurityEvent.severity == Severity.SEVERE, ~is_resolved
    is_open = PrivacyRequest.done_at.is_(None)
    is_soon = is_open, PrivacyRequest.due_on >= today, PrivacyRequest.due_on <= today + WEEK
    refunds_due, cents_due, refunds_failed, mismatched, jobs_failed, alarms, due_soon, overdue = session.execute(
        select(
            _number(due),
            select(func.coalesce(func.sum(Refund.amount_cents), 0)).where(due).scalar_subquery(),
            _number(Refund.state == RefundState.FAILED),
            _number(Payment.mismatch != ""),
            select(func.count())
            .select_from(text("procrastinate_jobs"))
            .where(text("status = 'failed'"))
            .scalar_subquery(),
            _number(*open_alarm),
            _number(*is_soon),
            _number(is_open, PrivacyRequest.due_on < today),
        )
    ).one()
    return Attention(
        waiting=number_waiting(),
        refunds_due=refunds_due,
        refunds_due_cents=cents_due,
        refunds_failed=refunds_failed,
        payments_mismatched=mismatched,
        jobs_failed=jobs_failed,
        alarms=alarms,
        requests_due=due_soon,
        requests_overdue=overdue,
        resets=open_resets(),
        worker=worker_status(),
    )


def _number(*which: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).where(*which).scalar_subquery()
