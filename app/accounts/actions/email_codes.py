"""Six-digit codes by email, with which a person without a password proves again who they are."""

import hmac
from datetime import timedelta

from sqlalchemy import delete, update

from app.accounts.errors import AccountErrorCode
from app.accounts.models import EmailCode, LoginSession
from app.accounts.tokens import code_of
from app.core import clock
from app.core.db import db, session
from app.core.errors import DomainError
from app.core.jobs import defer

LIFETIME = timedelta(minutes=10)
MOST_TRIES = 5


class WrongCode(DomainError):
    pass


def send_code(*, login: LoginSession) -> EmailCode:
    """Send a code to the account holder. It works only in this session and replaces an earlier one."""
    end_code(login=login)
    now = clock.now()
    row = EmailCode(login_session_id=login.id, tries=0, created_at=now, expires_at=now + LIFETIME)
    session.add(row)
    session.flush()
    defer("accounts.email_code", code_id=row.id)
    return row


def check_code(*, login: LoginSession, code: str) -> None:
    """Use up this session's code. Raises WrongCode if it is another one, or was tried too often, or expired.

    Each try is counted in a transaction of its own, because a refused request is rolled back.
    """
    runs = EmailCode.login_session_id == login.id, EmailCode.expires_at > clock.now(), EmailCode.tries < MOST_TRIES
    with db.engine.begin() as own:
        public_id = own.scalar(
            update(EmailCode).where(*runs).values(tries=EmailCode.tries + 1).returning(EmailCode.public_id)
        )
    if public_id is None:
        raise WrongCode(AccountErrorCode.CODE_ENDED)
    if not hmac.compare_digest(code_of(public_id).encode(), code.encode()):
        raise WrongCode(AccountErrorCode.WRONG_CODE)
    end_code(login=login)


def end_code(*, login: LoginSession) -> None:
    session.execute(delete(EmailCode).where(EmailCode.login_session_id == login.id))
