"""The ways in which someone who is logged in proves again who they are.

An account with a second step asks for both factors: a session may be stolen after both were proven.
"""

from dataclasses import dataclass

from flask import request

from app.accounts.models import User
from app.login import second_step
from app.login.forms import CodeForm, ConfirmForm
from app.two_factor.actions.authenticator import WrongCode, use_code
from app.two_factor.queries.factors import is_two_factor_on, needs_second_step
from app.two_factor.queries.passkeys import passkeys_of


@dataclass(frozen=True, slots=True)
class Proofs:
    """What an account can prove with. A passkey is two factors, because its device asks for a face or a PIN."""

    password: bool
    email_code: bool
    app_code: bool
    """Asked for together with the password or the code by email."""
    provider: bool
    passkey: bool


def proofs_of(user: User) -> Proofs:
    has_app, is_two_step, has_passkey = is_two_factor_on(user), needs_second_step(user), bool(passkeys_of(user))
    # An admin whose only second factor is a passkey.
    is_passkey_needed = is_two_step and not has_app
    return Proofs(
        password=user.password_hash is not None and not is_passkey_needed,
        email_code=user.password_hash is None and not is_passkey_needed,
        app_code=has_app,
        provider=not is_two_step,
        passkey=has_passkey,
    )


def is_app_code_right(form: ConfirmForm | CodeForm, user: User) -> bool:
    """Check and use up the code of the app, if the form asks for one. A wrong one becomes an error of the field."""
    if form.app_code is None:
        return True
    with form.refusals(form.app_code, WrongCode), second_step.counted(user, WrongCode):
        use_code(user=user, code=form.app_code.value, ip=request.remote_addr or "")
        return True
    return False
