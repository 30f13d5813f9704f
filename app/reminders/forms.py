from flask_babel import lazy_gettext
from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired

from app.accounts.enums import Reminders
from app.web.fields import to_choose
from app.web.forms import Form

CHOICES = (
    (Reminders.BOTH.value, lazy_gettext("1 day before and 2 hours before")),
    (Reminders.DAY.value, lazy_gettext("1 day before")),
    (Reminders.HOURS.value, lazy_gettext("2 hours before")),
    (Reminders.NONE.value, lazy_gettext("No reminders")),
)
# A guest without an account either gets reminders or does not.
EITHER = (CHOICES[0], CHOICES[3])


class RemindersForm(Form):
    reminders = RadioField(
        lazy_gettext("Email me reminders"),
        [DataRequired(lazy_gettext("Choose when we should remind you."))],
        choices=to_choose(CHOICES),
    )
    # For people with an account: only they can tip online.
    tips = BooleanField(lazy_gettext("After a booking, ask me once if I’d like to tip"))
