"""Pagination of a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.search_pages.criteria import Criteria
from app.search_pages.results_page import last_page


@dataclass(frozen=True, slots=True)
class Pager:
    pages: Sequence[tuple[int, str] | None]  # number and address; None is a gap
    current: int
    previous: str | None
    following: str | None


def pager(criteria: Criteria, total: int, size: int, link: Callable[[Criteria], str]) -> Pager | None:
    """Return links to the first page, the last one and those around the current one; None for a single page."""
    last = last_page(total, size)
    if last == 1:
        return None
    shown = sorted({1, last, *range(max(1, criteria.page - 1), min(last, criteria.page + 1) + 1)})
    pages: list[tuple[int, str] | None] = []
    for number in shown:
        if pages and pages[-1] and number - pages[-1][0] > 1:
            pages.append(None)
        pages.append((number, link(criteria.at_page(number))))
    return Pager(
        pages,
        criteria.page,
        link(criteria.at_page(criteria.page - 1)) if criteria.page > 1 else None,
        link(criteria.at_page(criteria.page + 1)) if criteria.page < last else None,
    )
