"""The list of venues."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple, cast

import structlog
from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.core import clock
from app.core.locale import cached_by_locale
from app.core.settings import settings
from app.search_index import tasks
from app.search_index.http_cache import (
    NAMES_KEPT,
    cache_version,
    names_stamp,
    render_cache,
    unchanged,
    validator,
    with_etag,
)
from app.search_index.index import index
from app.search_pages.broaden import broader_searches, nearest
from app.search_pages.copy import criteria as criteria_copy
from app.search_pages.copy import matches as match_copy
from app.search_pages.copy import results as copy
from app.search_pages.copy import times as time_copy
from app.search_pages.criteria import Criteria, Kinds, ListedCategory, ResultsView, TagName
from app.search_pages.day_tiles import can_be_counted, day_tiles
from app.search_pages.not_shown import not_shown
from app.search_pages.parsed_query import ParsedQuery, read
from app.search_pages.queries import stated_genders
from app.search_pages.results_page import ResultsPage, find, text_found_by, words_read
from app.search_pages.views import bp
from app.search_pages.views.addresses import elsewhere, is_crawled, is_landing, link
from app.search_pages.views.filters import filters, panel_html
from app.search_pages.views.pager import pager
from app.search_pages.views.pins import look, page_pins
from app.search_pages.views.place import remember, remembered
from app.search_pages.views.rows import row_html, rows
from app.taxonomy.queries import categories, categories_of_before, tags, tags_of_before
from app.team.enums import Gender
from app.venue_pages.json_ld import list_data
from app.web.htmx import at, is_htmx, render
from search.documents import SearchQuery

PAGE_SIZE = 12
NOTHING = Criteria(datetime.min.replace(tzinfo=UTC), date.min)


class RenderedList(NamedTuple):
    """A rendered list, its criteria (those of the last page, if the requested one does not exist), and the criteria
    that its heading describes."""

    bar: Markup  # the search bar above it
    html: Markup
    criteria: Criteria
    heading_criteria: Criteria


@bp.get("/search")
def search() -> ResponseReturnValue:
    found = parse_request(request.args)
    if g.get("had_other_names"):
        return redirect(link(found.criteria), code=301)
    # Without JavaScript, a form also sends its empty fields: redirect to the URL that people share.
    sent = [value for _, value in request.args.items(multi=True)]
    if ("" in sent or found.near_here) and not found.says_more and not is_htmx():
        return redirect(link(found.criteria))
    return respond(found)


def parse_request(args: MultiDict[str, str]) -> ParsedQuery:
    """Parse the arguments. Former names are replaced by the current ones."""
    args = with_names_of_now(args)
    known = {tag.slug: tag.name for tag in known_tags()}
    return read(
        args,
        kinds=known_kinds(),
        tags=known,
        at=clock.now(),
        here=remembered(),
        is_name=is_venue_name,
        sold_by=sold_by_name,
    )


def is_venue_name(text: str) -> bool:
    """Return whether a venue has exactly this name. One search query."""
    return index().search(SearchQuery(clock.now(), name=text, size=0)).total > 0


def sold_by_name(name: str, criteria: Criteria) -> Collection[str] | None:
    """Return the categories that venues with exactly this name offer in the area of a list; None if no venue has it.
    One search query."""
    page = index().search(SearchQuery(criteria.at, name=name, near=criteria.near, box=criteria.box, size=0))
    return page.facets.categories if page.total else None


def with_names_of_now(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return the arguments with current slugs: categories and tags may have been renamed or merged. No statement if all
    are known."""
    unknown, unknown_tags = unknown_names(args)
    if unknown or unknown_tags:  # an admin may have added them in the meantime
        render_cache(NAMES_KEPT).forget()
        unknown, unknown_tags = unknown_names(args)
    former = categories_of_before(unknown) if unknown else {}
    former_tags = tags_of_before(unknown_tags) if unknown_tags else {}
    if not former and not former_tags:
        return args
    g.had_other_names = True
    now = MultiDict(args)
    now.setlist("kind", [former.get(slug, slug) for slug in args.getlist("kind")])
    now.setlist("tag", [former_tags.get(slug, slug) for slug in args.getlist("tag")])
    return now


