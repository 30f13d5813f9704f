from collections.abc import Iterable
from decimal import Decimal

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from app.fields import Whole, to_choose
from app.forms import Degrees, Edit, Line, Paragraphs, Phone
from app.venues.enums import TagGroup, VenueType
from app.venues.models import Category, Tag
from app.venues.places import STATES, zip_area

FOLLOWED = "We moved the pin to the center of ZIP code {code}. Move it to your front door, then check this box."
TAG_LEGENDS = {TagGroup.AMENITY: "What you have", TagGroup.GOOD_FOR: "Good for"}


def at_most(letters: int) -> Length:
    return Length(max=letters, message=f"Shorten this to {letters} characters.")


class BasicsForm(Edit):
    name = Line("Name", [DataRequired("Enter the name on your door."), at_most(120)])
    category = SelectField("What you are known for", [DataRequired("Choose what most guests come for.")])
    type = RadioField("What sort of place it is", choices=to_choose((kind.value, kind.label) for kind in VenueType))
    summary = Paragraphs("What a visit is like", [at_most(300)])
    phone = Phone("Phone", [at_most(40)], render_kw={"autocomplete": "tel"})
    tags = SelectMultipleField("Good to know")

    def offer(self, kinds: Iterable[Category], tags: Iterable[Tag]) -> None:
        """Say what can be chosen: whole categories, and all tags."""
        self.category.choices = to_choose((kind.slug, kind.name) for kind in kinds if kind.parent is None)
        self.tags.choices = to_choose((tag.slug, tag.name) for tag in tags)


class PlaceForm(Edit):
    street = Line(
        "Street and number",
        [DataRequired("Enter the street and number of your door."), at_most(120)],
        render_kw={"autocomplete": "street-address"},
    )
    city = Line("City", [DataRequired("Enter the city."), at_most(80)], render_kw={"autocomplete": "address-level2"})
    state = SelectField(
        "State", choices=to_choose((code, f"{name} ({code})") for code, name in sorted(STATES.items(), key=str))
    )
    postal_code = Line(
        "ZIP code",
        [DataRequired("Enter the ZIP code."), at_most(10)],
        render_kw={"autocomplete": "postal-code", "inputmode": "numeric"},
    )
    neighborhood = Line("Neighborhood", [at_most(80)])
    latitude = Degrees(
        "Latitude",
        [InputRequired("Enter a latitude, such as 45.5047."), NumberRange(-90, 90, "A latitude is −90 to 90.")],
        places=None,
    )
    longitude = Degrees(
        "Longitude",
        [InputRequired("Enter a longitude, such as -122.6321."), NumberRange(-180, 180, "A longitude is −180 to 180.")],
        places=None,
    )
    at_door = BooleanField(
        "The pin is at our front door", [DataRequired("Check the pin. When it is at your front door, check this box.")]
    )
    directions = Paragraphs("How to find the door", [at_most(300)])
    arrival_note = Paragraphs("What to know before arriving", [at_most(300)])

    def validate_postal_code(self, field: Line) -> None:
        if zip_area(field.value) is None:
            raise ValidationError(f"There is no ZIP code {field.value} in the USA. Check its five digits.")

    def follow_zip_code(self) -> bool:
        """Move the pin to the center of a new ZIP code, unless the owner moved it too. Returns whether it did.

        The owner has not seen that pin, so they must confirm it.
        """
        area = zip_area(self.postal_code.value)
        same_code = self.postal_code.value[:5] == str(self.postal_code.object_data)[:5]
        moved = any(float(field.data) != float(field.object_data) for field in (self.latitude, self.longitude))
        if area is None or same_code or moved:
            return False
        self.latitude.data, self.longitude.data = Decimal(str(area.latitude)), Decimal(str(area.longitude))
        self.latitude.raw_data = self.longitude.raw_data = None
        self.at_door.data, self.at_door.errors = False, [FOLLOWED.format(code=area.code)]
        return True


class RulesForm(Edit):
    free_hours = Whole(
        "Guests cancel free until so many hours before",
        least=0,
        most=720,
        told="hours",
        validators=[InputRequired("Enter a number of hours, 0 or more.")],
    )
    keep_percent = Whole(
        "After that you keep so much of the price, in percent",
        least=0,
        most=100,
        told="percent",
        validators=[InputRequired("Enter a percentage, 0 to 100.")],
    )
    move_hours = SelectField("Guests move a visit themselves", coerce=int)
    notice_minutes = SelectField("Latest booking before the start", coerce=int)
    confirm_hours = SelectField("How a booking is made", coerce=int)
    max_upcoming = Whole(
        "Visits to come of one guest, at most", least=1, most=20, told="visits", validators=[Optional()]
    )
    horizon_days = Whole(
        "Guests book so many days ahead",
        least=1,
        most=365,
        told="days",
        validators=[InputRequired("Enter a number of days.")],
    )
