"""Orders, their bookings, and refunds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship
from sqlalchemy.orm.attributes import set_committed_value

from app.bookings.enums import (
    UPCOMING_STATES,
    Actor,
    BookingState,
    LineKind,
    OrderKind,
    OrderState,
    RefundState,
    SettledBy,
)
from app.catalog.models import Service
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id, token
from app.guests.models import Guest
from app.venues.models import Venue

LONGEST_NOTE = 500  # characters that a guest can write to a venue


def refund_code() -> str:
    """Return a random refund number: "RF-7K3M-Q2XD"."""
    return public_id("RF")


# For rows that the previous version of the app still writes during a deployment.
RANDOM_CODE = text("'RF-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 11))")


@dataclass(frozen=True, slots=True)
class Extra:
    """An add-on as agreed: minutes, and cents per spot."""

    id: int
    title: str
    minutes: int
    cents: int


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
        # The venue may book for a guest without an account; only those orders say how the guest paid in person.
        CheckConstraint("kind = 'front_desk' OR user_id IS NOT NULL", name="whose"),
        CheckConstraint("(kind = 'front_desk') = (settled_by IS NOT NULL)", name="settled_by"),
        CheckConstraint("(kind = 'reschedule') = (reschedules_booking_id IS NOT NULL)", name="reschedule"),
        CheckConstraint("kind = 'cart' OR cart_id IS NULL", name="cart"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=public_id)
    kind: Mapped[OrderKind] = mapped_column(text_enum(OrderKind))
    # The booking that a reschedule is for; such an order has no bookings of its own.
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
    # When the hold ends unless the order is paid; extended once, on the way to payment.
    held_until: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[SettledBy | None] = mapped_column(text_enum(SettledBy))

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
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def is_from_front_desk(self) -> bool:
        return self.kind is OrderKind.FRONT_DESK

    @property
    def is_offer(self) -> bool:
        """Return whether it holds a time that was offered to a waitlist entry."""
        return self.kind is OrderKind.WAITLIST

    @property
    def is_reschedule(self) -> bool:
        """Return whether it pays the price difference of a booking's new time."""
        return self.kind is OrderKind.RESCHEDULE


