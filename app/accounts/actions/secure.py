"""Securing an account that a stranger may have entered."""

from app.accounts.actions.devices import distrust_devices, forget_devices
from app.accounts.actions.email_links import OPENS_ACCOUNT, end_links
from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import log_out_others
from app.accounts.enums import SecurityEventKind
from app.accounts.models import LoginSession, User


def secure_account(*, user: User, keep: LoginSession | None, ip: str = "") -> None:
    """End all sessions but `keep`, all links that open the account, and trust in devices; forget unconfirmed devices.

    A forgotten device is new again: logging in there asks the account holder again.
    """
    log_out_others(user=user, keep=keep)
    end_links(user_id=user.id, kinds=OPENS_ACCOUNT)
    distrust_devices(user=user)
    forget_devices(user=user, keep_id=keep.device_id if keep else None)
    record_event(SecurityEventKind.ACCOUNT_SECURED, user=user, ip=ip)
