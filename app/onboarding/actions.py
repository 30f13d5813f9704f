"""Actions that start, submit, and delete a venue and that depend on other features."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.queries.users import lock_user
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import upcoming_at
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.onboarding.errors import OnboardingErrorCode
from app.onboarding.facts import Fact
from app.onboarding.steps import ChecklistStep, missing
from app.taxonomy.models import Category
from app.venues.actions.create import create_venue
from app.venues.actions.publication import RESTORABLE, delete_venue
from app.venues.actions.review import submit_venue
from app.venues.enums import VenueStatus, VenueType
from app.venues.models import Submission, Venue, VenueTransition
from app.venues.places import ZipArea
from app.venues.queries import lock_venue


def begin(*, owner: User, name: str, category: Category, type: VenueType, area: ZipArea) -> Venue:
    """Create a draft in the middle of its ZIP code and make its owner a provider. Raises Conflict for admins.

    The owner is locked first, and their role is read again, because an admin may change it at the same time.
    """
    lock_user(owner.id)
    if owner.role is Role.ADMIN:
        raise Conflict(OnboardingErrorCode.ADMIN_ACCOUNT)
    venue = create_venue(
        owner=owner,
        name=name,
        category=category,
        type=type,
        street="",
        city=area.city,
        state=area.state,
        postal_code=area.code,
        latitude=area.latitude,
        longitude=area.longitude,
    )
    owner.role = Role.PROVIDER
    session.flush()
    return venue


def submit_listing(*, venue: Venue, by: User, found: Sequence[ChecklistStep], facts: Sequence[Fact]) -> Submission:
    """Submit the venue for review. Raises DomainError that names the missing steps."""
    left = missing(found)
    if left:
        raise DomainError(OnboardingErrorCode.STEPS_MISSING, steps=[step.title for step in left])
    return submit_venue(venue=venue, by=by, facts=facts)


def delete_listing(*, venue: Venue, by: User) -> None:
    """Delete a venue that has no upcoming bookings. Raises Conflict with their number if it has any."""
    lock_venue(venue)
    booked = upcoming_at(venue.id)
    if booked:
        raise Conflict(OnboardingErrorCode.UPCOMING_BOOKINGS, num=len(booked), venue=venue.name)
    delete_venue(venue=venue, by=by)


def forget_deleted() -> int:
    """Permanently remove venues deleted too long ago to be restored, and return how many there were.

    A venue that was ever booked stays, hidden, because its guests need their receipts.
    """
    last = select(func.max(VenueTransition.at)).where(
        VenueTransition.venue_id == Venue.id, VenueTransition.to_status == VenueStatus.DELETED
    )
    booked = select(VenueOrder.id).where(VenueOrder.venue_id == Venue.id)
    deleted = session.scalars(
        delete(Venue)
        .where(
            Venue.status == VenueStatus.DELETED,
            last.scalar_subquery() < clock.now() - RESTORABLE,
            ~booked.exists(),
        )
        .returning(Venue.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(deleted)
