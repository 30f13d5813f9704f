"""Orders and the amounts they are made of."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    func,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.bookings.enums import (
    AT_VENUE,
    LATER_KINDS,
    LineKind,
    OrderKind,
    OrderState,
    SettledBy,
)
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id

if TYPE_CHECKING:
    from app.bookings.models.bookings import Booking
    from app.bookings.models.venue_orders import VenueOrder


class Order(Base):
    """Everything booked in one step: one venue order for each venue, all or none."""

    __tablename__ = "customer_order"
    __table_args__ = (
        # One pending order per cart: a second checkout uses it or ends it first.
        Index("uq_customer_order_pending_cart", "cart_id", unique=True, postgresql_where=text("state = 'pending'")),
        Index("ix_customer_order_held_until", "held_until", postgresql_where=text("state = 'pending'")),
        # Search matches parts of names and email addresses.
        Index("ix_customer_order_name", "name", postgresql_using="gin", postgresql_ops={"name": "gin_trgm_ops"}),
        Index("ix_customer_order_email", "email", postgresql_using="gin", postgresql_ops={"email": "gin_trgm_ops"}),
        # One pending order at a time to reschedule a booking.
        Index(
            "uq_customer_order_pending_reschedule",
            "reschedules_booking_id",
            unique=True,
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_customer_order_reschedules_booking_id",
            "reschedules_booking_id",
            postgresql_where=text("reschedules_booking_id IS NOT NULL"),
        ),
        # For the limit on recent emails from a venue's front desk.
        Index(
            "ix_customer_order_desk_email", "created_at", postgresql_where=text("kind = 'front_desk' AND email <> ''")
        ),
        CheckConstraint("total_cents >= 0", name="total"),
        CheckConstraint("later_cents BETWEEN 0 AND total_cents", name="later"),
        CheckConstraint("credit_cents BETWEEN 0 AND total_cents - later_cents", name="credit"),
        # The venue may book for a guest without an account, who may pay at a link. Only orders that the venue adds say
        # how the guest paid in person.
        CheckConstraint("kind IN ('front_desk', 'import') OR pay_key IS NOT NULL OR user_id IS NOT NULL", name="whose"),
        CheckConstraint("(kind IN ('front_desk', 'import')) = (settled_by IS NOT NULL)", name="settled_by"),
        CheckConstraint("(kind = 'reschedule') = (reschedules_booking_id IS NOT NULL)", name="reschedule"),
        CheckConstraint("kind = 'cart' OR cart_id IS NULL", name="cart"),
        CheckConstraint("NOT awaits_tax OR state IN ('pending', 'expired')", name="tax"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=public_id)
    kind: Mapped[OrderKind] = mapped_column(text_enum(OrderKind))
    # The booking that a reschedule is for, the first one of a series; such an order has no bookings of its own.
    reschedules_booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id", use_alter=True))
    # The account that placed it. A front desk order has none: only the venue knows who the guest is.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    # The cart that was checked out, as long as it exists.
    cart_id: Mapped[int | None] = mapped_column(ForeignKey("cart.id", ondelete="SET NULL"))
    state: Mapped[OrderState] = mapped_column(text_enum(OrderState), default=OrderState.PENDING)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str | None] = mapped_column(String(24))
    currency: Mapped[str] = mapped_column(String(3), default="usd")
    total_cents: Mapped[int]
    # How much of the total is not charged by this order, but paid at the venue or charged later.
    later_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # How much of what it charges the guest's store credit pays. It is set aside when the guest goes to pay.
    credit_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # When the hold ends unless the order is paid; extended once, on the way to payment.
    held_until: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[SettledBy | None] = mapped_column(text_enum(SettledBy))
    # When the guest agreed to the cancellation policies, and to what may be charged to their card later.
    agreed_at: Mapped[datetime | None]
    # The card for what is charged later. It's of a higher feature, so the table is named, not imported.
    card_id: Mapped[int | None] = mapped_column(ForeignKey("saved_card.id", use_alter=True), index=True)
    # The secret of the link at which anyone can pay it, if the venue made one.
    pay_key: Mapped[str | None] = mapped_column(String(22), unique=True)
    # Whether a bank disputes its payment, so that nothing of it can be refunded now.
    refunds_blocked: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whether Stripe Tax has yet to say how much tax is added to the total. It can't be paid until then.
    awaits_tax: Mapped[bool] = mapped_column(default=False, server_default=false())

    lines: Mapped[list["OrderLine"]] = relationship(lazy="raise", order_by="OrderLine.position")
    venue_orders: Mapped[list["VenueOrder"]] = relationship(
        lazy="raise", back_populates="order", order_by="VenueOrder.id"
    )

    @property
    def bookings(self) -> list["Booking"]:
        """Return all bookings by start; `venue_orders` and their `bookings` must be loaded."""
        for venue_order in self.venue_orders:
            set_committed_value(venue_order, "order", self)
            for booking in venue_order.bookings:
                set_committed_value(booking, "venue_order", venue_order)
        found = [booking for venue_order in self.venue_orders for booking in venue_order.bookings]
        return sorted(found, key=lambda booking: (booking.starts_at, booking.id))

    @property
    def due_now_cents(self) -> int:
        """Return what the order itself charges."""
        return self.total_cents - self.later_cents

    @property
    def card_cents(self) -> int:
        """Return what the card pays: what the order charges, less store credit."""
        return self.due_now_cents - self.credit_cents

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def is_from_front_desk(self) -> bool:
        """Return whether the venue added it, at the front desk or by an import: the guest pays at the venue."""
        return self.kind in AT_VENUE

    @property
    def is_offer(self) -> bool:
        """Return whether it holds a time that was offered to a waitlist entry."""
        return self.kind is OrderKind.WAITLIST

    @property
    def is_gift_card(self) -> bool:
        """Return whether it pays for a gift card."""
        return self.kind is OrderKind.GIFT_CARD

    @property
    def is_package(self) -> bool:
        """Return whether it pays for a package, or a month of a membership."""
        return self.kind in {OrderKind.PACKAGE, OrderKind.MEMBERSHIP}

    @property
    def is_invoice(self) -> bool:
        """Return whether an owner pays with it what their venue owes us."""
        return self.kind is OrderKind.INVOICE

    @property
    def has_own_page(self) -> bool:
        """Return whether the page of what it pays for is another one than that of an order with bookings."""
        return self.is_gift_card or self.is_package or self.is_tip or self.is_invoice

    @property
    def is_charged_later(self) -> bool:
        """Return whether it charges what a booking left for later."""
        return self.kind in LATER_KINDS

    @property
    def is_reschedule(self) -> bool:
        """Return whether it pays the price difference of a booking's new time, or of several bookings of a series."""
        return self.kind is OrderKind.RESCHEDULE

    @property
    def is_tip(self) -> bool:
        """Return whether it is a tip for a booking of another order."""
        return self.kind is OrderKind.TIP

    @property
    def is_extra(self) -> bool:
        """Return whether it charges for a booking of another order."""
        return self.is_reschedule or self.is_tip


class OrderLine(Base):
    """One amount of an order. The lines always add up to its total, and their `later_cents` to its own."""

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("tax_rule_id IS NULL OR kind = 'tax'", name="tax"),
        CheckConstraint("abs(venue_credit_cents) <= abs(credit_cents)", name="venue_credit"),
        Index("ix_order_line_tax_rule_id", "tax_rule_id", postgresql_where=text("tax_rule_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id", ondelete="CASCADE"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[LineKind] = mapped_column(text_enum(LineKind))
    text: Mapped[str] = mapped_column(String(200))
    amount_cents: Mapped[int]  # a discount is negative
    # How much of it store credit pays. All of a booking's is on one line, so it may exceed the amount.
    credit_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # How much of that is credit at the booking's venue.
    venue_credit_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # How much of it is not charged by the order. All of a booking's is on one line, so it may exceed the amount.
    later_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # The rule of a tax.
    tax_rule_id: Mapped[int | None] = mapped_column(ForeignKey("tax_rule.id"))

    @hybrid_property
    def due_now_cents(self) -> int:
        """Return what the order itself charges."""
        return self.amount_cents - self.later_cents
