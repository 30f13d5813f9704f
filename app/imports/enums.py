from enum import StrEnum


class ImportKind(StrEnum):
    """What the rows of a file are."""

    GUESTS = "guests"
    SERVICES = "services"
    BOOKINGS = "bookings"


class ImportState(StrEnum):
    COLUMNS = "columns"  # uploaded; the owner says what the columns are
    CHECKING = "checking"  # a job finds out what would happen to each row
    PREVIEW = "preview"  # checked; nothing is imported yet
    RUNNING = "running"  # a job imports, chunk by chunk
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


# A job is working on it, so its page looks again after a moment.
BUSY = frozenset({ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING})


class Duplicates(StrEnum):
    """What happens to a row about a guest or a service that the venue has already."""

    OURS = "ours"  # keep what is here, and fill in what is missing
    FILE = "file"  # the file's values replace what is here
    SKIP = "skip"


class Outcome(StrEnum):
    """What happens to a row; once it is imported, what happened."""

    NEW = "new"
    MERGED = "merged"
    SKIPPED = "skipped"
    CONFLICT = "conflict"  # the time of a booking is taken: to place by hand
    INVALID = "invalid"  # a value cannot be read: the owner fixes the file


class Reason(StrEnum):
    """Why a row has its outcome, where the outcome alone does not say it. `copy` has the sentences."""

    AMBIGUOUS_TIME = "ambiguous_time"
    BOOKED = "booked"
    CATEGORY = "category"
    DATE = "date"
    EMAIL = "email"
    GUEST_KNOWN = "guest_known"
    MEMBER = "member"
    MEMBER_DOES_NOT_OFFER = "member_not_of_it"
    MINUTES = "minutes"
    NAME = "name"
    NAMESAKES = "namesakes"
    NO_SERVICE = "no_service"
    NO_TEAM = "no_team"
    ONLINE_GUEST = "online_guest"
    OPTION = "option"
    OTHER_VALUES = "other_values"
    OUTSIDE_HOURS = "outside_hours"
    PAST = "past"
    PHONE = "phone"
    PRICE = "price"
    REPEATED = "repeated"
    SERVICE_KNOWN = "service_known"
    SKIPPED_TIME = "skipped_time"
    TAKEN = "taken"
    TIME = "time"
    TITLE = "title"
    TOO_FAR = "too_far"
    TOO_LONG = "too_long"
    TOO_MANY_OPTIONS = "too_many_options"
    TOO_MANY_SERVICES = "too_many_services"


class Undone(StrEnum):
    """What undoing an import did to a row."""

    REMOVED = "removed"
    CHANGED = "changed"  # kept: someone changed it since
    IN_USE = "in_use"  # kept: something else belongs to it, such as a booking of the guest
