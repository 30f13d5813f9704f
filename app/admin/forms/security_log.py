"""The filter of the security log, and the note that resolves an event."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from app.accounts.copy import event_title
from app.accounts.enums import SecurityEventKind
from app.admin.queries.security_log import SecurityLogFilter
from app.core.security_log import Severity
from app.web.forms import Form, TextLine

OF_LIST = _l("Choose an option from the list.")
SEVERITIES = {
    Severity.INFO: _l("Information"),
    Severity.NOTICE: _l("Notice"),
    Severity.WARNING: _l("Warning"),
    Severity.SEVERE: _l("Severe"),
}


class SecurityLogForm(Form):
    """The filter of the security log. It lives in the URL, so it needs no CSRF token."""

    class Meta:
        csrf = False

    severity = SelectField(_l("Severity"), default="", invalid_choice_message=OF_LIST)
    kind = SelectField(_l("Event"), default="", invalid_choice_message=OF_LIST)
    person = TextLine(_l("Person"), [Length(max=120, message=_l("Shorten this to %(number)s characters.", number=120))])
    open = BooleanField(_l("Not resolved"))

    def offer(self) -> None:
        kinds = sorted((event_title(kind), kind.value) for kind in SecurityEventKind)
        self.severity.choices = [
            SelectChoice("", _("Notice and above")),
            SelectChoice(Severity.INFO.value, _("Everything")),
            SelectChoice(Severity.WARNING.value, _("Warning and above")),
            SelectChoice(Severity.SEVERE.value, _("Severe only")),
        ]
        self.kind.choices = [SelectChoice("", _("Any event")), *(SelectChoice(value, label) for label, value in kinds)]

    def filters(self, before: str) -> SecurityLogFilter:
        """Return the valid part of the filter. A field with an error is ignored."""
        good = {field.name for field in self if not field.errors and field.data}
        return SecurityLogFilter(
            severity=Severity(self.severity.data) if "severity" in good else None,
            kind=SecurityEventKind(self.kind.data) if "kind" in good else None,
            person=self.person.value if "person" in good else "",
            is_open="open" in good,
            before=before,
        )


class ResolveForm(Form):
    note = TextLine(
        _l("Note"),
        [
            DataRequired(_l("Say what you found, or what you did.")),
            Length(max=300, message=_l("Shorten this to %(number)s characters.", number=300)),
        ],
    )

    def link_to(self, key: str) -> None:
        """Let errors link to the note of the one of the list that it's about."""
        self.note.id = f"note-{key}"
