"""The form that reassigns or cancels the bookings of a team member who leaves."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms.validators import Length

from app.bookings.models.bookings import Booking
from app.core.formats import moment
from app.offboarding.actions import CANCEL
from app.offboarding.queries import Assignment
from app.web.forms import Form, Paragraphs


class ReassignForm(Form):
    """A decision for each booking, in fields named `of-` plus the booking's public id."""

    reason = Paragraphs(
        lazy_gettext("Message to guests"), [Length(max=300, message=lazy_gettext("Enter 300 characters or fewer."))]
    )

    def about(self, found: Sequence[Assignment], *, zone: ZoneInfo, must_decide: bool, sent: Mapping[str, str]) -> None:
        """Set the bookings to decide about and the decisions that were `sent`.

        Before the form is submitted, the first available member is proposed if a decision is required.
        """
        self.zone, self.must_decide, self.sent = zone, must_decide, sent
        self.found = {serving.booking.public_id: serving.booking for serving in found}
        self.choices = {
            serving.booking.public_id: [*(member.slug for member in serving.able), CANCEL] for serving in found
        }
        self.decided = {
            public_id: chosen for public_id, able in self.choices.items() if (chosen := self._chosen(public_id, able))
        }
        self.problems: list[tuple[str, str]] = []

    def _chosen(self, public_id: str, able: Sequence[str]) -> str:
        if not self.is_submitted():
            return able[0] if self.must_decide and able[0] != CANCEL else ""
        sent = self.sent.get(f"of-{public_id}", "")
        return sent if sent in able else ""

    def _undecided(self, booking: Booking) -> str:
        time = moment(booking.starts_at, self.zone)
        guest = booking.venue_order.order.name
        return str(_("%(time)s, %(guest)s: Reassign or cancel this booking.", time=time, guest=guest))

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if CANCEL in self.decided.values() and not self.reason.value:
            self.reason.errors = [*self.reason.errors, _("Enter a reason for the guests.")]
        if self.must_decide:
            self.problems = [
                (f"of-{public_id}", self._undecided(self.found[public_id]))
                for public_id in self.choices
                if public_id not in self.decided
            ]
        self.problems += [(self.reason.id, error) for error in self.reason.errors]
        return good and not self.problems
