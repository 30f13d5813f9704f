"""Passkeys on the login page, in the second step, and before an important change. They need a script."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from app.accounts.actions.accounts import Suspended
from app.accounts.enums import LoginMethod, SecurityEventKind
from app.accounts.guards import current_user_or_403, login_required, optional_user
from app.accounts.models import User
from app.core.errors import Conflict, error_text
from app.core.networks import network
from app.login import attempts, second_step
from app.login.entrance import enter, next_path
from app.login.forms import ConfirmForm, LoginForm, PasskeyForm, SecondStepForm
from app.login.proofs import proofs_of
from app.login.views import bp
from app.login.views.confirm import confirm_page, proven
from app.login.views.second_step import finish, start_again
from app.login.views.second_step import page as page_of
from app.two_factor.actions.passkeys import PasskeyRefused, options_to_use, use_passkey
from app.two_factor.browsers import this_browser
from app.two_factor.enums import PasskeyPurpose
from app.two_factor.errors import TwoFactorErrorCode
from app.web.extensions import limiter
from app.web.refusals import note_refusal

USES = {use.value: use for use in (PasskeyPurpose.LOG_IN, PasskeyPurpose.SECOND_STEP, PasskeyPurpose.CONFIRM)}
# Each page that offers passkeys asks once.
OPTIONS_LIMIT = "60/minute"


@bp.post("/login/passkey/options/<purpose>")
@limiter.limit(OPTIONS_LIMIT, key_func=network)
def passkey_options(purpose: str) -> ResponseReturnValue:
    """Return the options that the browser's script passes on to the device, with a new challenge."""
    if purpose not in USES:
        abort(404)
    use = USES[purpose]
    options = options_to_use(purpose=use, browser=this_browser(), user=_person(use))
    return Response(options, mimetype="application/json")


def _person(purpose: PasskeyPurpose) -> User | None:
    """Return whose passkeys count: anyone's for logging in. Raises Conflict if the page's login has ended."""
    if purpose is PasskeyPurpose.LOG_IN:
        return None
    pending = second_step.current() if purpose is PasskeyPurpose.SECOND_STEP else None
    user = pending.user if pending else None
    user = optional_user() if purpose is PasskeyPurpose.CONFIRM else user
    if user is None:
        raise Conflict(TwoFactorErrorCode.PASSKEY_REFUSED)
    return user


@bp.post("/login/passkey")
@limiter.limit(OPTIONS_LIMIT, key_func=network)
def log_in_with_passkey() -> ResponseReturnValue:
    """Log in with a passkey alone: what its device asked for makes it two factors."""
    form, page = PasskeyForm(), LoginForm(formdata=None)
    if form.validate_on_submit():
        with page.refusals(page.email, PasskeyRefused), page.refusals(page.email, Suspended):
            user = _user_of(form)
            return enter(user, method=LoginMethod.PASSKEY, has_two_factors=True)
    return render_template("login/log_in.html", form=page, next=next_path()), 422


def _user_of(form: PasskeyForm) -> User:
    """Return whose passkey it is. Raises PasskeyRefused, which is a security event: it names no account to record."""
    try:
        return use_passkey(answer=form.answer.value, purpose=PasskeyPurpose.LOG_IN, browser=this_browser())
    except PasskeyRefused:
        note_refusal("log_in.refused", method=LoginMethod.PASSKEY.value)
        raise


@bp.post("/login/second-step/passkey", endpoint="second_step_passkey")
@attempts.limited
def pass_with_passkey() -> ResponseReturnValue:
    pending = second_step.current()
    if pending is None:
        return start_again()
    form, page, user = PasskeyForm(), SecondStepForm(formdata=None), pending.user
    if form.validate_on_submit():
        with page.refusals(page.code, PasskeyRefused), second_step.counted(user, PasskeyRefused):
            purpose = PasskeyPurpose.SECOND_STEP
            use_passkey(answer=form.answer.value, purpose=purpose, browser=this_browser(), user=user)
            return finish(pending, trust=False)
    return page_of(user, page), 422


@bp.post("/login/confirm/passkey")
@login_required
@attempts.limited
def confirm_with_passkey() -> ResponseReturnValue:
    form, user = PasskeyForm(), current_user_or_403()
    page = ConfirmForm(has_app=proofs_of(user).app_code, formdata=None)
    if form.validate_on_submit():
        wrong = attempts.counted(PasskeyRefused, email=user.email, kind=SecurityEventKind.WRONG_CODE)
        try:
            with wrong:
                purpose = PasskeyPurpose.CONFIRM
                use_passkey(answer=form.answer.value, purpose=purpose, browser=this_browser(), user=user)
                return proven()
        except PasskeyRefused as refused:
            page.form_errors.append(refused.message)
    else:
        page.form_errors.append(error_text(TwoFactorErrorCode.PASSKEY_REFUSED))
    return confirm_page(user, form=page)
