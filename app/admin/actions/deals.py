"""Sitewide deals, with every action recorded in the audit log."""

from app.accounts.models import User
from app.admin.actions.record import Subject, record, values_of
from app.admin.enums import AuditAction, SubjectKind
from app.deals.actions.end import end_deal, resume_deal
from app.deals.actions.platform import create_platform_deal, edit_platform_deal
from app.deals.actions.terms import Terms
from app.deals.models import Deal

RECORDED = (
    *("title", "kind", "amount", "funder", "valid_from", "valid_to"),
    *("last_minute_hours", "max_uses", "code", "stacks"),
)


def add_platform_deal(*, terms: Terms, admin: User) -> Deal:
    """Create a sitewide deal, live at once at every venue.

    Raises DomainError, and Conflict if another deal has the promo code.
    """
    deal = create_platform_deal(terms=terms)
    record(admin=admin, action=AuditAction.DEAL_ADD, subject=subject_of(deal), before={}, after=deal_values(deal))
    return deal


def change_platform_deal(*, deal: Deal, terms: Terms, admin: User) -> None:
    """Change a sitewide deal, effective at once; existing bookings keep their price.

    Raises the same errors as `add_platform_deal`, and Conflict if the deal has ended.
    """
    before = deal_values(deal)
    edit_platform_deal(deal=deal, terms=terms)
    record(admin=admin, action=AuditAction.DEAL_EDIT, subject=subject_of(deal), before=before, after=deal_values(deal))


def end_platform_deal(*, deal: Deal, admin: User) -> None:
    before = {"status": deal.status}
    end_deal(deal=deal)
    record(
        admin=admin, action=AuditAction.DEAL_END, subject=subject_of(deal), before=before, after={"status": deal.status}
    )


def resume_platform_deal(*, deal: Deal, admin: User) -> None:
    """Undo the recent end of a deal. Raises Conflict if it is too late."""
    before = {"status": deal.status}
    resume_deal(deal=deal)
    record(
        admin=admin,
        action=AuditAction.DEAL_RESUME,
        subject=subject_of(deal),
        before=before,
        after={"status": deal.status},
    )


def subject_of(deal: Deal) -> Subject:
    return Subject(SubjectKind.DEAL, deal.id, f"{deal.title}, every venue", key=deal.public_id)


def deal_values(deal: Deal) -> dict[str, object]:
    """Return the deal's values for the audit log, with hours as "weekday opens-closes"."""
    hours = [f"{window.weekday} {window.opens}-{window.closes}" for window in deal.windows]
    return values_of(deal, *RECORDED) | {"hours": ", ".join(hours)}
