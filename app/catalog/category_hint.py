"""The category that a service's name implies, if it is narrower than the chosen one. Pure."""

from collections.abc import Sequence

from app.taxonomy.models import Category
from search.text import words


def narrower_category(title: str, chosen: str, categories: Sequence[Category]) -> Category | None:
    """Return the subcategory of the chosen category (a slug) that a title names, or None.

    A title names a subcategory by its name, slug or synonyms; of several, the one that matches the most words is
    returned. None if the title names no subcategory, or the chosen category itself.
    """
    title_words = frozenset(words(title))
    found = [
        (named, category)
        for category in categories
        if category.parent is not None and chosen in {category.slug, category.parent.slug}
        if (named := _words_named(category, title_words))
    ]
    # On a tie, the chosen category wins: a service may stay where it fits equally well.
    best = max(found, key=lambda one: (one[0], one[1].slug == chosen), default=None)
    return best[1] if best and best[1].slug != chosen else None


def _words_named(category: Category, title_words: frozenset[str]) -> int:
    """Return how many words of a title are in the longest spelling of the category that the title contains in full."""
    spellings = (words(name) for name in (category.name, category.slug, *category.synonyms))
    return max((len(spelling) for spelling in spellings if spelling and title_words.issuperset(spelling)), default=0)
