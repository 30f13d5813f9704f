"""A venue's guests: the list, one guest, and the CSV export."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access_log.enums import AccessKind
from app.access_log.pages import opened
from app.accounts.actions.security_events import record_event
from app.accounts.enums import SecurityEventKind
from app.accounts.guards import current_user_or_403
from app.accounts.impersonation import seen
from app.bookings.copy import bookings as booking_copy
from app.bookings.copy import tags as tags_copy
from app.bookings.enums import UPCOMING_STATES
from app.bookings.models.bookings import Booking
from app.core import clock
from app.credit.queries import credit_at
from app.guest_history.queries import (
    GuestOrder,
    GuestStats,
    bookings_of_guest,
    find_guests,
    refuse_others_guest,
    stats_by_guest,
)
from app.guests.actions import GuestContact, edit_guest, edit_notes
from app.guests.forms import GuestForm, NotesForm
from app.guests.models import Guest
from app.guests.queries import guest_of_venue
from app.profiles.copy import facts_of
from app.profiles.queries import shared_with
from app.venue_credit.actions import TAKE_BACK_WITHIN
from app.venue_credit.queries import given_to
from app.venues.enums import Ability
from app.venues.guards import own_member_id, own_venue
from app.venues.models import Venue
from app.web.csv_export import Cell, dollars, sheet
from app.web.fields import whole_number
from app.web.htmx import go, vary, wants_partial

bp = Blueprint("guests", __name__, url_prefix="/venue/guests")

LABELS = {
    GuestOrder.RECENT: lazy_gettext("Latest booking"),
    GuestOrder.NAME: lazy_gettext("Name"),
    GuestOrder.VISITS: lazy_gettext("Most bookings"),
}
LONGEST = 100  # characters of the search text
MOST_SUGGESTED = 6
COLUMNS = ("Name", "Phone", "Email", "Visits", "Missed", "Canceled", "To come", "Last visit", "Spent, USD", "Notes")


@bp.get("/")
@own_venue(Ability.SEE_GUESTS)
def index(venue: Venue) -> ResponseReturnValue:
    text, order, page = parse_text(), parse_order(), parse_page()
    return render_template(
        "guests/index.html",
        workplace=venue.name,
        venue=venue,
        found=find_guests(venue, text, order=order, page=page),
        text=text,
        order=order,
        orders=LABELS,
    )


@bp.get("/guests.csv")
@own_venue(Ability.DOWNLOAD_LISTS)
def export(venue: Venue) -> ResponseReturnValue:
    """Export all matching guests as one CSV file."""
    found = find_guests(venue, parse_text(), order=parse_order(), limit=None)
    if seen() is None:
        record_event(SecurityEventKind.DATA_EXPORTED, user=current_user_or_403(), ip=request.remote_addr or "")
    return sheet("guests", rows(venue, found.rows))


def rows(venue: Venue, found: Sequence[tuple[Guest, GuestStats]]) -> Iterator[Sequence[Cell]]:
    yield COLUMNS
    for guest, record in found:
        last = record.last.astimezone(venue.zone).date() if record.last else None
        numbers = record.bookings, record.no_shows, record.canceled, record.upcoming
        yield guest.name, guest.phone, guest.email, *numbers, last, dollars(record.cents), guest.notes


@bp.route("/<guest_id>", methods=["GET", "POST"])
@own_venue(Ability.SEE_GUESTS)
def show(venue: Venue, guest_id: str) -> ResponseReturnValue:
    """Show one guest: past and upcoming bookings, and the venue's notes."""
    guest = guest_of_venue(venue, guest_id)
    form = GuestForm(obj=guest)
    if form.validate_on_submit():
        contact = GuestContact(form.name.value, form.email.value, form.phone.value)
        edit_guest(guest=guest, contact=contact, notes=form.notes.value)
        flash(_("Guest saved."))
        return go(url_for("guests.show", guest_id=guest_id, _anchor="known"))
    opened(AccessKind.GUEST_RECORD, user_id=guest.user_id, guest_id=guest.id)
    bookings = bookings_of_guest(guest.id)
    user_id = account_of(guest, bookings)
    shared = shared_with(venue.id, user_id)
    html = render_template(
        "guests/show.html",
        workplace=venue.name,
        venue=venue,
        guest=guest,
        form=form,
        record=stats_by_guest([guest.id]).get(guest.id, GuestStats()),
        to_come=[
            booking
            for booking in reversed(bookings)
            if booking.state in UPCOMING_STATES and booking.ends_at > clock.now()
        ],
        past=[
            booking for booking in bookings if booking.state not in UPCOMING_STATES or booking.ends_at <= clock.now()
        ],
        shared=shared,
        shared_facts=facts_of(shared),
        can_have_credit=user_id is not None,
        credit=credit_at(venue.id, user_id) if user_id else 0,
        given=given_to(venue.id, user_id) if user_id else [],
        takes_back_since=clock.now() - TAKE_BACK_WITHIN,
        copy=booking_copy,
        tags_copy=tags_copy,
    )
    return make_response(html, 422 if form.errors or form.form_errors else 200)


def account_of(guest: Guest, bookings: Sequence[Booking]) -> int | None:
    """Return the guest's account if they booked here with it.

    A record that was only tied by its email address shows nothing that the guest shares: anyone can enter an address.
    """
    booked = any(booking.venue_order.order.user_id == guest.user_id for booking in bookings)
    return guest.user_id if booked else None


@bp.route("/<guest_id>/notes", methods=["GET", "POST"])
@own_venue(Ability.NOTE_GUESTS)
def notes(venue: Venue, guest_id: str) -> ResponseReturnValue:
    """Edit the notes about a guest. A team member can do so for the guests of their own bookings."""
    guest = guest_of_venue(venue, guest_id)
    refuse_others_guest(guest, own_member_id())
    form, booking = NotesForm(obj=guest), request.args.get("booking", "").replace("\0", "")[:LONGEST]
    back_to = url_for("calendar.day", booking=booking or None, _anchor="booking" if booking else None)
    if form.validate_on_submit():
        edit_notes(guest=guest, notes=form.notes.value)
        flash(_("Notes about %(guest)s saved.", guest=guest.name))
        return go(back_to)
    html = render_template(
        "guests/notes.html",
        workplace=venue.name,
        venue=venue,
        guest=guest,
        form=form,
        booking=booking,
        back_to=back_to,
    )
    return make_response(html, 422 if form.errors or form.form_errors else 200)


def parse_text() -> str:
    return " ".join(request.args.get("q", "").replace("\0", "").split())[:LONGEST]


def parse_order() -> GuestOrder:
    value = request.args.get("sort", "")
    return GuestOrder(value) if value in set(GuestOrder) else GuestOrder.RECENT


def parse_page() -> int:
    return whole_number(request.args.get("page", ""), most=99_999) or 1


@bp.get("/suggest")
@own_venue(Ability.SEE_GUESTS)
def suggest_guests(venue: Venue) -> ResponseReturnValue:
    """Suggest guests of this venue by name, phone or email, the most recent first."""
    typed = request.args.get("q", "")[:LONGEST].strip()
    if not wants_partial():
        return vary(make_response(redirect(url_for("guests.index", q=typed or None))))
    found = find_guests(venue, typed, order=GuestOrder.RECENT, limit=MOST_SUGGESTED).rows if typed else []
    html = render_template("guests/_suggestions.html", guests=[guest for guest, _ in found])
    return vary(make_response(html))
