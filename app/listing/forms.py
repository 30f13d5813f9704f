from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, Length, ValidationError

from app.fields import to_choose
from app.forms import Form, Line
from app.venues.enums import VenueType
from app.venues.places import zip_area


class StartForm(Form):
    name = Line(
        "Name of your venue",
        [DataRequired("Enter the name on your door."), Length(max=120, message="Shorten this to 120 characters.")],
        render_kw={"autocomplete": "organization"},
    )
    category = SelectField("What you are known for", [DataRequired("Choose what most guests come for.")])
    type = RadioField(
        "What sort of place it is",
        [DataRequired("Choose the one that comes closest.")],
        choices=to_choose((kind.value, kind.label) for kind in VenueType),
        default=VenueType.SPA.value,
    )
    postal_code = Line(
        "ZIP code",
        [DataRequired("Enter the ZIP code of your venue.")],
        render_kw={"autocomplete": "postal-code", "inputmode": "numeric"},
    )

    def validate_postal_code(self, field: Line) -> None:
        if zip_area(field.value) is None:
            raise ValidationError(f"There is no ZIP code {field.value} in the USA. Check its five digits.")
