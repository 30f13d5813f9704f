"""What the addresses of lists say. What makes no sense is as if it were not there."""

from datetime import date

from werkzeug.datastructures import MultiDict

from app.admin.queries.orders import Asked, Wanted
from app.fields import whole_number

LONGEST_TEXT = 100
LAST_PAGE = 400


def text_asked(args: MultiDict[str, str]) -> str:
    """What is looked for, on one line."""
    return " ".join(args.get("q", "").split())[:LONGEST_TEXT].strip()


def page_asked(args: MultiDict[str, str]) -> int:
    """From 1."""
    return whole_number(args.get("page", ""), most=LAST_PAGE) or 1


def orders_asked(args: MultiDict[str, str]) -> Asked:
    """What orders are looked for by."""
    first, last = _date(args.get("from", "")), _date(args.get("to", ""))
    if first and last and first > last:
        first, last = last, first
    state = args.get("state", "")
    return Asked(
        text=text_asked(args),
        venue=" ".join(args.get("venue", "").split())[:LONGEST_TEXT].strip(),
        first=first,
        last=last,
        wanted=Wanted(state) if state in tuple(Wanted) else Wanted.ANY,
        page=page_asked(args),
    )


def _date(given: str) -> date | None:
    """Of this century: others only break what reckons with them."""
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None
