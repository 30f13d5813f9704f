"""Forms of the profile page."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField
from wtforms.validators import DataRequired, Length, ValidationError

from app.accounts.models import User
from app.core.formats import month_name
from app.profiles.actions.profiles import Details
from app.profiles.models import LONGEST_BIO, LONGEST_CITY, LONGEST_NOTE, LONGEST_OWNER_NAME, Profile
from app.profiles.places import home_city
from app.team.languages import LANGUAGES
from app.web.fields import Pick, to_choose, whole_or_none
from app.web.forms import Edit, Form, Paragraphs, Phone, TextLine


def at_most(letters: int) -> Length:
    return Length(max=letters, message=lazy_gettext("Shorten this to %(number)s characters.", number=letters))


class ProfileForm(Edit):
    name = TextLine(lazy_gettext("Name"), [DataRequired(lazy_gettext("Enter your name.")), at_most(120)])
    phone = Phone(lazy_gettext("Phone"), [at_most(40)])
    birth_month = Pick(lazy_gettext("Month"), coerce=whole_or_none)
    birth_day = Pick(lazy_gettext("Day"), coerce=whole_or_none)
    city = TextLine(lazy_gettext("Home city"), [at_most(LONGEST_CITY)])
    language = Pick(lazy_gettext("Language"))
    shows_photo = BooleanField(lazy_gettext("Photo"))
    shows_birthday = BooleanField(lazy_gettext("Birthday"))
    shows_language = BooleanField(lazy_gettext("Language"))
    shows_team = BooleanField(lazy_gettext("Preferred team members"))

    @classmethod
    def of(cls, user: User, profile: Profile, *, is_sent: bool = True) -> "ProfileForm":
        """Return the form with what is saved. `is_sent`: unless another form of the page was submitted."""
        names = [name for name in cls.__dict__ if hasattr(profile, name)]
        values = {**{name: getattr(profile, name) for name in names}, "name": user.name, "phone": user.phone}
        form = cls(data=values) if is_sent else cls(data=values, formdata=None)
        form.birth_month.choices = to_choose(
            [("", _("Choose")), *((str(month), month_name(date(2000, month, 1))) for month in range(1, 13))]
        )
        form.birth_day.choices = to_choose([("", _("Choose")), *((str(day), str(day)) for day in range(1, 32))])
        form.language.choices = to_choose([("", _("Choose a language")), *LANGUAGES.items()])
        return form

    def validate_city(self, field: TextLine) -> None:
        if field.value and home_city(field.value) is None:
            raise ValidationError(_("Enter a city and its state, like Portland, OR, or a ZIP code."))

    def validate_birth_day(self, field: Pick) -> None:
        if (field.data is None) != (self.birth_month.data is None):
            raise ValidationError(_("Choose both the month and the day, or neither."))

    @property
    def details(self) -> Details:
        month, day = self.birth_month.data, self.birth_day.data
        return Details(
            name=self.name.value,
            phone=self.phone.value,
            birthday=(month, day) if month and day else None,
            city=home_city(self.city.value),
            language=self.language.data or "",
            shows_photo=self.shows_photo.data,
            shows_birthday=self.shows_birthday.data,
            shows_language=self.shows_language.data,
            shows_team=self.shows_team.data,
        )


class CareNoteForm(Form):
    text = Paragraphs(
        lazy_gettext("Preferences and allergies"),
        [
            DataRequired(lazy_gettext("Write something, or delete your preferences and allergies.")),
            at_most(LONGEST_NOTE),
        ],
    )
    agree = BooleanField(lazy_gettext("I agree"))


class OwnerForm(Form):
    owner_name = TextLine(lazy_gettext("Your name on the page"), [at_most(LONGEST_OWNER_NAME)])
    bio = Paragraphs(lazy_gettext("Introduction"), [at_most(LONGEST_BIO)])
    is_shown = BooleanField(lazy_gettext("Show this on my venue’s page"))

    def validate_owner_name(self, field: TextLine) -> None:
        if self.is_shown.data and not field.value:
            raise ValidationError(_("Enter the name that guests see, like Maren."))
