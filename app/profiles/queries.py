"""A person's profile, what a venue sees of it, and who opened their preferences and allergies."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ARRAY, ColumnElement, Select, String, func, literal, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.photos.models import Photo
from app.profiles.consent import VERSION
from app.profiles.models import CareNote, CareNoteView, OwnerProfile, PreferredMember, Profile
from app.team.models import TeamMember
from app.venues.enums import StaffRole
from app.venues.models import Venue, VenueStaff


@dataclass(frozen=True, slots=True)
class SharedProfile:
    """What a venue sees of a guest besides name, email and phone: nothing that the guest doesn't share."""

    photo: Photo | None = None
    birthday: tuple[int, int] | None = None
    """Month and day."""
    language: str = ""
    preferred: Sequence[str] = field(default=())
    """The names of the venue's own team members whom the guest prefers."""
    has_care_note: bool = False


NOTHING = SharedProfile()


def profile_of(user_id: int) -> Profile:
    """Return a person's profile with its photo; an empty one, not yet saved, if they have none. One statement."""
    found = session.get(Profile, user_id, options=[joinedload(Profile.photo)])
    return found or Profile(
        user_id=user_id,
        city="",
        zone_name="",
        language="",
        shows_photo=False,
        shows_birthday=False,
        shows_language=False,
        shows_team=False,
    )


def home_state(user_id: int) -> str:
    """Return the two letters of the state where a person lives, or nothing. One statement."""
    city = session.scalar(select(Profile.city).where(Profile.user_id == user_id)) or ""
    return city.rpartition(", ")[2]


def known_zone(user_id: int) -> str | None:
    """Return the time zone of a person's home city, or of the venue where they work, or None. One statement."""
    city = select(func.nullif(Profile.zone_name, "")).where(Profile.user_id == user_id).scalar_subquery()
    work = (
        select(Venue.zone_name)
        .join(VenueStaff, VenueStaff.venue_id == Venue.id)
        .where(VenueStaff.user_id == user_id)
        .scalar_subquery()
    )
    found: str | None = session.scalar(select(func.coalesce(city, work)))
    return found


def shared_with(venue_id: int, user_id: int | None) -> SharedProfile:
    """Return what a venue sees of an account that booked there. One statement; none without an account."""
    if user_id is None:
        return NOTHING
    preferred = (
        select(TeamMember.name)
        .join(PreferredMember, PreferredMember.member_id == TeamMember.id)
        .where(PreferredMember.user_id == user_id, TeamMember.venue_id == venue_id, TeamMember.removed_at.is_(None))
        .order_by(TeamMember.position)
    )
    noted = select(CareNote.user_id).where(*agreed_note(user_id)).exists()
    one = select(literal(1).label("one")).subquery()
    row = session.execute(
        select(Profile, Photo, array_of(preferred), noted)
        .select_from(one)
        .outerjoin(Profile, Profile.user_id == user_id)
        .outerjoin(Photo, Photo.id == Profile.photo_id)
    ).one()
    profile, photo, names, has_note = row
    if profile is None:
        return SharedProfile(has_care_note=has_note)
    return SharedProfile(
        photo=photo if profile.shows_photo and photo is not None and photo.is_ready else None,
        birthday=profile.birthday if profile.shows_birthday else None,
        language=profile.language if profile.shows_language else "",
        preferred=names if profile.shows_team else (),
        has_care_note=has_note,
    )


def preferred_by(user_id: int) -> Sequence[tuple[TeamMember, Venue]]:
    """List a person's preferred team members, also former ones, each with the venue and photo. One statement."""
    rows = session.execute(
        select(TeamMember, Venue)
        .join(PreferredMember, PreferredMember.member_id == TeamMember.id)
        .join(Venue, Venue.id == TeamMember.venue_id)
        .where(PreferredMember.user_id == user_id)
        .order_by(Venue.name, TeamMember.name)
        .options(joinedload(TeamMember.photo))
    )
    return [(member, venue) for member, venue in rows]


def care_note_of(user_id: int) -> CareNote | None:
    return session.get(CareNote, user_id)


def agreed_note(user_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Match a person's note if they agreed to the text of today: the venue opens no other."""
    return CareNote.user_id == user_id, CareNote.consent_version == VERSION


def views_of(user_id: int, *, most: int = 50) -> Sequence[CareNoteView]:
    """List who opened a person's preferences and allergies, the last first. One statement."""
    return session.scalars(
        select(CareNoteView)
        .where(CareNoteView.user_id == user_id)
        .options(joinedload(CareNoteView.by, innerjoin=True))
        .order_by(CareNoteView.id.desc())
        .limit(most)
    ).all()


def owner_profile_of(user_id: int) -> OwnerProfile | None:
    return session.get(OwnerProfile, user_id)


def shown_owners(venue_ids: Collection[int]) -> Mapping[int, list[OwnerProfile]]:
    """Return the public profiles that the owners of each venue show, with their photos. One statement.

    The main owner is first, then the one who has been there longest.
    """
    rows = session.execute(
        select(VenueStaff.venue_id, OwnerProfile)
        .join(OwnerProfile, OwnerProfile.user_id == VenueStaff.user_id)
        .join(Venue, Venue.id == VenueStaff.venue_id)
        .where(VenueStaff.venue_id.in_(venue_ids), VenueStaff.role == StaffRole.OWNER, OwnerProfile.is_shown)
        .order_by(Venue.owner_id != VenueStaff.user_id, VenueStaff.added_at, VenueStaff.id)
        .options(joinedload(OwnerProfile.photo))
    )
    found: dict[int, list[OwnerProfile]] = {}
    for venue_id, owner in rows:
        found.setdefault(venue_id, []).append(owner)
    return found


def array_of(names: Select[str]) -> ColumnElement[list[str]]:
    return func.array(names.scalar_subquery(), type_=ARRAY(String))
