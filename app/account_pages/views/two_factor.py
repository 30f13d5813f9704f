"""Two-factor login: setting up an authenticator app, recovery codes, and turning it off."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.account_pages.forms import FirstCodeForm, RecoveryCodesForm
from app.account_pages.views import bp
from app.accounts import sessions
from app.accounts.actions.sessions import log_out_others
from app.accounts.enums import Role
from app.accounts.guards import current_user_or_403, login_required
from app.accounts.impersonation import refuse_secrets
from app.accounts.step_up import step_up_required
from app.core.errors import Conflict
from app.core.urls import local_path
from app.two_factor.actions.authenticator import (
    WrongCode,
    confirm_set_up,
    new_recovery_codes,
    start_set_up,
    turn_off,
)
from app.two_factor.actions.recovery_codes import are_codes_of
from app.two_factor.errors import TwoFactorErrorCode
from app.two_factor.queries.factors import two_factor_of
from app.two_factor.seeds import address_of, in_groups, qr_code
from app.web.htmx import go


@bp.route("/security/two-factor", methods=["GET", "POST"])
@login_required
@step_up_required
def set_up_two_factor() -> ResponseReturnValue:
    """Show a seed as a QR code and as text, and turn two-factor on with a first code."""
    refuse_secrets()
    form, user = FirstCodeForm(), current_user_or_403()
    if form.validate_on_submit():
        with form.refusals(form.code, WrongCode):
            codes = confirm_set_up(user=user, code=form.code.value, ip=request.remote_addr or "")
            if user.role is Role.ADMIN:
                log_out_others(user=user, keep=sessions.current_login())
            sessions.renew(proven=True, has_two_factors=True)
            # An admin had to come here first: now their pages open.
            after = url_for("admin.index") if user.role is Role.ADMIN else None
            return shown_once(codes, is_new=True, after=after)
    seed = start_set_up(user=user)
    html = render_template(
        "account/set_up.html",
        form=form,
        key=in_groups(seed),
        uri=address_of(seed, user.email),
        image=qr_code(seed, user.email),
        state=two_factor_of(user),
        user=user,
        next=local_path(request.values.get("next")),
    )
    return make_response(html, 422 if form.errors else 200)


@bp.route("/security/two-factor/turn-off", methods=["GET", "POST"])
@login_required
@step_up_required
def turn_off_two_factor() -> ResponseReturnValue:
    user = current_user_or_403()
    if user.role is Role.ADMIN:
        raise Conflict(TwoFactorErrorCode.REQUIRED_FOR_ADMINS)
    if request.method == "GET":
        return render_template("account/turn_off.html")
    turn_off(user=user, ip=request.remote_addr or "")
    flash(_("Two-factor login is off."))
    return go(url_for("account.security"))


@bp.route("/security/recovery-codes", methods=["GET", "POST"])
@login_required
@step_up_required
def recovery_codes() -> ResponseReturnValue:
    """Say what new codes replace, then show them once."""
    user = current_user_or_403()
    if request.method == "GET":
        return render_template("account/new_codes.html", state=two_factor_of(user))
    return shown_once(new_recovery_codes(user=user, ip=request.remote_addr or ""), is_new=False)


@bp.post("/security/recovery-codes/download")
@login_required
def download_codes() -> ResponseReturnValue:
    """Return the codes of the page that shows them as a text file. We have only hashes, so the page sends them."""
    form, user = RecoveryCodesForm(), current_user_or_403()
    codes = form.codes.value.split()
    if not form.validate_on_submit() or not are_codes_of(user=user, codes=codes):
        raise Conflict(TwoFactorErrorCode.CODES_REPLACED)
    lines = [_("Recovery codes for %(email)s on CozyWish", email=user.email), "", *codes, ""]
    text = Response("\n".join(lines), mimetype="text/plain")
    text.headers["Content-Disposition"] = 'attachment; filename="cozywish-recovery-codes.txt"'
    return text


def shown_once(codes: list[str], *, is_new: bool, after: str | None = None) -> ResponseReturnValue:
    """Render new recovery codes: in the response to the form, because nothing stores them."""
    next_page = local_path(request.values.get("next")) or after or url_for("account.security")
    form = RecoveryCodesForm(formdata=None, data={"codes": "\n".join(codes)})
    return render_template("account/recovery_codes.html", codes=codes, form=form, is_new=is_new, next=next_page)
