"""The declarative base, the session, and the one place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Enum, MetaData, text
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.orm import DeclarativeBase, Session, registry
from werkzeug.exceptions import HTTPException

T = TypeVar("T")

DEADLOCK = "40P01"
EXCLUSION = "23P01"
UNIQUE = "23505"
FOREIGN_KEY = "23503"
READ_ONLY = "25006"

# PostgreSQL's error classes for an ended connection: it failed, or an operator or a shutdown closed it.
LOST = ("08", "57P")
# SQLAlchemy's code for the error that follows when code keeps using a transaction whose connection was lost.
CANNOT_RECONNECT = "8s2b"


# Constraints have names, so that a migration can drop them and an error can say which one was violated.
NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Base(DeclarativeBase):
    # All datetimes are aware.
    registry = registry(
        metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: DateTime(timezone=True)}
    )


def text_enum(kind: type[StrEnum], *, length: int = 20) -> Enum:
    """Return the column type of an enum, stored as text, so that a new value needs no migration of a type."""
    return Enum(kind, native_enum=False, length=length, values_callable=lambda members: [m.value for m in members])


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
session = db.session


@contextmanager
def reading_apart() -> Iterator[None]:
    """Read in a separate session on the same connection.

    Objects read there outlive the request's session, and its commits and rollbacks do not affect them.
    """
    requests = session()
    requests.flush()
    apart = Session(bind=requests.connection(), expire_on_commit=False, autoflush=False)
    session.registry.set(apart)  # type: ignore[arg-type]  # Flask's would choose a connection of its own
    try:
        yield
        apart.expunge_all()
        apart.commit()  # leaves the connection's transaction open
    finally:
        session.registry.set(requests)


class UnitOfWorkFlask(Flask):
    """An application that commits once per request, if the view's response is a success.

    It commits inside dispatch_request, where a failed commit still reaches the error handlers, so that no response
    reports a success that did not happen.
    """

    def dispatch_request(self) -> ResponseReturnValue:
        response = self.make_response(super().dispatch_request())
        if response.status_code < 400:
            session.commit()
        else:
            roll_back()
        return response

    def handle_user_exception(self, e: Exception) -> HTTPException | ResponseReturnValue:
        """Roll back a failed request first, so that it changes nothing and its error page can query the database."""
        roll_back()
        return super().handle_user_exception(e)


def lift_limits() -> None:
    """Remove the time limits on this connection's statements, for commands that fill or rebuild a lot of data.

    Commits, so call it first. The command's process must use no other connection.
    """
    session.execute(text("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0"))
    session.commit()


def roll_back() -> None:
    """Roll back the transaction, even if its connection was lost: the server has then already rolled back."""
    try:
        session.rollback()
    except DBAPIError as error:
        if not is_connection_lost(error):
            raise
        session().invalidate()


def is_connection_lost(error: Exception) -> bool:
    """Return whether PostgreSQL went away or ended the connection, whichever class of error the driver raised."""
    if isinstance(error, PendingRollbackError):
        return error.code == CANNOT_RECONNECT
    return isinstance(error, DBAPIError) and (error.connection_invalidated or sqlstate(error).startswith(LOST))


def sqlstate(error: DBAPIError) -> str:
    """Return PostgreSQL's five-character error code, like 23P01, or an empty string."""
    return getattr(error.orig, "pgcode", None) or getattr(error.orig, "sqlstate", None) or ""


def constraint_name(error: DBAPIError) -> str:
    """Return the name of the violated constraint, or an empty string if there is none."""
    return getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""


def retry_deadlocks(work: Callable[[], T], *, tries: int = 3) -> T:
    """Run `work` as the whole transaction, and again if PostgreSQL cancels it to break a deadlock.

    The session must hold nothing outside `work`: earlier changes in the transaction are lost.
    """
    for left in reversed(range(tries)):
        try:
            return work()
        except DBAPIError as error:
            session.rollback()
            if sqlstate(error) != DEADLOCK or left == 0:
                raise
    raise AssertionError("unreachable")
