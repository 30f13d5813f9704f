"""What the form of a new service proposes for a category: lengths and buffer time. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.catalog.enums import ServiceKind
from app.taxonomy.models import Category


@dataclass(frozen=True, slots=True)
class CategoryDefaults:
    """The lengths that most venues sell, the usual one first, and the minutes to clean up afterward."""

    lengths: tuple[int, ...]
    buffer_after: int = 0

    def another(self, lengths: set[int]) -> int | None:
        """Return the first usual length that is not among these, or None."""
        return next((length for length in self.lengths if length not in lengths), None)


ELSEWHERE = CategoryDefaults((60, 90, 30))
BY_SLUG: Mapping[str, CategoryDefaults] = {
    "massage": CategoryDefaults((60, 90, 30, 75, 120), 15),
    "hot-stone": CategoryDefaults((90, 60, 75), 15),
    "reflexology": CategoryDefaults((45, 30, 60), 10),
    "facial": CategoryDefaults((60, 30, 90), 15),
    "peel": CategoryDefaults((45, 30, 60), 15),
    "brows-lashes": CategoryDefaults((30, 45, 60), 5),
    "hair": CategoryDefaults((60, 45, 90), 5),
    "haircut": CategoryDefaults((45, 30, 60), 5),
    "hair-color": CategoryDefaults((120, 90, 150), 10),
    "beard": CategoryDefaults((30, 45), 5),
    "nails": CategoryDefaults((45, 30, 60), 10),
    "manicure": CategoryDefaults((45, 30, 60), 10),
    "pedicure": CategoryDefaults((60, 45, 75), 10),
    "sauna": CategoryDefaults((60, 90, 120), 10),
    "hammam": CategoryDefaults((60, 90), 15),
    "yoga": CategoryDefaults((60, 75, 90)),
    "float": CategoryDefaults((60, 90), 15),
    "fitness": CategoryDefaults((60, 45, 30)),
}


def defaults_for(category: Category | None) -> CategoryDefaults:
    """Return what to propose for a category, by its own slug or else by its parent's."""
    if category is None:
        return ELSEWHERE
    own = BY_SLUG.get(category.slug)
    return own or BY_SLUG.get(category.parent.slug if category.parent else "", ELSEWHERE)


def proposed(category: Category | None, kind: ServiceKind) -> dict[str, int]:
    """Return the proposed values by the name of their field. Guests of a class leave together, so it has no buffer."""
    usual = defaults_for(category)
    buffer = 0 if kind is ServiceKind.SCHEDULED else usual.buffer_after
    return {"length-0": usual.lengths[0], "buffer_after_minutes": buffer}
