import re
from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Category, Tag
from app.venues.enums import VenueType
from app.venues.places import STATES, zip_area
from app.web.fields import Whole, to_choose
from app.web.forms import Degrees, Edit, Paragraphs, Phone, TextLine

PO_BOX = re.compile(r"(p\W*o\W*|post office )box\b", re.IGNORECASE)
TAG_LEGENDS = {TagGroup.AMENITY: _l("Amenities"), TagGroup.GOOD_FOR: _l("Good for")}


def at_most(letters: int) -> Length:
    return Length(max=letters, message=_l("Shorten this to %(number)s characters.", number=letters))


class BasicsForm(Edit):
    name = TextLine(
        _l("Business name"),
        [DataRequired(_l("Enter the name of your business.")), at_most(120)],
        render_kw={"autocomplete": "organization"},
    )
    category = SelectField(_l("Main category"), [DataRequired(_l("Choose the category that most guests book."))])
    type = RadioField(_l("Venue type"), choices=to_choose((kind.value, kind.label) for kind in VenueType))
    summary = Paragraphs(_l("Description"), [at_most(300)])
    phone = Phone(_l("Phone"), [at_most(40)], render_kw={"autocomplete": "tel"})
    tags = SelectMultipleField(_l("Good to know"))

    def offer(self, kinds: Iterable[Category], tags: Iterable[Tag]) -> None:
        """Set the choices: top-level categories, and all tags."""
        self.category.choices = to_choose((kind.slug, kind.name) for kind in kinds if kind.parent is None)
        self.tags.choices = to_choose((tag.slug, tag.name) for tag in tags)


class PlaceForm(Edit):
    street = TextLine(
        _l("Street address"),
        [DataRequired(_l("Enter the street and number of your front door.")), at_most(120)],
        render_kw={"autocomplete": "address-line1"},
    )
    city = TextLine(
        _l("City"), [DataRequired(_l("Enter the city.")), at_most(80)], render_kw={"autocomplete": "address-level2"}
    )
    state = SelectField(
        _l("State"),
        choices=to_choose((code, f"{name} ({code})") for code, name in sorted(STATES.items(), key=lambda one: one[1])),
        render_kw={"autocomplete": "address-level1"},
    )
    postal_code = TextLine(
        _l("ZIP code"),
        [DataRequired(_l("Enter the ZIP code.")), at_most(10)],
        render_kw={"autocomplete": "postal-code", "inputmode": "numeric"},
    )
    neighborhood = TextLine(_l("Neighborhood"), [at_most(80)])
    directions = Paragraphs(_l("Directions to your door"), [at_most(300)])
    arrival_note = Paragraphs(_l("Arrival note"), [at_most(300)])

    def validate_postal_code(self, field: TextLine) -> None:
        if zip_area(field.value) is None:
            unknown = _("We can’t find ZIP code %(code)s in the USA. Check its five digits.", code=field.value)
            raise ValidationError(unknown)

    def validate_street(self, field: TextLine) -> None:
        if PO_BOX.match(field.value):
            raise ValidationError(_("Enter the street of your front door. Guests can’t come to a PO box."))


class PinForm(Edit):
    latitude = Degrees(
        _l("Latitude"),
        [
            InputRequired(_l("Enter a latitude, such as 45.5047.")),
            NumberRange(-90, 90, _l("Enter a latitude from −90 to 90.")),
        ],
        places=None,
    )
    longitude = Degrees(
        _l("Longitude"),
        [
            InputRequired(_l("Enter a longitude, such as -122.6321.")),
            NumberRange(-180, 180, _l("Enter a longitude from −180 to 180.")),
        ],
        places=None,
    )


class RulesForm(Edit):
    free_hours = Whole(
        _l("Free cancellation (hours before the start)"),
        least=0,
        most=720,
        unit="hours",
        validators=[InputRequired(_l("Enter a number of hours, 0 or more."))],
    )
    keep_percent = Whole(
        _l("Late cancellation fee (% of price)"),
        least=0,
        most=100,
        unit="percent",
        validators=[InputRequired(_l("Enter a percentage from 0 to 100."))],
    )
    reschedule_hours = SelectField(_l("Online rescheduling"), coerce=int)
    minimum_notice_minutes = SelectField(_l("Minimum notice"), coerce=int)
    accept_within_hours = SelectField(_l("Booking requests"), coerce=int)
    max_upcoming = Whole(
        _l("Max upcoming bookings per guest"), least=1, most=20, unit="bookings", validators=[Optional()]
    )
    booking_window_days = Whole(
        _l("Booking window (days ahead)"),
        least=1,
        most=365,
        unit="days",
        validators=[InputRequired(_l("Enter a number of days."))],
    )
