"""Rate limit counts in PostgreSQL, so that ten tries a minute are ten no matter how many processes answer."""

import hashlib
from datetime import datetime

from limits.storage import Storage
from sqlalchemy import Connection, String, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db

SCHEME = "tries"
STORAGE_URI = f"{SCHEME}://"


class Try(Base):
    """The number of times that something was done in a window of time. Unlogged: a server crash may clear it."""

    __tablename__ = "rate_limit_hit"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    # A hash, because the keys contain people's addresses.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int]
    until: Mapped[datetime] = mapped_column(index=True)


class TryStorage(Storage):
    """Flask-Limiter's storage. Each statement is its own transaction, so a refused request is still counted."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  # as the library declares it

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more in a window that ends `expiry` seconds after its first count, and return the total."""
        ends = func.now() + text("make_interval(secs => :expiry)").bindparams(expiry=expiry)
        count = insert(Try).values(key=hashed(key), number=amount, until=ends)
        with connection() as own:
            own.execute(delete(Try).where(Try.until <= func.now()))
            counted = own.scalar(
                count.on_conflict_do_update(
                    index_elements=[Try.key], set_={"number": Try.number + count.excluded.number}
                ).returning(Try.number)
            )
        return int(counted or 0)

    def get(self, key: str) -> int:
        with connection() as own:
            return own.scalar(select(Try.number).where(Try.key == hashed(key), Try.until > func.now())) or 0

    def get_expiry(self, key: str) -> float:
        """Return the end of the window in seconds since 1970, or the current time if there is none."""
        ends = select(Try.until).where(Try.key == hashed(key)).scalar_subquery()
        with connection() as own:
            return float(own.scalar(select(func.extract("epoch", func.coalesce(ends, func.now())))) or 0)

    def check(self) -> bool:
        """Check that the database answers. Raises an error if it does not."""
        with connection() as own:
            return own.scalar(select(1)) == 1

    def reset(self) -> int | None:
        with connection() as own:
            return own.execute(delete(Try)).rowcount

    def clear(self, key: str) -> None:
        with connection() as own:
            own.execute(delete(Try).where(Try.key == hashed(key)))


def connection() -> Connection:
    """Return a connection separate from the request's, which commits each statement."""
    return db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
