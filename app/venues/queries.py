from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from app.core.errors import NotFound
from app.taxonomy.models import Tag, venue_tag
from app.venues.enums import StaffRole, SubmissionState, VenueStatus
from app.venues.errors import VenueErrorCode
from app.venues.models import Submission, Venue, VenuePhoto, VenueSlug, VenueStaff, VenueTransition


def venue_by_slug(slug: str) -> Venue:
    """Return the public venue with this slug, with its category and photos. One statement. Raises NotFound.

    Former slugs work too, at the cost of one more statement: if `venue.slug` differs from `slug`, redirect there.
    """
    venue = _public(Venue.slug == slug) or _public(_had(slug))
    if venue is None:
        raise NotFound(VenueErrorCode.NO_SUCH_VENUE)
    return venue


def venue_seen_by(person: User | None, slug: str) -> Venue:
    """Do the same as `venue_by_slug`, but let its staff and admins see one that is not public. Raises NotFound."""
    try:
        return venue_by_slug(slug)
    except NotFound:
        works = select(VenueStaff.venue_id).where(VenueStaff.user_id == person.id) if person else None
        seen = Venue.id.in_(works) if works is not None and person and person.role is not Role.ADMIN else true()
        whole = Venue.status != VenueStatus.DELETED, seen
        venue = _whole(Venue.slug == slug, *whole) or _whole(_had(slug), *whole) if person else None
        if venue is None:
            raise
        return venue


def tags_of(venue: Venue) -> Sequence[Tag]:
    """List the tags of a venue in display order. One statement."""
    held = select(venue_tag.c.tag_id).where(venue_tag.c.venue_id == venue.id)
    return session.scalars(select(Tag).where(Tag.id.in_(held)).order_by(Tag.position)).all()


def _had(slug: str) -> ColumnElement[bool]:
    return Venue.id == select(VenueSlug.venue_id).where(VenueSlug.slug == slug).scalar_subquery()


def _public(which: ColumnElement[bool]) -> Venue | None:
    return _whole(which, Venue.status == VenueStatus.LIVE)


def _whole(*which: ColumnElement[bool]) -> Venue | None:
    return (
        session.scalars(select(Venue).where(*which).options(joinedload(Venue.category), joinedload(Venue.photos)))
        .unique()
        .one_or_none()
    )


def staff_of(user: User) -> VenueStaff | None:
    """Return where a user works and as what, with the venue, its category and photos, or None. Two statements."""
    return session.scalar(_staff_of(), {"user_id": user.id})


@cache
def _staff_of() -> Select[VenueStaff]:
    """Return the query, built once because every page of a venue's staff sends it."""
    whole = contains_eager(VenueStaff.venue).options(joinedload(Venue.category), selectinload(Venue.photos))
    works = VenueStaff.user_id == bindparam("user_id")
    return select(VenueStaff).join(VenueStaff.venue).where(works).options(whole)


def role_of(user: User) -> StaffRole | None:
    """Return what a user is at the venue where they work, or None. One statement."""
    return session.scalar(select(VenueStaff.role).where(VenueStaff.user_id == user.id))


def names_at(venue_id: int, user_ids: Collection[int]) -> dict[int, tuple[str, StaffRole | None]]:
    """Return the names of people by id, with their roles at a venue; no role for those who left. One statement."""
    if not user_ids:
        return {}
    works = and_(VenueStaff.user_id == User.id, VenueStaff.venue_id == venue_id)
    rows = session.execute(
        select(User.id, User.name, VenueStaff.role).outerjoin(VenueStaff, works).where(User.id.in_(user_ids))
    )
    return {row.id: (row.name, row.role) for row in rows}


def first_name_of_owner(venue: Venue) -> str:
    """Return the first name of the owner who gets the venue's emails. One statement."""
    return session.get_one(User, venue.owner_id).first_name


def venue_owned_by(owner: User) -> Venue | None:
    """Return the owner's venue in any status but deleted, with its category and photos. Two statements."""
    return session.scalar(
        select(Venue)
        .join(VenueStaff, VenueStaff.venue_id == Venue.id)
        .where(VenueStaff.user_id == owner.id, VenueStaff.role == StaffRole.OWNER)
        .options(joinedload(Venue.category), selectinload(Venue.photos))
    )


def venue_of(owner: User) -> Venue:
    """Do the same as `venue_owned_by`. Raises NotFound."""
    venue = venue_owned_by(owner)
    if venue is None:
        raise NotFound(VenueErrorCode.NO_VENUE_YET)
    return venue


def deleted_venue_of(owner: User) -> Venue | None:
    """Return the venue that the owner deleted last."""
    return session.scalar(
        select(Venue)
        .join(VenueTransition, VenueTransition.venue_id == Venue.id)
        .where(
            Venue.owner_id == owner.id,
            Venue.status == VenueStatus.DELETED,
            VenueTransition.to_status == VenueStatus.DELETED,
        )
        .order_by(VenueTransition.at.desc())
        .limit(1)
    )


