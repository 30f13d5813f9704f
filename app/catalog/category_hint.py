"""The category that the name of a service says, where it is narrower than the chosen one. Pure."""

from collections.abc import Sequence

from app.venues.models import Category
from search.text import words


def narrower_category(title: str, chosen: str, categories: Sequence[Category]) -> Category | None:
    """Return the subcategory of the chosen category (its slug) that a title names by its name, address or synonyms; of
    several the one that names most of the title. None if the title names none, or the chosen category itself."""
    said = frozenset(words(title))
    found = [
        (named, category)
        for category in categories
        if category.parent is not None and chosen in {category.slug, category.parent.slug}
        if (named := _words_named(category, said))
    ]
    # A service may stay in the category that fits it as well as another.
    best = max(found, key=lambda one: (one[0], one[1].slug == chosen), default=None)
    return best[1] if best and best[1].slug != chosen else None


def _words_named(category: Category, said: frozenset[str]) -> int:
    """How many words of a title are the category's, whose name is in it as a whole."""
    spellings = (words(name) for name in (category.name, category.slug, *category.synonyms))
    return max((len(spelling) for spelling in spellings if spelling and said.issuperset(spelling)), default=0)
