from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.privacy.enums import ExportState
from app.privacy.errors import PrivacyErrorCode
from app.privacy.models import EXPORT_KEPT_FOR, DataExport


def last_export(user: User) -> DataExport | None:
    """Return the account's newest export that has not ended, made or being made. One statement."""
    since = clock.now() - EXPORT_KEPT_FOR
    return session.scalar(
        select(DataExport)
        .where(DataExport.user_id == user.id, DataExport.requested_at > since)
        .order_by(DataExport.id.desc())
        .limit(1)
    )


def running_export(user: User) -> DataExport | None:
    """Return the export that is being made, if any."""
    return session.scalar(
        select(DataExport).where(DataExport.user_id == user.id, DataExport.state == ExportState.WORKING)
    )


def export_of(user: User, key: str) -> DataExport:
    """Return an account's export with its content. Raises NotFound, also when it has ended."""
    since = clock.now() - EXPORT_KEPT_FOR
    export = session.scalar(
        select(DataExport)
        .where(DataExport.user_id == user.id, DataExport.key == key, DataExport.requested_at > since)
        .options(undefer(DataExport.content))
    )
    if export is None:
        raise NotFound(PrivacyErrorCode.NO_SUCH_EXPORT)
    return export
