"""What a rule about personal data says. The rules themselves are in `data_map`, one for each column of each table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.privacy.retention import Retention

DELETED_NAME = "Deleted guest"


class Person(StrEnum):
    """Whom personal data is about."""

    HOLDER = "account holder"
    GUEST = "guest of a venue"
    TEAM = "owner or team member"
    ADMIN = "admin"


class Export(StrEnum):
    """Who gets a value in an export: the account holder about themselves, the venue about one guest, or both."""

    NO = "no"
    HOLDER = "to the account holder"
    VENUE = "to the venue"
    BOTH = "to the account holder, and to the venue for one guest"


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to the values of one column.

    `becomes` is the SQL expression that replaces them at a deletion; None leaves them, for the reason `why`.
    """

    person: Person | None = None
    kind: str = ""
    export: Export = Export.NO
    becomes: str | None = None
    why: str = ""

    @property
    def is_personal(self) -> bool:
        return self.person is not None


@dataclass(frozen=True, slots=True)
class TableRules:
    """The rules of a table, and which of its rows are about someone.

    `of_account` and `of_guest` are conditions in SQL with the parameters `:account` (an id of user_account) and
    `:record` (an id of guest); `becomes` may also name `:now`. A deletion runs for one of them, and the other parameter
    is null. `deletes_rows`: a deletion removes those rows instead of replacing values. `part` is the file of an export
    that has them, and `shown` are expressions that it has besides the columns, because ids say nothing to people.
    """

    columns: Mapping[str, Rule]
    of_account: str = ""
    of_guest: str = ""
    part: str = ""
    deletes_rows: bool = False
    appends_only: bool = False
    retention: Retention = Retention.LISTING
    shown: Mapping[str, str] = field(default_factory=dict)


def plain(names: str) -> dict[str, Rule]:
    """Return the rule of columns without personal data."""
    return dict.fromkeys(names.split(), Rule())


def about(
    person: Person,
    kind: str,
    names: str,
    *,
    export: Export = Export.BOTH,
    becomes: str | None = None,
    why: str = "",
) -> dict[str, Rule]:
    """Return the same rule for several columns with personal data."""
    return dict.fromkeys(names.split(), Rule(person, kind, export, becomes, why))


def impersonal(names: str) -> TableRules:
    """Return the rules of a table without personal data."""
    return TableRules(plain(names))
