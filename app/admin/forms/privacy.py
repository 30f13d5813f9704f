"""Forms for privacy requests."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from app.admin.copy import zone
from app.core import clock
from app.privacy.enums import RequestKind
from app.web.fields import to_choose
from app.web.forms import Form, Paragraphs, TextLine

KINDS = {
    RequestKind.ACCESS: _l("A copy of their data"),
    RequestKind.CORRECTION: _l("A correction"),
    RequestKind.DELETION: _l("Deletion"),
    RequestKind.LIMIT: _l("Limits on sensitive data"),
    RequestKind.OTHER: _l("Something else"),
}
LONGEST_NOTE = 2000


class RequestForm(Form):
    """A request that someone made by email."""

    kind = SelectField(_l("Request"), [InputRequired(_l("Choose what they ask for."))])
    person = TextLine(
        _l("Name or email"),
        [
            DataRequired(_l("Enter who made the request.")),
            Length(max=254, message=_l("Shorten this to %(number)s characters.", number=254)),
        ],
    )
    received_on = DateField(_l("Received on"), [InputRequired(_l("Enter the day we got their email."))])
    note = Paragraphs(
        _l("Note"),
        [Length(max=LONGEST_NOTE, message=_l("Shorten this to %(number)s characters.", number=f"{LONGEST_NOTE:,}"))],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = to_choose((kind.value, str(label)) for kind, label in KINDS.items())

    def validate_received_on(self, field: Field) -> None:
        if field.data is not None and (field.data.year < 2000 or field.data > clock.now().astimezone(zone()).date()):
            raise ValidationError(_("Enter today or an earlier day."))


class DoneForm(Form):
    note = Paragraphs(
        _l("What you did"),
        [
            DataRequired(_l("Enter what you did. It’s our record of the answer.")),
            Length(max=LONGEST_NOTE, message=_l("Shorten this to %(number)s characters.", number=f"{LONGEST_NOTE:,}")),
        ],
    )