def unknown_names(args: MultiDict[str, str]) -> tuple[set[str], set[str]]:
    """Return the slugs of requested categories and of requested tags that are not in memory."""
    kinds, tags = known_kinds().keys(), {tag.slug for tag in known_tags()}
    return set(args.getlist("kind")) - kinds, set(args.getlist("tag")) - tags


def respond(found: ParsedQuery) -> ResponseReturnValue:
    """Return the list, or its changed part for htmx."""
    tag = validator()
    same = unchanged(tag)
    if same is not None:
        return same
    # A cached list depends on all of this, but not on the current time.
    key = link(found.criteria), replace(found, criteria=NOTHING)
    renderer = render_place_prompt if found.unknown_place else render_list
    made = render_cache("lists").get(key, cache_version(), lambda: renderer(found))
    bar, results, criteria, heading_criteria = made
    response = render(
        "search_pages/search.html",
        "search_pages/_alone.html",
        criteria=criteria,
        heading=copy.heading(heading_criteria, known_kinds()),
        bar=bar,
        results=results,
        kinds=known_kinds(),
        copy=copy,
        link=link,
        landing=is_landing(criteria),
        crawled=is_crawled(criteria),
    )
    return remember(at(with_etag(response, tag), link(criteria)), criteria.place)


def render_place_prompt(read: ParsedQuery) -> RenderedList:
    """Render a prompt for a place, instead of a list of the whole country, because the typed one is unknown."""
    html = render_template("search_pages/_where.html", read=read, criteria=read.criteria, link=link)
    return RenderedList(bar_of(read.criteria), Markup(html), read.criteria, read.criteria)  # noqa: S704 -- a template has escaped it


def render_list(read: ParsedQuery) -> RenderedList:
    """Render the list with its filters, the same for every visitor."""
    criteria = read.criteria
    kinds = known_kinds()
    found = find(criteria, size=PAGE_SIZE, kinds=kinds)
    note(found)
    notes = list(read.left_out)
    if found.criteria.page != criteria.page:
        notes.append(_("Page %(page)s doesn’t exist, so we’re showing the last page.", page=criteria.page))
    if found.page.read_as:
        notes.append(match_copy.read_as(criteria.text, found.page.read_as))
    criteria, shown = found.criteria, rows(found.cards, found.criteria)
    far = None if found.cards else nearest(criteria)
    as_read = read_words(found)
    # A category other than the requested one was read from words.
    from_words = read.from_words | ({"kinds"} if criteria.kinds != read.criteria.kinds else set())
    html = Markup(  # noqa: S704 -- a template has escaped it
        render_template(
            "search_pages/_results.html",
            criteria=criteria,
            heading=copy.heading(as_read, kinds),
            left_out=notes,
            read=read,
            words_alone=words_alone(found),
            matched_loosely=match_copy.matched_by_name(found.cards, criteria, kinds)
            or match_copy.matched_by_venue(found),
            found=found,
            rows=shown,
            compare_fields=compare_fields(criteria),
            row_html=row_html,
            filters=filters(criteria, found.facets, kinds, known_tags(), link, from_words, known_genders()),
            panel_html=panel_html,
            pager=pager(criteria, found.page.total, PAGE_SIZE, link),
            relaxed=[] if found.cards else broader_searches(criteria, kinds),
            not_shown=not_shown(found) if found.cards else [],
            # The map needs the space.
            tiles=() if criteria.view is ResultsView.MAP else day_tiles(criteria),
            to_count=can_be_counted(criteria)
            and url_for("search_pages.days", **criteria.but(text=text_found_by(found)).address()),  # type: ignore[arg-type]  # lists are fine
            nearest=far,
            nearest_rows=rows(far.cards, criteria) if far else [],
            elsewhere=elsewhere(criteria, found.page.facets, kinds) if is_landing(criteria) else None,
            data=list_data([(row.name, f"{settings().base_url}{row.href}") for row in shown]) if shown else None,
            kinds=kinds,
            copy=copy,
            criteria_copy=criteria_copy,
            match_copy=match_copy,
            link=link,
            pins=page_pins(found.cards, shown, criteria),
            look=look(criteria),
            View=ResultsView,
        )
    )
    return RenderedList(bar_of(criteria), html, criteria, as_read)


