"""Sentences about rows: what happens to each, and what to change in the file."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.sentences import listed
from app.imports.columns import Field
from app.imports.enums import Duplicates, ImportKind, ImportState, Outcome, Reason, Undone
from app.imports.models import Import, ImportRow

KINDS = {
    ImportKind.GUESTS: lazy_gettext("Guests"),
    ImportKind.SERVICES: lazy_gettext("Services"),
    ImportKind.BOOKINGS: lazy_gettext("Upcoming bookings"),
}
EXPLAINED = {
    ImportKind.GUESTS: lazy_gettext("Names, phone numbers, email addresses, and your notes."),
    ImportKind.SERVICES: lazy_gettext("Services with their categories, lengths, and prices."),
    ImportKind.BOOKINGS: lazy_gettext("Bookings that are still ahead. Import your services first."),
}
FIELDS = {
    "category": lazy_gettext("Category"),
    "date": lazy_gettext("Date"),
    "description": lazy_gettext("Description"),
    "email": lazy_gettext("Email"),
    "first_name": lazy_gettext("First name"),
    "last_name": lazy_gettext("Last name"),
    "member": lazy_gettext("Team member"),
    "minutes": lazy_gettext("Length in minutes"),
    "name": lazy_gettext("Guest’s full name"),
    "notes": lazy_gettext("Notes"),
    "phone": lazy_gettext("Phone"),
    "price": lazy_gettext("Price"),
    "service": lazy_gettext("Service"),
    "time": lazy_gettext("Time"),
    "title": lazy_gettext("Service"),
}
OUTCOMES = {
    Outcome.NEW: lazy_gettext("New"),
    Outcome.MERGED: lazy_gettext("Merged"),
    Outcome.SKIPPED: lazy_gettext("Skipped"),
    Outcome.CONFLICT: lazy_gettext("To place by hand"),
    Outcome.INVALID: lazy_gettext("Not readable"),
}
# The kind of an outcome's tag.
TONES = {
    Outcome.NEW: "ok",
    Outcome.MERGED: "calm",
    Outcome.SKIPPED: "calm",
    Outcome.CONFLICT: "wait",
    Outcome.INVALID: "no",
}
DUPLICATES = {
    Duplicates.OURS: lazy_gettext("Keep what’s here, and fill in what’s missing"),
    Duplicates.FILE: lazy_gettext("Replace it with the file’s values"),
    Duplicates.SKIP: lazy_gettext("Skip the row"),
}
REASONS = {
    Reason.AMBIGUOUS_TIME: lazy_gettext("Clocks go back that night, so this time comes twice. We use the first one."),
    Reason.BOOKED: lazy_gettext("%(guest)s is already booked for this service at this time."),
    Reason.CATEGORY: lazy_gettext("“%(category)s” isn’t one of our categories. We use %(usual)s. You can change it."),
    Reason.DATE: lazy_gettext("We can’t read the date “%(text)s.” Write it like 5/19/2026."),
    Reason.EMAIL: lazy_gettext("“%(text)s” isn’t an email address. Correct it, or leave it blank."),
    Reason.GUEST_KNOWN: lazy_gettext("Same email or phone as your guest %(guest)s."),
    Reason.MEMBER: lazy_gettext("“%(member)s” isn’t on your team. Correct the name, or leave it blank for anyone."),
    Reason.MEMBER_DOES_NOT_OFFER: lazy_gettext("%(member)s doesn’t provide %(service)s. Change that on the service."),
    Reason.MINUTES: lazy_gettext("We can’t use the length “%(text)s.” Write minutes from 5 to 720, like 60."),
    Reason.NAME: lazy_gettext("This row has no guest’s name. Enter one."),
    Reason.NAMESAKES: lazy_gettext("%(number)s guests are called %(guest)s. Add an email or a phone number."),
    Reason.NO_SERVICE: lazy_gettext("You don’t have a service called “%(service)s.” Add it, or correct the name."),
    Reason.NO_TEAM: lazy_gettext("No one on your team provides %(service)s. Add a team member first."),
    Reason.ONLINE_GUEST: lazy_gettext(
        "%(guest)s gave the same email or phone when booking online. We keep both, because we can’t verify it."
    ),
    Reason.OTHER_VALUES: lazy_gettext("Same phone as %(guest)s, but another email. We add a second guest."),
    Reason.OUTSIDE_HOURS: lazy_gettext("Outside working hours. We place it anyway."),
    Reason.PAST: lazy_gettext("This booking is in the past."),
    Reason.PHONE: lazy_gettext("“%(text)s” isn’t a full phone number. Add the area code, or leave it blank."),
    Reason.PRICE: lazy_gettext("We can’t use the price “%(text)s.” Write it in dollars, like 110 or 110.50."),
    Reason.REPEATED: lazy_gettext("Same as row %(row)s of this file."),
    Reason.SKIPPED_TIME: lazy_gettext("Clocks go forward that night, so this time doesn’t exist. Change the time."),
    Reason.TIME: lazy_gettext("We can’t read the time “%(text)s.” Write it like 2:30 PM."),
    Reason.TITLE: lazy_gettext("This row has no service’s name. Enter one."),
    Reason.TOO_FAR: lazy_gettext("This booking is more than two years ahead. Change the date."),
    Reason.TOO_LONG: lazy_gettext("“%(text)s” is too long. Use %(most)s characters or fewer."),
    Reason.TOO_MANY_OPTIONS: lazy_gettext("%(service)s has %(most)s lengths, the most a service can have."),
    Reason.TOO_MANY_SERVICES: lazy_gettext("You can have up to %(most)s services. Remove one first."),
}
UNDONE = {
    Undone.REMOVED: lazy_gettext("Removed"),
    Undone.CHANGED: lazy_gettext("Kept: changed since the import"),
    Undone.IN_USE: lazy_gettext("Kept: still in use"),
}


def why(row: ImportRow) -> str:
    """Return the sentence about a row's outcome; empty if the outcome says it all."""
    values = dict(row.detail)
    if row.reason is Reason.TAKEN:
        return _taken(values)
    if row.reason is Reason.OPTION:
        return _option(values)
    if row.reason is Reason.SERVICE_KNOWN:
        return _service_known(row, values)
    if row.reason is None:
        return _adds_option(values) if "minutes" in values else ""
    try:
        return str(REASONS[row.reason]) % values
    except KeyError:
        return ""  # the values were deleted with the row's text


