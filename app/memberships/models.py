"""Memberships: what a guest pays a venue for each month, through Stripe Billing."""

from datetime import datetime

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import public_id, token
from app.memberships.enums import MembershipState
from app.passes.models import PassOffer
from app.venues.models import Venue


class PlanPrice(Base):
    """What a membership costs each month, and what it includes at that price. Members keep theirs.

    It never changes, as prices at Stripe never do: another price, or something else included, is another row.
    """

    __tablename__ = "plan_price"
    __table_args__ = (
        UniqueConstraint("offer_id", "cents", "uses", "percent_off", "option_ids"),
        CheckConstraint("cents > 0", name="cents"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("pass_offer.id"))
    cents: Mapped[int]
    # As in the offer when the first guest joined at this price.
    uses: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    percent_off: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    option_ids: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
    # None until Stripe has responded to the request for it, which is repeated under the same key.
    stripe_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    idempotency_key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, server_default=func.now())


class Membership(Base):
    """A guest's membership at a venue. Each period that they pay for is a pass, with an order of its own."""

    __tablename__ = "membership"
    __table_args__ = (
        # One at a time for a guest and a membership of a venue.
        Index("uq_membership_open", "user_id", "offer_id", unique=True, postgresql_where=text("state <> 'ended'")),
        Index("ix_membership_venue_id", "venue_id"),
        CheckConstraint("next_price_at IS NULL OR next_price_id IS NOT NULL", name="next_price"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(14), unique=True, default=lambda: public_id("ME"))
    offer_id: Mapped[int] = mapped_column(ForeignKey("pass_offer.id"), index=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    price_id: Mapped[int] = mapped_column(ForeignKey("plan_price.id"))
    state: Mapped[MembershipState] = mapped_column(text_enum(MembershipState), default=MembershipState.JOINING)
    # When the guest agreed to be charged each month until they cancel, and to what.
    agreed_at: Mapped[datetime]
    agreed_text: Mapped[str] = mapped_column(String(1000))
    # The page at Stripe on which the guest joins; its request is stored before it is sent.
    idempotency_key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    page_expires_at: Mapped[datetime]
    session_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    session_url: Mapped[str | None] = mapped_column(String(2000))
    subscription_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    joined_at: Mapped[datetime | None]
    # The end of the period that runs now, and whether the membership ends then.
    period_ends_at: Mapped[datetime | None]
    ends_with_period: Mapped[bool] = mapped_column(default=False, server_default=false())
    ended_at: Mapped[datetime | None]
    # When the guest was last reminded of what they pay.
    reminded_at: Mapped[datetime | None]
    # What the venue changes for the member, and the payment from which it applies, once we have told them.
    next_price_id: Mapped[int | None] = mapped_column(ForeignKey("plan_price.id"))
    next_price_at: Mapped[datetime | None]
    # When we last asked Stripe. What we knew before that never replaces what we learned then.
    asked_at: Mapped[datetime | None]

    offer: Mapped[PassOffer] = relationship(lazy="raise")
    venue: Mapped[Venue] = relationship(lazy="raise")
    user: Mapped[User] = relationship(lazy="raise")
    price: Mapped[PlanPrice] = relationship(lazy="raise", foreign_keys=[price_id])
    next_price: Mapped[PlanPrice | None] = relationship(lazy="raise", foreign_keys=[next_price_id])

    @property
    def is_open(self) -> bool:
        return self.state not in {MembershipState.JOINING, MembershipState.ENDED}

    @property
    def price_id_to_charge(self) -> int:
        """Return the price to charge for the next month: what the member was told of, if it applies by then."""
        at, ends_at = self.next_price_at, self.period_ends_at
        is_due = at is not None and ends_at is not None and at <= ends_at
        return self.next_price_id if is_due and self.next_price_id is not None else self.price_id
