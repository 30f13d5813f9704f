"""Where a person is logged in: logging devices out, and answering whether a new device was theirs."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.account_pages.views import bp
from app.accounts.actions.devices import confirm_device
from app.accounts.actions.security_events import record_event
from app.accounts.actions.sessions import log_out_others, log_out_session
from app.accounts.enums import SecurityEventKind
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.queries.sessions import device_by_public_id, is_confirmed_here
from app.accounts.sessions import current_login
from app.core.errors import Forbidden
from app.web.htmx import go


@bp.post("/security/sessions/<session_id>/log-out")
@login_required
def log_out_device(session_id: str) -> ResponseReturnValue:
    """Log out one device, which may be this one."""
    user = current_user_or_403()
    login = log_out_session(user=user, public_id=session_id)
    record_event(SecurityEventKind.LOGGED_OUT_DEVICE, user=user, ip=request.remote_addr or "")
    flash(_("The device is logged out."))
    here = current_login()
    return go(url_for("search_pages.home" if here is not None and here.id == login.id else "account.security"))


@bp.post("/security/log-out-others")
@login_required
def log_out_other_devices() -> ResponseReturnValue:
    user = current_user_or_403()
    ended = log_out_others(user=user, keep=current_login())
    if ended:
        record_event(SecurityEventKind.LOGGED_OUT_OTHERS, user=user, ip=request.remote_addr or "")
    flash(
        ngettext("%(num)d other device is logged out.", "%(num)d other devices are logged out.", ended)
        if ended
        else _("You weren’t logged in anywhere else.")
    )
    return go(url_for("account.security"))


@bp.post("/security/devices/<device_id>/confirm")
@login_required
def confirm_own_device(device_id: str) -> ResponseReturnValue:
    """Record that a new device is the person's own. Raises Forbidden on a device that is new itself."""
    user = current_user_or_403()
    device = device_by_public_id(user, device_id)
    if not is_confirmed_here(current_login()):
        raise Forbidden(_("Confirm new devices on a device that you used before."))
    if not device.is_confirmed:
        confirm_device(device=device)
        record_event(SecurityEventKind.DEVICE_CONFIRMED, user=user, device=device, ip=request.remote_addr or "")
    flash(_("Thanks. We won’t ask about this device again."))
    return go(url_for("account.security"))
