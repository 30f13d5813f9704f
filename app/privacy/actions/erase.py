"""Erasing what the data map says about an account or about one guest of a venue. Doing it twice changes nothing."""

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import User
from app.accounts.queries.users import lock_user
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.core.security_log import security_event
from app.guests.models import Guest
from app.privacy.data_map.tables import DATA_MAP, erased_tables
from app.privacy.enums import ErasureKind
from app.privacy.models import Erasure


def erase_account(*, user_id: int) -> None:
    """Replace or delete everything personal about an account, and tell venues that entered the person themselves."""
    user = lock_user(user_id)
    entered = select(Guest.id).where(Guest.user_id == user.id, ~Guest.began_online)
    for guest_id in session.scalars(entered):
        defer("privacy.email_venue", guest_id=guest_id)
    _erase(account=user.id)
    _note(ErasureKind.ACCOUNT, user.public_id)


def erase_guest(*, guest: Guest) -> None:
    """Replace or delete everything personal about one guest of a venue."""
    session.execute(select(Guest.id).where(Guest.id == guest.id).with_for_update(key_share=True))
    _erase(record=guest.id)
    _note(ErasureKind.GUEST, guest.public_id)


def repeat_erasure(*, kind: ErasureKind, subject: str) -> bool:
    """Erase again what a restore brought back. Return whether there is such an account or guest."""
    if kind is ErasureKind.ACCOUNT:
        user_id = session.scalar(select(User.id).where(User.public_id == subject))
        if user_id is not None:
            erase_account(user_id=user_id)
        return user_id is not None
    guest = session.scalar(select(Guest).where(Guest.public_id == subject))
    if guest is not None:
        erase_guest(guest=guest)
    return guest is not None


def _erase(*, account: int | None = None, record: int | None = None) -> None:
    session.flush()
    now = clock.now()
    for name in erased_tables():
        table = DATA_MAP[name]
        condition = table.of_account if account is not None else table.of_guest
        if not condition:
            continue
        changes = {column: rule.becomes for column, rule in table.columns.items() if rule.becomes is not None}
        if table.deletes_rows:
            statement = f"DELETE FROM {name} WHERE {condition}"  # noqa: S608  # the data map has constants only
        else:
            values = ", ".join(f"{column} = {value}" for column, value in changes.items())
            statement = f"UPDATE {name} SET {values} WHERE {condition}"  # noqa: S608
        session.execute(text(statement), {"account": account, "record": record, "now": now})
    session.expire_all()


def _note(kind: ErasureKind, subject: str) -> None:
    """Add an erasure to the list that a restore repeats, and to the log, which no restore takes back."""
    row = {"kind": kind, "subject": subject, "at": clock.now()}
    session.execute(insert(Erasure).values(row).on_conflict_do_nothing())
    security_event("privacy.erased", kind=kind.value, subject=subject)
