"""Tags for amenities and for the guests that a venue suits. Admins edit them; owners choose among them."""

from collections.abc import Sequence

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from app.core.db import session
from app.core.errors import Conflict, DomainError, NameTaken
from app.core.jobs import defer
from app.core.slugs import slugify
from app.taxonomy.enums import TagGroup
from app.taxonomy.errors import TaxonomyErrorCode
from app.taxonomy.models import Tag, TagSlug, venue_tag
from app.taxonomy.queries import tags_in, uses_of_tags

REINDEX = "search_index.reindex_tag"


def add_tag(*, name: str, group: TagGroup) -> Tag:
    """Add a tag at the end of its group. Raises DomainError, and Conflict if the name exists."""
    lock_tags()
    tag = Tag(
        name=name,
        group=group,
        slug=_free_slug(None, name, slugify(name, fallback="", longest=40)),
        position=_last() + 1,
    )
    session.add(tag)
    session.flush()
    return tag


def edit_tag(*, tag: Tag, name: str, slug: str, group: TagGroup) -> None:
    """Rename a tag or move it to another group. Its former slug still works. Raises DomainError."""
    lock_tags()
    session.refresh(tag)
    before = tag.slug
    slug = _free_slug(tag, name, slug)
    if group is not tag.group:
        tag.position = _last() + 1
    tag.name, tag.slug, tag.group = name, slug, group
    if slug != before:
        session.execute(delete(TagSlug).where(TagSlug.slug == slug))
        session.add(TagSlug(slug=before, tag_id=tag.id))
        _renew(tag)
    session.flush()


def order_tags(*, group: TagGroup, slugs: Sequence[str]) -> None:
    """Reorder the tags of a group. Raises Conflict if `slugs` are not exactly its tags."""
    lock_tags()
    known = {tag.slug: tag for tag in tags_in(group)}
    if known.keys() != set(slugs):
        raise Conflict(TaxonomyErrorCode.LIST_CHANGED)
    places = sorted(tag.position for tag in known.values())
    for position, slug in zip(places, slugs, strict=True):
        known[slug].position = position
    session.flush()


def remove_tag(*, tag: Tag) -> None:
    """Delete a tag. Raises Conflict if any venue has it; merge it into another instead."""
    lock_tags()
    number = uses_of_tags().get(tag.id, 0)
    if number:
        raise Conflict(TaxonomyErrorCode.TAG_IN_USE, num=number, tag=tag.name)
    session.delete(tag)
    session.flush()


def merge_tag(*, tag: Tag, into: Tag) -> None:
    """Merge a tag into another, which takes over its venues and slugs. Raises Conflict for a merge into itself."""
    lock_tags()
    if tag.id == into.id:
        raise Conflict(TaxonomyErrorCode.SAME_TAG)
    theirs = select(venue_tag.c.venue_id, literal(into.id)).where(venue_tag.c.tag_id == tag.id)
    session.execute(insert(venue_tag).from_select(["venue_id", "tag_id"], theirs).on_conflict_do_nothing())
    session.execute(update(TagSlug).where(TagSlug.tag_id == tag.id).values(tag_id=into.id))
    session.add(TagSlug(slug=tag.slug, tag_id=into.id))
    session.delete(tag)
    session.flush()
    _renew(into)


def lock_tags() -> None:
    """Prevent other changes to tags until this transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("tags"))))


def _free_slug(tag: Tag | None, name: str, slug: str) -> str:
    if not slug or slug != slugify(slug, fallback="", longest=40):
        raise DomainError(TaxonomyErrorCode.TAG_URL_NAME)
    own = tag.id if tag else None
    now = select(Tag.name).where(Tag.slug == slug, Tag.id.is_distinct_from(own))
    before = (
        select(Tag.name)
        .join(TagSlug, TagSlug.tag_id == Tag.id)
        .where(TagSlug.slug == slug, Tag.id.is_distinct_from(own))
    )
    taken = session.scalar(now.union_all(before).limit(1))
    if taken and taken.casefold() == name.casefold():
        raise NameTaken(TaxonomyErrorCode.TAG_NAME_TAKEN, tag=taken)
    if taken:
        raise Conflict(TaxonomyErrorCode.TAG_URL_NAME_TAKEN, tag=taken, slug=slug)
    return slug


def _last() -> int:
    return session.scalar(select(func.max(Tag.position))) or 0


def _renew(tag: Tag) -> None:
    session.flush()
    defer(REINDEX, tag_id=tag.id, after=0)


def ensure_tag(*, slug: str, name: str, group: TagGroup, position: int) -> Tag:
    """Return the tag with this slug, created or updated."""
    tag = session.scalar(select(Tag).where(Tag.slug == slug))
    if tag is None:
        tag = Tag(slug=slug)
        session.add(tag)
    tag.name, tag.group, tag.position = name, group, position
    session.flush()
    return tag
