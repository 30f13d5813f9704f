"""Lookup of categories by their names."""

from app.search_pages.criteria import Kinds, ListedCategory
from search.text import words


def kinds_named(text: str, kinds: Kinds) -> tuple[str, ...]:
    """Return the categories that a text is the name of."""
    return tuple(slug for slug, kind in kinds.items() if text and words(text) in spelled(slug, kind, kinds))


def spelled(slug: str, kind: ListedCategory, kinds: Kinds) -> set[tuple[str, ...]]:
    """Return the texts, as their words, that mean this category by themselves: its names, also combined with the name
    of its parent: deep tissue massage."""
    names = (kind.name, slug, *kind.synonyms)
    above = kinds[kind.part_of].name if kind.part_of and kind.part_of in kinds else ""
    return {words(name) for name in names} | {words(f"{name} {above}") for name in names}
