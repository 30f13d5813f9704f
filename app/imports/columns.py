"""The fields that each kind of import has, which column of a file is probably which, and example files. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.imports.enums import ImportKind


@dataclass(frozen=True, slots=True)
class Field:
    """A value that an import can read. `names` are headers that mean it, in small letters without punctuation."""

    key: str
    names: Sequence[str]


FIRST = Field("first_name", ("first name", "firstname", "first", "given name", "client first name", "forename"))
LAST = Field("last_name", ("last name", "lastname", "last", "surname", "family name", "client last name"))
EMAIL = Field("email", ("email", "email address", "e mail", "e mail address", "client email", "customer email"))
PHONE = Field(
    "phone",
    (
        *("phone", "phone number", "mobile", "mobile number", "mobile phone", "cell", "cell phone", "telephone"),
        *("client phone", "customer phone", "day phone", "home phone", "primary phone"),
    ),
)
NOTES = Field("notes", ("notes", "note", "comments", "comment", "memo", "client notes", "appointment notes"))
PRICE = Field("price", ("price", "cost", "amount", "retail price", "service price", "total", "price usd"))
MINUTES = Field(
    "minutes",
    ("minutes", "duration", "length", "duration minutes", "duration in minutes", "service duration", "time minutes"),
)
WHO = ("guest", "guest name", "client", "client name", "customer", "customer name")

FIELDS: Mapping[ImportKind, Sequence[Field]] = {
    ImportKind.GUESTS: (Field("name", ("name", "full name", *WHO)), FIRST, LAST, EMAIL, PHONE, NOTES),
    ImportKind.SERVICES: (
        Field("title", ("service", "service name", "title", "name", "treatment", "item name", "service title")),
        Field("category", ("category", "service category", "category name", "type", "group")),
        MINUTES,
        PRICE,
        Field("description", ("description", "details", "service description")),
    ),
    ImportKind.BOOKINGS: (
        Field("date", ("date", "appointment date", "booking date", "start date", "day", "start", "starts at", "when")),
        Field("time", ("time", "start time", "appointment time", "booking time", "from", "begins")),
        Field("service", ("service", "service name", "treatment", "appointment type", "item", "services")),
        MINUTES,
        Field(
            "member", ("team member", "staff", "staff member", "provider", "employee", "therapist", "with", "stylist")
        ),
        Field(
            "name", ("guest", "guest name", "client", "client name", "customer", "customer name", "name", "full name")
        ),
        FIRST,
        LAST,
        EMAIL,
        PHONE,
        PRICE,
        NOTES,
    ),
}

# Fields without which nothing can be imported; one of each group must have a column.
NEEDED: Mapping[ImportKind, Sequence[Sequence[str]]] = {
    ImportKind.GUESTS: (("name", "first_name", "last_name"),),
    ImportKind.SERVICES: (("title",), ("minutes",), ("price",)),
    ImportKind.BOOKINGS: (("date",), ("service",), ("name", "first_name", "last_name")),
}

EXAMPLES: Mapping[ImportKind, Sequence[Sequence[str]]] = {
    ImportKind.GUESTS: (
        ("First name", "Last name", "Email", "Phone", "Notes"),
        ("Ada", "Quist", "ada@example.com", "(503) 555-0111", "Prefers a firm pressure."),
        ("Robin", "Vale", "", "(503) 555-0112", ""),
    ),
    ImportKind.SERVICES: (
        ("Service", "Category", "Minutes", "Price", "Description"),
        ("Swedish massage", "Massage", "60", "110", "Long, calm strokes."),
        ("Swedish massage", "Massage", "90", "150", "Long, calm strokes."),
        ("Express facial", "Facials", "30", "65", ""),
    ),
    ImportKind.BOOKINGS: (
        ("Date", "Time", "Service", "Minutes", "Team member", "Guest", "Email", "Phone", "Price", "Notes"),
        (
            *("2027-03-02", "2:30 PM", "Swedish massage", "90", "June Castellano"),
            *("Ada Quist", "ada@example.com", "(503) 555-0111", "150", "Paid a deposit of $20."),
        ),
    ),
}

DAY_FIRST = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}")


def guess_columns(kind: ImportKind, headers: Sequence[str]) -> dict[str, int]:
    """Return the column of each field, by the names of the columns. A column is of one field only."""
    plain = [" ".join(re.findall(r"[^\W_]+", header.lower())) for header in headers]
    found: dict[str, int] = {}
    for field in FIELDS[kind]:
        for name in field.names:
            if name in plain and plain.index(name) not in found.values():
                found[field.key] = plain.index(name)
                break
    return found


def guess_day_first(dates: Sequence[str]) -> bool:
    """Return whether dates like 19/5/2026 name the day first: only if some could not be read otherwise."""
    parts = [(int(match[1]), int(match[2])) for match in map(DAY_FIRST.match, dates) if match]
    return any(first > 12 for first, _ in parts) and not any(second > 12 for _, second in parts)