class OrderLine(Base):
    """One amount of an order. The lines always add up to the charge."""

    __tablename__ = "order_line"
    __table_args__ = (UniqueConstraint("order_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id", ondelete="CASCADE"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[LineKind] = mapped_column(text_enum(LineKind))
    text: Mapped[str] = mapped_column(String(200))
    amount_cents: Mapped[int]  # a discount is negative


class VenueOrder(Base):
    """The part of an order at one venue. It has no state of its own: its bookings do."""

    __tablename__ = "venue_order"
    __table_args__ = (UniqueConstraint("order_id", "venue_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id", ondelete="CASCADE"))
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    # The guest record at the venue, once the order is booked.
    guest_id: Mapped[int | None] = mapped_column(ForeignKey("guest.id"), index=True)

    order: Mapped[Order] = relationship(lazy="raise", back_populates="venue_orders")
    venue: Mapped[Venue] = relationship(lazy="raise")
    guest: Mapped[Guest | None] = relationship(lazy="raise")
    bookings: Mapped[list["Booking"]] = relationship(
        lazy="raise", back_populates="venue_order", order_by="Booking.starts_at, Booking.id"
    )


class DealReferences:
    """The one or two deals that set a price."""

    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id", ondelete="SET NULL"))
    # The deal of a promo code, applied on top.
    code_deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id", ondelete="SET NULL"))

    @property
    def deal_ids(self) -> list[int]:
        """Return the ids of all its deals."""
        return [deal_id for deal_id in (self.deal_id, self.code_deal_id) if deal_id is not None]


class Booking(DealReferences, Base):
    """One service at one time for one party. The agreed terms are frozen here: texts, price and policy."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("quantity BETWEEN 1 AND 20", name="quantity"),
        CheckConstraint("price_cents = list_cents - discount_cents", name="price"),
        CheckConstraint("discount_cents BETWEEN 0 AND list_cents", name="discount"),
        Index("ix_booking_ends_at", "ends_at", postgresql_where=text("state = 'confirmed'")),
        CheckConstraint("state <> 'requested' OR accept_by IS NOT NULL", name="accept_by"),
        Index("ix_booking_starts_at", "starts_at"),
        Index("ix_booking_accept_by", "accept_by", postgresql_where=text("state = 'requested'")),
        Index("ix_booking_deal_id", "deal_id", postgresql_where=text("deal_id IS NOT NULL")),
        Index("ix_booking_code_deal_id", "code_deal_id", postgresql_where=text("code_deal_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=public_id)
    venue_order_id: Mapped[int] = mapped_column(ForeignKey("venue_order.id", ondelete="CASCADE"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    # The member whom the guest chose; None for anyone available and for rooms.
    member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    served_by: Mapped[str] = mapped_column(String(200), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    buffer_before_minutes: Mapped[int] = mapped_column(SmallInteger)
    buffer_after_minutes: Mapped[int] = mapped_column(SmallInteger)
    quantity: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[BookingState] = mapped_column(text_enum(BookingState), default=BookingState.HELD)
    # Add-ons as agreed: title, minutes, and cents per spot; `id` if the add-on is still known by it.
    add_ons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    # For all spots together, add-ons included.
    list_cents: Mapped[int]
    discount_cents: Mapped[int]
    price_cents: Mapped[int]
    price_reason: Mapped[str] = mapped_column(String(200), default="")
    cancel_free_hours: Mapped[int] = mapped_column(SmallInteger)
    cancel_keep_percent: Mapped[int] = mapped_column(SmallInteger)
    # How many hours after payment the venue has to accept or decline; None if it need not accept.
    accept_within_hours: Mapped[int | None] = mapped_column(SmallInteger)
    # The venue's deadline to respond to a request.
    accept_by: Mapped[datetime | None]
    # When the guest arrived, as marked by the venue.
    arrived_at: Mapped[datetime | None]
    # How many hours before the start the guest can still reschedule online; None if never.
    reschedule_hours: Mapped[int | None] = mapped_column(SmallInteger)
    # Counts the changes that calendars must apply (iCalendar's SEQUENCE).
    sequence: Mapped[int] = mapped_column(SmallInteger, default=0)

    # What has been charged for it, over all paid orders; an order's share is what its lines say. Loaded on request.
    paid_cents: Mapped[int] = column_property(
        select(func.coalesce(func.sum(OrderLine.amount_cents), 0))
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            OrderLine.booking_id == id,
            Order.state.in_((OrderState.CONFIRMED, OrderState.REFUNDED)),
            Order.kind != OrderKind.FRONT_DESK,
        )
        .correlate_except(OrderLine, Order)
        .scalar_subquery(),
        deferred=True,
    )

    venue_order: Mapped[VenueOrder] = relationship(lazy="raise", back_populates="bookings")
    service: Mapped[Service] = relationship(lazy="raise")
    refunds: Mapped[list["Refund"]] = relationship(lazy="raise", order_by="Refund.id")

    @property
    def order(self) -> Order:
        """Return the booking's order; it and `venue_order` must be loaded."""
        return self.venue_order.order

    @property
    def venue(self) -> Venue:
        """Return the booking's venue; it and `venue_order` must be loaded."""
        return self.venue_order.venue

    @property
    def begins(self) -> datetime:
        """Return the start in the venue's time zone."""
        return self.starts_at.astimezone(self.venue.zone)

    @property
    def day(self) -> date:
        """Return the date in the venue's time zone."""
        return self.begins.date()

    @property
    def is_canceled(self) -> bool:
        return self.state is BookingState.CANCELED

    @property
    def is_requested(self) -> bool:
        """Return whether it is paid and the venue has not accepted it yet."""
        return self.state is BookingState.REQUESTED

    @property
    def is_upcoming(self) -> bool:
        """Return whether it is confirmed or requested, and has not ended."""
        return self.state in UPCOMING_STATES and self.ends_at > clock.now()

    @property
    def can_be_canceled(self) -> bool:
        """Return whether the guest can still cancel it."""
        return self.state in UPCOMING_STATES and self.starts_at > clock.now()

    @property
    def free_until(self) -> datetime:
        """Return the last instant at which canceling is free.

        It counts elapsed hours, so a clock change shifts the local time.
        """
        return self.starts_at - timedelta(hours=self.cancel_free_hours)

    @property
    def reschedule_until(self) -> datetime | None:
        """Return the last instant at which the guest can reschedule online. None if they never can.

        Never later than free cancellation, so that rescheduling cannot avoid a late cancellation fee.
        """
        if self.reschedule_hours is None:
            return None
        hours = (
            max(self.reschedule_hours, self.cancel_free_hours) if self.cancel_keep_percent else self.reschedule_hours
        )
        return self.starts_at - timedelta(hours=hours)

    @property
    def current_refunds(self) -> list["Refund"]:
        """Return its refunds, without failed ones that were retried; `refunds` must be loaded."""
        return not_retried(self.refunds)

    @property
    def is_paid_online(self) -> bool:
        """Return whether it was paid through us; its venue order and order must be loaded."""
        return not self.venue_order.order.is_from_front_desk

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def extras(self) -> list[Extra]:
        """Return the add-ons as agreed."""
        return [Extra(**add_on) for add_on in self.add_ons or ()]

    @property
    def extra_minutes(self) -> int:
        return sum(extra.minutes for extra in self.extras)

    @property
    def service_cents(self) -> int:
        """Return the usual price of the service alone, for all spots."""
        return self.list_cents - sum(extra.cents for extra in self.extras) * self.quantity


class BookingTransition(Base):
    """A change of a booking's state or another event: who, when and why."""

    __tablename__ = "booking_transition"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    from_state: Mapped[BookingState] = mapped_column(text_enum(BookingState))
    to_state: Mapped[BookingState] = mapped_column(text_enum(BookingState))
    actor: Mapped[Actor] = mapped_column(text_enum(Actor))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]


class BookingMessage(Base):
    """A message from the venue to a guest about a booking."""

    __tablename__ = "booking_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)


class Reschedule(Base):
    """The time and team members of a booking before and after a change: for history, undo and email."""

    __tablename__ = "reschedule"
    __table_args__ = (
        CheckConstraint("from_ends_at > from_starts_at AND to_ends_at > to_starts_at", name="times"),
        UniqueConstraint("booking_id", "sequence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    actor: Mapped[Actor] = mapped_column(text_enum(Actor))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    # Shown to the guest.
    reason: Mapped[str] = mapped_column(String(300), default="")
    # Whether the guest asked for it: if so, the cancellation terms stay the same.
    requested_by_guest: Mapped[bool] = mapped_column(default=False)
    # The booking's sequence after this change.
    sequence: Mapped[int] = mapped_column(SmallInteger)
    # The reschedule that this one undoes.
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("reschedule.id"), unique=True)
    from_starts_at: Mapped[datetime]
    from_ends_at: Mapped[datetime]
    from_served_by: Mapped[str] = mapped_column(String(200))
    from_member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id"))
    from_keep_percent: Mapped[int] = mapped_column(SmallInteger)
    from_cents: Mapped[int]
    # Its reservations before, as [resource, lane, begins, ends]: where undo restores them.
    from_reservations: Mapped[list[list[Any]]] = mapped_column(JSONB)
    to_starts_at: Mapped[datetime]
    to_ends_at: Mapped[datetime]
    to_served_by: Mapped[str] = mapped_column(String(200))
    to_member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id"))
    to_cents: Mapped[int]
    # When the guest was notified, or there was nothing to notify about.
    guest_notified_at: Mapped[datetime | None]


class PendingReschedule(DealReferences, Base):
    """The new time of a booking until the price difference is paid.

    Its time is held alongside the booking's current one.
    """

    __tablename__ = "pending_reschedule"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("price_cents BETWEEN 0 AND list_cents", name="price"),
    )

    order_id: Mapped[int] = mapped_column(
        ForeignKey("customer_order.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    # The booking's sequence at the time; if it has changed since, the reschedule does not happen.
    sequence: Mapped[int] = mapped_column(SmallInteger)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id"))
    # In the format of Reschedule.from_reservations.
    reservations: Mapped[list[list[Any]]] = mapped_column(JSONB)
    list_cents: Mapped[int]
    price_cents: Mapped[int]
    price_reason: Mapped[str] = mapped_column(String(200), default="")


class Refund(Base):
    """A refund for one booking: queued by bookings, sent by payments.

    A trigger (refund_within_paid) keeps the refunds of a booking that have not failed within what an order paid for it.
    """

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount"),
        Index("ix_refund_open", "id", postgresql_where=text("state IN ('due', 'sent')")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=refund_code, server_default=RANDOM_CODE)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    # The order whose payment is refunded; by default the trigger sets the booking's own.
    order_id: Mapped[int] = mapped_column(ForeignKey("customer_order.id"), index=True)
    # The failed refund that this one retries; each is retried at most once.
    retries_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), unique=True)
    amount_cents: Mapped[int]
    state: Mapped[RefundState] = mapped_column(text_enum(RefundState), default=RefundState.DUE)
    reason: Mapped[str] = mapped_column(String(200))
    # Sent with the request, so that a repeated request refunds once.
    idempotency_key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    stripe_id: Mapped[str | None] = mapped_column(String(80), unique=True)
    failure: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())
    # When it succeeded or failed.
    ended_at: Mapped[datetime | None]


def not_retried(refunds: Sequence[Refund]) -> list[Refund]:
    """Return the refunds without failed ones that were retried."""
    again = {refund.retries_id for refund in refunds}
    return [refund for refund in refunds if refund.id not in again]
