"""Finding the venue's record of a guest in a file, and adding or merging it. Records of many rows in few statements.

The records of accounts are never merged with: nobody verified the contact data that they gave.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Text, any_, cast, func, or_, select

from app.core.db import session
from app.guests.models import Guest
from app.guests.queries import digits_of as read_digits
from app.imports.cells import BadCell, BookingValues, GuestValues
from app.imports.enums import Duplicates, Outcome, Reason
from app.imports.planning.plans import KnownGuest, Plan, RowInput, refused


@lru_cache(maxsize=8192)
def digits_of(phone: str) -> str:
    """Return the digits of a phone number, which a chunk asks for several times."""
    return read_digits(phone)


class GuestBook:
    """The venue's guests as far as the rows may mean them, and the guests that earlier rows add."""

    def __init__(self, venue_id: int, duplicates: Duplicates) -> None:
        self.venue_id, self.duplicates = venue_id, duplicates
        self.by_email: dict[str, KnownGuest] = {}
        self.by_phone: dict[str, KnownGuest] = {}
        self.by_name: defaultdict[str, list[KnownGuest]] = defaultdict(list)
        self._online: dict[str, str] = {}
        self._ids: set[int] = set()

    def load(self, values: Iterable[GuestValues]) -> None:
        """Load the guests whom these rows may mean: with the same email or phone, or the same name. One statement."""
        emails, phones, names = set(), set(), set()
        for one in values:
            emails.add(one.email)
            phones.add(digits_of(one.phone))
            names.add(one.name.lower())
        emails.discard("")
        phones.discard("")
        if not names:
            return
        digits = func.regexp_replace(Guest.phone, r"\D", "", "g")
        wanted = (
            (func.lower(Guest.email), emails),
            (digits, {*phones, *(f"1{phone}" for phone in phones)}),
            (func.lower(Guest.name), names),
        )
        found = session.execute(
            select(Guest.id, Guest.user_id, Guest.name, Guest.email, Guest.phone, Guest.notes)
            .where(
                Guest.venue_id == self.venue_id,
                or_(*(value == _any(texts) for value, texts in wanted if texts)),
            )
            .order_by(Guest.id)
        )
        for row in found:
            if row.id in self._ids:
                continue
            self._ids.add(row.id)
            if row.user_id is None:
                self.add(KnownGuest(row.id, row.name, row.email, row.phone, row.notes))
            else:
                self._online |= {key: row.name for key in (row.email.lower(), digits_of(row.phone)) if key}

    def add(self, guest: KnownGuest) -> None:
        """Remember a guest; the oldest record with an email or phone stays the one that is found."""
        if guest.email:
            self.by_email.setdefault(guest.email.lower(), guest)
        if digits_of(guest.phone):
            self.by_phone.setdefault(digits_of(guest.phone), guest)
        if guest not in self.by_name[guest.name.lower()]:
            self.by_name[guest.name.lower()].append(guest)

    def find(self, values: GuestValues) -> KnownGuest | None:
        """Return the guest with this email, else with this phone and no other email."""
        found = self.by_email.get(values.email) if values.email else None
        if found is not None:
            return found
        same = self.by_phone.get(digits_of(values.phone)) if values.phone else None
        return None if same and values.email and same.email else same

    def bare_namesake(self, values: GuestValues) -> KnownGuest | None:
        """Return a guest of this name about whom nothing else is known, if the row knows nothing else either."""
        if values.email or values.phone:
            return None
        alike = self.by_name.get(values.name.lower(), ())
        return next((one for one in alike if not one.email and not one.phone), None)

    def online(self, values: GuestValues) -> str:
        """Return the name of an online guest with the same contact data, or nothing."""
        return self._online.get(values.email) or self._online.get(digits_of(values.phone)) or ""

    def merge(self, guest: KnownGuest, values: GuestValues) -> None:
        """Take over what the row has: what is missing, or everything if the file's values count."""
        replaces = self.duplicates is Duplicates.FILE
        before = guest.fields()
        guest.name = values.name if replaces else guest.name
        for key in ("email", "phone", "notes"):
            ours, theirs = getattr(guest, key), getattr(values, key)
            setattr(guest, key, (theirs or ours) if replaces else (ours or theirs))
        if guest.fields() != before:
            guest.changed = True
            self.add(guest)

    def new(self, row: RowInput, values: GuestValues) -> KnownGuest:
        guest = KnownGuest(None, values.name, values.email, values.phone, values.notes, row=row.number)
        self.add(guest)
        return guest


class GuestPlanner:
    """Plans rows of guests."""

    def __init__(self, book: GuestBook) -> None:
        self.book = book

    def prepare(self, rows: Sequence[RowInput]) -> None:
        self.book.load(row.values for row in rows if isinstance(row.values, GuestValues))

    def plan(self, row: RowInput) -> Plan:
        values = row.values
        if row.bad is not None or not isinstance(values, GuestValues):
            return refused(row, row.bad or BadCell(Reason.NAME))
        found = self.book.find(values) or self.book.bare_namesake(values)
        if found is not None:
            return self._again(row, values, found)
        online = self.book.online(values)
        twin = self.book.by_phone.get(digits_of(values.phone)) if values.phone else None
        guest = self.book.new(row, values)
        if online:
            return Plan(row, Outcome.NEW, Reason.ONLINE_GUEST, {"guest": online}, guest, makes_guest=True)
        if twin is not None:
            return Plan(row, Outcome.NEW, Reason.OTHER_VALUES, {"guest": twin.name}, guest, makes_guest=True)
        return Plan(row, Outcome.NEW, guest=guest, makes_guest=True)

    def _again(self, row: RowInput, values: GuestValues, found: KnownGuest) -> Plan:
        detail: dict[str, object] = {"guest": found.name, "row": found.row} if found.row else {"guest": found.name}
        reason = Reason.REPEATED if found.row else Reason.GUEST_KNOWN
        if self.book.duplicates is Duplicates.SKIP:
            return Plan(row, Outcome.SKIPPED, reason, detail, found)
        self.book.merge(found, values)
        return Plan(row, Outcome.MERGED, reason, detail, found)


def guest_of_booking(book: GuestBook, row: RowInput, values: BookingValues) -> tuple[KnownGuest, bool]:
    """Return the guest of a booking, and whether the row adds them. Raises BadCell if several have only this name.

    Nothing is added or merged yet: a booking that cannot be imported adds nobody.
    """
    found = book.find(values.guest)
    if found is not None:
        return found, False
    alike = book.by_name.get(values.guest.name.lower(), ())
    if not values.guest.email and not values.guest.phone and alike:
        if len(alike) > 1:
            raise BadCell(Reason.NAMESAKES, guest=values.guest.name, number=len(alike))
        return alike[0], False
    given = values.guest
    return KnownGuest(None, given.name, given.email, given.phone, given.notes, row=row.number), True


def _any(texts: Iterable[str]) -> Any:
    """Return a match with any of these texts, however many: one parameter."""
    return any_(cast(sorted(texts), ARRAY(Text)))