def last_move_to(venue: Venue, status: VenueStatus) -> VenueTransition | None:
    """Return the venue's latest transition to a status."""
    return session.scalar(
        select(VenueTransition)
        .where(VenueTransition.venue_id == venue.id, VenueTransition.to_status == status)
        .order_by(VenueTransition.id.desc())
        .limit(1)
    )


def waiting_submission(venue: Venue) -> Submission | None:
    """Return the venue's open submission. One statement."""
    return session.scalar(
        select(Submission).where(Submission.venue_id == venue.id, Submission.state == SubmissionState.WAITING)
    )


def last_submission(venue: Venue) -> Submission | None:
    """Return the latest submission that was not withdrawn, decided or not. One statement."""
    return session.scalar(
        select(Submission)
        .where(Submission.venue_id == venue.id, Submission.state != SubmissionState.WITHDRAWN)
        .order_by(Submission.id.desc())
        .limit(1)
    )


def lock_venue(venue: Venue) -> None:
    """Lock the venue against other writers of it and its parts until this transaction ends, and reload its status."""
    session.refresh(venue, ["status", "name", "slug"], with_for_update={"key_share": True})


def keep_public(venue_ids: Collection[int]) -> Collection[int]:
    """Return which of these venues are public, and keep them public until this transaction ends.

    A transaction that unpublishes one waits; others may hold this same lock at once. Every caller that locks both locks
    venues before people and rooms.
    """
    return session.scalars(
        select(Venue.id)
        .where(Venue.id.in_(venue_ids), Venue.status == VenueStatus.LIVE)
        .order_by(Venue.id)
        .with_for_update(read=True)
    ).all()


def photos_of(venue: Venue) -> Sequence[VenuePhoto]:
    """List the venue's current photos in order, the cover first. One statement."""
    shown = (VenuePhoto.venue_id == venue.id, VenuePhoto.position.is_not(None))
    now = select(VenuePhoto).where(*shown).order_by(VenuePhoto.position)
    return session.scalars(now, execution_options={"populate_existing": True}).all()


def removed_photos(venue: Venue, public_ids: Collection[str]) -> Sequence[VenuePhoto]:
    """Return those of these photos that the venue has since removed and that are still stored. One statement."""
    removed = (VenuePhoto.venue_id == venue.id, VenuePhoto.position.is_(None))
    which = select(VenuePhoto).where(*removed, VenuePhoto.public_id.in_(public_ids)).order_by(VenuePhoto.id)
    return session.scalars(which).all()


def photo_of(venue: Venue, public_id: str) -> VenuePhoto:
    """Return one current photo of the venue. Raises NotFound."""
    return _photo_of(venue, public_id, VenuePhoto.position.is_not(None))


def removed_photo_of(venue: Venue, public_id: str) -> VenuePhoto:
    """Return one removed photo that can still be restored. Raises NotFound."""
    return _photo_of(venue, public_id, VenuePhoto.position.is_(None))


def _photo_of(venue: Venue, public_id: str, which: ColumnElement[bool]) -> VenuePhoto:
    its = (VenuePhoto.venue_id == venue.id, VenuePhoto.public_id == public_id)
    found = session.scalar(select(VenuePhoto).where(*its, which))
    if found is None:
        raise NotFound(VenueErrorCode.PHOTO_REMOVED)
    return found


def slugs_like(stem: str, *, except_of: Venue | None = None) -> set[str]:
    """Return the slugs that begin with `stem` and belong, or belonged, to a venue other than `except_of`."""
    own = except_of.id if except_of else None
    now = select(Venue.slug).where(Venue.slug.startswith(stem, autoescape=True), Venue.id.is_distinct_from(own))
    before = select(VenueSlug.slug).where(
        VenueSlug.slug.startswith(stem, autoescape=True), VenueSlug.venue_id.is_distinct_from(own)
    )
    return set(session.scalars(now.union(before)))


def venues_by_id(venue_ids: Collection[int]) -> dict[int, Venue]:
    """Return these venues by id, whatever their status. One statement; none without ids."""
    if not venue_ids:
        return {}
    return {venue.id: venue for venue in session.scalars(select(Venue).where(Venue.id.in_(venue_ids)))}


def public_venues(venue_ids: Collection[int], *more: ExecutableOption) -> dict[int, Venue]:
    """Return the public venues among the ids, by id, with their categories and the relations in `more`. One
    statement."""
    public = Venue.id.in_(venue_ids), Venue.status == VenueStatus.LIVE
    options = joinedload(Venue.category), *more
    found = session.scalars(select(Venue).where(*public).options(*options))
    return {venue.id: venue for venue in found}
