"""Changes to a person's profile, their preferred team members, and an owner's public profile."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, Forbidden
from app.photos.models import Photo
from app.profiles.errors import ProfileErrorCode
from app.profiles.models import MOST_PREFERRED, OwnerProfile, PreferredMember, Profile
from app.profiles.places import HomeCity
from app.team.languages import LANGUAGES
from app.team.models import TeamMember
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue
from app.venues.queries import venue_owned_by

LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Details:
    """What a person types on their profile page, and what venues see of it."""

    name: str
    phone: str = ""
    birthday: tuple[int, int] | None = None
    city: HomeCity | None = None
    language: str = ""
    shows_photo: bool = False
    shows_birthday: bool = False
    shows_language: bool = False
    shows_team: bool = False


def edit_profile(*, user: User, details: Details) -> None:
    """Save a person's name, phone and profile. Raises DomainError for a birthday like February 30."""
    month, day = details.birthday or (None, None)
    if month is not None and day is not None:
        try:
            date(LEAP_YEAR, month, day)
        except ValueError:
            raise DomainError(ProfileErrorCode.NO_SUCH_DATE) from None
    user.name, user.phone = details.name, details.phone
    profile = _own(user.id)
    profile.birth_month, profile.birth_day = month, day
    profile.city = details.city.label if details.city else ""
    profile.zone_name = details.city.zone_name if details.city else ""
    profile.language = details.language if details.language in LANGUAGES else ""
    profile.shows_photo, profile.shows_birthday = details.shows_photo, details.shows_birthday
    profile.shows_language, profile.shows_team = details.shows_language, details.shows_team
    session.flush()


def set_photo(*, user: User, photo: Photo | None) -> None:
    """Set a person's photo, or remove it. An owner's public profile has the same one."""
    _own(user.id).photo = photo
    owner = session.get(OwnerProfile, user.id)
    if owner is not None:
        owner.photo = photo
        venue = venue_owned_by(user)
        if venue is not None:
            schedule_reindex(venue.id)
    session.flush()


def prefer_member(*, user: User, member: TeamMember) -> None:
    """Add a preferred team member. The caller makes sure that they served the guest. Doing so twice changes nothing.

    Raises Conflict if there are too many.
    """
    number = session.scalar(select(func.count()).where(PreferredMember.user_id == user.id)) or 0
    if number >= MOST_PREFERRED:
        raise Conflict(ProfileErrorCode.TOO_MANY_PREFERRED, most=MOST_PREFERRED)
    session.execute(
        insert(PreferredMember)
        .values(user_id=user.id, member_id=member.id, created_at=clock.now())
        .on_conflict_do_nothing()
    )


def stop_preferring(*, user: User, member: TeamMember) -> None:
    session.execute(
        delete(PreferredMember).where(PreferredMember.user_id == user.id, PreferredMember.member_id == member.id)
    )


def introduce_owner(*, user: User, name: str, bio: str, is_shown: bool) -> Venue:
    """Save how an owner introduces themselves on their venue's page, with the photo of their profile.

    Returns the venue. Raises Forbidden for everyone but its owners: the page would not show it.
    """
    venue = venue_owned_by(user)
    if venue is None:
        raise Forbidden(ProfileErrorCode.NOT_OWNER)
    profile = session.get(Profile, user.id)
    values = {
        "name": name,
        "bio": bio,
        "is_shown": is_shown,
        "photo_id": profile.photo_id if profile else None,
    }
    session.execute(
        insert(OwnerProfile)
        .values(user_id=user.id, **values)
        .on_conflict_do_update(index_elements=["user_id"], set_=values)
    )
    session.expire_all()
    schedule_reindex(venue.id)
    return venue


def _own(user_id: int) -> Profile:
    """Return the profile to change, which exists then. Two browsers may save the first one at once."""
    session.execute(insert(Profile).values(user_id=user_id).on_conflict_do_nothing())
    return session.get_one(Profile, user_id, with_for_update=True, populate_existing=True)
