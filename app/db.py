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

# PostgreSQL's classes of errors that end a connection: it failed, an operator or a shutdown ended it.
LOST = ("08", "57P")
# SQLAlchemy's code of the error that follows when code goes on in a transaction whose connection was lost.
CANNOT_RECONNECT = "8s2b"


# Named constraints, so that a migration can drop them and an error can say which one spoke.
NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Base(DeclarativeBase):
    # Instants are always aware.
    registry = registry(
        metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: DateTime(timezone=True)}
    )


def text_enum(kind: type[StrEnum]) -> Enum:
    """A column of an enum's values, kept as text: a new value needs no migration of a type."""
    return Enum(kind, native_enum=False, length=20, values_callable=lambda members: [m.value for m in members])


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
session = db.session


@contextmanager
def reading_apart() -> Iterator[None]:
    """Read in a session of its own, on the same connection: what is read there outlives the request's session, and no
    commit or rollback of that one touches it."""
    requests = session()
    requests.flush()
    apart = Session(bind=requests.connection(), expire_on_commit=False, autoflush=False)
    session.registry.set(apart)  # type: ignore[arg-type]  # Flask's would choose a connection of its own
    try:
        yield
        apart.expunge_all()
        apart.commit()  # which leaves the transaction of the connection as it is
    finally:
        session.registry.set(requests)


class UnitOfWorkFlask(Flask):
    """Commits once per request, when the view's answer is a success.

    It does so inside dispatch_request, where a failed commit still reaches the error handlers: nobody is told of a
    success that did not happen.
    """

    def dispatch_request(self) -> ResponseReturnValue:
        response = self.make_response(super().dispatch_request())
        if response.status_code < 400:
            session.commit()
        else:
            roll_back()
        return response

    def handle_user_exception(self, e: Exception) -> HTTPException | ResponseReturnValue:
        """What failed leaves nothing behind, and its error page may ask the database again."""
        roll_back()
        return super().handle_user_exception(e)


def lift_limits() -> None:
    """Let this connection's statements take as long as they take: for commands that fill or rebuild much at once.

    Commits, so call it first. The command's process must use no other connection.
    """
    session.execute(text("SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0"))
    session.commit()


def roll_back() -> None:
    """Undo what the transaction changed, also when its connection was lost: the server has undone it then."""
    try:
        session.rollback()
    except DBAPIError as error:
        if not is_connection_lost(error):
            raise
        session().invalidate()


def is_connection_lost(error: Exception) -> bool:
    """Return whether PostgreSQL went away or ended the connection, whatever class of error the driver chose."""
    if isinstance(error, PendingRollbackError):
        return error.code == CANNOT_RECONNECT
    return isinstance(error, DBAPIError) and (error.connection_invalidated or sqlstate(error).startswith(LOST))


def sqlstate(error: DBAPIError) -> str:
    """PostgreSQL's five-character code of an error, such as 23P01."""
    return getattr(error.orig, "pgcode", None) or getattr(error.orig, "sqlstate", None) or ""


def constraint_name(error: DBAPIError) -> str:
    """Of the constraint that refused, where one did."""
    return getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""


def retry_deadlocks(work: Callable[[], T], *, tries: int = 3) -> T:
    """Do `work` as the whole transaction, again when PostgreSQL broke a deadlock by cancelling it.

    The session must hold nothing that is not in `work`: what came before it in the transaction is lost.
    """
    for left in reversed(range(tries)):
        try:
            return work()
        except DBAPIError as error:
            session.rollback()
            if sqlstate(error) != DEADLOCK or left == 0:
                raise
    raise AssertionError("unreachable")
