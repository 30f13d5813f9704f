"""Pages to block time, change a block and remove it, each with Undo."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.availability.models import Block
from app.calendar.forms import BlockEdit, BlockForm
from app.calendar.views import bp
from app.calendar.views.first_hour import NOON, first_hour
from app.core import clock
from app.core.errors import DomainError
from app.core.formats import day, span
from app.core.sentences import listed
from app.front_desk.actions import blocks
from app.front_desk.actions.blocks import BlockedTime, change_block
from app.front_desk.drag_drop import dropped
from app.front_desk.queries import Bookable, block_of, bookables, taken_by
from app.front_desk.request_args import calendar_at, parse_day, parse_window
from app.front_desk.responses import done, refused, undone
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.fields import sent_number
from app.web.htmx import render, wants_partial


@bp.route("/blocks/new", methods=["GET", "POST"])
@own_venue(Ability.CHANGE_BOOKINGS)
def add_block(venue: Venue) -> ResponseReturnValue:
    """Block time. `day`, `start` (14:30) and `who` in the URL prefill the form."""
    form = BlockForm.about(bookables(venue), *proposal(venue), request.args.getlist("who"))
    if form.validate_on_submit():
        blocked_time = form.blocked_time(venue.zone)
        if needs_confirmation(form, blocked_time):
            return page(venue, form, None, until=blocked_time.ends)
        with form.refusals(form.begins):
            made = blocks.add_block(venue=venue, blocked_time=blocked_time)
            undo = url_for("calendar.undo_add_block", block_id=made.public_id)
            message = _("Time blocked: %(time)s. Guests can’t book it.", time=words(venue, blocked_time))
            return done(message, its_day(venue, blocked_time.begins), about=made.public_id, undo=undo)
    return page(venue, form, None)


@bp.route("/blocks/<block_id>", methods=["GET", "POST"])
@own_venue(Ability.CHANGE_BOOKINGS)
def edit_block(venue: Venue, block_id: str) -> ResponseReturnValue:
    block, among = block_of(venue, block_id), bookables(venue)
    before = saved_block(block, among)
    form = BlockEdit.of(block, venue.zone, among, before.who)
    if form.validate_on_submit():
        blocked_time = form.blocked_time(venue.zone)
        if needs_confirmation(form, blocked_time):
            return page(venue, form, block, until=blocked_time.ends)
        with form.refusals(form.begins):
            change_block(venue=venue, block=block, blocked_time=blocked_time, sequence=block.sequence)
            undo = url_for("calendar.put_block", block_id=block_id, **packed(before, block.sequence))
            message = _("Blocked time saved: %(time)s.", time=words(venue, blocked_time))
            return done(message, its_day(venue, blocked_time.begins), about=block_id, undo=undo)
    return page(venue, form, block)


@bp.post("/blocks/<block_id>/move")
@own_venue(Ability.CHANGE_BOOKINGS)
def move_block(venue: Venue, block_id: str) -> ResponseReturnValue:
    """Change a block after a drag or keys. If it covers several columns, only the one it was dragged from is
    replaced."""
    block, among = block_of(venue, block_id), bookables(venue)
    before, drop = saved_block(block, among), dropped()
    who = [drop.who if each.key == drop.source else each.key for each in before.who]
    begins, ends = drop.between(venue.zone)
    blocked_time = BlockedTime([each for each in among if each.key in who], begins, ends, before.note)
    there = its_day(venue, begins)
    try:
        change_block(venue=venue, block=block, blocked_time=blocked_time, sequence=drop.sequence)
    except DomainError as error:
        return refused(error, there)
    undo = url_for("calendar.put_block", block_id=block_id, **packed(before, block.sequence))
    message = _("Blocked time changed: %(time)s.", time=words(venue, blocked_time))
    return done(message, there, about=block_id, undo=undo)


@bp.post("/blocks/<block_id>/put")
@own_venue(Ability.CHANGE_BOOKINGS)
def put_block(venue: Venue, block_id: str) -> ResponseReturnValue:
    """Undo a change: restore the block that the URL describes, if `sequence` is still its version."""
    block, blocked_time = block_of(venue, block_id), unpacked(bookables(venue))
    sequence = request.args.get("sequence", type=sent_number)
    if sequence is None:
        abort(404)
    there = its_day(venue, blocked_time.begins)
    try:
        change_block(venue=venue, block=block, blocked_time=blocked_time, sequence=sequence)
    except DomainError as error:
        return refused(error, there)
    return undone(_("Change undone. Blocked time: %(time)s.", time=words(venue, blocked_time)), there)


@bp.post("/blocks/<block_id>/remove")
@own_venue(Ability.CHANGE_BOOKINGS)
def remove_block(venue: Venue, block_id: str) -> ResponseReturnValue:
    block = block_of(venue, block_id)
    blocked_time = saved_block(block, bookables(venue))
    blocks.remove_block(venue=venue, block=block)
    undo = url_for("calendar.restore_block", **packed(blocked_time))
    message = _("Blocked time removed: %(time)s. Guests can book it again.", time=words(venue, blocked_time))
    return done(message, its_day(venue, blocked_time.begins), about=block_id, undo=undo)


@bp.post("/blocks/<block_id>/undo")
@own_venue(Ability.CHANGE_BOOKINGS)
def undo_add_block(venue: Venue, block_id: str) -> ResponseReturnValue:
    block = block_of(venue, block_id)
    there = its_day(venue, block.begins)
    blocks.remove_block(venue=venue, block=block)
    return undone(_("Blocked time removed. Guests can book it again."), there)


@bp.post("/blocks/restore")
@own_venue(Ability.CHANGE_BOOKINGS)
def restore_block(venue: Venue) -> ResponseReturnValue:
    """Undo a removal: block the time that the URL describes, if it is still available."""
    blocked_time = unpacked(bookables(venue))
    there = its_day(venue, blocked_time.begins)
    try:
        blocks.add_block(venue=venue, blocked_time=blocked_time, restores=True)
    except DomainError as error:
        return refused(error, there)
    return undone(_("Time blocked again: %(time)s.", time=words(venue, blocked_time)), there)


def needs_confirmation(form: BlockForm, blocked_time: BlockedTime) -> bool:
    """Return whether the owner has yet to confirm that the block ends on the next day. The answer repeats the end that
    the question showed, so other times are asked about again."""
    return form.ends_next_day and request.form.get("until") != blocked_time.ends.isoformat()


def page(venue: Venue, form: BlockForm, block: Block | None, *, until: datetime | None = None) -> ResponseReturnValue:
    """Render the form; with `until` it asks whether the block should end then."""
    status = 422 if form.errors else 409 if until else 200
    shown = {"venue": venue, "form": form, "block": block, "until": until}
    shown |= {"modal": wants_partial(), "workplace": venue.name}
    shown["back"] = calendar_at(form.day.data)
    return render("calendar/block.html", "calendar/_block.html", status=status, **shown)


def parse_time() -> time | None:
    """Return the time in the URL; None if it is missing or makes no sense."""
    try:
        return datetime.strptime(request.args.get("start", ""), "%H:%M").time()  # noqa: DTZ007  # a wall time
    except ValueError:
        return None


def proposal(venue: Venue) -> tuple[date, time]:
    """Return the day and the time that prefill the form."""
    today = clock.now().astimezone(venue.zone).date()
    on = parse_day() or today
    if request.method == "POST":
        return on, NOON  # replaced by what was typed
    return on, parse_time() or first_hour(venue, on, request.args.getlist("who"))


def saved_block(block: Block, among: Sequence[Bookable]) -> BlockedTime:
    """Return a block's current time, team members, rooms and note."""
    return BlockedTime(taken_by(block, among), block.begins, block.ends, block.note)


