from collections.abc import Sequence

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired, Length

from app.team.models import TeamMember
from app.venues.enums import StaffRole
from app.web.fields import to_choose
from app.web.forms import EmailAddress, Form

# An owner offers the ownership; nobody is invited to it.
GIVEN = tuple(role for role in StaffRole if role is not StaffRole.OWNER)


class PersonForm(Form):
    """The role of a person, and the team member whose profile guests see."""

    role = SelectField(lazy_gettext("Role"))
    member = SelectField(lazy_gettext("Team member"))

    def offer(self, members: Sequence[TeamMember], roles: Sequence[StaffRole] = GIVEN) -> None:
        """Set the choices."""
        self.among = {member.slug: member for member in members}
        self.role.choices = to_choose([(role.value, role.label) for role in roles])
        names = [(member.slug, member.name) for member in members]
        self.member.choices = to_choose([("", lazy_gettext("Provides no services")), *names])

    @property
    def chosen_role(self) -> StaffRole:
        return StaffRole(self.role.data)

    @property
    def chosen_member(self) -> TeamMember | None:
        return self.among.get(self.member.data or "")


class InviteForm(PersonForm):
    email = EmailAddress(
        lazy_gettext("Email"),
        [
            DataRequired(lazy_gettext("Enter their email address.")),
            Length(max=254, message=lazy_gettext("Shorten this to %(number)s characters.", number=254)),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class OfferForm(Form):
    stays_owner = BooleanField(lazy_gettext("I stay an owner, too"))
