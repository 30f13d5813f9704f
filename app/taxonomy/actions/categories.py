"""The tree of categories and their subcategories, as admins change it; search results follow.

Every change holds one lock, so that two admins change the tree one after the other. A job refreshes the category data
in the search index, a few venues at a time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from app.core.db import session
from app.core.errors import Conflict, DomainError, NameTaken
from app.core.jobs import defer
from app.core.slugs import slugify
from app.photos.models import Photo
from app.taxonomy.errors import TaxonomyErrorCode
from app.taxonomy.models import Category, CategorySlug
from app.taxonomy.queries import SERVICES, VENUES, siblings_in, use_of

REINDEX = "search_index.reindex_category"
# Every venue, over a few minutes.
REFRESH = "search_index.refresh_now"
MOST_SYNONYMS = 20
# First segments of URLs that are pages of the site: a category with that slug would hide the page, or be hidden by it.
RESERVED = frozenset(
    {
        "about",
        "account",
        "admin",
        "bookings",
        "calendar",
        "cart",
        "categories",
        "checkout",
        "combo",
        "compare",
        "email",
        "embed",
        "feeds",
        "forms",
        "healthz",
        "kinds",
        "login",
        "logout",
        "memberships",
        "near",
        "orders",
        "packages",
        "party",
        "password",
        "pay",
        "photos",
        "place",
        "readyz",
        "receipts",
        "register",
        "reminders",
        "search",
        "sitemaps",
        "static",
        "suggest",
        "theme",
        "venue",
        "venues",
        "waiting",
        "waitlist",
        "webhooks",
    }
)


class ParentRefused(Conflict):
    """A parent that would make a third level of categories."""


class TooManySynonyms(DomainError):
    """More synonyms than a category may have."""


@dataclass(frozen=True, slots=True)
class Naming:
    """The name, slug and synonyms of a category, and its parent category."""

    name: str
    slug: str = ""
    synonyms: Sequence[str] = ()
    parent: Category | None = None


def add_category(*, naming: Naming) -> Category:
    """Add a category, or a subcategory, as the last of its siblings.

    Raises DomainError, or Conflict if the slug is in use.
    """
    lock_tree()
    category = Category(slug="", name=naming.name, position=_last(naming.parent) + 1)
    _call(category, naming)
    session.add(category)
    session.flush()
    defer(REFRESH)  # titles of services anywhere may name it
    return category


def edit_category(*, category: Category, naming: Naming) -> None:
    """Rename a category, or make it a subcategory of another one. Its previous slug redirects.

    Raises DomainError, or Conflict if the slug is in use or a subcategory would get subcategories.
    """
    lock_tree()
    session.refresh(category)
    before = category.slug
    if naming.parent is not category.parent:
        category.position = _last(naming.parent) + 1
    _call(category, naming)
    if category.slug != before:
        session.execute(delete(CategorySlug).where(CategorySlug.slug == category.slug))
        session.add(CategorySlug(slug=before, category_id=category.id))
    _renew(category)
    defer(REFRESH)  # titles of services anywhere may name it


def show_with(*, category: Category, photo: Photo | None) -> None:
    """Set or remove the photo of a category."""
    category.photo_id = photo.id if photo else None
    session.flush()


def order_categories(*, parent: Category | None, slugs: Sequence[str]) -> None:
    """Put the categories, or the subcategories of one, in this order.

    Raises Conflict if the slugs are not exactly the current ones.
    """
    lock_tree()
    siblings = {category.slug: category for category in siblings_in(parent)}
    if siblings.keys() != set(slugs):
        raise Conflict(TaxonomyErrorCode.LIST_CHANGED)
    for position, slug in enumerate(slugs, start=1):
        siblings[slug].position = position
    session.flush()


def remove_category(*, category: Category) -> None:
    """Remove a category. Raises Conflict if anything uses it: merge it into another one instead."""
    lock_tree()
    use = use_of(category)
    if not use.is_none:
        raise Conflict(TaxonomyErrorCode.CATEGORY_IN_USE, category=category.name, use=use)
    session.delete(category)
    session.flush()


def merge_category(*, category: Category, into: Category) -> None:
    """Merge one category into another: its venues, services, subcategories, synonyms and slugs.

    Raises Conflict if both are the same, or if a subcategory would get subcategories.
    """
    lock_tree()
    if category.id == into.id:
        raise Conflict(TaxonomyErrorCode.SAME_CATEGORY)
    parts = siblings_in(category)
    if parts and (into.parent_id is not None):
        raise Conflict(TaxonomyErrorCode.MERGES_SUBCATEGORIES, category=category.name, into=into.name)
    renew = [*parts]
    for position, part in enumerate(parts, start=_last(into) + 1):
        part.parent, part.position = into, position
    for table in (VENUES, SERVICES):
        session.execute(update(table).where(table.c.category_id == category.id).values(category_id=into.id))
    session.expire_all()  # venues and services in memory have the category that is deleted below
    session.execute(update(CategorySlug).where(CategorySlug.category_id == category.id).values(category_id=into.id))
    called = [*into.synonyms, category.name, *category.synonyms]
    into.synonyms = _distinct(called, without=into.name)[:MOST_SYNONYMS]
    session.add(CategorySlug(slug=category.slug, category_id=into.id))
    session.flush()
    session.delete(category)
    for one in (into, *renew):
        _renew(one)
    defer(REFRESH)  # titles of services anywhere may name it


def lock_tree() -> None:
    """Lock the category tree against other changes until this transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("category tree"))))


