"""The form that asks to delete an account."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired, Optional

from app.bookings.models.bookings import Booking
from app.web.fields import to_choose
from app.web.forms import Form

CANCEL, KEEP = "cancel", "keep"
CHOICES = (
    (CANCEL, _l("Cancel them now, under each venue’s cancellation policy")),
    (KEEP, _l("Keep them, and delete my account after the last one")),
)


class DeletionForm(Form):
    """What happens to upcoming bookings, where there are any, and the person's agreement."""

    bookings = RadioField(
        _l("Your upcoming bookings"),
        choices=to_choose(CHOICES),
        validators=[InputRequired(_l("Choose what happens to your upcoming bookings."))],
    )
    agree = BooleanField(
        _l("I understand that my account can’t be restored after that."),
        validators=[InputRequired(_l("Check the box to delete your account."))],
    )

    def about(self, upcoming: Sequence[Booking]) -> None:
        """Ask about bookings only where there are any."""
        if not upcoming:
            self.bookings.validators = [Optional()]
            self.bookings.flags.required = False
            self.bookings.validate_choice = False

    @property
    def cancels_bookings(self) -> bool:
        return bool(self.bookings.data == CANCEL)


class ErasureForm(Form):
    """An owner's agreement to erase a guest's details."""

    agree = BooleanField(
        _l("The guest asked for this. I understand that it can’t be undone."),
        validators=[InputRequired(_l("Select this to erase the details."))],
    )
