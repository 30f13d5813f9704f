"""Forms for categories and tags."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Tag
from tests.admin.forms.sent import Sent
from tests.factories import add, make_category


def make_tag(slug: str = "parking", group: TagGroup = TagGroup.AMENITY) -> Tag:
    return add(Tag(slug=slug, name=slug.capitalize(), group=group, position=1))


def adding(_admin: User) -> Sent:
    data = {"name": "Reiki", "slug": "", "parent": "", "synonyms": "energy work"}
    return Sent((AuditAction.CATEGORY_ADD,), {}, data)


def editing(_admin: User) -> Sent:
    make_category(slug="massage")
    data = {"name": "Massage", "slug": "massage", "parent": "", "synonyms": ""}
    return Sent((AuditAction.CATEGORY_EDIT,), {"category": "massage"}, data)


def ordering(_admin: User) -> Sent:
    make_category(slug="massage")
    make_category(slug="facial")
    return Sent((AuditAction.CATEGORY_ORDER,), {}, {"move": "facial:up"})


def removing(_admin: User) -> Sent:
    make_category(slug="massage")
    return Sent((AuditAction.CATEGORY_REMOVE,), {"category": "massage"})


def merging(_admin: User) -> Sent:
    make_category(slug="massage")
    make_category(slug="facial")
    return Sent((AuditAction.CATEGORY_MERGE,), {"category": "facial"}, {"into": "massage"})


def adding_a_tag(_admin: User) -> Sent:
    return Sent((AuditAction.TAG_ADD,), {}, {"name": "Quiet", "group": "amenity"})


def editing_a_tag(_admin: User) -> Sent:
    make_tag()
    data = {"name": "Parking", "slug": "parking", "group": "amenity"}
    return Sent((AuditAction.TAG_EDIT,), {"tag": "parking"}, data)


def ordering_tags(_admin: User) -> Sent:
    make_tag()
    make_tag("sauna")
    return Sent((AuditAction.TAG_ORDER,), {"group": "amenity"}, {"order": "sauna,parking"})


def removing_a_tag(_admin: User) -> Sent:
    make_tag()
    return Sent((AuditAction.TAG_REMOVE,), {"tag": "parking"})


def merging_tags(_admin: User) -> Sent:
    make_tag()
    make_tag("free-parking")
    return Sent((AuditAction.TAG_MERGE,), {"tag": "parking"}, {"into": "free-parking"})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.category_add": adding,
    "admin.category_edit": editing,
    "admin.category_order": ordering,
    "admin.category_remove": removing,
    "admin.category_merge": merging,
    "admin.tag_add": adding_a_tag,
    "admin.tag_edit": editing_a_tag,
    "admin.tag_order": ordering_tags,
    "admin.tag_remove": removing_a_tag,
    "admin.tag_merge": merging_tags,
}
