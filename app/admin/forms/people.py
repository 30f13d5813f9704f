"""Forms for an account."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from app.accounts.enums import AdminRole, Role
from app.accounts.models import User
from app.admin.enums import PersonState
from app.web.forms import Edit, EmailAddress, Form, Paragraphs, TextLine

ROLES = {
    Role.GUEST: _l("Guest: books services"),
    Role.PROVIDER: _l("Owner or staff: works at a venue"),
    Role.ADMIN: _l("Admin: runs CozyWish"),
}


ROLE_NAMES = {
    "": _l("Any role"),
    Role.GUEST.value: _l("Guests"),
    Role.PROVIDER.value: _l("Owners and staff"),
    Role.ADMIN.value: _l("Admins"),
}
STATES = {
    "": _l("Any status"),
    PersonState.SUSPENDED.value: _l("Suspended"),
    PersonState.UNCONFIRMED.value: _l("Email not confirmed"),
}
ROLE_CHOICES = {
    Role.GUEST.value: ROLES[Role.GUEST],
    Role.PROVIDER.value: ROLES[Role.PROVIDER],
    AdminRole.SUPPORT.value: _l("Support: reads everything, and refunds up to a limit"),
    AdminRole.MODERATOR.value: _l("Moderator: approves listings, and changes the site’s content"),
    AdminRole.SUPERADMIN.value: _l("Superadmin: may do everything"),
}


def roles_of(value: str) -> tuple[Role, AdminRole | None]:
    """Return the role, and the admin role if it is one, of a choice."""
    return (Role.ADMIN, AdminRole(value)) if value in set(AdminRole) else (Role(value), None)


def choice_of(user: User) -> str:
    """Return the choice that stands for a user's role."""
    return (user.admin_role or AdminRole.SUPERADMIN).value if user.role is Role.ADMIN else user.role.value


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
            DataRequired(_l("Enter a reason. The other admin needs it to decide.")),
            Length(max=300, message=_l("Shorten this to %(number)s characters.", number=300)),
        ],
    )


class CorrectForm(Edit):
    name = TextLine(
        _l("Full name"),
        [
            DataRequired(_l("Enter a name.")),
            Length(max=120, message=_l("Shorten this to %(number)s characters.", number=120)),
        ],
        render_kw={"autocomplete": "off"},
    )
    email = EmailAddress(
        _l("Email"),
        [
            DataRequired(_l("Enter an email address.")),
            Length(max=254, message=_l("Shorten this to %(number)s characters.", number=254)),
        ],
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )
    reason = Paragraphs(
        _l("Reason"),
        [
            DataRequired(_l("Enter a reason. It’s for the audit log.")),
            Length(max=300, message=_l("Shorten this to %(number)s characters.", number=300)),
        ],
    )


class RoleForm(Edit):
    role = RadioField(
        _l("Role"),
        [InputRequired(_l("Choose a role."))],
        choices=[SelectChoice(value, label) for value, label in ROLE_CHOICES.items()],
    )


class PeopleFilter(Form):
    """The filter of the list of accounts. It lives in the URL, so it needs no CSRF token."""

    class Meta:
        csrf = False

    role = SelectField(
        _l("Role"),
        default="",
        choices=[SelectChoice(value, label) for value, label in ROLE_NAMES.items()],
        invalid_choice_message=_l("Choose an option from the list."),
    )
    state = SelectField(
        _l("Status"),
        default="",
        choices=[SelectChoice(value, label) for value, label in STATES.items()],
        invalid_choice_message=_l("Choose an option from the list."),
    )

    @property
    def chosen_role(self) -> Role | None:
        return Role(self.role.data) if self.role.data and not self.role.errors else None

    @property
    def chosen_state(self) -> PersonState | None:
        return PersonState(self.state.data) if self.state.data and not self.state.errors else None
