from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, and_, exists, func, select

from app.core.db import Base, session
from app.photos.enums import PhotoState
from app.photos.models import Photo


def key_of_waiting(photo_id: int) -> str | None:
    """Return the key of the uploaded file while the photo is waiting to be processed, or None."""
    waits = (Photo.id == photo_id, Photo.state == PhotoState.WAITING)
    return session.scalar(select(Photo.key).where(*waits))


def lock_key(key: str) -> None:
    """Prevent the removal of a photo's files as unused until this transaction ends.

    Waits for a removal in progress.
    """
    session.execute(select(func.pg_advisory_xact_lock(_number_of(key))))


def lock_key_at_once(key: str) -> bool:
    """Try to take the same lock without waiting, and return whether that worked."""
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_number_of(key)))))


def keys_in_use(keys: Collection[str]) -> set[str]:
    """Return the keys that a photo uses. One statement."""
    return set(session.scalars(select(Photo.key).where(Photo.key.in_(keys))))


def unused_since_before(moment: datetime) -> ColumnElement[bool]:
    """Match photos older than `moment` that are unused: no row of any table refers to them."""
    shown = (
        exists().where(key.parent == Photo.id)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == Photo.__tablename__
    )
    return and_(Photo.created_at < moment, *(~anywhere for anywhere in shown))


def _number_of(key: str) -> ColumnElement[int]:
    return func.hashtextextended(key, 0, type_=Integer)