def packed(blocked_time: BlockedTime, sequence: int | None = None) -> dict[str, Any]:
    """Return a blocked time as URL parameters for Undo. `sequence` is the version of the block after the change."""
    return {
        "begins": blocked_time.begins.isoformat(),
        "ends": blocked_time.ends.isoformat(),
        "who": [each.key for each in blocked_time.who],
        "note": blocked_time.note or None,
        "sequence": sequence,
    }


def unpacked(among: Sequence[Bookable]) -> BlockedTime:
    """Return the blocked time that the URL describes.

    Responds with 404 if it is unreadable: only our own pages create these URLs.
    """
    begins, ends = parse_window()
    keys = request.args.getlist("who")
    note = request.args.get("note", "")[:120]
    return BlockedTime([each for each in among if each.key in keys], begins, ends, note)


def words(venue: Venue, blocked_time: BlockedTime) -> str:
    """Describe a blocked time, such as "June and Maren, Thu, May 14, 2:00 – 3:00 PM"."""
    names = listed([each.first_name for each in blocked_time.who] or [_("No one")])
    begins, ends, zone = blocked_time.begins, blocked_time.ends, venue.zone
    return f"{names}, {day(begins, zone)}, {span(begins, ends, zone)}"


def its_day(venue: Venue, at: datetime) -> str:
    return calendar_at(at.astimezone(venue.zone).date())
