"""Invitations to work at a venue, and offers of its ownership."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import clock
from app.core.db import Base, text_enum
from app.core.ids import token
from app.team.models import TeamMember
from app.venues.enums import StaffRole
from app.venues.models import Venue, VenueStaff

# Emails per invitation: the first and four more.
MAX_SENT = 5
OPEN = text("accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL")


class StaffInvitation(Base):
    """An invitation by email to work at a venue. It is open until it is accepted, declined, revoked or expired.

    The link in the email is signed: no row lets anybody make one.
    """

    __tablename__ = "staff_invitation"
    __table_args__ = (
        CheckConstraint("role <> 'owner'", name="role"),
        CheckConstraint("role <> 'team_member' OR team_member_id IS NOT NULL", name="profile"),
        CheckConstraint(f"sent BETWEEN 1 AND {MAX_SENT}", name="sent"),
        CheckConstraint("num_nonnulls(accepted_at, declined_at, revoked_at) <= 1", name="answer"),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted"),
        Index("ix_staff_invitation_venue_id", "venue_id"),
        Index("uq_staff_invitation_open", "venue_id", func.lower(text("email")), unique=True, postgresql_where=OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # In URLs of the venue's pages.
    key: Mapped[str] = mapped_column(String(22), unique=True, default=token)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[StaffRole] = mapped_column(text_enum(StaffRole))
    team_member_id: Mapped[int | None] = mapped_column(ForeignKey("team_member.id", ondelete="CASCADE"))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    # How many emails were sent, and the last one.
    sent: Mapped[int] = mapped_column(SmallInteger)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    declined_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    venue: Mapped[Venue] = relationship(lazy="raise")
    member: Mapped[TeamMember | None] = relationship(lazy="raise")
    invited_by: Mapped[User] = relationship(lazy="raise", foreign_keys=invited_by_id)

    @property
    def is_answered(self) -> bool:
        return not (self.accepted_at is self.declined_at is self.revoked_at is None)

    @property
    def is_expired(self) -> bool:
        return not self.is_answered and self.expires_at <= clock.now()


class OwnershipOffer(Base):
    """An owner's offer to make another person at the venue an owner. It ends with an answer; one venue has one."""

    __tablename__ = "ownership_offer"
    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="other"),
        Index("ix_ownership_offer_from_id", "from_id"),
        Index("ix_ownership_offer_to_id", "to_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id", ondelete="CASCADE"), unique=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("venue_staff.id", ondelete="CASCADE"))
    to_id: Mapped[int] = mapped_column(ForeignKey("venue_staff.id", ondelete="CASCADE"))
    # Whether the person who offers it stays an owner, or becomes a manager.
    stays_owner: Mapped[bool]
    offered_at: Mapped[datetime]

    from_staff: Mapped[VenueStaff] = relationship(lazy="raise", foreign_keys=from_id)
    to_staff: Mapped[VenueStaff] = relationship(lazy="raise", foreign_keys=to_id)
