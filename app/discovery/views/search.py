"""The list of venues."""

import structlog
from flask import request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.catalog.queries import categories
from app.discovery import list_words as words
from app.discovery import tasks
from app.discovery.blueprint import bp
from app.discovery.criteria import Criteria, Kind, Kinds
from app.discovery.finding import Found, find
from app.discovery.reading import read
from app.discovery.relaxing import nearest, relaxed
from app.discovery.views.filters import filters
from app.discovery.views.pager import pager
from app.discovery.views.place import remember
from app.discovery.views.rows import rows
from app.htmx import at, render, wants_partial
from app.venues.queries import tags

PAGE_SIZE = 12


@bp.get("/search")
def search() -> ResponseReturnValue:
    kinds, known = known_kinds(), tags()
    asked, left_out = read(request.args, kinds=kinds, tags=[tag.slug for tag in known], at=clock.now())
    found = find(asked, size=PAGE_SIZE)
    note(found)
    if found.asked.page != asked.page:
        left_out.append(f"There is no page {asked.page}, so this is the last.")
        asked = found.asked
    if found.page.read_as:
        left_out.append(words.read_as(asked.text, found.page.read_as))
    response = render(
        "discovery/search.html",
        "discovery/_results.html",
        asked=asked,
        left_out=left_out,
        found=found,
        rows=rows(found.cards, asked),
        filters=filters(asked, found.page.facets, kinds, known, link),
        pager=pager(asked, found.page.total, PAGE_SIZE, link),
        relaxed=[] if found.cards else relaxed(asked),
        nearest=[] if found.cards else rows(nearest(asked), asked),
        kinds=kinds,
        words=words,
        link=link,
        alone=wants_partial(),
    )
    return remember(at(response, link(asked)), asked.place)


def known_kinds() -> Kinds:
    return {one.slug: Kind(one.name, one.parent.slug if one.parent else None) for one in categories()}


def note(found: Found) -> None:
    """How good search's proposals were goes into the line that the log has of this request. What search should have
    known better is indexed again."""
    structlog.contextvars.bind_contextvars(proposed=found.checked, gone=len(found.gone))
    # By the hour it knows no prices, and no free places for more than one.
    if found.gone and found.asked.guests == 1 and not found.asked.prices:
        tasks.again(found.gone)


def link(asked: Criteria) -> str:
    return url_for("discovery.search", **asked.address())  # type: ignore[arg-type]  # lists are fine
