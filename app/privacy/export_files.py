"""The content of an export: rows by the data map, as JSON and CSV, and the ZIP of all of them."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import text

from app.core.db import session
from app.core.encryption import KeyMissing, Sealed
from app.intake.encryption import keyring
from app.privacy.data_map.tables import DATA_MAP, exported_columns
from app.privacy.rules import Export
from app.profiles.encryption import unseal
from app.web.csv_export import written

Row = dict[str, Any]
# Answers to forms are stored by the keys of their questions, and health answers are encrypted.
ANSWERS = "intake_answer"
HIDDEN = ("key", "health_key", "version_id")
# Preferences and allergies are encrypted, too.
NOTES = "care_note"
OF_NOTE = ("user_id", "content_key")
# Columns that make values readable, and are not in the export themselves.
NEEDED = {ANSWERS: HIDDEN, NOTES: OF_NOTE}


def rows_of(name: str, scope: Export, *, subject: int, has_health: bool = True) -> list[Row]:
    """Return the rows of a table about an account or a guest, as plain values. One statement.

    Health answers are left out unless `has_health`.
    """
    table, columns = DATA_MAP[name], exported_columns(name, scope)
    parts = [f'"{column}"' for column in [*columns, *NEEDED.get(name, ())]]
    parts += [f'{expression} AS "{label}"' for label, expression in table.shown.items()]
    condition = table.of_guest if scope is Export.VENUE else table.of_account
    query = f"SELECT {', '.join(parts)} FROM {name} WHERE {condition}"  # noqa: S608  # the data map has constants only
    found = session.execute(text(query), {"account": subject, "record": subject})
    rows = [dict(row) for row in found.mappings()]
    if name == ANSWERS:
        rows = [_readable(row if has_health else {**row, "health": None}) for row in rows]
    if name == NOTES:
        rows = [_readable_note(row) for row in rows]
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def packed(files: Mapping[str, Sequence[Row]], *, venue: str = "") -> bytes:
    """Return a ZIP with a JSON and a CSV file for each part that has rows, and a text that explains them.

    `venue` is the name of the venue whose data it is, and not that of an account.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _explained(files, venue))
        for name, rows in files.items():
            if rows:
                archive.writestr(f"json/{name}.json", json.dumps(rows, ensure_ascii=False, indent=2))
                archive.writestr(f"csv/{name}.csv", _csv(rows))
    return made.getvalue()


def _explained(files: Mapping[str, Sequence[Row]], venue: str) -> str:
    whose = _("This is a copy of the data that %(venue)s has about you on CozyWish.", venue=venue)
    lines = [
        whose if venue else _("This is a copy of the data that CozyWish has about you."),
        _("We include each file twice: as JSON for programs, and as CSV for spreadsheets."),
        _("Times are in UTC. Amounts that end in “cents” are in cents."),
        _("Passwords and other secrets are left out. Stripe has your card number, not us."),
        "",
        *(f"{name}: {len(rows)}" for name, rows in files.items()),
        "",
    ]
    return "\r\n".join(lines)


def _csv(rows: Sequence[Row]) -> str:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([written(_cell(value)) for value in row.values()])
    return "\ufeff" + sheet.getvalue()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def _readable(row: Row) -> Row:
    """Return answers by the words of their questions, and health answers decrypted."""
    query = text("SELECT questions FROM intake_version WHERE id = :id")
    questions = session.scalar(query, {"id": row["version_id"]}) or []
    words = {question["key"]: question["text"] for question in questions}
    shown = {key: value for key, value in row.items() if key not in HIDDEN}
    shown["answers"] = {words.get(key, key): value for key, value in row["answers"].items()}
    shown["health"] = {words.get(key, key): value for key, value in _opened(row).items()}
    return shown


def _readable_note(row: Row) -> Row:
    """Return preferences and allergies decrypted."""
    try:
        words = unseal(Sealed(bytes(row["content"]), row["content_key"]), user_id=row["user_id"])
    except KeyMissing:
        words = "The key of this text is missing. Ask us about it."
    return {**{key: value for key, value in row.items() if key not in OF_NOTE}, "content": words}


def _opened(row: Row) -> Mapping[str, Any]:
    if row["health"] is None:
        return {}
    try:
        return keyring().open(Sealed(bytes(row["health"]), row["health_key"]), row=row["key"])
    except KeyMissing:
        return {"unreadable": "The key of these answers is missing. Ask us about them."}
