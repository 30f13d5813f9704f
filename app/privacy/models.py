"""Exports, the list of erasures, and requests by email."""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id, token
from app.privacy.enums import ErasureKind, ExportState, RequestKind
from app.privacy.retention import KEPT, Retention

EXPORT_KEPT_FOR = KEPT[Retention.EXPORTS].time or timedelta()


def request_id() -> str:
    """Return a new id of a privacy request for URLs: PR-7K3M-Q2XD."""
    return public_id("PR")


class DataExport(Base):
    """A copy of an account's data: asked for, made in parts by a job, and deleted seven days later. It is encrypted."""

    __tablename__ = "data_export"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (content IS NOT NULL)", name="content"),
        Index("uq_data_export_working", "user_id", unique=True, postgresql_where=text("state = 'working'")),
        Index("ix_data_export_user_id", "user_id", "requested_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    state: Mapped[ExportState] = mapped_column(text_enum(ExportState), default=ExportState.WORKING)
    # How many parts it will have, and how many are done.
    parts: Mapped[int] = mapped_column(SmallInteger)
    done: Mapped[int] = mapped_column(SmallInteger, default=0)
    requested_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]
    downloaded_at: Mapped[datetime | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    @property
    def is_ready(self) -> bool:
        return self.state is ExportState.READY

    @property
    def ends_at(self) -> datetime:
        return self.requested_at + EXPORT_KEPT_FOR


class ExportPart(Base):
    """The rows of one table in an export that is being made, encrypted."""

    __tablename__ = "export_part"

    export_id: Mapped[int] = mapped_column(ForeignKey("data_export.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Erasure(Base):
    """A deletion that was done, by the public id of the account or the guest. After a restore, it is repeated."""

    __tablename__ = "erasure"
    __table_args__ = (Index("uq_erasure_subject", "kind", "subject", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ErasureKind] = mapped_column(text_enum(ErasureKind))
    subject: Mapped[str] = mapped_column(String(14))
    at: Mapped[datetime] = mapped_column(default=clock.now)


class PrivacyRequest(Base):
    """What a person asked for by email, with the day by which the law wants an answer."""

    __tablename__ = "privacy_request"
    __table_args__ = (
        CheckConstraint("due_on > received_on", name="due_on"),
        Index("ix_privacy_request_open", "due_on", postgresql_where=text("done_at IS NULL")),
        Index("ix_privacy_request_user_id", "user_id", postgresql_where=text("user_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=request_id)
    kind: Mapped[RequestKind] = mapped_column(text_enum(RequestKind))
    # A name or an email address, for a person without an account too.
    person: Mapped[str] = mapped_column(String(254))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    received_on: Mapped[date]
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    note: Mapped[str] = mapped_column(Text, default="")
