"""The pages of imports: upload, columns, preview, progress, result."""

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.guards import current_user_or_403
from app.core import clock
from app.core.errors import DomainError
from app.imports import copy
from app.imports.actions.emails import start_emailing
from app.imports.actions.undo import undo_import
from app.imports.actions.uploads import check_columns, create_import, discard_import, start_import
from app.imports.cells import BadCell, Cells, read_date, read_time
from app.imports.columns import EXAMPLES, FIELDS, guess_day_first
from app.imports.enums import Duplicates, ImportKind, ImportState, Outcome, Reason
from app.imports.forms import UploadForm, chosen_columns, columns_form, refuse_bad_columns
from app.imports.models import Import, ImportRow
from app.imports.queries import (
    bookings_by_id,
    counts,
    done_count,
    first_values,
    guests_by_id,
    guests_to_email,
    import_of,
    imports_of,
    rows_of,
    samples,
    undone_counts,
)
from app.imports.reading import MOST_BYTES, read_sheet
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.csv_export import sheet
from app.web.fields import whole_number
from app.web.htmx import go, render
from app.web.route_limits import limited
from app.web.security import takes_files

bp = Blueprint("imports", __name__, url_prefix="/venue/imports")

# Fields that summarize a row, by kind.
SUMMARY = {
    ImportKind.GUESTS: ("name", "first_name", "last_name", "email", "phone"),
    ImportKind.SERVICES: ("title", "minutes", "price"),
    ImportKind.BOOKINGS: ("date", "time", "service", "member", "name", "first_name", "last_name"),
}


@bp.get("/")
@own_venue(Ability.CONNECT_CALENDARS)
def index(venue: Venue) -> ResponseReturnValue:
    return show_index(venue, {})


def show_index(venue: Venue, forms: Mapping[ImportKind, UploadForm], *, status: int = 200) -> ResponseReturnValue:
    return render(
        "imports/index.html",
        "imports/index.html",
        status=status,
        workplace=venue.name,
        venue=venue,
        copy=copy,
        forms={kind: forms.get(kind) or UploadForm(formdata=None, prefix=kind.value) for kind in ImportKind},
        imports=imports_of(venue),
    )


@bp.post("/<kind>")
@limited("uploads")
@takes_files(bytes_together=MOST_BYTES + 64 * 1024)
@own_venue(Ability.CONNECT_CALENDARS)
def upload(venue: Venue, kind: str) -> ResponseReturnValue:
    """Store a file, and ask what its columns are."""
    of = kind_called(kind)
    form = UploadForm(prefix=of.value)
    if not form.validate_on_submit():
        return show_index(venue, {of: form}, status=422)
    with form.refusals(form.file):
        content = form.content
        if len(content) > MOST_BYTES:
            raise DomainError(_("This file is larger than 8 MB. Split it, then upload each part."))
        found = create_import(
            venue=venue,
            user_id=current_user_or_403().id,
            kind=of,
            filename=form.filename,
            sheet=read_sheet(content),
        )
        if "date" in found.columns:
            found.day_first = guess_day_first(first_values(found, found.columns["date"]))
        return go(url_for("imports.columns", key=found.key))
    return show_index(venue, {of: form}, status=422)


def kind_called(kind: str) -> ImportKind:
    return ImportKind(kind) if kind in set(ImportKind) else abort(404)


@bp.get("/examples/<kind>.csv")
@own_venue(Ability.CONNECT_CALENDARS)
def example(venue: Venue, kind: str) -> ResponseReturnValue:  # noqa: ARG001  # only owners see it
    """Download a small file with the columns that an import understands."""
    of = kind_called(kind)
    return sheet(f"{of.value}-example", EXAMPLES[of])


@bp.route("/<key>/columns", methods=["GET", "POST"])
@own_venue(Ability.CONNECT_CALENDARS)
def columns(venue: Venue, key: str) -> ResponseReturnValue:
    """Ask what the columns are, with the columns as we guess them."""
    found = import_of(venue, key)
    if found.state not in (ImportState.COLUMNS, ImportState.PREVIEW):
        return redirect(url_for("imports.show", key=key))
    form = columns_form(found, samples(found))
    if form.validate_on_submit() and refuse_bad_columns(form, found.kind):
        check_columns(
            found=found,
            columns=chosen_columns(form),
            day_first=form.dates.data == "day",
            duplicates=Duplicates(form.duplicates.data),
        )
        return go(url_for("imports.show", key=key))
    return render(
        "imports/columns.html",
        "imports/_columns.html",
        status=422 if form.is_submitted() else 200,
        workplace=venue.name,
        venue=venue,
        copy=copy,
        found=found,
        form=form,
        fields=FIELDS[found.kind],
    )


