"""The texts about categories and tags."""

from flask_babel import ngettext

from app.core.sentences import listed
from app.taxonomy.queries import CategoryUse


def uses(use: CategoryUse) -> str:
    """List what uses a category: "2 venues, 3 services and 1 subcategory"; empty if nothing does."""
    counted = (
        (use.venues, ngettext("%(num)d venue", "%(num)d venues", use.venues)),
        (use.services, ngettext("%(num)d service", "%(num)d services", use.services)),
        (use.parts, ngettext("%(num)d subcategory", "%(num)d subcategories", use.parts)),
    )
    used = [words for number, words in counted if number]
    return listed(used) if used else ""
