"""Queries for categories and tags."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import column, func, select, table
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.taxonomy.enums import TagGroup
from app.taxonomy.errors import TaxonomyErrorCode
from app.taxonomy.models import Category, CategorySlug, Tag, TagSlug, venue_tag

# The tables that use categories. Their features are above this one, so only these columns are known here.
VENUES = table("venue", column("id"), column("category_id"))
SERVICES = table("service", column("venue_id"), column("category_id"))


@dataclass(frozen=True, slots=True)
class CategoryUse:
    """How many venues, services and subcategories use a category."""

    venues: int
    services: int
    parts: int

    @property
    def is_none(self) -> bool:
        return not (self.venues or self.services or self.parts)


def use_of(category: Category) -> CategoryUse:
    """Count what uses a category. One statement."""
    venues = select(func.count()).where(VENUES.c.category_id == category.id).scalar_subquery()
    services = select(func.count()).where(SERVICES.c.category_id == category.id).scalar_subquery()
    parts = select(func.count()).where(Category.parent_id == category.id).scalar_subquery()
    counted = session.execute(select(venues, services, parts)).one()
    return CategoryUse(counted[0], counted[1], counted[2])


def uses() -> dict[int, CategoryUse]:
    """Count what uses each category, by category id. Three statements."""
    counted = [
        {row[0]: row[1] for row in session.execute(select(column, func.count()).group_by(column))}
        for column in (VENUES.c.category_id, SERVICES.c.category_id, Category.parent_id)
    ]
    ids = {id for numbers in counted for id in numbers if id is not None}
    venues, services, parts = counted
    return {id: CategoryUse(venues.get(id, 0), services.get(id, 0), parts.get(id, 0)) for id in ids}


def venues_with(category_id: int, *, after: int, most: int) -> Sequence[int]:
    """List the ids above `after` of venues that belong to a category or its subcategories, or sell services in it.

    Ascending, at most `most`.
    """
    those = select(Category.id).where((Category.id == category_id) | (Category.parent_id == category_id))
    sell = select(SERVICES.c.venue_id).where(SERVICES.c.category_id.in_(those))
    found = select(VENUES.c.id).where(VENUES.c.id > after, VENUES.c.category_id.in_(those) | VENUES.c.id.in_(sell))
    return session.scalars(found.order_by(VENUES.c.id).limit(most)).all()


def categories() -> Sequence[Category]:
    """List the categories in display order, each before its subcategories, with photos. One statement."""
    found = session.scalars(select(Category).options(joinedload(Category.photo))).unique()
    return sorted(found, key=_place)


def _place(category: Category) -> tuple[int, bool, int]:
    above = category.parent
    return (above or category).position, above is not None, category.position


def category_at(slug: str) -> Category:
    """Return the category with a slug. Raises NotFound."""
    category = session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        raise NotFound(TaxonomyErrorCode.NO_SUCH_CATEGORY)
    return category


def siblings_in(parent: Category | None) -> Sequence[Category]:
    """List the categories, or the subcategories of one, in order. One statement."""
    which = Category.parent_id.is_(None) if parent is None else Category.parent_id == parent.id
    return session.scalars(select(Category).where(which).order_by(Category.position, Category.id)).all()


def tags() -> Sequence[Tag]:
    """List all tags in display order. One statement."""
    return session.scalars(select(Tag).order_by(Tag.position)).all()


def category_called(slug: str) -> Category | None:
    """Return the category with this current or former slug. Two statements at most."""
    return session.scalar(select(Category).where(Category.slug == slug)) or session.scalar(
        select(Category).join(CategorySlug, CategorySlug.category_id == Category.id).where(CategorySlug.slug == slug)
    )


def categories_of_before(slugs: Collection[str]) -> dict[str, str]:
    """Map former slugs of categories to current ones. One statement."""
    found = session.execute(
        select(CategorySlug.slug, Category.slug)
        .join(Category, Category.id == CategorySlug.category_id)
        .where(CategorySlug.slug.in_(slugs))
    )
    return {row[0]: row[1] for row in found}


def tags_of_before(slugs: Collection[str]) -> dict[str, str]:
    """Map former slugs of tags to current ones. One statement."""
    found = session.execute(
        select(TagSlug.slug, Tag.slug).join(Tag, Tag.id == TagSlug.tag_id).where(TagSlug.slug.in_(slugs))
    )
    return {row[0]: row[1] for row in found}


def tag_at(slug: str) -> Tag:
    """Return a tag by slug. Raises NotFound."""
    tag = session.scalar(select(Tag).where(Tag.slug == slug))
    if tag is None:
        raise NotFound(TaxonomyErrorCode.NO_SUCH_TAG)
    return tag


def tags_in(group: TagGroup) -> Sequence[Tag]:
    """List the tags of a group in order. One statement."""
    return session.scalars(select(Tag).where(Tag.group == group).order_by(Tag.position, Tag.id)).all()


def uses_of_tags() -> dict[int, int]:
    """Count the venues with each tag, by tag id. One statement."""
    found = session.execute(select(venue_tag.c.tag_id, func.count()).group_by(venue_tag.c.tag_id))
    return {row[0]: row[1] for row in found}


def venues_with_tag(tag_id: int, *, after: int, most: int) -> Sequence[int]:
    """Return the ids above `after` of the venues with a tag, ascending, at most `most`."""
    has = venue_tag.c
    return session.scalars(
        select(has.venue_id).where(has.tag_id == tag_id, has.venue_id > after).order_by(has.venue_id).limit(most)
    ).all()