@bp.get("/<key>")
@own_venue(Ability.CONNECT_CALENDARS)
def show(venue: Venue, key: str) -> ResponseReturnValue:
    """Show the preview, the progress or the result, with a page of rows."""
    found = import_of(venue, key)
    if found.state is ImportState.COLUMNS:
        return redirect(url_for("imports.columns", key=key))
    value = request.args.get("rows", "")
    outcome = Outcome(value) if value in set(Outcome) else None
    page = whole_number(request.args.get("page", ""), most=9_999) or 1
    rows = None if found.is_busy else rows_of(found, outcome=outcome, page=page)
    numbers = counts(found)
    return render(
        "imports/show.html",
        "imports/show.html",
        workplace=venue.name,
        venue=venue,
        copy=copy,
        found=found,
        counts=numbers,
        outcome=outcome,
        page=rows,
        summaries={row.id: summary(found, row) for row in rows.rows} if rows else {},
        guests=guests_by_id([row.guest_id for row in rows.rows if row.guest_id]) if rows else {},
        bookings=bookings_by_id([row.booking_id for row in rows.rows if row.booking_id]) if rows else {},
        by_hand={row.id: by_hand(found, row) for row in rows.rows if row.done} if rows else {},
        tabs=tabs(found, numbers, outcome),
        done=done_count(found),
        to_email=guests_to_email(found) if found.state is ImportState.DONE else 0,
        undone=undone_counts(found) if found.state is ImportState.UNDONE else {},
        now=clock.now(),
    )


def tabs(found: Import, numbers: Mapping[Outcome, int], chosen: Outcome | None) -> list[dict[str, object]]:
    """Return the filters of the rows, each with its number."""
    every = {
        "label": _("All rows: %(number)s", number=f"{found.rows:,}"),
        "href": url_for("imports.show", key=found.key),
        "current": chosen is None,
    }
    return [every] + [
        {
            "label": f"{copy.OUTCOMES[outcome]}: {numbers[outcome]:,}",
            "href": url_for("imports.show", key=found.key, rows=outcome.value),
            "current": outcome is chosen,
        }
        for outcome in Outcome
        if numbers.get(outcome)
    ]


def summary(found: Import, row: ImportRow) -> str:
    """Return the main values of a row, as the file has them."""
    cells = Cells(row.cells, found.columns)
    values = [" ".join(cells.raw(key).split())[:80] for key in SUMMARY[found.kind]]
    return ", ".join(value for value in values if value)


def by_hand(found: Import, row: ImportRow) -> str:
    """Return the URL of the front desk's form, filled in with a booking that conflicts; empty for other rows."""
    if row.reason is not Reason.TAKEN or row.guest_id is None or not row.cells:
        return ""
    cells = Cells(row.cells, found.columns)
    try:
        on, rest = read_date(cells.raw("date"), day_first=found.day_first)
        start = read_time(cells.raw("time") or rest)
    except BadCell:
        return ""
    guest = guests_by_id([row.guest_id]).get(row.guest_id)
    return url_for(
        "front_desk.new_booking",
        day=on.isoformat(),
        start=f"{start:%H:%M}",
        service=row.detail.get("service"),
        minutes=row.detail.get("minutes"),
        member=row.detail.get("member") or None,
        guest=guest.public_id if guest else None,
    )


@bp.get("/<key>/progress")
@own_venue(Ability.CONNECT_CALENDARS)
def progress(venue: Venue, key: str) -> ResponseReturnValue:
    """Show how far the job is; go to the page when it is done."""
    found = import_of(venue, key)
    if not found.is_busy:
        return go(url_for("imports.show", key=key))
    return render(
        "imports/progress.html",
        "imports/_progress.html",
        workplace=venue.name,
        venue=venue,
        copy=copy,
        found=found,
        done=done_count(found),
    )


@bp.post("/<key>/start")
@own_venue(Ability.CONNECT_CALENDARS)
def start(venue: Venue, key: str) -> ResponseReturnValue:
    return act(start_import, venue, key)


@bp.post("/<key>/undo")
@own_venue(Ability.CONNECT_CALENDARS)
def undo(venue: Venue, key: str) -> ResponseReturnValue:
    return act(undo_import, venue, key)


@bp.post("/<key>/emails")
@own_venue(Ability.CONNECT_CALENDARS)
def emails(venue: Venue, key: str) -> ResponseReturnValue:
    said = _("Guests of this import now get emails about their upcoming bookings.")
    return act(start_emailing, venue, key, said=said, anchor="emails")


@bp.post("/<key>/discard")
@own_venue(Ability.CONNECT_CALENDARS)
def discard(venue: Venue, key: str) -> ResponseReturnValue:
    discard_import(found=import_of(venue, key))
    flash(_("The file is deleted. Nothing was imported."))
    return go(url_for("imports.index"))


def act(
    action: Callable[..., None], venue: Venue, key: str, *, said: str = "", anchor: str | None = None
) -> ResponseReturnValue:
    """Do something with an import, and go to its page."""
    action(found=import_of(venue, key))
    if said:
        flash(said)
    return go(url_for("imports.show", key=key, _anchor=anchor))
