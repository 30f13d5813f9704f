"""What admins fill in about a person."""

from wtforms import BooleanField, RadioField
from wtforms.validators import DataRequired, InputRequired, Length

from app.accounts.enums import Role
from app.fields import to_choose
from app.forms import Edit, Form, Paragraphs

ROLES = {
    Role.CUSTOMER: "Customer: books visits",
    Role.PROVIDER: "Provider: runs a venue",
    Role.ADMIN: "Admin: runs CozyWish",
}


class SuspendForm(Form):
    reason = Paragraphs(
        "Reason",
        [
            DataRequired("Write why. It is what the person reads when signing in is refused."),
            Length(max=300, message="Shorten this to 300 characters."),
        ],
    )
    venue_too = BooleanField("Suspend the venue, too")


class RoleForm(Edit):
    role = RadioField(
        "Role",
        [InputRequired("Choose a role.")],
        choices=to_choose((role.value, label) for role, label in ROLES.items()),
    )
