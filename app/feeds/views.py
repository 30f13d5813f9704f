"""Other calendars: addresses at which they read ours, and addresses at which we read theirs."""

from flask import Blueprint, Response, flash, make_response, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import DomainError
from app.extensions import limiter
from app.feeds import actions, conversations, queries, words
from app.feeds.calendar_out import calendar_of
from app.feeds.forms import NAMES, AddressForm, NamesForm
from app.htmx import go, render
from app.mail.links import link
from app.team.queries import member_of, members_of
from app.venues.enums import GuestNames
from app.venues.guards import own_venue
from app.venues.models import Venue

bp = Blueprint("feeds", __name__)

HERE = ".index"


@bp.get("/venue/feeds")
@own_venue
def index(venue: Venue) -> ResponseReturnValue:
    return page(venue)


@bp.post("/venue/feeds/names")
@own_venue
def names(venue: Venue) -> ResponseReturnValue:
    form = NamesForm()
    if not form.validate_on_submit():
        return page(venue, names_form=form)
    actions.choose_names(venue=venue, names=GuestNames(form.names.data))
    flash("Saved. Other calendars show it when they read ours again.")
    return go(url_for(HERE))


@bp.post("/venue/feeds/address", defaults={"slug": None})
@bp.post("/venue/feeds/<slug>/address")
@own_venue
def give(venue: Venue, slug: str | None) -> ResponseReturnValue:
    """A new secret address; the one before, where there was one, leads nowhere any more."""
    member = member_of(venue, slug) if slug else None
    actions.give_address(venue=venue, member=member)
    flash(f"The address for {member.first_name if member else 'the whole venue'} is ready. Copy it.")
    return go(url_for(HERE, _anchor=f"address-{slug}" if slug else "address"))


@bp.post("/venue/feeds/address/remove", defaults={"slug": None})
@bp.post("/venue/feeds/<slug>/address/remove")
@own_venue
def take_back(venue: Venue, slug: str | None) -> ResponseReturnValue:
    actions.take_address_back(venue=venue, member=member_of(venue, slug) if slug else None)
    flash("The address leads nowhere any more.")
    return go(url_for(HERE))


@bp.post("/venue/feeds/<slug>/busy")
@limiter.limit("10/minute;60/hour")
@own_venue
def follow(venue: Venue, slug: str) -> ResponseReturnValue:
    """Read a member's own calendar, now and from now on; what is wrong with it is said at the field."""
    member = member_of(venue, slug)
    form = AddressForm(prefix=slug)
    if form.validate_on_submit():
        with form.refusals(form.url, DomainError):
            conversations.follow(venue=venue, member=member, url=form.url.value)
            flash(f"{member.first_name}’s calendar blocks time from now on.")
            return go(url_for(HERE))  # without an anchor: the page is loaded anew, not scrolled
    return page(venue, busy_forms={member.id: form})


@bp.post("/venue/feeds/<slug>/busy/read")
@limiter.limit("10/minute;60/hour")
@own_venue
def read(venue: Venue, slug: str) -> ResponseReturnValue:
    """Not in a quarter of an hour, but now."""
    member = member_of(venue, slug)
    feed = queries.busy_feed_of(member)
    actions.make_due(feed=feed)
    conversations.read_again(feed.id)
    flash(feed.error, "error") if feed.error else flash(f"{member.first_name}’s calendar was read.")
    return go(url_for(HERE, _anchor=f"busy-{slug}"))


@bp.post("/venue/feeds/<slug>/busy/remove")
@own_venue
def unfollow(venue: Venue, slug: str) -> ResponseReturnValue:
    member = member_of(venue, slug)
    actions.unfollow(member=member)
    flash(f"{member.first_name}’s calendar blocks no time any more.")
    return go(url_for(HERE))


@bp.get("/feeds/<token>.ics")
@limiter.limit("120/hour", key_func=lambda: (request.view_args or {}).get("token", ""))
def calendar(token: str) -> ResponseReturnValue:
    """The calendar at a secret address, for other programs: nobody is logged in there."""
    feed = queries.feed_at(token)
    content = calendar_of(feed, queries.items_in(feed), queries.blocks_in(feed))
    actions.note_reading(feed)
    response = make_response(content)
    response.mimetype = "text/calendar"
    response.headers["Cache-Control"] = "private, no-cache"
    # Neither a search engine nor whoever follows a link from it learns the address.
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response.add_etag()
    return response.make_conditional(request)


def page(
    venue: Venue, *, names_form: NamesForm | None = None, busy_forms: dict[int, AddressForm] | None = None
) -> Response:
    """All of it; with forms that hold something wrong, as they were sent."""
    given, busy = queries.feeds_of(venue), queries.busy_feeds_of(venue)
    team = members_of(venue)
    forms = {member.id: AddressForm(prefix=member.slug, formdata=None) for member in team} | (busy_forms or {})
    return render(
        "feeds/index.html",
        "feeds/_feeds.html",
        status=422 if names_form or busy_forms else 200,
        workplace=venue.name,
        venue=venue,
        team=team,
        given={key: (feed, link("feeds.calendar", token=feed.token)) for key, feed in given.items()},
        busy=busy,
        ahead=queries.busy_ahead(venue),
        clashes=queries.clashes_of(venue),
        names=names_form or NamesForm(formdata=None, data={"names": venue.feed_names.value}),
        chips=[{"value": value, "label": label} for value, label in NAMES],
        forms=forms,
        wrong=next(iter((busy_forms or {}).values()), None),
        words=words,
    )
