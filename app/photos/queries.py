from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, and_, exists, func, select

from app.db import Base, session
from app.photos.enums import PictureState
from app.photos.models import Picture


def key_of_waiting(picture_id: int) -> str | None:
    """That of the uploaded file, while the picture is yet to be made of it."""
    waits = (Picture.id == picture_id, Picture.state == PictureState.WAITING)
    return session.scalar(select(Picture.key).where(*waits))


def lock_key(key: str) -> None:
    """Until this transaction ends nobody removes the files of a picture as left over; wait for who is about to."""
    session.execute(select(func.pg_advisory_xact_lock(_number_of(key))))


def lock_key_at_once(key: str) -> bool:
    """The same without waiting: whether it could be had."""
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_number_of(key)))))


def keys_in_use(keys: Collection[str]) -> set[str]:
    """Those of them that a picture has. One statement."""
    return set(session.scalars(select(Picture.key).where(Picture.key.in_(keys))))


def unused_since_before(moment: datetime) -> ColumnElement[bool]:
    """Holds of a picture that is older than `moment` and that nothing shows: no row of any table refers to it."""
    shown = (
        exists().where(key.parent == Picture.id)
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == Picture.__tablename__
    )
    return and_(Picture.created_at < moment, *(~anywhere for anywhere in shown))


def _number_of(key: str) -> ColumnElement[int]:
    return func.hashtextextended(key, 0, type_=Integer)
