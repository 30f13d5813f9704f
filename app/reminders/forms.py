from wtforms import RadioField
from wtforms.validators import DataRequired

from app.accounts.enums import Reminders
from app.fields import to_choose
from app.forms import Form

CHOICES = (
    (Reminders.BOTH.value, "A day before, and two hours before"),
    (Reminders.DAY.value, "A day before"),
    (Reminders.HOURS.value, "Two hours before"),
    (Reminders.NONE.value, "Not at all"),
)
# Whom only the venue knows by name either gets them or not.
EITHER = (CHOICES[0], CHOICES[3])


class RemindersForm(Form):
    reminders = RadioField("Remind me by mail", [DataRequired("Choose one of these.")], choices=to_choose(CHOICES))
