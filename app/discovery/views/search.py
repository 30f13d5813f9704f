"""The list of venues."""

from collections.abc import Sequence
from typing import cast

import structlog
from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app import clock
from app.catalog.queries import categories
from app.context import settings
from app.discovery import list_words as words
from app.discovery import tasks
from app.discovery.blueprint import bp
from app.discovery.criteria import Criteria, Kind, Kinds, View
from app.discovery.finding import Found, find
from app.discovery.reading import read
from app.discovery.relaxing import nearest, relaxed
from app.discovery.structured import list_data
from app.discovery.views.addresses import elsewhere, is_crawled, is_landing, link
from app.discovery.views.filters import filters
from app.discovery.views.fresh import Made, kept, stamp, tagged, unchanged, validator
from app.discovery.views.pager import pager
from app.discovery.views.pins import look, page_pins
from app.discovery.views.place import remember
from app.discovery.views.rows import rows
from app.htmx import at, is_htmx, render
from app.venues.models import Tag
from app.venues.queries import categories_of_before, tags, tags_of_before

PAGE_SIZE = 12


@bp.get("/search")
def search() -> ResponseReturnValue:
    asked, left_out = read_asked(request.args)
    if g.get("had_other_names"):
        return redirect(link(asked), code=301)
    # A form without a script sends its empty fields, too: on to the address that people share.
    sent = [value for _, value in request.args.items(multi=True)]
    if "" in sent and not left_out and not is_htmx():
        return redirect(link(asked))
    return answer(asked, left_out)


def read_asked(args: MultiDict[str, str]) -> tuple[Criteria, list[str]]:
    """What the arguments ask for, and in words what of it was left out. Names of before are those of now."""
    args = with_names_of_now(args)
    return read(args, kinds=known_kinds(), tags=[tag.slug for tag in known_tags()], at=clock.now())


def with_names_of_now(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """Categories and tags may have had other addresses, or be part of others now. No statement where all are known."""
    unknown = set(args.getlist("kind")) - known_kinds().keys()
    former = categories_of_before(unknown) if unknown else {}
    unknown_tags = set(args.getlist("tag")) - {tag.slug for tag in known_tags()}
    former_tags = tags_of_before(unknown_tags) if unknown_tags else {}
    if not former and not former_tags:
        return args
    g.had_other_names = True
    now = MultiDict(args)
    now.setlist("kind", [former.get(slug, slug) for slug in args.getlist("kind")])
    now.setlist("tag", [former_tags.get(slug, slug) for slug in args.getlist("tag")])
    return now


def answer(asked: Criteria, left_out: Sequence[str]) -> ResponseReturnValue:
    """The list, or its changed part for htmx."""
    tag = validator()
    same = unchanged(tag)
    if same is not None:
        return same
    results, asked = kept("lists").get((link(asked), *left_out), stamp(), lambda: make(asked, left_out))
    response = render(
        "discovery/search.html",
        "discovery/_alone.html",
        asked=asked,
        results=results,
        kinds=known_kinds(),
        words=words,
        link=link,
        landing=is_landing(asked),
        crawled=is_crawled(asked),
    )
    return remember(at(tagged(response, tag), link(asked)), asked.place)


def make(asked: Criteria, left_out: Sequence[str]) -> Made:
    """The list with its filters, the same for everybody."""
    found, kinds = find(asked, size=PAGE_SIZE), known_kinds()
    note(found)
    said = list(left_out)
    if found.asked.page != asked.page:
        said.append(f"There is no page {asked.page}, so this is the last.")
    if found.page.read_as:
        said.append(words.read_as(asked.text, found.page.read_as))
    asked, shown = found.asked, rows(found.cards, found.asked)
    far = None if found.cards else nearest(asked)
    html = Markup(  # noqa: S704 -- a template has escaped it
        render_template(
            "discovery/_results.html",
            asked=asked,
            left_out=said,
            found=found,
            rows=shown,
            filters=filters(asked, found.page.facets, kinds, known_tags(), link),
            pager=pager(asked, found.page.total, PAGE_SIZE, link),
            relaxed=[] if found.cards else relaxed(asked, kinds),
            nearest=far,
            nearest_rows=rows(far.cards, asked) if far else [],
            elsewhere=elsewhere(asked, found.page.facets, kinds) if is_landing(asked) else None,
            data=list_data([(row.name, f"{settings().base_url}{row.href}") for row in shown]) if shown else None,
            kinds=kinds,
            words=words,
            link=link,
            pins=page_pins(found.cards, shown, asked),
            look=look(asked),
            View=View,
        )
    )
    return html, asked


def known_kinds() -> Kinds:
    """Asked once a request."""
    if "kinds" not in g:
        g.kinds = {
            one.slug: Kind(one.name, one.parent.slug if one.parent else None, tuple(one.synonyms))
            for one in categories()
        }
    return cast(Kinds, g.kinds)


def known_tags() -> Sequence[Tag]:
    """Asked once a request."""
    if "tags" not in g:
        g.tags = tags()
    return cast(Sequence[Tag], g.tags)


def note(found: Found) -> None:
    """How good search's proposals were goes into the line that the log has of this request. What search should have
    known better is indexed again."""
    structlog.contextvars.bind_contextvars(proposed=found.checked, gone=len(found.gone))
    # By the hour it knows no prices, no free places for more than one, and not which service the words are about: to
    # index that again would change nothing, each time.
    told = found.gone and found.asked.guests == 1 and not found.asked.prices and not found.asked.text
    if told and "seen" not in g:  # an admin who sees as somebody changes nothing
        tasks.again(found.gone)
