"""Categories by the words that name them."""

from app.discovery.criteria import Kind, Kinds
from search.text import words


def kinds_named(text: str, kinds: Kinds) -> tuple[str, ...]:
    """The categories of which a text is the name."""
    return tuple(slug for slug, kind in kinds.items() if text and words(text) in spelled(slug, kind, kinds))


def spelled(slug: str, kind: Kind, kinds: Kinds) -> set[tuple[str, ...]]:
    """The words that, alone, mean this category: its names, also with that of the one above it: deep tissue massage."""
    names = (kind.name, slug, *kind.synonyms)
    above = kinds[kind.part_of].name if kind.part_of and kind.part_of in kinds else ""
    return {words(name) for name in names} | {words(f"{name} {above}") for name in names}
