"""What a guest bought before, as pricing sees it. Pure, like `pricing`."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _


@dataclass(frozen=True, slots=True)
class PassRule:
    """What a guest has of a package or membership, as pricing sees it. `left` are the uses that are left."""

    id: int
    title: str
    left: int
    # The first instant at which a booking can't start anymore.
    until: datetime | None = None
    # What a member saves on other bookings.
    percent_off: int = 0

    def covers(self, start: datetime, quantity: int) -> bool:
        """Return whether it pays for a booking: one use for each guest."""
        return self.left >= quantity and (self.until is None or start < self.until)

    @property
    def reason(self) -> str:
        return _("Included in “%(title)s”", title=self.title)
