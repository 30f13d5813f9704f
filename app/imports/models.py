"""Imports of a venue's data from a file, and the rows of each file."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, String, Text, false, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import token
from app.imports.enums import BUSY, Duplicates, ImportKind, ImportState, Outcome, Reason, Undone
from app.venues.models import Venue

# How long an import can be undone.
UNDO_FOR = timedelta(days=7)


class Import(Base):
    """One uploaded file, from its columns to the result."""

    __tablename__ = "data_import"
    __table_args__ = (
        CheckConstraint("(state IN ('done', 'undoing', 'undone')) = (finished_at IS NOT NULL)", name="finished_at"),
        Index("ix_data_import_venue_id", "venue_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    # Who uploaded it; named as the actor of what it books.
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[ImportKind] = mapped_column(text_enum(ImportKind))
    state: Mapped[ImportState] = mapped_column(text_enum(ImportState), default=ImportState.COLUMNS)
    filename: Mapped[str] = mapped_column(String(120))
    # The columns as the file names them, made unique.
    headers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    # Whether the file names its columns; otherwise we do.
    has_header: Mapped[bool]
    # The column of each field that is imported, by the field's key.
    columns: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    # Whether dates such as 3/4/2026 are in April.
    day_first: Mapped[bool] = mapped_column(default=False)
    duplicates: Mapped[Duplicates] = mapped_column(text_enum(Duplicates), default=Duplicates.OURS)
    rows: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    finished_at: Mapped[datetime | None]
    # When the owner let us email the guests of its bookings. Until then its orders have no email address.
    emailing_at: Mapped[datetime | None]

    venue: Mapped[Venue] = relationship(lazy="raise")

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def undo_until(self) -> datetime | None:
        return self.finished_at + UNDO_FOR if self.finished_at else None

    @property
    def can_be_undone(self) -> bool:
        return self.state is ImportState.DONE and self.undo_until is not None and clock.now() < self.undo_until


class ImportRow(Base):
    """A row of an imported file, what happens to it, and what it created."""

    __tablename__ = "import_row"
    __table_args__ = (
        Index("uq_import_row_number", "import_id", "number", unique=True),
        # The next rows to import: bookings by their start, so that a chunk spans few days.
        Index(
            "ix_import_row_waiting",
            "import_id",
            "starts_at",
            "number",
            postgresql_where=text("NOT done AND outcome IS NOT NULL"),
        ),
        Index("ix_import_row_booking_id", "booking_id", postgresql_where=text("booking_id IS NOT NULL")),
        Index("ix_import_row_guest_id", "guest_id", postgresql_where=text("guest_id IS NOT NULL")),
        Index("ix_import_row_service_id", "service_id", postgresql_where=text("service_id IS NOT NULL")),
        Index("ix_import_row_option_id", "option_id", postgresql_where=text("option_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("data_import.id", ondelete="CASCADE"))
    # As spreadsheets number it: the first row below the column names is 2.
    number: Mapped[int]
    # As in the file. Emptied a month after the import.
    cells: Mapped[list[str]] = mapped_column(ARRAY(Text))
    # The values that the check read from the cells, so that the import need not read them again.
    given: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    starts_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(text_enum(Outcome))
    reason: Mapped[Reason | None] = mapped_column(text_enum(Reason))
    # The values of the reason's sentence.
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    done: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What the row created or was merged with.
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id", ondelete="SET NULL"))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id", ondelete="SET NULL"))
    option_id: Mapped[int | None] = mapped_column(ForeignKey("service_option.id", ondelete="SET NULL"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id", ondelete="SET NULL"))
    # Which of these it created: g(uest), s(ervice), o(ption), b(ooking).
    made: Mapped[str] = mapped_column(String(4), default="", server_default="")
    # Hashes of the created rows as the import left them: of the guest, and of the service or the booking.
    guest_print: Mapped[str | None] = mapped_column(String(32))
    print: Mapped[str | None] = mapped_column(String(32))
    undone: Mapped[Undone | None] = mapped_column(text_enum(Undone))
    guest_undone: Mapped[Undone | None] = mapped_column(text_enum(Undone))
