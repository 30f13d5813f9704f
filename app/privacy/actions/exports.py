"""Copies of an account's data. A job makes a few tables at a time and defers itself, so its progress can be seen."""

import json

from sqlalchemy import delete, select

from app.accounts.actions.security_events import record_event
from app.accounts.enums import SecurityEventKind
from app.accounts.models import User
from app.accounts.queries.users import lock_user
from app.core import clock
from app.core.db import session
from app.core.encryption import KeyMissing, Keyring, Sealed
from app.core.errors import Conflict, NotFound
from app.core.jobs import defer
from app.core.settings import settings
from app.privacy.data_map.tables import DATA_MAP, exported_tables
from app.privacy.enums import ExportState
from app.privacy.errors import PrivacyErrorCode
from app.privacy.export_files import packed, rows_of
from app.privacy.models import DataExport, ExportPart
from app.privacy.queries.exports import export_of, running_export
from app.privacy.rules import Export

TABLES_AT_ONCE = 5
KEY_ID = 16  # characters of a key's id, in front of what it encrypted


def request_export(*, user: User, ip: str = "") -> DataExport:
    """Start a new export of an account's data; it replaces an earlier one. Raises Conflict while one is being made."""
    lock_user(user.id)
    if running_export(user) is not None:
        raise Conflict(PrivacyErrorCode.EXPORT_RUNS)
    session.execute(delete(DataExport).where(DataExport.user_id == user.id))
    export = DataExport(user_id=user.id, parts=len(exported_tables(Export.HOLDER)))
    session.add(export)
    record_event(SecurityEventKind.EXPORT_REQUESTED, user=user, ip=ip)
    session.flush()
    defer("privacy.make_export", export_id=export.id, done=0)
    return export


def make_parts(*, export_id: int, done: int) -> None:
    """Make the next parts of an export that has `done` of them, or the file when it has all. Again changes nothing."""
    export = session.scalar(select(DataExport).where(DataExport.id == export_id).with_for_update())
    if export is None or export.is_ready or export.done != done:
        return
    missing = exported_tables(Export.HOLDER)[done:]
    for name in missing[:TABLES_AT_ONCE]:
        rows = rows_of(name, Export.HOLDER, subject=export.user_id)
        content = _sealed(json.dumps(rows, ensure_ascii=False).encode(), export, name)
        session.add(ExportPart(export_id=export.id, name=name, content=content))
    export.done += len(missing[:TABLES_AT_ONCE])
    if missing:
        defer("privacy.make_export", export_id=export.id, done=export.done)
    else:
        _finish(export)
    session.flush()


def open_export(*, user: User, key: str, ip: str = "") -> bytes:
    """Return the ZIP of an account's export, and record that it was downloaded.

    Raises NotFound, also when it has ended, and Conflict if its key is gone.
    """
    export = export_of(user, key)
    if not export.is_ready or export.content is None:
        raise NotFound(PrivacyErrorCode.NO_SUCH_EXPORT)
    record_event(SecurityEventKind.EXPORT_DOWNLOADED, user=user, ip=ip)
    export.downloaded_at = clock.now()
    session.flush()
    return _opened(export.content, export, "zip")


def _finish(export: DataExport) -> None:
    parts = session.scalars(select(ExportPart).where(ExportPart.export_id == export.id)).all()
    contents = {part.name: json.loads(_opened(part.content, export, part.name)) for part in parts}
    files = {DATA_MAP[name].part: contents.get(name, []) for name in exported_tables(Export.HOLDER)}
    export.content = _sealed(packed(files), export, "zip")
    export.state, export.finished_at, export.done = ExportState.READY, clock.now(), len(files)
    session.execute(delete(ExportPart).where(ExportPart.export_id == export.id))
    defer("privacy.email_export", export_id=export.id)


def _sealed(plain: bytes, export: DataExport, name: str) -> bytes:
    sealed = _keyring().encrypt(plain, row=f"{export.key}.{name}")
    return sealed.key_id.encode() + sealed.content


def _opened(content: bytes, export: DataExport, name: str) -> bytes:
    sealed = Sealed(bytes(content[KEY_ID:]), bytes(content[:KEY_ID]).decode())
    try:
        return _keyring().decrypt(sealed, row=f"{export.key}.{name}")
    except KeyMissing:
        raise Conflict(PrivacyErrorCode.EXPORT_UNREADABLE) from None


def _keyring() -> Keyring:
    return Keyring(settings().health_key_bytes, purpose="data export")
