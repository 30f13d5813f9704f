"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.errors import ErrorTexts
from app.taxonomy.copy import uses
from app.taxonomy.errors import TaxonomyErrorCode

TEXTS: ErrorTexts = {
    TaxonomyErrorCode.CATEGORY_IN_USE: lambda category, use: _(
        "%(category)s is used by %(uses)s. Merge it into another category instead.", category=category, uses=uses(use)
    ),
    TaxonomyErrorCode.CATEGORY_NAME_TAKEN: lazy_gettext(
        "There’s already a category called %(category)s. Choose another name."
    ),
    TaxonomyErrorCode.CATEGORY_URL_NAME: lazy_gettext(
        "Use lowercase letters, numbers, and hyphens in the URL name, like deep-tissue."
    ),
    TaxonomyErrorCode.CATEGORY_URL_NAME_TAKEN: lazy_gettext(
        "/%(slug)s already leads to %(category)s. Choose another URL name."
    ),
    TaxonomyErrorCode.HAS_SUBCATEGORIES: lazy_gettext(
        "%(category)s has subcategories, so it can’t become one. Move its subcategories first."
    ),
    TaxonomyErrorCode.LIST_CHANGED: lazy_gettext(
        "This list changed while you were editing, maybe by another admin. Here’s the current order. Try again."
    ),
    TaxonomyErrorCode.MERGES_SUBCATEGORIES: lazy_gettext(
        "%(category)s has subcategories, and %(into)s is a subcategory. Move the subcategories first."
    ),
    TaxonomyErrorCode.NO_SUCH_CATEGORY: lazy_gettext(
        "We can’t find that category. It may have been merged into another."
    ),
    TaxonomyErrorCode.NO_SUCH_TAG: lazy_gettext("We can’t find that tag. It may have been merged into another."),
    TaxonomyErrorCode.PARENT_IS_SUBCATEGORY: lazy_gettext(
        "A subcategory can’t have subcategories. Choose a top-level category."
    ),
    TaxonomyErrorCode.SAME_CATEGORY: lazy_gettext("Choose a different category to merge into."),
    TaxonomyErrorCode.SAME_TAG: lazy_gettext("Choose a different tag to merge into."),
    TaxonomyErrorCode.TAG_IN_USE: lambda num, tag: ngettext(
        "%(num)d venue uses %(tag)s. Merge it into another tag instead.",
        "%(num)d venues use %(tag)s. Merge it into another tag instead.",
        num,
        tag=tag,
    ),
    TaxonomyErrorCode.TAG_NAME_TAKEN: lazy_gettext("There’s already a tag called %(tag)s. Choose another name."),
    TaxonomyErrorCode.TAG_URL_NAME: lazy_gettext(
        "Use lowercase letters, numbers, and hyphens in the URL name, like free-parking."
    ),
    TaxonomyErrorCode.TAG_URL_NAME_TAKEN: lazy_gettext("%(tag)s already uses the URL name %(slug)s. Choose another."),
    TaxonomyErrorCode.TOO_MANY_SYNONYMS: lazy_gettext("Enter up to %(number)s other names."),
    TaxonomyErrorCode.URL_NAME_IS_PAGE: lazy_gettext("/%(slug)s is a page on CozyWish. Choose another URL name."),
}
