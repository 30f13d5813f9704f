"""Proving again who you are with a code by email, for an account without a password."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.actions.email_codes import WrongCode, check_code, send_code
from app.accounts.actions.security_events import record_refusal
from app.accounts.enums import SecurityEventKind
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.models import LoginSession, User
from app.accounts.sessions import current_login
from app.core.errors import Conflict
from app.login import attempts
from app.login.email_limits import own_emails_limited
from app.login.entrance import next_path
from app.login.forms import CodeForm
from app.login.proofs import is_app_code_right, proofs_of
from app.login.views import bp
from app.login.views.confirm import confirm_page, proven
from app.web.htmx import go


@bp.post("/login/confirm/send-code")
@login_required
@own_emails_limited
def send_confirm_code() -> ResponseReturnValue:
    login = current_login()
    if login is None or not proofs_of(current_user_or_403()).email_code:
        raise Conflict(_("Confirm it’s you with your password or a passkey instead."))
    send_code(login=login)
    flash(_("We sent you a code. It works for ten minutes."))
    return go(url_for("login.confirm", next=next_path(), unsaved=request.form.get("unsaved")))


@bp.post("/login/confirm/code")
@login_required
@attempts.limited
def confirm_with_code() -> ResponseReturnValue:
    user, login = current_user_or_403(), current_login()
    proofs = proofs_of(user)
    form = CodeForm(has_app=proofs.app_code)
    if form.validate_on_submit() and login is not None and proofs.email_code:
        with form.refusals(form.code, WrongCode), _recorded(user, login):
            check_code(login=login, code=form.digits)
        if not form.errors and is_app_code_right(form, user):
            return proven()
    return confirm_page(user, code_form=form)


@contextmanager
def _recorded(user: User, login: LoginSession) -> Iterator[None]:
    """Record a wrong code as an event of the account."""
    try:
        yield
    except WrongCode:
        ip = request.remote_addr or ""
        record_refusal(SecurityEventKind.WRONG_CODE, user_id=user.id, device_id=login.device_id, ip=ip)
        raise