def compare_fields(criteria: Criteria) -> list[tuple[str, str]]:
    """Return the part of the search that the comparison of its venues needs, as names and values."""
    address = criteria.for_venues().address()
    return [
        (name, value) for name, values in address.items() for value in ([values] if isinstance(values, str) else values)
    ]


def bar_of(criteria: Criteria) -> Markup:
    return bar_html(criteria.but(at=NOTHING.at), criteria_copy.what(criteria, known_kinds()))


@cached_by_locale(500)
def bar_html(criteria: Criteria, what: str) -> Markup:
    """Return the search bar above a list as HTML; `what` names the requested service. Independent of the time."""
    html = render_template(
        "search_pages/_search_bar.html", criteria=criteria, what=what, copy=copy, time_copy=time_copy
    )
    return Markup(html)  # noqa: S704 -- a template has escaped it


def read_words(found: ResultsPage) -> Criteria:
    """Return the criteria without the words that were left out, and with the others as they were read."""
    criteria, page = found.criteria, found.page
    if not criteria.text or not (page.left_out or page.read_as) or not found.cards:
        return criteria
    return criteria.but(text=words_read(page))


def words_alone(found: ResultsPage) -> tuple[Criteria, int] | None:
    """Return the search for the words that were left out, at the same place, with the number of venues: 0 if none has
    any of them. None if no words were left out, or if venues have some of them, but not all."""
    if not found.page.left_out:
        return None
    criteria = Criteria(
        found.criteria.at, found.criteria.today, text=" ".join(found.page.left_out), place=found.criteria.place
    )
    page = index().search(criteria.query(size=0))
    if page.left_out:
        return None if page.kept else (criteria, 0)
    return criteria, page.total


def known_kinds() -> Kinds:
    """Return the categories from memory: they are at most ten minutes old."""
    return cast(Kinds, render_cache(NAMES_KEPT).get("kinds", names_stamp(), kinds_now))


def kinds_now() -> Kinds:
    return {
        one.slug: ListedCategory(one.name, one.parent.slug if one.parent else None, tuple(one.synonyms))
        for one in categories()
    }


def known_tags() -> Sequence[TagName]:
    """Return the tags from memory, like the categories."""
    return cast(Sequence[TagName], render_cache(NAMES_KEPT).get("tags", names_stamp(), tags_now))


def known_genders() -> Collection[Gender]:
    """Return the genders that team members have stated from memory, like the categories."""
    return cast(Collection[Gender], render_cache(NAMES_KEPT).get("genders", names_stamp(), stated_genders))


def tags_now() -> Sequence[TagName]:
    return [TagName(tag.slug, tag.name, tag.group) for tag in tags()]


def note(found: ResultsPage) -> None:
    """Add the quality of the search results to the request's log line, and reindex the venues whose entries should have
    been better."""
    structlog.contextvars.bind_contextvars(proposed=found.checked, unavailable=len(found.unavailable))
    # The index does not know prices by the hour, available spots for several guests, or which service the words are
    # about: in these cases, reindexing would never change anything.
    is_outdated = (
        found.unavailable and found.criteria.guests == 1 and not found.criteria.prices and not found.criteria.text
    )
    if is_outdated and "seen" not in g:  # an admin in "view as" mode changes nothing
        tasks.again(found.unavailable)
