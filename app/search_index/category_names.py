"""Matching of services to the categories that their titles name: "Deep tissue massage" is Deep tissue, whatever
category the venue has chosen for it. Indexing and cards use the same rule."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from search.sought import split_words

Spelling = frozenset[str]  # words, all of which a title must have


class CategoryName(NamedTuple):
    """The spellings of a category. `anywhere` has those that name it by themselves; `within` those that do so only for
    services of the same main category: "Color" is hair color among hair services, but not among nails."""

    slug: str
    parent: str | None  # the slug of the main category
    anywhere: frozenset[Spelling]
    within: frozenset[Spelling]

    def is_in(self, title: Spelling, categories: Collection[str]) -> bool:
        """Return whether a title, given as its words, names this category; `categories` are the service's own."""
        spellings = self.anywhere | self.within if self.parent in categories else self.anywhere
        return any(spelling <= title for spelling in spellings)


def category_name(slug: str, name: str, synonyms: Iterable[str], parent: str | None) -> CategoryName:
    """Return the spellings of a category. The name of a subcategory whose slug says more than its name ("Color",
    hair-color) is not enough alone."""
    own, full = title_words(name), title_words(slug)
    spellings = {full, *map(title_words, synonyms)} - {Spelling()}
    is_short = parent is not None and own < full
    within = frozenset({own} - {Spelling()})
    return CategoryName(slug, parent, frozenset(spellings - within if is_short else spellings | within), within)


@lru_cache(maxsize=4096)
def title_words(title: str) -> Spelling:
    """Return the words of a title. A phrase counts only as a whole: "Hair removal" is not Hair."""
    return Spelling(split_words(title))


def categories_of(title: str, own: frozenset[str], names: Iterable[CategoryName]) -> frozenset[str]:
    """Return the category slugs of a service: its own category, the parent, and those that its title names."""
    words = title_words(title)
    return own | {name.slug for name in names if name.is_in(words, own)}
