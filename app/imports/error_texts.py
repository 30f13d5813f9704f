"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.imports.errors import ImportErrorCode


def _too_many_rows(most: int) -> str:
    return _(
        "This file has more than %(most)s rows, the most for one import. Split the file, then upload each part."
        " Nothing was imported.",
        most=f"{most:,}",
    )


TEXTS: ErrorTexts = {
    ImportErrorCode.CANNOT_EMAIL: lazy_gettext("Your venue can email guests after we approve it. Try again then."),
    ImportErrorCode.CELL_TOO_LONG: lazy_gettext(
        "A cell in this file is too long. A quotation mark may be missing. Save it as CSV again, then upload it."
    ),
    ImportErrorCode.EMPTY_FILE: lazy_gettext("This file is empty. Export it again, then upload it."),
    ImportErrorCode.NO_ROWS: lazy_gettext("This file has column names but no rows. Add rows, then upload it."),
    ImportErrorCode.NO_SUCH_IMPORT: lazy_gettext("We can’t find that import. The link may be old or incomplete."),
    ImportErrorCode.NOT_A_CSV: lazy_gettext(
        "This isn’t a CSV file. In your spreadsheet app, choose “Save as” or “Download,” then CSV."
    ),
    ImportErrorCode.STATE_CHANGED: lazy_gettext(
        "This import changed while the page was open, maybe in another tab. Check what it says now."
    ),
    ImportErrorCode.TOO_MANY_COLUMNS: lambda most: _(
        "This file has more than %(most)d columns. Remove the ones you don’t need, then upload it.", most=most
    ),
    ImportErrorCode.TOO_MANY_ROWS: _too_many_rows,
    ImportErrorCode.UNDO_OVER: lazy_gettext("An import can be undone for a week. Change or remove its rows by hand."),
}
