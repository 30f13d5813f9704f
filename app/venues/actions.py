from collections.abc import Collection

from sqlalchemy import delete, func, insert, select

from app.accounts.models import User
from app.db import session
from app.errors import Conflict, DomainError
from app.jobs import defer
from app.pictures.models import Picture
from app.slugs import first_free, slugify
from app.venues.enums import TagGroup, VenueStatus, VenueType
from app.venues.models import MAX_PICTURES, Category, Tag, Venue, VenuePicture, VenueSlug, venue_tag
from app.venues.places import zone_at
from app.venues.queries import last_picture, lock_venue, slugs_like

# Room for what is added to keep two venues apart: the column holds 80 characters.
LONGEST_NAME_IN_SLUG = 48


def touched(venue_id: int) -> None:
    """Say that what search knows of a venue has changed. Every action that changes it ends here."""
    # A draft has never been public, so search has nothing to learn or to forget.
    if session.get_one(Venue, venue_id).status is not VenueStatus.DRAFT:
        defer("discovery.reindex", lock=f"venue:{venue_id}", venue_id=venue_id)


def create_venue(
    *,
    owner: User,
    name: str,
    category: Category,
    street: str,
    city: str,
    state: str,
    postal_code: str,
    latitude: float,
    longitude: float,
    type: VenueType = VenueType.SPA,
    neighborhood: str = "",
    summary: str = "",
    phone: str = "",
    directions: str = "",
    arrival_note: str = "",
) -> Venue:
    """A draft, in the time zone of its position (degrees).

    Raises Conflict when the owner has a venue already, DomainError when the position is not on land.
    """
    _refuse_second_venue(owner)
    venue = Venue(
        owner_id=owner.id,
        slug=_free_slug(name, city),
        name=name,
        summary=summary,
        category_id=category.id,
        type=type,
        phone=phone,
        street=street,
        neighborhood=neighborhood,
        city=city,
        state=state,
        postal_code=postal_code,
        directions=directions,
        arrival_note=arrival_note,
        latitude=latitude,
        longitude=longitude,
        zone_name=zone_at(latitude, longitude),
        status=VenueStatus.DRAFT,
    )
    session.add(venue)
    session.flush()
    return venue


def submit_venue(*, venue: Venue) -> None:
    """Ask for approval. Raises Conflict when it is asked for, or given, already."""
    lock_venue(venue)
    if venue.status not in {VenueStatus.DRAFT, VenueStatus.REJECTED}:
        raise Conflict("This venue has been sent in already. You will hear from us by e-mail.")
    venue.status, venue.status_reason = VenueStatus.PENDING, ""
    session.flush()


def approve_venue(*, venue: Venue) -> None:
    """Make it public. Raises Conflict when it does not wait for approval."""
    lock_venue(venue)
    if venue.status is not VenueStatus.PENDING:
        raise Conflict(f"{venue.name} does not wait for approval. Reload the list to see what does.")
    venue.status = VenueStatus.APPROVED
    touched(venue.id)
    session.flush()


def rename_venue(*, venue: Venue, name: str) -> None:
    """Give it another name and the address that goes with it; the old address redirects."""
    lock_venue(venue)
    before, venue.name = venue.slug, name
    venue.slug = _free_slug(name, venue.city, venue=venue)
    if venue.slug != before:
        # It may return to an address that it had: that one is its own again, not a redirect to itself.
        session.execute(delete(VenueSlug).where(VenueSlug.slug == venue.slug))
        session.add(VenueSlug(slug=before, venue_id=venue.id))
    touched(venue.id)
    session.flush()


def ensure_tag(*, slug: str, name: str, group: TagGroup, position: int) -> Tag:
    """The tag with this slug, made or brought up to date."""
    tag = session.scalar(select(Tag).where(Tag.slug == slug))
    if tag is None:
        tag = Tag(slug=slug)
        session.add(tag)
    tag.name, tag.group, tag.position = name, group, position
    session.flush()
    return tag


def set_tags(*, venue: Venue, tags: Collection[Tag]) -> None:
    """These tags and no others."""
    lock_venue(venue)
    session.execute(delete(venue_tag).where(venue_tag.c.venue_id == venue.id))
    if tags:
        session.execute(insert(venue_tag), [{"venue_id": venue.id, "tag_id": tag.id} for tag in tags])
    touched(venue.id)


def set_policy(*, venue: Venue, free_hours: int, keep_percent: int) -> None:
    """Cancelling is free until `free_hours` before the start, then `keep_percent` of the price is kept.

    Bookings that are held or made already keep the policy they were made under. Raises DomainError.
    """
    if not 0 <= free_hours <= 720:
        raise DomainError("Let guests cancel free until 0 to 720 hours (30 days) before the start.")
    if not 0 <= keep_percent <= 100:
        raise DomainError("Keep between 0 and 100 percent of the price.")
    venue.cancel_free_hours, venue.cancel_keep_percent = free_hours, keep_percent
    session.flush()


def set_booking_window(*, venue: Venue, notice_minutes: int, horizon_days: int) -> None:
    """How soon before its start a time can be booked, and how many days ahead. Raises DomainError."""
    if not 0 <= notice_minutes <= 43200:
        raise DomainError("Ask for a notice of 0 minutes to 30 days.")
    if not 1 <= horizon_days <= 365:
        raise DomainError("Open your calendar for 1 to 365 days.")
    venue.notice_minutes, venue.horizon_days = notice_minutes, horizon_days
    touched(venue.id)
    session.flush()


def add_venue_picture(*, venue: Venue, picture: Picture) -> VenuePicture:
    """Put a picture at the end; the first is the cover. Raises Conflict when the venue has twelve."""
    lock_venue(venue)
    position = last_picture(venue) + 1
    if position > MAX_PICTURES:
        raise Conflict(f"A venue shows {MAX_PICTURES} pictures at most. Remove one to add another.")
    shown = VenuePicture(venue_id=venue.id, picture_id=picture.id, position=position)
    session.add(shown)
    session.flush()
    return shown


def _refuse_second_venue(owner: User) -> None:
    # The owner's row is locked, so that two tabs ask one after the other and the second is told in words.
    session.execute(select(User.id).where(User.id == owner.id).with_for_update(key_share=True))
    name = session.scalar(select(Venue.name).where(Venue.owner_id == owner.id))
    if name is not None:
        raise Conflict(f"An account keeps one venue, and yours is {name}. Edit it, or use another account.")


def _free_slug(name: str, city: str, *, venue: Venue | None = None) -> str:
    """hazel-bodywork; where that is taken hazel-bodywork-portland, then hazel-bodywork-portland-2."""
    stem = slugify(name, fallback="venue", longest=LONGEST_NAME_IN_SLUG)
    in_city = slugify(f"{stem} {city}", fallback=stem, longest=LONGEST_NAME_IN_SLUG + 28)
    # Until this transaction ends nobody else chooses an address, or two might choose the same.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("venue slug"))))
    return first_free(stem, in_city, taken=slugs_like(stem, except_of=venue))
