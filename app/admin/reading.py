"""What the addresses of lists say. What makes no sense is as if it were not there."""

from werkzeug.datastructures import MultiDict

LONGEST_TEXT = 100
LAST_PAGE = 400


def text_asked(args: MultiDict[str, str]) -> str:
    """What is looked for, on one line."""
    return " ".join(args.get("q", "").split())[:LONGEST_TEXT].strip()


def page_asked(args: MultiDict[str, str]) -> int:
    """From 1."""
    given = args.get("page", "")
    return int(given) if given.isascii() and given.isdecimal() and 1 <= int(given[:6]) <= LAST_PAGE else 1
