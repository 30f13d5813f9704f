"""The commission, earlier earnings, differences with Stripe, payouts to our bank, and closing months."""

from app.accounts.models import User
from app.admin.actions.approvals import venue_subject
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.commission.actions import clear_rates, set_rates
from app.commission.amounts import Rates
from app.commission.models import CommissionTerms
from app.commission.queries import terms_for
from app.finance.actions.months import close_month
from app.finance.actions.payouts import request_payout
from app.finance.actions.reconciliation import resolve
from app.finance.months import Month
from app.payments.problems import resolve_problem
from app.payouts.actions.accounts import release_opening
from app.venues.models import Venue


def set_commission(*, rates: Rates, admin: User) -> None:
    """Set the commission of all venues without their own. Bookings that exist keep theirs."""
    before = _values(terms_for(None))
    set_rates(venue_id=None, rates=rates)
    subject = Subject(SubjectKind.COMMISSION, None, "All venues")
    record(admin=admin, action=AuditAction.COMMISSION_SET, subject=subject, before=before, after=_shown(rates))


def set_venue_commission(*, venue: Venue, rates: Rates | None, admin: User) -> None:
    """Set a venue's own commission, or remove it with None. Bookings that exist keep theirs."""
    before = _values(terms_for(venue.id))
    if rates is None:
        clear_rates(venue_id=venue.id)
    else:
        set_rates(venue_id=venue.id, rates=rates)
    after = _shown(rates) if rates else {}
    record(admin=admin, action=AuditAction.VENUE_COMMISSION, subject=venue_subject(venue), before=before, after=after)


def release_earnings(*, venue: Venue, admin: User) -> None:
    """Let the venue be paid what it earned before the ledger. Again changes nothing."""
    at = release_opening(venue_id=venue.id)
    if at is not None:
        after = {"released_at": at}
        record(admin=admin, action=AuditAction.VENUE_RELEASE, subject=venue_subject(venue), before={}, after=after)


def resolve_difference(*, public_id: str, note: str, admin: User) -> None:
    """Resolve a difference with Stripe by a correction."""
    found = resolve(public_id=public_id, note=note, user_id=admin.id)
    subject = Subject(SubjectKind.FINANCE, None, f"Difference {public_id}", key=public_id)
    after = {"at_stripe_cents": found.stripe_cents, "in_the_ledger_cents": found.ledger_cents}
    record(admin=admin, action=AuditAction.FINANCE_RESOLVE, subject=subject, before={}, after=after, reason=note)


def resolve_stripe_problem(*, about: str, note: str, admin: User) -> None:
    """Resolve something at Stripe that belongs to nothing here."""
    found = resolve_problem(about=about, note=note, user_id=admin.id)
    subject = Subject(SubjectKind.FINANCE, None, f"At Stripe: {about}", key=about)
    record(
        admin=admin,
        action=AuditAction.FINANCE_RESOLVE_PROBLEM,
        subject=subject,
        before={},
        after={"problem": found.problem},
        reason=note,
    )


def pay_out(*, cents: int, admin: User) -> None:
    """Pay out some of our own balance at Stripe to our bank."""
    payout = request_payout(cents=cents, user_id=admin.id)
    subject = Subject(SubjectKind.FINANCE, None, f"Payout {payout.public_id}", key=payout.public_id)
    record(admin=admin, action=AuditAction.FINANCE_PAYOUT, subject=subject, before={}, after={"amount_cents": cents})


def close(*, month: Month, accepts_differences: bool, admin: User) -> None:
    """Close a month of the books."""
    closed = close_month(month=month, accepts_differences=accepts_differences)
    subject = Subject(SubjectKind.FINANCE, None, f"Month {month.key}", key=month.key)
    after = {"closed": True, "accepted_differences": closed.differences}
    record(admin=admin, action=AuditAction.FINANCE_CLOSE, subject=subject, before={}, after=after)


def _values(terms: CommissionTerms | None) -> dict[str, object]:
    return _shown(Rates(terms.rate_bps, terms.first_rate_bps)) if terms else {}


def _shown(rates: Rates) -> dict[str, object]:
    """Return the rates as the audit log shows them."""
    first = {} if rates.first_rate_bps is None else {"first_booking": f"{rates.first_rate_bps / 100:g}%"}
    return {"commission": f"{rates.rate_bps / 100:g}%", **first}
