from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from app.accounts.models import User
from app.admin.enums import AuditAction, SubjectKind
from app.web.fields import DATE_FORMATS
from app.web.forms import Form, TextLine

OF_LIST = _l("Choose an option from the list.")


class LogDateField(DateField):  # type: ignore[misc]
    """A date as browsers send it, or as people type it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"format": DATE_FORMATS, **kwargs})

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a date like 05/14/2026.")) from None


class LogFilter(Form):
    """The filter of the audit log. It lives in the URL, so it needs no CSRF token."""

    class Meta:
        csrf = False

    who = SelectField(_l("Admin"), default="", invalid_choice_message=OF_LIST)
    action = SelectField(_l("Action"), default="", invalid_choice_message=OF_LIST)
    about = TextLine(_l("Subject"), [Length(max=120, message=_l("Shorten this to %(number)s characters.", number=120))])
    since = LogDateField(_l("From"), [Optional()])
    until = LogDateField(_l("To"), [Optional()])

    def offer(self, admins: Iterable[User]) -> None:
        """Set the choices: every admin with an entry, and every action grouped by subject."""
        everyone = (SelectChoice(admin.public_id, admin.name) for admin in admins)
        self.who.choices = [SelectChoice("", _("Any admin")), *everyone]
        actions = (
            SelectChoice(action.value, str(action.label), optgroup=kind_of(action)) for action in sorted(AuditAction)
        )
        self.action.choices = [SelectChoice("", _("Any action")), *actions]

    def validate_until(self, field: LogDateField) -> None:
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("The last day is before the first day. Change one of the two."))


def kind_of(action: AuditAction) -> str:
    """Return the label of an action's subject: Venue for venue.suspend."""
    return str(SubjectKind(action.split(".", 1)[0]).label)
