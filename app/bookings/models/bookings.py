"""Bookings with the terms that were agreed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    String,
    false,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.bookings.charges import CHECK_IN_WITHIN
from app.bookings.enums import (
    AT_VENUE,
    UPCOMING_STATES,
    BookingState,
    OrderState,
)
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund, not_retried
from app.bookings.models.series import BookingSeries
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service, ServiceOption
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id
from app.tax.amounts import share
from app.venues.enums import PaymentTerms
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class Extra:
    """An add-on as agreed: minutes, and cents per spot."""

    id: int
    title: str
    minutes: int
    cents: int


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
        ForeignKeyConstraint(["option_id", "service_id"], ["service_option.id", "service_option.service_id"]),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint("quantity BETWEEN 1 AND 20", name="quantity"),
        CheckConstraint("price_cents = list_cents - discount_cents", name="price"),
        CheckConstraint("discount_cents BETWEEN 0 AND list_cents", name="discount"),
        CheckConstraint("funded_cents BETWEEN 0 AND discount_cents", name="funded"),
        CheckConstraint("later_cents BETWEEN 0 AND price_cents", name="later"),
        CheckConstraint("fee_tax_cents BETWEEN 0 AND tax_cents", name="tax"),
        CheckConstraint("commission_bps BETWEEN 0 AND 5000", name="commission"),
        Index("ix_booking_ends_at", "ends_at", postgresql_where=text("state = 'confirmed'")),
        CheckConstraint("state <> 'requested' OR accept_by IS NOT NULL", name="accept_by"),
        Index("ix_booking_starts_at", "starts_at"),
        CheckConstraint("(series_id IS NULL) = (series_number IS NULL)", name="series"),
        Index("ix_booking_series_id", "series_id", postgresql_where=text("series_id IS NOT NULL")),
        Index("ix_booking_accept_by", "accept_by", postgresql_where=text("state = 'requested'")),
        Index("ix_booking_deal_id", "deal_id", postgresql_where=text("deal_id IS NOT NULL")),
        Index("ix_booking_code_deal_id", "code_deal_id", postgresql_where=text("code_deal_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=public_id)
    venue_order_id: Mapped[int] = mapped_column(ForeignKey("venue_order.id", ondelete="CASCADE"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    option_id: Mapped[int] = mapped_column(index=True)
    # The member whom the guest chose; None for anyone available and for rooms.
    member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    served_by: Mapped[str] = mapped_column(String(200), default="")
    # The names of its rooms and equipment, one for each reservation besides those of team members.
    facilities: Mapped[list[str]] = mapped_column(ARRAY(String(60)), default=list, server_default=text("'{}'"))
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
    # How much of the discount we pay the venue, for a sitewide deal.
    funded_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    cancel_free_hours: Mapped[int] = mapped_column(SmallInteger)
    cancel_keep_percent: Mapped[int] = mapped_column(SmallInteger)
    # How the guest pays, and how much of the price has not been charged: it is due at the venue, or charged later.
    payment_terms: Mapped[PaymentTerms] = mapped_column(
        text_enum(PaymentTerms), default=PaymentTerms.FULL, server_default=PaymentTerms.FULL.value
    )
    later_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # The tax that was charged for it, besides its price, and how much of that is on fees too: in proportion, it is kept
    # with what a late cancellation keeps of the price. The rest is always refunded.
    tax_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    fee_tax_cents: Mapped[int] = mapped_column(default=0, server_default="0")
    # Whether tax is added to what is due later.
    later_taxed: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The rate of our commission on what the venue keeps, in basis points; none on what is paid at the venue.
    commission_bps: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    # How many hours after payment the venue has to accept or decline; None if it need not accept.
    accept_within_hours: Mapped[int | None] = mapped_column(SmallInteger)
    # The venue's deadline to respond to a request.
    accept_by: Mapped[datetime | None]
    # When the guest arrived, as marked by the venue.
    arrived_at: Mapped[datetime | None]
    # How many hours before the start the guest can still reschedule online; None if never.
    reschedule_hours: Mapped[int | None] = mapped_column(SmallInteger)
    # The series of a repeating booking, and which of its bookings this is, from 1.
    series_id: Mapped[int | None] = mapped_column(ForeignKey("booking_series.id"))
    series_number: Mapped[int | None] = mapped_column(SmallInteger)
    # Counts the changes that calendars must apply (iCalendar's SEQUENCE).
    sequence: Mapped[int] = mapped_column(SmallInteger, default=0)

    # What has been charged for it, over all paid orders; an order's share is what its lines say. Loaded on request.
    paid_cents: Mapped[int] = column_property(
        select(func.coalesce(func.sum(OrderLine.due_now_cents), 0))
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            OrderLine.booking_id == id,
            Order.state.in_((OrderState.CONFIRMED, OrderState.REFUNDED)),
            Order.kind.not_in(AT_VENUE),
        )
        .correlate_except(OrderLine, Order)
        .scalar_subquery(),
        deferred=True,
    )

    venue_order: Mapped[VenueOrder] = relationship(lazy="raise", back_populates="bookings")
    service: Mapped[Service] = relationship(lazy="raise")
    option: Mapped[ServiceOption] = relationship(lazy="raise", overlaps="service")
    refunds: Mapped[list["Refund"]] = relationship(lazy="raise", order_by="Refund.id")
    # One more statement for any number of bookings, and none if no booking repeats.
    series: Mapped[BookingSeries | None] = relationship(lazy="selectin")

    @property
    def reservations_needed(self) -> int:
        """Return how many reservations it needs: one for each guest, and those of rooms and equipment."""
        return self.quantity + len(self.facilities)

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
    def no_show_fee_cents(self) -> int:
        """Return the fee of a no-show before tax: what the booking left for later, if the guest's card is on file."""
        return self.later_cents if self.payment_terms.saves_card else 0

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
    def can_be_checked_in(self) -> bool:
        """Return whether the venue can say that the guest came: after a booking, only if we pay a part of its price."""
        if self.state is BookingState.COMPLETED:
            return self.funded_cents > 0 and clock.now() < self.starts_at + CHECK_IN_WITHIN
        return self.state is BookingState.CONFIRMED

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
    def is_paid_when_booked(self) -> bool:
        """Return whether the guest paid something for it when they booked: a deposit, or all."""
        terms = self.payment_terms
        return self.price_cents > 0 and (terms is PaymentTerms.FULL or terms.takes_deposit)

    @property
    def is_from_package(self) -> bool:
        """Return whether a package pays for its service: no deal lowers a price to nothing."""
        return 0 < self.service_cents == self.discount_cents

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    def funded_with(self, cents: int) -> int:
        """Return what we pay the venue of a sitewide deal when the guest pays this much of the price."""
        return share(self.funded_cents, cents, self.price_cents)

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