def _call(category: Category, naming: Naming) -> None:
    """Set the name, slug, synonyms and parent of a category. Raises DomainError or Conflict."""
    parent = naming.parent
    if parent is not None and (parent.parent_id is not None or parent.id == category.id):
        raise ParentRefused(TaxonomyErrorCode.PARENT_IS_SUBCATEGORY)
    if parent is not None and category.id is not None and siblings_in(category):
        raise ParentRefused(TaxonomyErrorCode.HAS_SUBCATEGORIES, category=category.name)
    slug = _free_slug(category, naming.name, naming.slug or slugify(naming.name, fallback="", longest=40))
    synonyms = _distinct(naming.synonyms, without=naming.name)
    if len(synonyms) > MOST_SYNONYMS:
        raise TooManySynonyms(TaxonomyErrorCode.TOO_MANY_SYNONYMS, number=MOST_SYNONYMS)
    # Last, so that a page that says what is wrong still shows the saved values.
    category.name, category.slug, category.synonyms, category.parent = naming.name, slug, synonyms, parent


def _free_slug(category: Category, name: str, slug: str) -> str:
    if not slug or slug != slugify(slug, fallback="", longest=40):
        raise DomainError(TaxonomyErrorCode.CATEGORY_URL_NAME)
    if slug in RESERVED:
        raise Conflict(TaxonomyErrorCode.URL_NAME_IS_PAGE, slug=slug)
    others = select(Category.name).where(Category.slug == slug, Category.id.is_distinct_from(category.id))
    before = (
        select(Category.name)
        .join(CategorySlug, CategorySlug.category_id == Category.id)
        .where(CategorySlug.slug == slug, Category.id.is_distinct_from(category.id))
    )
    with session.no_autoflush:
        taken = session.scalar(others.union_all(before).limit(1))
    if taken and taken.casefold() == name.casefold():
        raise NameTaken(TaxonomyErrorCode.CATEGORY_NAME_TAKEN, category=taken)
    if taken:
        raise Conflict(TaxonomyErrorCode.CATEGORY_URL_NAME_TAKEN, slug=slug, category=taken)
    return slug


def _distinct(words: Collection[str], *, without: str) -> list[str]:
    """Return each word once, ignoring case, without the name itself."""
    by_folded = {word.casefold(): word for word in reversed([*words])}
    by_folded.pop(without.casefold(), None)
    return [word for word in dict.fromkeys(words) if by_folded.get(word.casefold()) == word]


def _last(parent: Category | None) -> int:
    return max((category.position for category in siblings_in(parent)), default=0)


def _renew(category: Category) -> None:
    session.flush()
    defer(REINDEX, category_id=category.id, after=0)


def ensure_category(
    *, slug: str, name: str, position: int, photo: Photo | None = None, parent: Category | None = None
) -> Category:
    """Return the category with this slug, created or updated. Without a photo, it keeps the one it has."""
    category = session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        category = Category(slug=slug, name=name, position=position)
        session.add(category)
    category.name, category.position = name, position
    category.parent = parent
    if photo is not None:
        category.photo_id = photo.id
    session.flush()
    return category
