"""Creating and renaming venues, including the slug that follows from the name."""

from sqlalchemy import delete, exists, func, select

from app.accounts.models import User
from app.core.db import session
from app.core.errors import Conflict
from app.core.slugs import first_free, slugify
from app.taxonomy.models import Category
from app.venues.actions.reindex import schedule_reindex
from app.venues.enums import VenueStatus, VenueType
from app.venues.errors import VenueErrorCode
from app.venues.models import Venue, VenueSlug, VenueStaff, VenueTransition
from app.venues.places import zone_at
from app.venues.queries import lock_venue, slugs_like

# Leaves room for what is appended to tell two venues apart: the column holds 80 characters.
LONGEST_NAME_IN_SLUG = 48


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
    position_confirmed: bool = False,
) -> Venue:
    """Create a draft in the time zone of its position (degrees).

    Raises Conflict if the owner already has or works at a venue, and DomainError if the position is not on land.
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
        position_confirmed=position_confirmed,
        zone_name=zone_at(latitude, longitude),
        status=VenueStatus.DRAFT,
    )
    session.add(venue)
    session.flush()
    return venue


def rename_venue(*, venue: Venue, name: str) -> None:
    """Change the name and the slug that follows from it. A slug that guests may know redirects."""
    lock_venue(venue)
    before, venue.name = venue.slug, name
    venue.slug = _free_slug(name, venue.city, venue=venue)
    if venue.slug != before and _was_public(venue):
        # The venue may return to a former slug, which then must not redirect to itself.
        session.execute(delete(VenueSlug).where(VenueSlug.slug == venue.slug))
        session.add(VenueSlug(slug=before, venue_id=venue.id))
    schedule_reindex(venue.id)
    session.flush()


def _was_public(venue: Venue) -> bool:
    approved = VenueTransition.venue_id == venue.id, VenueTransition.to_status == VenueStatus.LIVE
    return venue.is_public or bool(session.scalar(select(exists().where(*approved))))


def _refuse_second_venue(owner: User) -> None:
    # Lock the owner's row, so that two tabs check one after the other and the second gets a message.
    session.execute(select(User.id).where(User.id == owner.id).with_for_update(key_share=True))
    name = session.scalar(
        select(Venue.name).join(VenueStaff, VenueStaff.venue_id == Venue.id).where(VenueStaff.user_id == owner.id)
    )
    if name is not None:
        raise Conflict(VenueErrorCode.SECOND_VENUE, venue=name)


def _free_slug(name: str, city: str, *, venue: Venue | None = None) -> str:
    """Return an unused slug: hazel-bodywork, then hazel-bodywork-portland, then hazel-bodywork-portland-2."""
    stem = slugify(name, fallback="venue", longest=LONGEST_NAME_IN_SLUG)
    in_city = slugify(f"{stem} {city}", fallback=stem, longest=LONGEST_NAME_IN_SLUG + 28)
    # No one else chooses a slug until this transaction ends, or two venues might choose the same.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("venue slug"))))
    return first_free(stem, in_city, taken=slugs_like(stem, except_of=venue))
