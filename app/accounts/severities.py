"""The severity of each security event. Events of people with more access are more severe."""

from collections.abc import Mapping

from app.accounts.enums import Role, SecurityEventKind
from app.core.security_log import Severity

SEVERITIES: Mapping[SecurityEventKind, Severity] = {
    SecurityEventKind.WRONG_PASSWORD: Severity.NOTICE,
    SecurityEventKind.DATA_EXPORTED: Severity.NOTICE,
    SecurityEventKind.WRONG_CODE: Severity.NOTICE,
    SecurityEventKind.WRONG_GIFT_CARD: Severity.NOTICE,
    SecurityEventKind.RECOVERY_CODE_USED: Severity.NOTICE,
    SecurityEventKind.TWO_FACTOR_OFF: Severity.NOTICE,
    SecurityEventKind.RESET_REQUESTED: Severity.WARNING,
    SecurityEventKind.RESET_APPROVED: Severity.WARNING,
    SecurityEventKind.CORRECTED: Severity.NOTICE,
    SecurityEventKind.SUSPENDED: Severity.NOTICE,
    SecurityEventKind.REINSTATED: Severity.NOTICE,
    SecurityEventKind.ACCOUNT_SECURED: Severity.WARNING,
    SecurityEventKind.STAFF_JOINED: Severity.NOTICE,
    SecurityEventKind.STAFF_ROLE_CHANGED: Severity.NOTICE,
    SecurityEventKind.STAFF_LEFT: Severity.NOTICE,
    SecurityEventKind.GUESSING: Severity.SEVERE,
    SecurityEventKind.ROLE_CHANGED: Severity.SEVERE,
}
# Owners, staff and admins see other people's data, so a new device of theirs matters more.
OF_STAFF: Mapping[SecurityEventKind, Severity] = {
    SecurityEventKind.NEW_DEVICE: Severity.WARNING,
    SecurityEventKind.PASSWORD_CHANGED: Severity.NOTICE,
    SecurityEventKind.GOOGLE_CONNECTED: Severity.NOTICE,
    SecurityEventKind.APPLE_CONNECTED: Severity.NOTICE,
    SecurityEventKind.ACCOUNT_SECURED: Severity.SEVERE,
}


def severity_of(kind: SecurityEventKind, role: Role | None) -> Severity:
    """Return the severity of an event about an account of this role, or about no account."""
    usual = SEVERITIES.get(kind, Severity.INFO)
    return OF_STAFF.get(kind, usual) if role in {Role.PROVIDER, Role.ADMIN} else usual
