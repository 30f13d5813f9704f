"""Carts: what a guest intends to book. A cart holds no time: only checkout does."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    Table,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalog.models import AddOn, Service, ServiceOption
from app.core import clock
from app.core.db import Base
from app.core.ids import token
from app.team.models import TeamMember

cart_line_add_on = Table(
    "cart_line_add_on",
    Base.metadata,
    Column("line_id", ForeignKey("cart_line.id", ondelete="CASCADE"), primary_key=True),
    Column("add_on_id", ForeignKey("add_on.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Cart(Base):
    """The cart of a logged-in user, or of the browser with its key in a cookie."""

    __tablename__ = "cart"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), unique=True)
    code: Mapped[str | None] = mapped_column(String(24))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    lines: Mapped[list["CartLine"]] = relationship(lazy="raise", order_by="CartLine.starts_at, CartLine.id")


class CartLine(Base):
    """An option of a service at a start, for a number of guests. It expires 24 hours after it was added, or at its
    start."""

    __tablename__ = "cart_line"
    __table_args__ = (
        # Adding the same slot again raises the quantity and changes the option: two lines for one slot would compete
        # with each other.
        Index(
            "uq_cart_line_slot",
            "cart_id",
            "service_id",
            "member_id",
            "starts_at",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        ForeignKeyConstraint(
            ["option_id", "service_id"], ["service_option.id", "service_option.service_id"], ondelete="CASCADE"
        ),
        CheckConstraint("quantity BETWEEN 1 AND 20", name="quantity"),
        CheckConstraint(
            "(series_key IS NULL) = (series_weeks IS NULL) AND series_weeks BETWEEN 1 AND 8", name="series"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    cart_id: Mapped[int] = mapped_column(ForeignKey("cart.id", ondelete="CASCADE"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"))
    option_id: Mapped[int] = mapped_column(index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    quantity: Mapped[int] = mapped_column(SmallInteger, default=1)
    # The price for all spots that the guest was shown; a higher price needs their consent.
    quoted_cents: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(index=True)
    # Lines that were added as one repeating booking share a key and the number of weeks between them.
    series_key: Mapped[str | None] = mapped_column(String(22))
    series_weeks: Mapped[int | None] = mapped_column(SmallInteger)
    # Whether the guest pays for each date of it afterwards, by card, if the venue would let them pay in full now.
    pays_each: Mapped[bool] = mapped_column(default=False, server_default=false())

    service: Mapped[Service] = relationship(lazy="raise")
    # The chosen option, even if the venue has removed it since.
    option: Mapped[ServiceOption] = relationship(lazy="raise", overlaps="service")
    member: Mapped[TeamMember | None] = relationship(lazy="raise")
    add_ons: Mapped[list[AddOn]] = relationship(secondary=cart_line_add_on, lazy="raise", order_by=AddOn.position)

    @property
    def extras(self) -> list[AddOn]:
        """The chosen add-ons that are still offered."""
        return [add_on for add_on in self.add_ons if add_on.active]
