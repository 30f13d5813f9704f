"""What guests buy ahead: a venue's offer of it, what a guest has of it, and which bookings it paid for."""

from datetime import datetime

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, func, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id
from app.passes.enums import OfferKind, PassState, UseState
from app.venues.models import Venue

LONGEST_TITLE = 60
MOST_USES, MOST_DAYS = 50, 730
LEAST_CENTS, MOST_CENTS = 500, 1_000_000


class PassOffer(Base):
    """A package or membership that a venue sells: a number of bookings of chosen services, once or each month.

    Guests keep what they bought as it was.
    """

    __tablename__ = "pass_offer"
    __table_args__ = (
        CheckConstraint(f"uses BETWEEN 0 AND {MOST_USES} AND (kind = 'membership' OR uses > 0)", name="uses"),
        CheckConstraint(f"price_cents BETWEEN {LEAST_CENTS} AND {MOST_CENTS}", name="price"),
        CheckConstraint(f"valid_days BETWEEN 1 AND {MOST_DAYS}", name="valid_days"),
        CheckConstraint("(kind = 'package') = (valid_days IS NOT NULL)", name="kind"),
        CheckConstraint("percent_off BETWEEN 0 AND 90", name="percent_off"),
        CheckConstraint("cardinality(option_ids) > 0", name="options"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("PK"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    kind: Mapped[OfferKind] = mapped_column(text_enum(OfferKind), default=OfferKind.PACKAGE)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    price_cents: Mapped[int]
    uses: Mapped[int] = mapped_column(SmallInteger)
    # For how many days after a package was bought.
    valid_days: Mapped[int | None] = mapped_column(SmallInteger)
    # What members save on other bookings of these services, in percent.
    percent_off: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    # The service options that it pays for.
    option_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    # Whether guests can buy it.
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())

    venue: Mapped[Venue] = relationship(lazy="raise")


class Pass(Base):
    """What a guest has bought ahead at a venue, with its terms frozen. Its row is locked before it changes.

    `left_cents` is what the guest paid for the uses that are left. It is unearned until they are used or expire.
    """

    __tablename__ = "guest_pass"
    __table_args__ = (
        CheckConstraint("uses_left BETWEEN 0 AND uses", name="uses_left"),
        CheckConstraint("left_cents BETWEEN 0 AND price_cents", name="left"),
        CheckConstraint("state = 'unpaid' OR expires_at IS NOT NULL", name="expires"),
        Index("ix_guest_pass_user_id", "user_id"),
        Index("ix_guest_pass_venue_id", "venue_id"),
        Index("ix_guest_pass_expires_at", "expires_at", postgresql_where=text("state = 'active'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("PS"))
    offer_id: Mapped[int] = mapped_column(ForeignKey("pass_offer.id"), index=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    # The order that paid for it. It's of a higher feature, so the table is named, not imported.
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id", use_alter=True), unique=True)
    state: Mapped[PassState] = mapped_column(text_enum(PassState), default=PassState.UNPAID)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    price_cents: Mapped[int]
    uses: Mapped[int] = mapped_column(SmallInteger)
    uses_left: Mapped[int] = mapped_column(SmallInteger)
    left_cents: Mapped[int]
    # What has ended of it, because a bank returned the payment to the guest.
    lost_uses: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    lost_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # What the bank kept of what its venue had earned with it.
    owed_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    valid_days: Mapped[int | None] = mapped_column(SmallInteger)
    option_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    percent_off: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    # The membership whose period it is, and the invoice at Stripe that paid for the period.
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id", use_alter=True), index=True)
    invoice_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    # The rate of our commission on what expires unused, in basis points.
    commission_bps: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    bought_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    offer: Mapped[PassOffer] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")
    user: Mapped[User] = relationship(lazy="raise")
    taken: Mapped[list["PassUse"]] = relationship(lazy="raise", order_by="PassUse.at")

    @property
    def is_usable(self) -> bool:
        is_over = self.expires_at is None or self.expires_at <= clock.now()
        return self.state is PassState.ACTIVE and self.uses_left > 0 and not is_over

    def value_of(self, uses: int) -> int:
        """Return what this many of the uses that are left cost, in cents. The last ones cost all that is left."""
        return self.left_cents * uses // self.uses_left


class PassUse(Base):
    """A booking that a pass pays for, in place of its price: what the venue earns with it is `value_cents`."""

    __tablename__ = "pass_use"
    __table_args__ = (CheckConstraint("uses > 0 AND value_cents >= 0", name="amounts"),)

    # It's of a higher feature, so the table is named, not imported.
    booking_id: Mapped[int] = mapped_column(
        ForeignKey("booking.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    pass_id: Mapped[int] = mapped_column(ForeignKey("guest_pass.id"), index=True)
    uses: Mapped[int] = mapped_column(SmallInteger)
    value_cents: Mapped[int]
    state: Mapped[UseState] = mapped_column(text_enum(UseState), default=UseState.HELD)
    at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
