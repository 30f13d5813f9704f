"""The tree of categories and their subcategories, as admins change it; search results follow.

Every change holds one lock, so that two admins change the tree one after the other. A job refreshes the category data
in the search index, a few venues at a time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete, func, select, update

from app.catalog.models import Service
from app.db import session
from app.errors import Conflict, DomainError, NameTaken, NotFound
from app.filters import listed
from app.jobs import defer
from app.photos.models import Picture
from app.slugs import slugify
from app.venues.models import Category, CategorySlug, Venue

REINDEX = "discovery.reindex_category"
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
        "feeds",
        "healthz",
        "kinds",
        "login",
        "logout",
        "near",
        "orders",
        "photos",
        "place",
        "readyz",
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


@dataclass(frozen=True, slots=True)
class Use:
    """How many venues, services and subcategories use a category."""

    venues: int
    services: int
    parts: int

    @property
    def is_none(self) -> bool:
        return not (self.venues or self.services or self.parts)

    @property
    def in_words(self) -> str:
        counted = (
            (self.venues, ngettext("%(num)d venue", "%(num)d venues", self.venues)),
            (self.services, ngettext("%(num)d service", "%(num)d services", self.services)),
            (self.parts, ngettext("%(num)d subcategory", "%(num)d subcategories", self.parts)),
        )
        used = [said for number, said in counted if number]
        return listed(used) if used else ""


def add_category(*, naming: Naming) -> Category:
    """Add a category, or a subcategory, as the last of its siblings.

    Raises DomainError, or Conflict if the slug is in use.
    """
    lock_tree()
    category = Category(slug="", name=naming.name, position=_last(naming.parent) + 1)
    _call(category, naming)
    session.add(category)
    session.flush()
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


def show_with(*, category: Category, picture: Picture | None) -> None:
    """Set or remove the photo of a category."""
    category.picture_id = picture.id if picture else None
    session.flush()


def order_categories(*, parent: Category | None, slugs: Sequence[str]) -> None:
    """Put the categories, or the subcategories of one, in this order.

    Raises Conflict if the slugs are not exactly the current ones.
    """
    lock_tree()
    siblings = {category.slug: category for category in siblings_in(parent)}
    if siblings.keys() != set(slugs):
        raise Conflict(
            _("This list changed while you were editing, maybe by another admin. Here’s the current order. Try again.")
        )
    for position, slug in enumerate(slugs, start=1):
        siblings[slug].position = position
    session.flush()


def remove_category(*, category: Category) -> None:
    """Remove a category. Raises Conflict if anything uses it: merge it into another one instead."""
    lock_tree()
    use = use_of(category)
    if not use.is_none:
        raise Conflict(
            _(
                "%(category)s is used by %(uses)s. Merge it into another category instead.",
                category=category.name,
                uses=use.in_words,
            )
        )
    session.delete(category)
    session.flush()


def merge_category(*, category: Category, into: Category) -> None:
    """Merge one category into another: its venues, services, subcategories, synonyms and slugs.

    Raises Conflict if both are the same, or if a subcategory would get subcategories.
    """
    lock_tree()
    if category.id == into.id:
        raise Conflict(_("Choose a different category to merge into."))
    parts = siblings_in(category)
    if parts and (into.parent_id is not None):
        raise Conflict(
            _(
                "%(category)s has subcategories, and %(into)s is a subcategory. Move the subcategories first.",
                category=category.name,
                into=into.name,
            )
        )
    renew = [*parts]
    for position, part in enumerate(parts, start=_last(into) + 1):
        part.parent, part.position = into, position
    for table in (Venue, Service):
        session.execute(update(table).where(table.category_id == category.id).values(category_id=into.id))
    session.execute(update(CategorySlug).where(CategorySlug.category_id == category.id).values(category_id=into.id))
    called = [*into.synonyms, category.name, *category.synonyms]
    into.synonyms = _told_apart(called, without=into.name)[:MOST_SYNONYMS]
    session.add(CategorySlug(slug=category.slug, category_id=into.id))
    session.flush()
    session.delete(category)
    for one in (into, *renew):
        _renew(one)


def category_at(slug: str) -> Category:
    """Return the category with a slug. Raises NotFound."""
    category = session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        raise NotFound(_("We can’t find that category. It may have been merged into another."))
    return category


def siblings_in(parent: Category | None) -> Sequence[Category]:
    """List the categories, or the subcategories of one, in order. One statement."""
    which = Category.parent_id.is_(None) if parent is None else Category.parent_id == parent.id
    return session.scalars(select(Category).where(which).order_by(Category.position, Category.id)).all()


def use_of(category: Category) -> Use:
    """Count what uses a category. One statement."""
    venues = select(func.count()).where(Venue.category_id == category.id).scalar_subquery()
    services = select(func.count()).where(Service.category_id == category.id).scalar_subquery()
    parts = select(func.count()).where(Category.parent_id == category.id).scalar_subquery()
    counted = session.execute(select(venues, services, parts)).one()
    return Use(counted[0], counted[1], counted[2])


def uses() -> dict[int, Use]:
    """Count what uses each category, by category id. Three statements."""
    counted = [
        {row[0]: row[1] for row in session.execute(select(column, func.count()).group_by(column))}
        for column in (Venue.category_id, Service.category_id, Category.parent_id)
    ]
    ids = {id for numbers in counted for id in numbers if id is not None}
    venues, services, parts = counted
    return {id: Use(venues.get(id, 0), services.get(id, 0), parts.get(id, 0)) for id in ids}


def venues_with(category_id: int, *, after: int, most: int) -> Sequence[int]:
    """List the ids above `after` of venues that belong to a category or its subcategories, or sell services in it.

    Ascending, at most `most`.
    """
    those = select(Category.id).where((Category.id == category_id) | (Category.parent_id == category_id))
    sell = select(Service.venue_id).where(Service.category_id.in_(those))
    found = select(Venue.id).where(Venue.id > after, Venue.category_id.in_(those) | Venue.id.in_(sell))
    return session.scalars(found.order_by(Venue.id).limit(most)).all()


def lock_tree() -> None:
    """Lock the category tree against other changes until this transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("category tree"))))


