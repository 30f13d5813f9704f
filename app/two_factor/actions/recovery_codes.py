"""Recovery codes: ten at a time, each works once, and new ones replace all."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from app.accounts.enums import SecurityEventKind
from app.accounts.models import User
from app.accounts.queries.security_events import has_event
from app.accounts.tokens import hash_of
from app.core import clock
from app.core.db import session
from app.core.ids import ALPHABET, public_id
from app.two_factor.models import RecoveryCode
from app.two_factor.queries.factors import CODES

# Six groups of four letters: 117 random bits, which need neither a salt nor a slow hash.
GROUPS = 6


def replace_codes(*, user: User) -> list[str]:
    """Give a person new codes, which are returned only now. The codes they had no longer work."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [public_id("", GROUPS).lstrip("-") for _ in range(CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=hash_of(plain(code))) for code in codes)
    session.flush()
    return codes


def remove_codes_since(*, user: User, since: datetime) -> bool:
    """Remove the recovery codes if the person got new ones after `since`, and return whether they did."""
    if not has_event(user, SecurityEventKind.RECOVERY_CODES_REPLACED, since=since):
        return False
    codes = delete(RecoveryCode).where(RecoveryCode.user_id == user.id).returning(RecoveryCode.id)
    return bool(session.execute(codes).all())


def use_recovery_code(*, user: User, code: str) -> bool:
    """Use up a code and return whether it was a valid one. The second of two requests waits and gets no."""
    unused = (
        RecoveryCode.user_id == user.id,
        RecoveryCode.code_hash == hash_of(plain(code)),
        RecoveryCode.used_at.is_(None),
    )
    used = session.execute(
        update(RecoveryCode).where(*unused).values(used_at=clock.now()).returning(RecoveryCode.id)
    ).all()
    return bool(used)


def plain(code: str) -> str:
    """Return the letters of a code as it was typed."""
    return re.sub(f"[^{ALPHABET}]", "", code.upper())


def are_codes_of(*, user: User, codes: Sequence[str]) -> bool:
    """Return whether these are exactly the person's current codes."""
    kept = session.scalars(select(RecoveryCode.code_hash).where(RecoveryCode.user_id == user.id)).all()
    return sorted(hash_of(plain(code)) for code in codes) == sorted(kept)
