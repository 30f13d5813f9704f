"""Which services belong to a category because their title names it: "Deep tissue massage" is Deep tissue, whatever
category the venue has filed it under. Indexing and cards decide this alike."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from search.sought import asked_words

Spelling = frozenset[str]  # words, all of which a title must have


class CategoryName(NamedTuple):
    """`anywhere` are the spellings that name the category by themselves; `within` those that do so only for services of
    the same main category: "Color" is hair color among hair services, but not among nails."""

    slug: str
    parent: str | None  # the slug of the main category
    anywhere: frozenset[Spelling]
    within: frozenset[Spelling]

    def is_in(self, title: Spelling, categories: Collection[str]) -> bool:
        """Whether a title, as its words, names this category; `categories` are those of the service."""
        spellings = self.anywhere | self.within if self.parent in categories else self.anywhere
        return any(spelling <= title for spelling in spellings)


def category_name(slug: str, name: str, synonyms: Iterable[str], parent: str | None) -> CategoryName:
    """Return the spellings of a category. A subcategory whose address says more than its name ("Color", hair-color) is
    not named by its name alone."""
    own, full = title_words(name), title_words(slug)
    spellings = {full, *map(title_words, synonyms)} - {Spelling()}
    is_short = parent is not None and own < full
    within = frozenset({own} - {Spelling()})
    return CategoryName(slug, parent, frozenset(spellings - within if is_short else spellings | within), within)


@lru_cache(maxsize=4096)
def title_words(title: str) -> Spelling:
    """Return the words of a title. A phrase counts only as a whole: "Hair removal" is not Hair."""
    return Spelling(asked_words(title))


def categories_of(title: str, own: frozenset[str], names: Iterable[CategoryName]) -> frozenset[str]:
    """Return the slugs of a service: its own category and the one above, and those that its title names."""
    said = title_words(title)
    return own | {name.slug for name in names if name.is_in(said, own)}
