"""Admin actions on categories and tags, each recorded in the audit log."""

from collections.abc import Sequence

from app.accounts.models import User
from app.admin.actions.record import Subject, record, values_of
from app.admin.enums import AuditAction, SubjectKind
from app.photos.models import Photo
from app.taxonomy.actions import categories
from app.taxonomy.actions import tags as tag_actions
from app.taxonomy.actions.categories import Naming
from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Category, Tag
from app.taxonomy.queries import siblings_in, tags_in, use_of, uses_of_tags


def add_category(*, naming: Naming, photo: Photo | None, admin: User) -> Category:
    """Add a category. Raises DomainError, and Conflict if its URL name is in use."""
    category = categories.add_category(naming=naming)
    if photo:
        categories.show_with(category=category, photo=photo)
    record(
        admin=admin, action=AuditAction.CATEGORY_ADD, subject=_category(category), before={}, after=_stands(category)
    )
    return category


def edit_category(*, category: Category, naming: Naming, photo: Photo | None, admin: User) -> None:
    """Change a category. Raises DomainError, and Conflict for a URL name in use or a third level of categories."""
    before = _stands(category)
    categories.edit_category(category=category, naming=naming)
    if photo:
        categories.show_with(category=category, photo=photo)
    record(
        admin=admin,
        action=AuditAction.CATEGORY_EDIT,
        subject=_category(category),
        before=before,
        after=_stands(category),
    )


def order_categories(*, parent: Category | None, slugs: Sequence[str], admin: User) -> None:
    """Reorder the top-level categories, or the subcategories of one. Raises Conflict if `slugs` are out of date."""
    before = [category.slug for category in siblings_in(parent)]
    categories.order_categories(parent=parent, slugs=slugs)
    subject = _category(parent) if parent else Subject(SubjectKind.CATEGORY, None, "All categories")
    record(
        admin=admin,
        action=AuditAction.CATEGORY_ORDER,
        subject=subject,
        before={"order": before},
        after={"order": list(slugs)},
    )


def remove_category(*, category: Category, admin: User) -> None:
    """Delete a category. Raises Conflict if it is in use."""
    subject, before = _category(category), _stands(category)
    categories.remove_category(category=category)
    record(admin=admin, action=AuditAction.CATEGORY_REMOVE, subject=subject, before=before, after={})


def merge_category(*, category: Category, into: Category, admin: User) -> None:
    """Merge a category into another. Raises Conflict for a merge into itself or a third level of categories."""
    subject, use = _category(category), use_of(category)
    used = {"venues": use.venues, "services": use.services, "subcategories": use.parts}
    before = {**_stands(category), "in_use_by": {name: number for name, number in used.items() if number}}
    categories.merge_category(category=category, into=into)
    record(admin=admin, action=AuditAction.CATEGORY_MERGE, subject=subject, before=before, after={"part_of": into.slug})


def add_tag(*, name: str, group: TagGroup, admin: User) -> Tag:
    """Add a tag. Raises DomainError, and Conflict if the name exists."""
    tag = tag_actions.add_tag(name=name, group=group)
    record(
        admin=admin,
        action=AuditAction.TAG_ADD,
        subject=_tag(tag),
        before={},
        after=values_of(tag, "name", "slug", "group"),
    )
    return tag


def edit_tag(*, tag: Tag, name: str, slug: str, group: TagGroup, admin: User) -> None:
    """Change a tag. Raises DomainError, and Conflict if its URL name is in use."""
    before = values_of(tag, "name", "slug", "group")
    tag_actions.edit_tag(tag=tag, name=name, slug=slug, group=group)
    after = values_of(tag, "name", "slug", "group")
    record(admin=admin, action=AuditAction.TAG_EDIT, subject=_tag(tag), before=before, after=after)


def order_tags(*, group: TagGroup, slugs: Sequence[str], admin: User) -> None:
    """Reorder the tags of a group. Raises Conflict if `slugs` no longer match them."""
    before = [tag.slug for tag in tags_in(group)]
    tag_actions.order_tags(group=group, slugs=slugs)
    subject = Subject(SubjectKind.TAG, None, f"All of {group.value}")
    record(
        admin=admin,
        action=AuditAction.TAG_ORDER,
        subject=subject,
        before={"order": before},
        after={"order": list(slugs)},
    )


def remove_tag(*, tag: Tag, admin: User) -> None:
    """Delete a tag. Raises Conflict if any venue has it."""
    subject, before = _tag(tag), values_of(tag, "name", "slug", "group")
    tag_actions.remove_tag(tag=tag)
    record(admin=admin, action=AuditAction.TAG_REMOVE, subject=subject, before=before, after={})


def merge_tag(*, tag: Tag, into: Tag, admin: User) -> None:
    """Merge a tag into another. Raises Conflict for a merge into itself."""
    subject, number = _tag(tag), uses_of_tags().get(tag.id, 0)
    before = {**values_of(tag, "name", "slug", "group"), "venues": number}
    tag_actions.merge_tag(tag=tag, into=into)
    record(admin=admin, action=AuditAction.TAG_MERGE, subject=subject, before=before, after={"same_as": into.slug})


def _stands(category: Category) -> dict[str, object]:
    return {
        **values_of(category, "name", "slug", "synonyms"),
        "part_of": category.parent.slug if category.parent else None,
    }


def _category(category: Category) -> Subject:
    return Subject(SubjectKind.CATEGORY, category.id, category.name, key=category.slug)


def _tag(tag: Tag) -> Subject:
    return Subject(SubjectKind.TAG, tag.id, tag.name, key=tag.slug)