def _call(category: Category, naming: Naming) -> None:
    """Set the name, slug, synonyms and parent of a category. Raises DomainError or Conflict."""
    parent = naming.parent
    if parent is not None and (parent.parent_id is not None or parent.id == category.id):
        raise ParentRefused(_("A subcategory can’t have subcategories. Choose a top-level category."))
    if parent is not None and category.id is not None and siblings_in(category):
        raise ParentRefused(
            _(
                "%(category)s has subcategories, so it can’t become one. Move its subcategories first.",
                category=category.name,
            )
        )
    slug = _free_slug(category, naming.name, naming.slug or slugify(naming.name, fallback="", longest=40))
    synonyms = _told_apart(naming.synonyms, without=naming.name)
    if len(synonyms) > MOST_SYNONYMS:
        raise TooManySynonyms(_("Enter up to %(number)s other names.", number=MOST_SYNONYMS))
    # Last, so that a page that says what is wrong still shows the saved values.
    category.name, category.slug, category.synonyms, category.parent = naming.name, slug, synonyms, parent


def _free_slug(category: Category, name: str, slug: str) -> str:
    if not slug or slug != slugify(slug, fallback="", longest=40):
        raise DomainError(_("Use lowercase letters, numbers and hyphens in the URL name, like deep-tissue."))
    if slug in RESERVED:
        raise Conflict(_("/%(slug)s is a page on CozyWish. Choose another URL name.", slug=slug))
    others = select(Category.name).where(Category.slug == slug, Category.id.is_distinct_from(category.id))
    before = (
        select(Category.name)
        .join(CategorySlug, CategorySlug.category_id == Category.id)
        .where(CategorySlug.slug == slug, Category.id.is_distinct_from(category.id))
    )
    with session.no_autoflush:
        taken = session.scalar(others.union_all(before).limit(1))
    if taken and taken.casefold() == name.casefold():
        raise NameTaken(_("There’s already a category called %(category)s. Choose another name.", category=taken))
    if taken:
        raise Conflict(
            _("/%(slug)s already leads to %(category)s. Choose another URL name.", slug=slug, category=taken)
        )
    return slug


def _told_apart(words: Collection[str], *, without: str) -> list[str]:
    """Return each word once, ignoring case, without the name itself."""
    told = {word.casefold(): word for word in reversed([*words])}
    told.pop(without.casefold(), None)
    return [word for word in dict.fromkeys(words) if told.get(word.casefold()) == word]


def _last(parent: Category | None) -> int:
    return max((category.position for category in siblings_in(parent)), default=0)


def _renew(category: Category) -> None:
    session.flush()
    defer(REINDEX, category_id=category.id, after=0)
