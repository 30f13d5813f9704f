"""Calendar sync: private links at which other programs read our calendars, and URLs at which we read theirs."""

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.impersonation import seen
from app.calendar_sync import actions, copy, queries
from app.calendar_sync.calendar_out import calendar_of
from app.calendar_sync.forms import NAMES, AddressForm, NamesForm
from app.calendar_sync.models import BusyFeed
from app.core.errors import DomainError
from app.email.links import link
from app.team.models import TeamMember
from app.team.queries import member_of, members_of
from app.venues.enums import Ability, GuestNames
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import go, render, replace, vary, wants_partial
from app.web.route_limits import count_link, limited

bp = Blueprint("calendar_sync", __name__)

HERE = "calendar_sync.index"


@bp.get("/venue/calendar-sync")
@own_venue(Ability.CONNECT_CALENDARS)
def index(venue: Venue) -> ResponseReturnValue:
    return page(venue)


@bp.post("/venue/calendar-sync/names")
@own_venue(Ability.CONNECT_CALENDARS)
def names(venue: Venue) -> ResponseReturnValue:
    form = NamesForm()
    if not form.validate_on_submit():
        return page(venue, names_form=form)
    actions.choose_names(venue=venue, names=GuestNames(form.names.data))
    flash(_("Saved. Your calendar app shows the change after its next update."))
    return go(url_for(HERE))


@bp.post("/venue/calendar-sync/address", defaults={"slug": None})
@bp.post("/venue/calendar-sync/<slug>/address")
@own_venue(Ability.CONNECT_CALENDARS)
def create_url(venue: Venue, slug: str | None) -> ResponseReturnValue:
    """Create a private link; the previous one stops working."""
    member = member_of(venue, slug) if slug else None
    actions.create_feed_url(venue=venue, member=member)
    flash(
        _("The private link for %(name)s is ready. Copy it, then add it to a calendar app.", name=member.first_name)
        if member
        else _("The private link for the whole venue is ready. Copy it, then add it to a calendar app.")
    )
    return go(url_for(HERE, _anchor=f"address-{slug}" if slug else "address"))


@bp.post("/venue/calendar-sync/address/remove", defaults={"slug": None})
@bp.post("/venue/calendar-sync/<slug>/address/remove")
@own_venue(Ability.CONNECT_CALENDARS)
def revoke_url(venue: Venue, slug: str | None) -> ResponseReturnValue:
    actions.revoke_feed_url(venue=venue, member=member_of(venue, slug) if slug else None)
    flash(_("Link turned off. Calendar apps can no longer read your bookings there."))
    return go(url_for(HERE))


@bp.post("/venue/calendar-sync/<slug>/busy")
@limited("calendars")
@own_venue(Ability.CONNECT_CALENDARS)
def subscribe(venue: Venue, slug: str) -> ResponseReturnValue:
    """Save the URL of a team member's own calendar. A job reads it, and the page shows the progress."""
    member = member_of(venue, slug)
    form = AddressForm(prefix=slug)
    if form.validate_on_submit():
        with form.refusals(form.url, DomainError):
            actions.subscribe(member=member, url=form.url.value)
            flash(_("Calendar link saved. We’re syncing %(name)s’s calendar now.", name=member.first_name))
            return go(url_for(HERE))  # without an anchor, the page is reloaded, not scrolled
    return page(venue, busy_forms={member.id: form})


@bp.post("/venue/calendar-sync/<slug>/busy/read")
@limited("calendars")
@own_venue(Ability.CONNECT_CALENDARS)
def read(venue: Venue, slug: str) -> ResponseReturnValue:
    """Have a job read a team member's calendar now instead of at the next regular time."""
    member = member_of(venue, slug)
    actions.read_now(feed=queries.busy_feed_of(member), venue_id=venue.id)
    return go(url_for(HERE, _anchor=f"busy-{slug}"))


@bp.get("/venue/calendar-sync/<slug>/busy")
@own_venue(Ability.CONNECT_CALENDARS)
def progress(venue: Venue, slug: str) -> ResponseReturnValue:
    """Show the progress of a reading: the part that keeps polling, or the team member's row once the job is done."""
    member = member_of(venue, slug)
    feed = queries.busy_feed_of(member)
    if not wants_partial():
        return go(url_for(HERE, _anchor=f"busy-{slug}"))
    if feed.is_being_read:
        return vary(make_response(render_template("calendar_sync/_poll.html", member=member)))
    ahead = queries.busy_ahead(venue).get(member.id, 0)
    row = {"member": member, "feed": feed, "form": address_form(member, feed), "ahead": ahead}
    return replace(render_template("calendar_sync/_busy.html", venue=venue, copy=copy, **row), f"#busy-{slug}")


@bp.post("/venue/calendar-sync/<slug>/busy/remove")
@own_venue(Ability.CONNECT_CALENDARS)
def unsubscribe(venue: Venue, slug: str) -> ResponseReturnValue:
    member = member_of(venue, slug)
    actions.unsubscribe(member=member)
    flash(_("Calendar disconnected. %(name)s’s calendar no longer blocks time.", name=member.first_name))
    return go(url_for(HERE))


@bp.get("/feeds/<token>.ics")
@limited("feeds")
def calendar(token: str) -> ResponseReturnValue:
    """Return the calendar at a private link, for other programs, without login.

    Every network address has a limit, which also slows guessing. Only links that exist have a counter of their own:
    each made-up one would otherwise leave a row.
    """
    feed = queries.feed_at(token)
    count_link("feeds")
    content = calendar_of(feed, queries.items_in(feed), queries.blocks_in(feed))
    actions.note_reading(feed)
    response = make_response(content)
    response.mimetype = "text/calendar"
    response.headers["Cache-Control"] = "private, no-cache"
    # Neither search engines nor the sites that it links to learn the URL.
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    response.add_etag()
    return response.make_conditional(request)


def page(
    venue: Venue, *, names_form: NamesForm | None = None, busy_forms: dict[int, AddressForm] | None = None
) -> Response:
    """Render the whole page; `names_form` and `busy_forms` are submitted forms with errors."""
    given, busy = queries.feeds_of(venue), queries.busy_feeds_of(venue)
    team = members_of(venue)
    forms = {member.id: address_form(member, busy.get(member.id)) for member in team} | (busy_forms or {})
    return render(
        "calendar_sync/index.html",
        "calendar_sync/_feeds.html",
        status=422 if names_form or busy_forms else 200,
        workplace=venue.name,
        venue=venue,
        team=team,
        # Hidden while an admin views as the owner: a private link keeps working long after that ends.
        given={
            key: (feed, "" if seen() else link("calendar_sync.calendar", token=feed.token))
            for key, feed in given.items()
        },
        busy=busy,
        ahead=queries.busy_ahead(venue),
        clashes=queries.clashes_of(venue),
        names=names_form or NamesForm(formdata=None, data={"names": venue.feed_names.value}),
        chips=[{"value": value, "label": label} for value, label in NAMES],
        forms=forms,
        wrong=next(iter((busy_forms or {}).values()), None),
        copy=copy,
    )


def address_form(member: TeamMember, feed: BusyFeed | None) -> AddressForm:
    """Return the form for the URL of a team member's calendar.

    It shows the URL only while that has never worked, so that the owner can correct it. The URL is a secret, and an
    admin who views CozyWish as the owner does not see it.
    """
    shown = feed.url if feed and feed.never_worked and not feed.is_being_read and not seen() else ""
    return AddressForm(prefix=member.slug, formdata=None, data={"url": shown})
