"""Query parameters of admin lists. Invalid values are ignored."""

from datetime import date

from werkzeug.datastructures import MultiDict

from app.admin.enums import OrderFilter
from app.admin.queries.orders import OrderSearch
from app.web.fields import whole_number

LONGEST_TEXT = 100
LAST_PAGE = 400


def parse_text(args: MultiDict[str, str]) -> str:
    """Return the search text on one line."""
    return " ".join(args.get("q", "").split())[:LONGEST_TEXT].strip()


def parse_page(args: MultiDict[str, str]) -> int:
    """Return the page number, counted from 1."""
    return whole_number(args.get("page", ""), most=LAST_PAGE) or 1


def parse_order_search(args: MultiDict[str, str]) -> OrderSearch:
    """Return the criteria of an order search."""
    first, last = _date(args.get("from", "")), _date(args.get("to", ""))
    if first and last and first > last:
        first, last = last, first
    state = args.get("state", "")
    return OrderSearch(
        text=parse_text(args),
        venue=" ".join(args.get("venue", "").split())[:LONGEST_TEXT].strip(),
        first=first,
        last=last,
        wanted=OrderFilter(state) if state in tuple(OrderFilter) else OrderFilter.ANY,
        page=parse_page(args),
    )


def _date(given: str) -> date | None:
    """Parse a date of this century. Other years would only break date arithmetic."""
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None