def _taken(values: dict[str, str]) -> str:
    if "text" in values:
        return values["text"]
    if "row" in values:
        return _("%(guest)s in row %(row)s has this time.", guest=values["guest"], row=values["row"])
    return _("No one is available at this time.")


def _option(values: dict[str, str]) -> str:
    if values.get("minutes"):
        return _(
            "%(service)s has no length of %(minutes)s minutes, only %(lengths)s. Correct it, or add that length.",
            **values,
        )
    return _("%(service)s has several lengths: %(lengths)s minutes. Add a column with the length.", **values)


def _service_known(row: ImportRow, values: dict[str, str]) -> str:
    if row.outcome is Outcome.SKIPPED:
        return _("You already have %(service)s with %(minutes)s minutes.", **values)
    return _("The price of %(service)s with %(minutes)s minutes is replaced.", **values)


def _adds_option(values: dict[str, str]) -> str:
    return _("Adds %(minutes)s minutes to %(service)s.", **values)


def label_of(field: Field) -> str:
    return str(FIELDS[field.key])


def undo_sentence(removed: int, changed: int, in_use: int) -> str:
    """Say what undoing an import did."""
    parts = [ngettext("%(num)d imported item is removed.", "%(num)d imported items are removed.", removed)]
    if changed:
        parts.append(
            ngettext(
                "%(num)d stays, because it changed since the import.",
                "%(num)d stay, because they changed since the import.",
                changed,
            )
        )
    if in_use:
        parts.append(
            ngettext(
                "%(num)d stays, because something else belongs to it, such as a booking.",
                "%(num)d stay, because something else belongs to them, such as a booking.",
                in_use,
            )
        )
    return " ".join(parts)


STATES = {
    ImportState.COLUMNS: lazy_gettext("Match columns"),
    ImportState.CHECKING: lazy_gettext("Checking rows"),
    ImportState.PREVIEW: lazy_gettext("Ready to import"),
    ImportState.RUNNING: lazy_gettext("Importing"),
    ImportState.DONE: lazy_gettext("Imported"),
    ImportState.UNDOING: lazy_gettext("Undoing"),
    ImportState.UNDONE: lazy_gettext("Undone"),
}


def doing(found: Import, done: int) -> str:
    """Say what the job does and how far it is."""
    if found.state is ImportState.CHECKING:
        return ngettext("Checking %(num)s row…", "Checking %(num)s rows…", found.rows)
    numbers = {"done": f"{done:,}", "rows": f"{found.rows:,}"}
    if found.state is ImportState.UNDOING:
        return _("Undoing: %(done)s of %(rows)s rows…", **numbers)
    return _("Importing: %(done)s of %(rows)s rows…", **numbers)


def preview(counts: Mapping[Outcome, int]) -> str:
    """Say what would happen to how many rows."""
    return _("If you import now: %(sums)s.", sums=_sums(counts))


def result(counts: Mapping[Outcome, int]) -> str:
    """Say what happened to how many rows."""
    return _("Imported: %(sums)s.", sums=_sums(counts))


def _sums(counts: Mapping[Outcome, int]) -> str:
    words = {
        Outcome.NEW: ngettext("%(num)s new", "%(num)s new", counts.get(Outcome.NEW, 0)),
        Outcome.MERGED: ngettext("%(num)s merged", "%(num)s merged", counts.get(Outcome.MERGED, 0)),
        Outcome.SKIPPED: ngettext("%(num)s skipped", "%(num)s skipped", counts.get(Outcome.SKIPPED, 0)),
        Outcome.CONFLICT: ngettext(
            "%(num)s to place by hand", "%(num)s to place by hand", counts.get(Outcome.CONFLICT, 0)
        ),
        Outcome.INVALID: ngettext("%(num)s not readable", "%(num)s not readable", counts.get(Outcome.INVALID, 0)),
    }
    return listed([text for outcome, text in words.items() if counts.get(outcome)])
