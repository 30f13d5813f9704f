"""Forms for an account."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.accounts.enums import Role
from app.web.forms import Edit, Form, Paragraphs

ROLES = {
    Role.GUEST: _l("Guest: books services"),
    Role.PROVIDER: _l("Owner: runs a venue"),
    Role.ADMIN: _l("Admin: runs CozyWish"),
}


class SuspendForm(Form):
    reason = Paragraphs(
        _l("Reason"),
        [
            DataRequired(_l("Enter a reason. They see it when they try to log in.")),
            Length(max=300, message=_l("Shorten this to %(number)s characters.", number=300)),
        ],
    )
    venue_too = BooleanField(_l("Suspend the venue too"))


class ResetForm(Form):
    reason = Paragraphs(
        _l("Reason"),
        [
            DataRequired(_l("Enter a reason. The other admin decides by it.")),
            Length(max=300, message=_l("Shorten this to %(number)s characters.", number=300)),
        ],
    )


class RoleForm(Edit):
    role = RadioField(
        _l("Role"),
        [InputRequired(_l("Choose a role."))],
        choices=[SelectChoice(role.value, label) for role, label in ROLES.items()],
    )
