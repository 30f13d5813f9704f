"""A month's journal as rows of a CSV file, for people and for accounting programs."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.finance.enums import JournalFormat
from app.finance.months import Month
from app.finance.queries.months import daily_nets, postings
from app.ledger.chart import CHART
from app.web.csv_export import Cell, dollars

# The columns that Xero's template for manual journals names. Narration and date tell journals apart.
XERO = ("*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount")
# The columns that QuickBooks Online asks for when it imports journal entries.
QUICKBOOKS = ("Journal No.", "Journal Date", "Account Name", "Description", "Debits", "Credits")
UNTAXED = "Tax Exempt"  # the name of Xero's own rate for no tax in the US

Rows = Iterator[Sequence[Cell]]


def rows_of(month: Month, wanted: JournalFormat, zone: ZoneInfo) -> Rows:
    """Return the rows of a month's journal, with a header. Debits equal credits in each journal and overall."""
    match wanted:
        case JournalFormat.ALL:
            return _every_posting(month, zone)
        case JournalFormat.QUICKBOOKS:
            return _for_quickbooks(month, zone)
        case JournalFormat.XERO:
            return _for_xero(month, zone)


def _every_posting(month: Month, zone: ZoneInfo) -> Rows:
    yield (
        *(_("Entry"), _("Time"), _("Event"), _("Key"), _("Account number"), _("Account")),
        *(_("Venue"), _("Booking"), _("Debit"), _("Credit")),
    )
    for entry, posting in postings(month):
        row = CHART[posting.account]
        yield (
            *(entry.id, entry.at.astimezone(zone), entry.event.value, entry.key, row.number, row.name),
            *(posting.venue_id, posting.booking_id, *_sides(posting.amount_cents)),
        )


def _for_quickbooks(month: Month, zone: ZoneInfo) -> Rows:
    """Yield one journal for each day, with what each account changed by."""
    yield QUICKBOOKS
    for day, account, cents in daily_nets(month, zone):
        number = f"CW-{day:%Y%m%d}"
        yield number, f"{day:%m/%d/%Y}", CHART[account].name, f"CozyWish {day:%Y-%m-%d}", *_sides(cents)


def _for_xero(month: Month, zone: ZoneInfo) -> Rows:
    """Yield one journal for each day, with a debit as a positive amount and a credit as a negative one."""
    yield XERO
    for day, account, cents in daily_nets(month, zone):
        row = CHART[account]
        yield f"CozyWish {day:%Y-%m-%d}", f"{day:%d %b %Y}", row.name, row.number, UNTAXED, dollars(cents)


def _sides(cents: int) -> tuple[Cell, Cell]:
    """Return an amount as a debit and a credit, of which one is empty."""
    return (dollars(cents), None) if cents > 0 else (None, dollars(-cents))
