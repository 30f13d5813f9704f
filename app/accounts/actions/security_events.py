"""The record of what happened to an account and its login."""

from sqlalchemy.orm import Session

from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import Device, SecurityEvent, User
from app.accounts.severities import severity_of
from app.core import clock
from app.core.db import db, session
from app.core.jobs import defer
from app.core.networks import network_of
from app.core.security_log import Severity, security_event

# Events that the account holder gets an email about.
EMAILED = frozenset(
    {
        SecurityEventKind.NEW_DEVICE,
        SecurityEventKind.PASSWORD_CHANGED,
        SecurityEventKind.TWO_FACTOR_ON,
        SecurityEventKind.TWO_FACTOR_OFF,
        SecurityEventKind.TWO_FACTOR_REPLACED,
        SecurityEventKind.RECOVERY_CODE_USED,
        SecurityEventKind.RECOVERY_CODES_REPLACED,
        SecurityEventKind.PASSKEY_ADDED,
        SecurityEventKind.PASSKEY_REMOVED,
        SecurityEventKind.RESET_REQUESTED,
        SecurityEventKind.RESET_APPROVED,
        SecurityEventKind.ROLE_CHANGED,
        SecurityEventKind.GOOGLE_CONNECTED,
        SecurityEventKind.GOOGLE_DISCONNECTED,
        SecurityEventKind.APPLE_CONNECTED,
        SecurityEventKind.APPLE_DISCONNECTED,
    }
)


def record_event(
    kind: SecurityEventKind,
    *,
    user: User,
    device: Device | None = None,
    ip: str = "",
    by: User | None = None,
    is_emailed: bool = True,
) -> SecurityEvent:
    """Record an event in this transaction, with an email to the account holder where the event needs one.

    Only the network of `ip` is stored. `by` is the admin who did it, if it was one. Without `is_emailed`, another email
    tells about it.
    """
    event = SecurityEvent(
        kind=kind,
        severity=severity_of(kind, user.role),
        user_id=user.id,
        device=device,
        network=shown_network(ip),
        by_id=by.id if by else None,
        at=clock.now(),
    )
    session.add(event)
    session.flush()
    _log(event)
    if is_emailed and kind in EMAILED:
        defer("accounts.email_event", event_id=event.id)
    if event.severity is Severity.SEVERE:
        defer("admin.email_alarm", event_id=event.id)
    return event


def record_refusal(
    kind: SecurityEventKind,
    *,
    user_id: int | None,
    role: Role | None = None,
    device_id: int | None = None,
    ip: str = "",
) -> None:
    """Record an event of a request that is refused, and so rolled back: in a transaction of its own.

    `user_id` is None for an email address without an account.
    """
    severity = severity_of(kind, role)
    with Session(db.engine) as own, own.begin():
        event = SecurityEvent(
            kind=kind,
            severity=severity,
            user_id=user_id,
            device_id=device_id,
            network=shown_network(ip),
            at=clock.now(),
        )
        own.add(event)
        own.flush()
        _log(event)
        if severity is Severity.SEVERE:
            defer("admin.email_alarm", connection=own.connection(), event_id=event.id)


def _log(event: SecurityEvent) -> None:
    """Write the event to the log stream of security events too, for those who watch several systems in one place."""
    security_event(
        f"account.{event.kind}", severity=event.severity, id=event.public_id, person=event.user_id, by=event.by_id
    )


def shown_network(ip: str) -> str:
    """Return the network that is stored: the first three bytes of an IPv4 address, or an IPv6 /64."""
    return network_of(ip, bits=24)[:50] if ip else ""
