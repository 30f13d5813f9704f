"""The rules of all tables. A test fails until each column of each table has one."""

from app.privacy.data_map import accounts, bookings, disputes, guests, log_in, money, profiles, site, staff, venues
from app.privacy.rules import Export, TableRules

# In the order of a deletion: rows that name an account or a guest through other tables come before these tables.
DATA_MAP: dict[str, TableRules] = {
    **bookings.TABLES,
    **money.TABLES,
    **disputes.TABLES,
    **guests.TABLES,
    **venues.TABLES,
    **staff.TABLES,
    **site.TABLES,
    **log_in.TABLES,
    **profiles.TABLES,
    **accounts.TABLES,
}
LAST = ("data_export", "guest", "user_account")


def erased_tables() -> list[str]:
    """Return the tables that a deletion changes, children first."""
    changed = [
        name
        for name, table in DATA_MAP.items()
        if table.deletes_rows or any(rule.becomes is not None for rule in table.columns.values())
    ]
    return [*(name for name in changed if name not in LAST), *LAST]


def exported_tables(scope: Export) -> list[str]:
    """Return the tables with values in an export to the account holder or the venue."""
    return [name for name in DATA_MAP if exported_columns(name, scope)]


def exported_columns(name: str, scope: Export) -> list[str]:
    """Return the columns of a table in an export to the account holder or the venue, in the table's order."""
    table = DATA_MAP[name]
    if not (table.of_guest if scope is Export.VENUE else table.of_account):
        return []
    return [column for column, rule in table.columns.items() if rule.export in {scope, Export.BOTH}]
